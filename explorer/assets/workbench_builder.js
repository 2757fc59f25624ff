/* Building a query by choosing. The plan lives here; its words, its query and what may come next come from the server,
   which offers nothing that would leave no result. */
(function (w) {
  "use strict";
  const b = w.workbench;
  const $ = (id) => document.getElementById(id);
  const fresh = () => ({ kind: "", conditions: [] });
  const state = { plan: fresh(), step: null, answer: null, query: "", opened: false };
  b.builder = { open, state };

  function open() {
    if (state.opened) return;
    state.opened = true;
    start();
  }

  function start() {
    state.plan = fresh();
    state.step = { want: "kinds" };
    ask();
  }

  async function ask() {
    const plan = state.plan, step = state.step;
    try {
      const answer = await b.ask("build", Object.assign({ plan }, step || {}));
      if (plan !== state.plan || step !== state.step) return;
      state.answer = answer;
      if (!answer.error && step === null) write(answer.query);
      draw();
    } catch (_) { $("wb-build").replaceChildren(w.make("p", { class: "wb-build-note" }, "The server does not answer.")); }
  }

  /* The query grows in a tab of its own, and its results with it. */
  function write(query) {
    const at = b.tabs.findIndex((t) => t.query === state.query && t.built);
    state.query = query;
    if (at >= 0) { if (at !== b.at) b.show(at); b.editor.set(query); } else { b.add(query, "Built"); }
    b.tabs[b.at].built = true;
    b.run();
  }

  function choose(next) {
    state.plan = next;
    state.step = null;
    ask();
  }

  const withCondition = (condition) => Object.assign({}, state.plan, { conditions: [...state.plan.conditions, condition] });

  /* A condition goes with all that hangs on the variable it brought; the later variables move up. */
  function without(index) {
    const isOpen = (c) => !(c.concept || c.text), gone = new Set(), kept = [], moved = new Map([[0, 0]]);
    let variable = 0;
    state.plan.conditions.forEach((c, n) => {
      const own = isOpen(c) ? ++variable : null;
      if (n === index || gone.has(c.on)) { if (own !== null) gone.add(own); return; }
      if (own !== null) moved.set(own, moved.size);
      kept.push(Object.assign({}, c, { on: moved.get(c.on) }));
    });
    choose(Object.assign({}, state.plan, { conditions: kept }));
  }

  /* ------------------------------------------------------------------ drawing */
  const button = (label, act, look) => { const e = w.make("button", { type: "button", class: look || "button small" }, label); e.addEventListener("click", act); return e; };

  function draw() {
    const { plan, step, answer } = state, box = $("wb-build");
    if (answer.error) {
      box.replaceChildren(w.make("p", { class: "wb-build-note" }, answer.error), button("Start over", start));
      return;
    }
    const parts = [];
    if (plan.kind || plan.conditions.length) {
      parts.push(w.make("p", { class: "wb-sentence" }, answer.sentence),
        w.make("p", { class: "wb-build-count" }, `${answer.count.toLocaleString("en")} ${answer.count === 1 ? "result" : "results"}`), conditions());
    } else parts.push(w.make("p", { class: "wb-build-note" }, "Choose what you look for. What is offered next always leads to results."));
    if (step) parts.push(...stepping());
    else parts.push(adding());
    box.replaceChildren(...parts);
    const search = w.$(".wb-pick-search", box);
    if (search && document.activeElement && box.contains(document.activeElement)) search.focus();
  }

  function conditions() {
    const rows = state.plan.conditions.map((c, n) => {
      const told = state.answer.conditions[n], about = state.answer.variables[c.on].label;
      return w.make("li", { class: "wb-condition" }, w.make("span", {}, w.make("span", { class: "quiet" }, about + " "), told.verb + " ", w.make("b", {}, told.end)),
        (() => { const cross = button("×", () => without(n), "wb-icon"); cross.setAttribute("aria-label", `take out: ${told.verb} ${told.end}`); return cross; })());
    });
    return w.make("ul", { class: "wb-condition-list" }, ...rows);
  }

  function adding() {
    const box = w.make("div", { class: "wb-adding" });
    if (state.plan.conditions.length < 12) {
      state.answer.variables.forEach((v, on) => box.append(button(`+ about the ${v.label}`, () => { state.step = { want: "properties", on }; ask(); })));
    }
    box.append(button("Start over", start, "button small wb-quiet-button"));
    return box;
  }

  function stepping() {
    const { step, answer } = state;
    const titles = { kinds: "What do you look for?", properties: `What holds of the ${(answer.variables[step.on] || {}).label}?`, values: `${step.verb} …` };
    const choices = step.want === "values" ? [{ value: "", label: "anything", count: null, sort: "any" }, ...answer.choices]
      : step.want === "kinds" ? [...answer.choices] : answer.choices;
    const list = w.make("ul", { class: "wb-pick", role: "listbox", "aria-label": titles[step.want] });
    const search = w.make("input", { class: "wb-pick-search", type: "search", placeholder: "Type to narrow", "aria-label": `${titles[step.want]} Type to narrow` });
    const show = () => {
      const wanted = search.value.trim().toLowerCase();
      const fitting = choices.filter((c) => c.label.toLowerCase().includes(wanted));
      list.replaceChildren(...fitting.slice(0, 120).map(option), ...(fitting.length ? [] : [w.make("li", { class: "wb-build-note" }, "Nothing of this name is among the choices.")]));
    };
    search.addEventListener("input", show);
    search.addEventListener("keydown", (e) => {
      if (e.key === "Enter" || e.key === "ArrowDown") { const first = w.$("button", list); if (first) { e.preventDefault(); if (e.key === "Enter") first.click(); else first.focus(); } }
    });
    list.addEventListener("keydown", (e) => {
      const here = e.target.closest("li"), next = here && { ArrowDown: here.nextElementSibling, ArrowUp: here.previousElementSibling }[e.key];
      if (next) { e.preventDefault(); w.$("button", next).focus(); }
    });
    show();
    const back = state.plan.kind || state.plan.conditions.length ? button("Cancel", () => { state.step = null; draw(); }, "button small wb-quiet-button") : null;
    return [w.make("div", { class: "wb-pick-head" }, w.make("h3", {}, titles[step.want]), back || ""), ...(choices.length > 8 ? [search] : []), list];
  }

  function option(choice) {
    const label = choice.sort === "kind" && state.step.want === "values" ? `any ${choice.label}` : choice.label;
    const row = w.make("button", { type: "button", class: `wb-option sort-of-${choice.sort}`, role: "option", "aria-selected": "false" },
      w.make("span", { class: "wb-option-label" }, label), w.make("span", { class: "wb-option-count" }, choice.count === null ? "" : choice.count.toLocaleString("en")));
    row.addEventListener("click", () => picked(choice));
    return w.make("li", { role: "presentation" }, row);
  }

  function picked(choice) {
    const step = state.step;
    if (step.want === "kinds") choose({ kind: choice.value, conditions: [] });
    else if (step.want === "properties") { state.step = { want: "values", on: step.on, property: choice.value, forward: choice.forward, verb: choice.label }; ask(); }
    else {
      const end = { kind: { kind: choice.value }, concept: { concept: choice.value }, text: { text: choice.value }, any: {} }[choice.sort];
      choose(withCondition(Object.assign({ on: step.on, property: step.property, forward: step.forward }, end)));
    }
  }
})(window.whatfixes);

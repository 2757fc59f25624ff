/* Paths: the form with its conditions as chips, the address that carries all of it, and rows that light up the canvas.
   The search as it stands is JSON on the panel (data-wish); a change makes a new search of it. */
(function (w) {
  "use strict";
  const ID = "https://w3id.org/whatfixes/id/", WF = "https://w3id.org/whatfixes/ontology#";
  const LISTS = ["via", "avoid", "only"], SINGLE = ["how", "steps", "directed", "k"];
  const paths = (w.paths = {});

  /* ------------------------------------------------------------------ addresses; explorer/pathsearch.py writes the same */
  function short(iri) {
    if (iri.startsWith(WF)) return "wf:" + iri.slice(WF.length);
    const rest = iri.startsWith(ID) ? iri.slice(ID.length) : iri;
    return rest && !/[:/]/.test(rest) ? rest : iri;
  }
  const endsOf = (action) => action.ends || [action.from, action.to].flat().filter(Boolean);

  paths.address = function (action) {
    const query = new URLSearchParams();
    endsOf(action).forEach((end, n) => query.append(n ? "to" : "from", short(end)));
    if (action.how && action.how !== "best") query.append("how", action.how);
    LISTS.forEach((name) => (action[name] || []).forEach((iri) => query.append(name, short(iri))));
    if (action.steps) query.append("steps", action.steps);
    if (action.directed) query.append("directed", "yes");
    if (action.k) query.append("k", action.k);
    return "/?" + (action.do === "path-form" ? ["paths", query.toString()].filter(Boolean).join("&") : query.toString());
  };

  paths.actionOf = function (given) {
    const ends = [...given.getAll("from"), ...given.getAll("to")].filter(Boolean);
    const action = { do: ends.length > 1 && !given.has("paths") ? "path" : "path-form", ends };
    LISTS.forEach((name) => { if (given.has(name)) action[name] = given.getAll(name); });
    SINGLE.forEach((name) => { if (given.get(name)) action[name] = given.get(name); });
    return action;
  };

  /* ------------------------------------------------------------------ the form */
  const panel = () => w.$("#panel .path-panel");
  const wish = () => { try { return JSON.parse(panel().dataset.wish); } catch (_) { return {}; } };
  const boxes = () => [...document.querySelectorAll("#panel .path-ends .combobox")].map((b) => b.dataset.chosen || w.$("input", b).value.trim());
  const given = () => Object.assign(wish(), { ends: boxes().filter(Boolean) });

  /* A search where there are two ends, else the form with what is there. */
  function go(wanted, room) {
    const ready = wanted.ends.length > 1 && !room;
    w.act(Object.assign({}, wanted, { do: ready ? "path" : "path-form", boxes: room || 0 }), !ready);
  }

  paths.between = (iris) => go({ ends: iris });

  Object.assign(w.doings, {
    "path-form": (e) => go({ ends: e.dataset.iri ? [e.dataset.iri] : [] }),
    "find-path": () => go(given()),
    "swap-path": () => { const found = given(); go(Object.assign(found, { ends: found.ends.reverse() })); },
    "add-end": () => go(given(), Number(panel().dataset.boxes) + 1),
    "drop-end": (e) => { const found = boxes(); found.splice(Number(e.dataset.number), 1); go(Object.assign(wish(), { ends: found.filter(Boolean) })); },
    "take-selected": () => {
      const picked = w.canvas.cy().nodes(":selected, .chosen").filter((n) => !n.data("cluster") && !n.data("summary")).map((n) => n.id());
      const ends = [...new Set([...boxes().filter(Boolean), ...picked])];
      if (!picked.length) w.canvas.say("Nothing is selected: click a concept, or shift and drag over several.");
      else go(Object.assign(wish(), { ends }));
    },
    "drop-condition": (e) => {
      const { name, iri } = e.dataset, found = given();
      if (LISTS.includes(name)) found[name] = (found[name] || []).filter((other) => other !== iri);
      else delete found[name];
      go(found);
    },
    "copy-paths": (e) => {
      const shown = e.textContent, say = (text) => { e.textContent = text; setTimeout(() => { e.textContent = shown; }, 1500); };
      (navigator.clipboard ? navigator.clipboard.writeText(e.dataset.said) : Promise.reject()).then(() => say("Copied"), () => say("No clipboard here"));
    },
    "draw-path": (e) => {
      const nodes = e.dataset.nodes.split(" "), edges = e.dataset.edges.split("\n"), cy = w.canvas.cy();
      for (const other of document.querySelectorAll(".path.here, .small-link.here")) other.classList.remove("here");
      e.classList.add("here");
      back = null;
      if ([...nodes, ...edges].every((id) => cy.getElementById(id).nonempty())) {
        light([...nodes, ...edges]);
        w.did(`lit the path ${e.closest("li").querySelector(".path, .quiet").textContent}`.slice(0, 120));
      } else w.act({ do: "draw-path", nodes, edges });
    },
  });

  function add(name, value) {
    const found = given();
    if (LISTS.includes(name)) found[name] = [...new Set([...(found[name] || []), value])];
    else found[name] = value;
    go(found);
  }

  /* The adder: a list of conditions; one that needs a value opens a box for it. */
  function build(host) {
    host.dataset.ready = "yes";
    const select = w.make("select", { "aria-label": "add a condition", class: "condition-select" }, w.make("option", { value: "" }, "Add a condition"),
      ...JSON.parse(host.dataset.conditions).map(([value, text]) => w.make("option", { value }, text)));
    const value = w.make("div", { class: "condition-value" });
    host.append(select, value);
    select.addEventListener("change", () => {
      const name = select.value;
      value.replaceChildren();
      if (name === "directed") add(name, true);
      else if (name.startsWith("how ")) add("how", name.slice(4));
      else if (name === "steps" || name === "k") value.append(numberBox(name));
      else if (name) value.append(nameBox(name));
      const input = w.$("input", value);
      if (input) input.focus();
    });
  }

  function numberBox(name) {
    const most = name === "steps" ? 20 : 50;
    const input = w.make("input", { type: "number", min: 1, max: most, value: name === "steps" ? 4 : 10, "aria-label": name === "steps" ? "steps at most" : "paths at most", class: "condition-number" });
    const button = w.make("button", { type: "button", class: "button small" }, "Add");
    const take = () => { const number = Math.round(Number(input.value)); if (number >= 1) add(name, Math.min(number, most)); };
    button.addEventListener("click", take);
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); event.stopPropagation(); take(); } });
    return w.make("div", { class: "condition-number-row" }, input, button);
  }

  function nameBox(name) {
    const host = w.make("div", { class: "combobox", "data-combobox": "concept", "data-only": name === "via" ? "concepts" : "names",
      "data-label": name === "via" ? "Via" : name === "avoid" ? "Without" : "Only with", "data-placeholder": name === "via" ? "Name a concept" : "Name a concept, kind or relation" });
    host.addEventListener("whatfixes:chosen", (event) => add(name, event.detail.iri));
    host.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.defaultPrevented) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.target.value.trim()) add(name, event.target.value.trim());
    });
    return host;
  }

  /* ------------------------------------------------------------------ what is pointed at lights up, without a request */
  let back = null;
  function light(ids) {
    const cy = w.canvas.cy();
    let found = cy.collection();
    ids.forEach((id) => { found = found.union(cy.getElementById(id)); });
    if (found.empty()) return;
    cy.batch(() => {
      cy.$(".lit, .dim").removeClass("lit dim");
      found.addClass("lit");
      cy.elements().difference(found).addClass("dim");
    });
  }

  function unlight() {
    if (!back) return;
    const { lit, dim } = back, cy = w.canvas.cy();
    back = null;
    cy.batch(() => { cy.$(".lit, .dim").removeClass("lit dim"); lit.addClass("lit"); dim.addClass("dim"); });
  }

  function over(row) {
    const cy = w.canvas.cy();
    if (!cy || !row) return;
    if (!back) back = { lit: cy.$(".lit"), dim: cy.$(".dim") };
    light(JSON.parse(row.dataset.lights));
  }
  const rowOf = (event) => event.target.closest && event.target.closest("[data-lights]");
  let on = null;
  function pointed(event) {
    const row = rowOf(event);
    if (row === on) return;
    on = row;
    if (row) over(row); else unlight();
  }
  document.addEventListener("mouseover", pointed);
  document.addEventListener("focusin", pointed);
  document.documentElement.addEventListener("mouseleave", () => { on = null; unlight(); });
  document.addEventListener("whatfixes:drawn", () => { back = null; on = null; });

  const find = () => document.querySelectorAll(".condition-adder:not([data-ready])").forEach(build);
  new MutationObserver(find).observe(document.documentElement, { childList: true, subtree: true });
  find();
})(window.whatfixes);

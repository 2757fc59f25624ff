/* Boxes with suggestions: the ARIA combobox pattern with a list. A box is any element with data-combobox
   ("all": concepts, paths, questions, and what was asked before; or "concept"). What stands in the list always fits the letters
   that stand in the box: the answer to an older letter is never shown, and a server that is away is only a box without a list. */
(function (w) {
  "use strict";
  const WAIT = 70, AGAIN = 1500, TRIES = 8;
  const KEY = "whatfixes-recent", KEPT = 8;
  const NOUNS = { concept: "concept", path: "path", question: "question", recent: "asked before" };
  let boxes = 0;

  function build(host) {
    host.dataset.ready = "yes";
    const id = `combobox-${++boxes}`;
    const all = host.dataset.combobox === "all";
    const input = w.make("input", {
      id, type: "text", role: "combobox", autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: all ? "search" : "next",
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-haspopup": "listbox", dir: "auto", maxlength: "2000",
      placeholder: host.dataset.placeholder || "Name a concept" });
    const list = w.make("ul", { id: `${id}-list`, role: "listbox", "aria-label": "suggestions", hidden: "" });
    const said = w.make("span", { class: "unseen", role: "status" });
    const label = w.make("label", { for: id, class: all ? "unseen" : "box-label" }, host.dataset.label || "Name a concept");
    host.append(label, input, list, said);
    const box = { host, input, list, said, all, options: [], active: -1, asked: 0, tries: 0, request: null, timer: null };
    if (host.dataset.value) { input.value = host.dataset.value; host.dataset.chosen = host.dataset.iri || ""; }
    input.addEventListener("input", () => typed(box));
    input.addEventListener("keydown", (event) => pressed(box, event));
    input.addEventListener("blur", () => { forget(box); close(box); });
    input.addEventListener("focus", () => { if (all) { input.select(); if (!input.value.trim()) recent(box); } });
    input.addEventListener("click", () => { if (all && box.list.hidden && !input.value.trim()) recent(box); });
    list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  /* ------------------------------------------------------------------ what is suggested */
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();

  /* No answer that is on its way may still be shown. */
  function forget(box) {
    clearTimeout(box.timer);
    box.asked += 1;
    if (box.request) box.request.abort();
    box.request = null;
  }

  function typed(box) {
    delete box.host.dataset.chosen;
    forget(box);
    box.tries = 0;
    const text = fold(box.input.value);
    if (!text) { if (box.all) recent(box); else close(box); return; }
    // Of the older list only what fits the new letters too stays while the new one is fetched.
    show(box, box.options.filter((o) => o.is !== "recent" && fold(`${o.label} ${o.also || ""}`).includes(text)), true);
    box.timer = setTimeout(() => ask(box, box.asked), WAIT);
  }

  async function ask(box, number) {
    const request = box.request = new AbortController();
    const address = "/suggest?" + new URLSearchParams(Object.assign({ q: box.input.value }, box.all ? {} : { only: box.host.dataset.only || "concepts" }));
    try {
      const answer = await fetch(address, { signal: request.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const found = await answer.json();
      if (number === box.asked) { box.tries = 0; show(box, found); }
    } catch (_) {
      // Quietly: the list closes, and once more is asked for the same letters in a while.
      if (number !== box.asked) return;
      show(box, [], true);
      if (++box.tries <= TRIES && document.activeElement === box.input) box.timer = setTimeout(() => ask(box, number), AGAIN);
    }
  }

  function show(box, found, quietly) {
    box.options = found;
    move(box, -1);
    box.list.replaceChildren(...found.map((option, n) => row(box, option, n)));
    if (!quietly) box.said.textContent = counted(found);
    open(box, found.length > 0 && document.activeElement === box.input);
  }

  function counted(found) {
    if (!found.length) return "no suggestions";
    const kinds = Object.keys(NOUNS).map((is) => [NOUNS[is], found.filter((o) => o.is === is).length]).filter(([, n]) => n);
    return kinds.map(([noun, n]) => `${n} ${noun}${n > 1 && noun !== NOUNS.recent ? "s" : ""}`).join(", ");
  }

  /* ------------------------------------------------------------------ what was asked before, kept in this browser */
  function kept() {
    try {
      const found = JSON.parse(localStorage.getItem(KEY));
      return Array.isArray(found) ? found.filter((o) => o && typeof o.label === "string" && typeof o.as === "string").slice(0, KEPT) : [];
    } catch (_) { return []; }
  }
  function keep(found) {
    try { if (found.length) localStorage.setItem(KEY, JSON.stringify(found)); else localStorage.removeItem(KEY); } catch (_) { /* a browser that keeps nothing */ }
  }
  w.remember = remember;
  function remember(option) {
    const { label, iri, from, to } = option, as = option.as || option.is;
    keep([{ label, as, iri, from, to }, ...kept().filter((o) => o.label !== label || o.as !== as)].slice(0, KEPT));
  }
  function recent(box) {
    const found = kept().map((o) => Object.assign({ is: "recent" }, o));
    show(box, found.length ? found.concat({ is: "clear", label: "Forget these" }) : []);
  }

  /* ------------------------------------------------------------------ the list */
  const MARKS = { question: "?", path: "⇢", recent: "↺", clear: "×" };

  function row(box, option, n) {
    const element = w.make("li", { id: `${box.input.id}-${n}`, role: "option", "aria-selected": "false", class: `option ${option.is}` });
    const before = option.is === "concept"
      ? w.make("span", { class: `swatch shape-${option.shape}`, style: `--colour: ${option.colour}`, "aria-hidden": "true" })
      : w.make("span", { class: "ask-mark", "aria-hidden": "true" }, MARKS[option.is] || "?");
    const label = w.make("span", { class: "option-label", dir: "auto", lang: option.lang }, ...marked(option.label, box.input.value));
    if (option.also) label.append(w.make("span", { class: "also" }, " ", ...marked(option.also, box.input.value)));
    const kind = option.kind || (option.is === "recent" ? option.as : "");
    element.append(before, label, kind ? w.make("span", { class: "option-kind" }, " ", kind) : "");
    element.addEventListener("click", () => take(box, option));
    element.addEventListener("mousemove", () => { if (box.active !== n) move(box, n); });
    return element;
  }

  /* The letters typed, set off within a name. */
  function marked(text, typed) {
    const wanted = typed.trim().toLowerCase(), at = wanted ? text.toLowerCase().indexOf(wanted) : -1;
    // Where lowering changes lengths the places would not fit.
    if (at < 0 || text.length !== text.toLowerCase().length) return [text];
    return [text.slice(0, at), w.make("b", {}, text.slice(at, at + wanted.length)), text.slice(at + wanted.length)];
  }

  function open(box, on) {
    box.list.hidden = !on;
    box.input.setAttribute("aria-expanded", String(on));
    if (!on) move(box, -1);
  }
  const close = (box) => open(box, false);

  function move(box, to) {
    const rows = box.list.children;
    if (rows[box.active]) rows[box.active].setAttribute("aria-selected", "false");
    box.active = to;
    if (rows[to]) {
      rows[to].setAttribute("aria-selected", "true");
      rows[to].scrollIntoView({ block: "nearest" });
      box.input.setAttribute("aria-activedescendant", rows[to].id);
    } else box.input.removeAttribute("aria-activedescendant");
  }

  /* ------------------------------------------------------------------ keys */
  function pressed(box, event) {
    if (event.isComposing) return;
    const count = box.options.length, shown = !box.list.hidden;
    const to = { ArrowDown: box.active + 1, ArrowUp: box.active - 1, PageDown: Math.min(box.active + 5, count - 1), PageUp: Math.max(box.active - 5, 0) }[event.key];
    if (event.key === "ArrowUp" && event.altKey) { event.preventDefault(); close(box); }
    else if (to !== undefined && (shown || event.key.startsWith("Arrow"))) {
      event.preventDefault();
      if (!shown) { reopen(box, event); return; }
      // Past either end the text itself has its turn, as the pattern has it.
      move(box, to >= count ? -1 : to < -1 ? count - 1 : to);
    } else if (event.key === "Enter") {
      if (shown && box.options[box.active]) { event.preventDefault(); take(box, box.options[box.active]); }
      else if (box.all) { event.preventDefault(); entered(box); }
    } else if (event.key === "Escape") {
      if (shown) { event.preventDefault(); forget(box); close(box); } else { box.input.value = ""; delete box.host.dataset.chosen; box.options = []; }
    } else if (event.key === "Tab") { forget(box); close(box); }
  }

  function reopen(box, event) {
    if (!box.input.value.trim()) { if (box.all) recent(box); }
    else if (box.options.length) open(box, true);
    else ask(box, box.asked);
    if (!event.altKey && !box.list.hidden) move(box, event.key === "ArrowDown" ? 0 : box.options.length - 1);
  }

  /* Enter without a choice: a text that is exactly a name or a path opens it, all else is a question. */
  function entered(box) {
    const text = box.input.value.trim();
    if (!text) return;
    const same = box.options.find((o) => (o.is === "path" || (o.is === "concept" && !o.also)) && fold(o.label) === fold(text));
    take(box, same || { is: "question", label: text });
  }

  function take(box, option) {
    forget(box);
    if (option.is === "clear") { keep([]); show(box, []); box.said.textContent = "forgotten"; return; }
    box.input.value = option.label;
    close(box);
    if (!box.all) {
      box.host.dataset.chosen = option.iri;
      box.host.dispatchEvent(new CustomEvent("whatfixes:chosen", { detail: option }));
      return;
    }
    box.input.blur();
    w.keyboard.await();
    remember(option);
    const as = option.as || option.is;
    if (as === "concept") w.act({ do: "concept", iri: option.iri });
    else if (as === "path") w.act({ do: "path", from: option.from, to: option.to });
    else w.act({ do: "ask", q: option.label });
  }

  const find = () => document.querySelectorAll("[data-combobox]:not([data-ready])").forEach(build);
  new MutationObserver(find).observe(document.documentElement, { childList: true, subtree: true });
  find();
})(window.whatfixes);

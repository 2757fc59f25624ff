/* Boxes with suggestions: the ARIA combobox pattern with a list. A box is any element with data-combobox
   ("all": concepts and questions, or "concept"); the answer to an older letter is never shown. */
(function (w) {
  "use strict";
  const WAIT = 70;
  let boxes = 0;

  function build(host) {
    host.dataset.ready = "yes";
    const id = `combobox-${++boxes}`;
    const all = host.dataset.combobox === "all";
    const input = w.make("input", {
      id, type: "text", role: "combobox", autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: all ? "search" : "next",
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-haspopup": "listbox",
      placeholder: host.dataset.placeholder || "Name a concept" });
    const list = w.make("ul", { id: `${id}-list`, role: "listbox", "aria-label": "suggestions", hidden: "" });
    const said = w.make("span", { class: "unseen", role: "status" });
    const label = w.make("label", { for: id, class: all ? "unseen" : "box-label" }, host.dataset.label || "Name a concept");
    host.append(label, input, list, said);
    const box = { host, input, list, said, all, options: [], active: -1, asked: 0, request: null, timer: null };
    if (host.dataset.value) { input.value = host.dataset.value; host.dataset.chosen = host.dataset.iri || ""; }
    input.addEventListener("input", () => typed(box));
    input.addEventListener("keydown", (event) => pressed(box, event));
    input.addEventListener("blur", () => setTimeout(() => close(box), 120));
    input.addEventListener("focus", () => { if (all) input.select(); });
    list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  function typed(box) {
    delete box.host.dataset.chosen;
    clearTimeout(box.timer);
    box.asked += 1;
    if (box.request) box.request.abort();
    if (!box.input.value.trim()) { close(box); return; }
    box.timer = setTimeout(() => ask(box, box.asked), WAIT);
  }

  async function ask(box, number) {
    box.request = new AbortController();
    const address = "/suggest?" + new URLSearchParams(Object.assign({ q: box.input.value }, box.all ? {} : { only: box.host.dataset.only || "concepts" }));
    try {
      const answer = await fetch(address, { signal: box.request.signal });
      const found = await answer.json();
      if (number === box.asked) show(box, found);
    } catch (_) {
      if (number === box.asked) close(box);
    }
  }

  function show(box, found) {
    box.options = found;
    box.active = -1;
    box.list.replaceChildren(...found.map((option, n) => row(box, option, n)));
    box.said.textContent = found.length ? `${found.length} suggestions` : "no suggestions";
    open(box, found.length > 0 && document.activeElement === box.input);
  }

  function row(box, option, n) {
    const element = w.make("li", { id: `${box.input.id}-${n}`, role: "option", "aria-selected": "false", class: `option ${option.is}` });
    if (option.is === "concept") {
      element.append(w.make("span", { class: `swatch shape-${option.shape}`, style: `--colour: ${option.colour}`, "aria-hidden": "true" }),
        w.make("span", { class: "option-label" }, option.label, option.also ? w.make("span", { class: "also" }, ` ${option.also}`) : null),
        w.make("span", { class: "option-kind" }, option.kind));
    } else {
      element.append(w.make("span", { class: "ask-mark", "aria-hidden": "true" }, "?"), w.make("span", { class: "option-label" }, option.label));
    }
    element.addEventListener("click", () => take(box, option));
    element.addEventListener("mousemove", () => { if (box.active !== n) move(box, n); });
    return element;
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

  function pressed(box, event) {
    const count = box.options.length, shown = !box.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!shown && count && box.input.value.trim()) open(box, true);
      if (count) move(box, event.key === "ArrowDown" ? (box.active + 1) % count : (box.active <= 0 ? count : box.active) - 1);
    } else if (event.key === "Enter") {
      if (shown && box.options[box.active]) { event.preventDefault(); take(box, box.options[box.active]); }
      else if (box.all) { event.preventDefault(); entered(box); }
    } else if (event.key === "Escape") {
      if (shown) close(box); else { box.input.value = ""; delete box.host.dataset.chosen; }
    } else if (event.key === "Tab") close(box);
  }

  /* Enter without a choice: a text that is exactly a concept's name opens it, all else is a question. */
  function entered(box) {
    const text = box.input.value.trim();
    if (!text) return;
    const same = box.options.find((o) => o.is === "concept" && !o.also && o.label.toLowerCase() === text.toLowerCase());
    take(box, same || { is: "question", label: text });
  }

  function take(box, option) {
    clearTimeout(box.timer);
    box.asked += 1;
    box.input.value = option.label;
    close(box);
    if (!box.all) {
      box.host.dataset.chosen = option.iri;
      box.host.dispatchEvent(new CustomEvent("whatfixes:chosen", { detail: option }));
      return;
    }
    box.input.blur();
    w.act(option.is === "concept" ? { do: "concept", iri: option.iri } : { do: "ask", q: option.label });
  }

  const find = () => document.querySelectorAll("[data-combobox]:not([data-ready])").forEach(build);
  new MutationObserver(find).observe(document.documentElement, { childList: true, subtree: true });
  find();
})(window.whatfixes);

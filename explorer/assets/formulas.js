/* Formulas: MathML made from trees ([element, children...]; a leaf is [element, text]), and computed by the server
   from what is typed. Texts enter as text nodes, elements only from the list below. */
(function (w) {
  "use strict";
  const MATHML = "http://www.w3.org/1998/Math/MathML";
  const KNOWN = new Set(["mrow", "mfrac", "msup", "msub", "msqrt", "mi", "mn", "mo", "mtext"]);
  const WAIT = 220;
  const FENCES = "()⌈⌉⌊⌋|";

  function element([name, ...children]) {
    const made = document.createElementNS(MATHML, KNOWN.has(name) ? name : "mtext");
    if (name === "mi" && String(children[0]).length > 1) made.setAttribute("mathvariant", "normal");
    if (name === "mo" && FENCES.includes(children[0])) made.setAttribute("stretchy", "true");
    made.append(...children.map((c) => (Array.isArray(c) ? element(c) : document.createTextNode(String(c)))));
    return made;
  }

  function math(tree) {
    const made = document.createElementNS(MATHML, "math");
    made.setAttribute("display", "block");
    made.append(element(tree));
    return made;
  }

  /* A formula too wide for its place: what it computes goes above it, and it gets smaller, down to what can be read. */
  function fill(host, tree) {
    host.append(math(tree));
    if (host.clientWidth) return fit(host, tree);
    // The panel is not open yet: its width is known when it is.
    const waits = new ResizeObserver(() => { if (host.clientWidth) { waits.disconnect(); fit(host, tree); } });
    return waits.observe(host);
  }

  function fit(host, tree) {
    if (host.scrollWidth <= host.clientWidth + 1) return;
    const name = tree[1][1];
    host.replaceChildren(w.make("div", { class: "math-name" }, `${name} =`), math(["mrow", ...tree.slice(3)]));
    for (let size = 16; size >= 11 && host.scrollWidth > host.clientWidth + 1; size -= 1) w.$("math", host).style.fontSize = `${size}px`;
  }

  function render(host) {
    host.dataset.ready = "yes";
    try { fill(host, JSON.parse(host.dataset.math)); } catch (_) { host.textContent = host.title; }
  }

  /* ------------------------------------------------------------------ computing */
  function typed(host) {
    host.dataset.ready = "yes";
    const text = host.dataset.typed === "text";
    const input = w.make(text ? "textarea" : "input", { "aria-label": host.getAttribute("aria-label"), placeholder: host.dataset.hint, name: host.dataset.symbol,
      autocomplete: "off", spellcheck: "false", inputmode: text ? "text" : "decimal" });
    host.append(input);
    const form = host.closest(".formula-form");
    input.addEventListener("input", () => { clearTimeout(form.waits); form.waits = setTimeout(() => compute(form), WAIT); });
    input.addEventListener("keydown", (event) => { if (event.key === "Enter" && !text) compute(form); });
  }

  async function compute(form) {
    clearTimeout(form.waits);
    const inputs = [...form.querySelectorAll(".typed input, .typed textarea")], output = w.$("output", form);
    const asked = (form.asked = (form.asked || 0) + 1);
    const say = (...parts) => { if (form.asked === asked) output.replaceChildren(...parts); };
    if (inputs.some((i) => !i.value.trim() && !i.placeholder) || inputs.every((i) => !i.value.trim())) return say();
    const given = inputs.filter((i) => i.value.trim()).map((i) => [i.name, i.value]);
    try {
      const answer = await fetch("/compute?" + new URLSearchParams([["formula", form.dataset.formula], ...given]));
      const found = await answer.json();
      if (found.error) say(w.make("p", { class: "formula-error" }, found.error.charAt(0).toUpperCase() + found.error.slice(1)));
      else say(w.make("p", { class: "result" }, found.shown), worked(form, found));
    } catch (_) { say(w.make("p", { class: "formula-error" }, "The server does not answer; change a number to ask again.")); }
  }

  /* The arithmetic: the formula with its numbers in place, and what comes out. */
  function worked(form, found) {
    const row = ["mrow", ["mi", form.dataset.name], ["mo", "="], found.math[1], ["mo", "="], found.math[2]];
    const box = w.make("div", { class: "math worked", role: "math", title: found.arithmetic, "aria-label": found.arithmetic });
    setTimeout(() => fill(box, row), 0);
    return box;
  }

  const find = () => {
    document.querySelectorAll(".math[data-math]:not([data-ready])").forEach(render);
    document.querySelectorAll("[data-typed]:not([data-ready])").forEach(typed);
  };
  new MutationObserver(find).observe(document.documentElement, { childList: true, subtree: true });
  find();
})(window.whatfixes);

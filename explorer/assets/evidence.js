/* Evidence: a button with lines of the notes unfolds their title and section, and their text where the server has it.
   The text is asked for when it is unfolded for the first time, and kept. */
(function (w) {
  "use strict";
  const kept = new Map();
  let served = true;

  function text(first, last) {
    if (!served) return Promise.resolve([]);
    const address = "/passage?" + new URLSearchParams({ first, last });
    if (!kept.has(address)) {
      kept.set(address, fetch(address).then((answer) => answer.json()).then((found) => { served = found.served; return found.lines; })
        .catch(() => { kept.delete(address); return null; }));
    }
    return kept.get(address);
  }

  const span = (first, last) => (first === last ? `line ${first}` : `lines ${first} to ${last}`);

  function body(box, lines) {
    if (lines === null) box.append(w.make("p", { class: "quiet" }, "The server does not answer; unfold it again."));
    else if (lines.length) {
      box.append(w.make("ol", { class: "passage-text" }, ...lines.filter(([, line], n) => line.trim() || (n > 0 && n < lines.length - 1))
        .map(([number, line]) => w.make("li", { value: number }, w.make("span", { class: "passage-number", "aria-hidden": "true" }, String(number)), w.make("span", {}, ...dressed(line || " "))))));
    }
  }

  /* A line of Markdown as it is meant: the marks of lists, headings, strong words and code become what they stand for. */
  function dressed(line) {
    const [, indent, mark, rest] = line.match(/^(\s*)(?:([*+-]|#{1,6})\s+)?(.*)$/s);
    const heading = mark && mark[0] === "#";
    const words = rest.split(/(\*\*(?=\S)[^*]+(?<=\S)\*\*|`[^`]+`)/).filter(Boolean).map((part) =>
      (/^\*\*\S.*\*\*$/.test(part) ? w.make("b", {}, part.slice(2, -2)) : part.startsWith("`") && part.length > 2 ? w.make("code", {}, part.slice(1, -1)) : part));
    return [indent.slice(0, 12), mark && !heading ? "• " : "", ...(heading ? [w.make("b", {}, ...words)] : words)].filter(Boolean);
  }

  w.doings.passage = async function (button) {
    const open = button.getAttribute("aria-expanded") !== "true";
    const host = button.closest("li, dd, td, .callout-title, p, div");
    for (const other of host.querySelectorAll(".lines[aria-expanded='true']")) other.setAttribute("aria-expanded", "false");
    for (const old of document.querySelectorAll(".passage")) if (old.dataset.of && old.parentNode === place(host)) old.remove();
    if (!open) return;
    button.setAttribute("aria-expanded", "true");
    const { first, last, section, title } = button.dataset;
    const box = w.make("div", { class: "passage", role: "note", "data-of": `${first}-${last}` },
      w.make("div", { class: "passage-head" }, w.make("b", {}, title || "The notes"), [section, span(first, last)].filter(Boolean).map((t) => ` · ${t}`).join("")));
    place(host).append(box);
    body(box, await text(first, last));
  };

  /* A paragraph holds no block: its passage stands in the element around it. */
  function place(host) { return host.tagName === "P" || host.tagName === "DIV" && !host.classList.contains("callout-title") ? host.parentNode : host; }
})(window.whatfixes);

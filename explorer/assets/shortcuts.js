/* The sheet of shortcuts, on "?": a modal dialog, which keeps the focus and gives it back. */
(function (w) {
  "use strict";
  const SHEET = [
    ["Anywhere", [["/", "go to the box"], ["?", "this sheet"], ["Esc", "close what is open"]]],
    ["On the canvas, with the keyboard", [["← ↑ → ↓", "walk along a link in that direction"], ["Ctrl ←↑→↓", "go to the nearest node, linked or not"],
      ["Enter", "expand: add the neighbours"], ["E", "choose what to add"], ["Space", "open in the panel"], ["R", "start again from here"],
      ["W", "why the last link walked is there"], ["F", "focus and dim the rest"], ["1 2 3", "light what is so many steps away"],
      ["P", "pin or unpin"], ["S", "select or unselect"], ["Ctrl A", "select all"], ["Del", "hide"], ["Menu, Shift F10", "all that can be done"],
      ["+ − 0", "zoom in, zoom out, fit"]]],
    ["With the mouse", [["Click", "open"], ["Double click", "expand"], ["Shift click", "start again from here"], ["Ctrl click", "hide"],
      ["Right click", "all that can be done"], ["Shift drag", "draw a line around nodes to select them"], ["Wheel, drag", "zoom, move the view"]]],
    ["With fingers", [["Tap", "open"], ["Double tap", "expand"], ["Long press", "all that can be done"]]],
  ];
  const shortcuts = {};
  w.shortcuts = shortcuts;
  // Others add what their files do: [title, [[keys, what], ...]].
  shortcuts.sheet = SHEET;

  function build() {
    const shut = w.make("button", { type: "button", class: "card-close", "aria-label": "close" }, "×");
    const dialog = w.make("dialog", { class: "sheet", "aria-labelledby": "sheet-title" },
      w.make("header", {}, w.make("h2", { id: "sheet-title" }, "Shortcuts"), shut),
      w.make("div", { class: "sheet-parts" }, ...SHEET.map(([title, rows]) => w.make("section", {}, w.make("h3", {}, title),
        w.make("dl", {}, ...rows.flatMap(([keys, does]) => [w.make("dt", {}, w.make("kbd", {}, keys)), w.make("dd", {}, does)]))))));
    shut.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("keydown", (event) => w.walking.trap(event, dialog));
    dialog.addEventListener("close", () => { const back = shortcuts.from; dialog.remove(); if (back && back.isConnected) back.focus({ preventScroll: true }); });
    return dialog;
  }

  shortcuts.open = function () {
    if (w.$("dialog.sheet")) return;
    shortcuts.from = document.activeElement;
    const dialog = build();
    document.body.append(dialog);
    dialog.showModal();
  };

  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
    if (event.key === "?" && !typing && !event.ctrlKey && !event.metaKey) { event.preventDefault(); shortcuts.open(); }
  });
  w.doings.shortcuts = () => shortcuts.open();
})(window.whatfixes);

/* What one sees of the log and of the views that are kept: undo and redo with their names, the list of all that was
   done, and a menu of views. Built here, in the place that the page leaves for it. */
(function (w) {
  "use strict";
  const views = w.views;
  const ICONS = {
    undo: "M8 5 4 9l4 4M4 9h9a5 5 0 0 1 0 10h-3", redo: "m16 5 4 4-4 4M20 9h-9a5 5 0 0 0 0 10h3",
    list: "M12 7v5l3.5 2M4.5 12a7.5 7.5 0 1 0 2.2-5.3L4 9.4M4 5v4.4h4.4", mark: "M7 4h10v16l-5-4-5 4z",
    pen: "m5 19 1-4L16 5l3 3L9 18z", down: "M12 4v11m-5-5 5 5 5-5M5 20h14", cross: "m6 6 12 12M18 6 6 18", link: "M9.5 14.5l5-5M11 7l2-2a4 4 0 0 1 6 6l-2 2M13 17l-2 2a4 4 0 0 1-6-6l2-2",
  };
  const tools = {};
  let open = null;

  function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("class", "icon");
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    return svg;
  }

  function button(name, label, doing, ...children) {
    const made = w.make("button", { type: "button", class: "tool", title: label, "aria-label": label }, icon(name), ...children);
    made.addEventListener("click", doing);
    return made;
  }

  /* ------------------------------------------------------------------ the bar */
  function build(host) {
    host.dataset.ready = "yes";
    tools.undo = button("undo", "Undo", views.undo);
    tools.redo = button("redo", "Redo", views.redo);
    tools.list = button("list", "History", () => toggle("list"), w.make("span", { class: "tool-word" }, "History"));
    tools.views = button("mark", "Views", () => toggle("views"), w.make("span", { class: "tool-word" }, "Views"));
    for (const name of ["list", "views"]) {
      tools[name].setAttribute("aria-haspopup", "dialog");
      tools[name].setAttribute("aria-expanded", "false");
      tools[name].setAttribute("aria-controls", `popover-${name}`);
    }
    tools.link = button("link", "Copy a link to this exact view", fromBar);
    const bar = w.make("div", { class: "log-bar", role: "toolbar", "aria-label": "undo, history and views" }, tools.undo, tools.redo, tools.list, tools.views, tools.link);
    tools.popover = w.make("div", { class: "popover", role: "dialog", hidden: "" });
    host.append(bar, tools.popover);
    told();
  }

  function told() {
    if (!tools.undo) return;
    const { entries, at } = views.log;
    name(tools.undo, "Undo", views.canUndo() && entries[at].name);
    name(tools.redo, "Redo", views.canRedo() && entries[at + 1].name);
    tools.list.disabled = entries.length < 2;
    document.documentElement.dataset.log = entries.length < 2 ? "empty" : "some";
    if (open === "list") show();
  }

  function name(tool, word, done) {
    const label = done ? `${word}: ${done}` : `Nothing to ${word.toLowerCase()}`;
    const keys = word === "Undo" ? "Ctrl+Z" : "Ctrl+Shift+Z";
    // A disabled button would lose the focus of whoever undoes from the keyboard.
    tool.setAttribute("aria-disabled", String(!done));
    tool.setAttribute("aria-label", label);
    tool.title = done ? `${label} (${keys})` : label;
  }

  /* ------------------------------------------------------------------ popovers */
  function toggle(which) {
    if (open === which) { close(true); return; }
    if (open) close();
    open = which;
    show();
    const first = w.$("[aria-current] , input, button:not(:disabled)", tools.popover);
    if (first) first.focus({ preventScroll: true });
  }

  function show() {
    for (const name of ["list", "views"]) tools[name].setAttribute("aria-expanded", String(open === name));
    const kept = tools.popover.scrollTop;
    tools.popover.id = `popover-${open}`;
    tools.popover.setAttribute("aria-label", open === "list" ? "what was done" : "views");
    tools.popover.replaceChildren(...(open === "list" ? list() : menu()));
    tools.popover.hidden = false;
    tools.popover.scrollTop = kept;
  }

  function close(back) {
    if (!open) return;
    const opener = tools[open];
    opener.setAttribute("aria-expanded", "false");
    open = null;
    tools.popover.hidden = true;
    if (back) opener.focus();
  }

  /* ------------------------------------------------------------------ the list of what was done */
  function list() {
    const { entries, at } = views.log;
    const rows = entries.map((entry, n) => {
      const row = w.make("button", { type: "button", class: n > at ? "entry undone" : "entry", "aria-current": n === at ? "step" : null },
        w.make("span", { class: "entry-dot", "aria-hidden": "true" }), w.make("span", { class: "entry-name", dir: "auto" }, entry.name),
        n > at ? w.make("span", { class: "unseen" }, " (undone)") : null);
      row.addEventListener("click", () => {
        views.jump(n);
        const here = w.$("[aria-current]", tools.popover);
        if (here) here.focus();
      });
      return w.make("li", {}, row);
    }).reverse();
    return [w.make("h2", {}, "History"), w.make("ol", { class: "entries", reversed: "" }, ...rows),
      w.make("p", { class: "popover-foot keys" }, w.make("kbd", {}, "Ctrl Z"), " undoes, ", w.make("kbd", {}, "Ctrl Shift Z"), " redoes")];
  }

  /* ------------------------------------------------------------------ the menu of views */
  let message = "", renaming = null, written = null;

  function say(text) { message = text; if (open === "views") show(); }
  const tried = (doing) => async (event) => {
    if (event) event.preventDefault();
    message = "";
    written = null;
    try { await doing(event); } catch (error) { message = error.message; }
    if (open === "views") show();
  };

  async function copyLink() {
    const link = await views.link();
    if (link.length > views.codec.LONGEST_LINK) {
      written = { file: true };
      message = `A link to this view would have ${link.length.toLocaleString("en")} characters, more than most programs pass on. Take a file instead.`;
      return;
    }
    try {
      await navigator.clipboard.writeText(link);
      message = `Link copied: it holds the exact view, in ${link.length.toLocaleString("en")} characters.`;
    } catch (_) {
      written = { link };
      message = "Copy the link from here.";
    }
  }

  /* From the bar: said on the canvas, or, where more has to be done, in the menu. */
  async function fromBar() {
    await tried(copyLink)();
    if (!written && message.startsWith("Link")) { w.canvas.say(message); message = ""; return; }
    if (open !== "views") { close(); open = "views"; show(); }
  }

  function menu() {
    const field = w.make("input", { type: "text", class: "field", placeholder: "Name this view", "aria-label": "name of the view", maxlength: "80" });
    field.value = views.current() ? views.current().snapshot.title.replace(/ ?·? ?whatfixes$/, "") : "";
    const form = w.make("form", { class: "save-view" }, field, w.make("button", { class: "button small primary" }, "Save"));
    form.addEventListener("submit", tried(() => { message = `Saved as “${views.saved.save(field.value)}”.`; }));
    const all = views.saved.all();
    const file = w.make("input", { type: "file", accept: ".json,application/json", class: "unseen", tabindex: "-1", "aria-label": "a view's file" });
    file.addEventListener("change", tried(async () => { if (file.files[0]) { await views.saved.openFile(file.files[0]); close(true); } }));
    return [
      w.make("h2", {}, "Views"), form,
      all.length ? w.make("ul", { class: "saved" }, ...all.map(row)) : w.make("p", { class: "popover-none" }, "Views that you save stay in this browser."),
      w.make("div", { class: "popover-row" }, action("link", "Copy link", tried(copyLink)),
        action("down", "Download", tried(() => views.saved.download(field.value || "view"))), action("mark", "Open a file", () => file.click())), file,
      written && written.link ? linkField(written.link) : null,
      w.make("p", { class: "popover-told", role: "status" }, message),
    ].filter(Boolean);
  }

  function action(sign, text, doing) {
    const made = w.make("button", { type: "button", class: written && written.file && text === "Download" ? "button small primary" : "button small" }, icon(sign), text);
    made.addEventListener("click", doing);
    return made;
  }

  function linkField(link) {
    const field = w.make("input", { type: "text", class: "field", readonly: "", "aria-label": "link to this view" });
    field.value = link;
    field.addEventListener("focus", () => field.select());
    return field;
  }

  function row(view) {
    if (renaming === view.name) return renameRow(view);
    const opener = w.make("button", { type: "button", class: "saved-name", title: `open ${view.name}` }, view.name);
    opener.addEventListener("click", tried(() => { views.saved.open(view.name); close(true); }));
    const small = (sign, word, doing) => {
      const made = w.make("button", { type: "button", class: "saved-tool", title: word, "aria-label": `${word} ${view.name}` }, icon(sign));
      made.addEventListener("click", tried(doing));
      return made;
    };
    return w.make("li", {}, opener, small("pen", "rename", () => { renaming = view.name; }),
      small("down", "download", () => views.saved.download(view.name, view.view)),
      small("cross", "delete", () => { views.saved.remove(view.name); message = `“${view.name}” deleted.`; }));
  }

  function renameRow(view) {
    const field = w.make("input", { type: "text", class: "field", "aria-label": `new name for ${view.name}`, maxlength: "80" });
    field.value = view.name;
    const form = w.make("form", { class: "save-view" }, field, w.make("button", { class: "button small" }, "Rename"));
    form.addEventListener("submit", tried(() => { views.saved.rename(view.name, field.value); renaming = null; }));
    form.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); renaming = null; say(""); } });
    setTimeout(() => field.select(), 0);
    return w.make("li", {}, form);
  }

  /* ------------------------------------------------------------------ listening */
  document.addEventListener("whatfixes:log", told);
  document.addEventListener("keydown", (event) => {
    if (!open) return;
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(true); return; }
    const rows = [...tools.popover.querySelectorAll(".entry, .saved-name")], here = rows.indexOf(document.activeElement);
    if (here < 0 || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    event.preventDefault();
    event.stopPropagation();
    rows[Math.max(0, Math.min(rows.length - 1, here + (event.key === "ArrowDown" ? 1 : -1)))].focus();
  }, true);
  document.addEventListener("pointerdown", (event) => {
    // composedPath: what was clicked may have been replaced meanwhile.
    if (open && !event.composedPath().includes(w.$("#log-tools"))) close();
  }, true);
  window.addEventListener("storage", () => { if (open === "views") show(); });
  new MutationObserver(() => { const host = w.$("#log-tools:not([data-ready])"); if (host) build(host); }).observe(document.documentElement, { childList: true, subtree: true });
})(window.whatfixes);

/* The editor of the SPARQL page: Yasqe from our own route, completed and corrected by the graph; a plain text area
   where it cannot be had. Both are seen through the same few functions. */
(function (w) {
  "use strict";
  const PAUSE = 500;
  const PATIENCE = 3000;
  const SORTS = { concept: "concept", class: "kind", property: "property", value: "value", graph: "graph", prefix: "prefix", variable: "variable", keyword: "keyword" };

  w.workbenchEditor = async function (box, version) {
    const Yasqe = version && (await bundle(version));
    const editor = Yasqe ? rich(box, Yasqe) : plain(box);
    editor.notes = [];
    editor.mend = (mend) => { editor.replace(mend.start, mend.end, mend.text); editor.focus(); look(editor, 0); };
    editor.calm = () => clearTimeout(editor.timer);
    editor.tell = (notes) => note(editor, notes);
    return editor;
  };

  function bundle(version) {
    const base = `/workbench/editor/${encodeURIComponent(version)}/`;
    const add = (tag, attributes) => new Promise((resolve) => {
      const element = w.make(tag, attributes);
      element.onload = () => resolve(true);
      element.onerror = () => resolve(false);
      document.head.prepend(element); // before our own styles, which may then say otherwise
    });
    return Promise.all([add("link", { rel: "stylesheet", href: base + "yasgui.min.css" }), add("script", { src: base + "yasgui.min.js" })])
      .then(([, loaded]) => (loaded && window.Yasgui && window.Yasgui.Yasqe) || null);
  }

  /* ------------------------------------------------------------------ what is wrong, told as someone pauses */
  function changed(editor) {
    w.workbench.changed(editor.text());
    w.workbench.tabs[w.workbench.at].untouched = false;
    look(editor, PAUSE);
  }

  function look(editor, pause) {
    clearTimeout(editor.timer);
    editor.timer = setTimeout(async () => {
      const text = editor.text();
      try {
        const notes = await w.workbench.ask("notes", { query: text });
        if (editor.text() !== text) return;
        const told = notes.filter((n) => !(editor.isTyped && editor.isTyped(n)));
        note(editor, told);
        if (told.length < notes.length) look(editor, PATIENCE);
      } catch (_) { /* the server is gone: running tells it */ }
    }, pause);
  }

  function note(editor, notes) {
    editor.notes = notes;
    editor.mark(notes);
    // An error that the result tells already is not told twice.
    const result = w.workbench.results.state, isTold = result.answer && result.answer.error && result.query === editor.text();
    const rows = (isTold ? [] : notes.slice(0, 3)).map((n) => {
      const place = editor.place(n.start);
      const row = w.make("div", { class: "wb-note " + (n.is_error ? "is-error" : "is-warning") });
      const go = w.make("button", { type: "button", class: "wb-note-place" }, `Line ${place.line + 1}`);
      go.addEventListener("click", () => { editor.select(n.start, n.end); });
      row.append(go, w.make("span", {}, n.message));
      if (n.mend) {
        const mend = w.make("button", { type: "button", class: "button small" }, n.mend.label);
        mend.addEventListener("click", () => editor.mend(n.mend));
        row.append(mend);
      }
      return row;
    });
    if (notes.length > 3 && !isTold) rows.push(w.make("div", { class: "wb-note" }, `and ${notes.length - 3} more`));
    w.$("#wb-notes").replaceChildren(...rows);
    editor.resized();
  }

  /* ------------------------------------------------------------------ Yasqe */
  /* Completions come where someone types or asks for them, not where a click puts the cursor. */
  function completer(Yasqe, moment) {
    let hints = [];
    Yasqe.forkAutocompleter("variables", {
      name: "whatfixes", bulk: false, autoShow: true, persistenceId: null,
      isValidCompletionPosition: (yasqe) => {
        const at = yasqe.getCursor();
        return moment.asked || (moment.typed && /[\w?$:-]$/.test(yasqe.getLine(at.line).slice(0, at.ch)));
      },
      get: async (yasqe) => {
        const doc = yasqe.getDoc(), cursor = doc.indexFromPos(doc.getCursor());
        moment.asked = false;
        let found = { items: [], start: cursor, end: cursor };
        try { found = await w.workbench.ask("complete", { query: doc.getValue(), cursor }); } catch (_) { /* none then */ }
        const stale = !yasqe.hasFocus() || doc.indexFromPos(doc.getCursor()) !== cursor; // who has left the editor wants none
        hints = stale ? [] : found.items.map((item) => hint(doc, item, found));
        return hints.map((h) => h.text);
      },
      postprocessHints: () => hints,
    }, false);
    // Settings are merged with the defaults, lists place by place; the other completers would ask servers of the web.
    Yasqe.defaults.autocompleters = ["whatfixes"];
    for (const name of Object.keys(Yasqe.Autocompleters)) if (name !== "whatfixes") delete Yasqe.Autocompleters[name];
  }

  function hint(doc, item, found) {
    return { text: item.text, from: doc.posFromIndex(found.start), to: doc.posFromIndex(found.end), className: "wb-hint",
      render: (element) => {
        const other = item.label !== item.text && item.sort !== "keyword" && item.sort !== "variable";
        element.append(w.make("span", { class: `wb-hint-sort sort-${item.sort}`, title: SORTS[item.sort] || "" }),
          w.make("span", { class: "wb-hint-label" }, other ? item.label : item.text),
          w.make("span", { class: "wb-hint-text" }, other && item.sort !== "value" ? item.text : ""),
          w.make("span", { class: "wb-hint-detail" }, item.sort === "prefix" ? "" : item.detail));
      } };
  }

  function rich(box, Yasqe) {
    const moment = { asked: false, typed: false, at: 0 };
    completer(Yasqe, moment);
    const run = () => { w.workbench.run(); };
    const yasqe = new Yasqe(box, {
      value: "", persistenceId: null, createShareableLink: null, consumeShareLink: null, showQueryButton: false, resizeable: false,
      lineWrapping: true, tabSize: 2, indentUnit: 2, editorHeight: "100%", gutters: ["CodeMirror-linenumbers", "CodeMirror-foldgutter"],
      matchBrackets: true, highlightSelectionMatches: false,
    });
    // Outside the editor's box, which would cut a long list off.
    yasqe.config.hintConfig = { container: document.body };
    const keys = Object.assign({}, yasqe.getOption("extraKeys"), {
      "Ctrl-Enter": run, "Cmd-Enter": run, "Ctrl-S": () => {}, "Ctrl-Space": () => { moment.asked = true; yasqe.autocomplete(); },
      "Cmd-/": (y) => y.commentLines(), Tab: (y) => (y.somethingSelected() ? y.indentSelection("add") : y.replaceSelection("  ", "end")),
      Esc: () => { (w.$("#wb-run:not([hidden])") || w.$("#wb-stop")).focus(); } });
    yasqe.setOption("extraKeys", keys);
    yasqe.getInputField().setAttribute("aria-label", "SPARQL query; Escape leaves the editor");
    const doc = yasqe.getDoc();
    let marks = [], tab = null, quiet = false;
    const editor = {
      sort: "rich",
      text: () => yasqe.getValue(),
      open: (next) => {
        if (tab) tab.history = doc.getHistory();
        tab = next;
        quiet = true;
        yasqe.setValue(next.query);
        quiet = false;
        note(editor, []);
        if (next.history) doc.setHistory(next.history); else doc.clearHistory();
        yasqe.refresh();
        look(editor, 0);
      },
      focus: () => yasqe.focus(),
      resized: () => yasqe.refresh(),
      place: (offset) => doc.posFromIndex(offset),
      select: (start, end) => { doc.setSelection(doc.posFromIndex(start), doc.posFromIndex(end)); yasqe.focus(); },
      replace: (start, end, text) => doc.replaceRange(text, doc.posFromIndex(start), doc.posFromIndex(end)),
      set: (text) => { if (text !== yasqe.getValue()) doc.replaceRange(text, { line: 0, ch: 0 }, doc.posFromIndex(yasqe.getValue().length)); },
      mark: (notes) => {
        marks.forEach((m) => m.clear());
        marks = notes.map((n) => {
          const start = Math.min(n.start, Math.max(0, yasqe.getValue().length - 1)), end = Math.max(n.end, start + 1);
          return doc.markText(doc.posFromIndex(start), doc.posFromIndex(end), { className: n.is_error ? "wb-error" : "wb-warning", attributes: { title: n.message } });
        });
      },
    };
    yasqe.on("change", (_, change) => {
      Object.assign(moment, { typed: /^[+*]?(input|delete|compose)/.test(change.origin || ""), at: Date.now() });
      if (!quiet) changed(editor);
    });
    yasqe.getWrapperElement().addEventListener("mousedown", () => { moment.typed = false; }, true);
    // Nobody is told of a mistake in the very word that they are typing.
    editor.isTyped = (note) => yasqe.hasFocus() && moment.typed && Date.now() - moment.at < PATIENCE
      && (note.end >= doc.indexFromPos(doc.getCursor()) - 1 || /never closed|ends too early/.test(note.message));
    w.workbench.yasqe = yasqe;
    return editor;
  }

  /* ------------------------------------------------------------------ the plain text area */
  function plain(box) {
    const area = w.make("textarea", { id: "wb-plain", class: "wb-plain", spellcheck: "false", wrap: "off", "aria-label": "SPARQL query" });
    box.replaceChildren(area);
    const editor = {
      sort: "plain",
      text: () => area.value,
      open: (tab) => { area.value = tab.query; note(editor, []); look(editor, 0); },
      focus: () => area.focus(),
      resized: () => {},
      place: (offset) => { const lines = area.value.slice(0, offset).split("\n"); return { line: lines.length - 1, ch: lines[lines.length - 1].length }; },
      select: (start, end) => { area.focus(); area.setSelectionRange(start, end); },
      replace: (start, end, text) => { area.setRangeText(text, start, end, "end"); changed(editor); },
      set: (text) => { if (text !== area.value) { area.value = text; changed(editor); } },
      mark: () => {},
    };
    area.addEventListener("input", () => changed(editor));
    area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); w.workbench.run(); }
    });
    return editor;
  }
})(window.whatfixes);

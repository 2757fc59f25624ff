/* The results of the SPARQL page: the table, the text, what was asked in words, downloads, and ways to share. */
(function (w) {
  "use strict";
  const b = w.workbench;
  const $ = (id) => document.getElementById(id);
  const state = { answer: null, query: "", chosen: { graph: "graph" } };
  const FORMATS = {
    table: [["csv", "CSV", "csv"], ["tsv", "TSV", "tsv"], ["json", "JSON", "json"], ["xml", "XML", "xml"]],
    graph: [["turtle", "Turtle", "ttl"], ["ntriples", "N-Triples", "nt"], ["jsonld", "JSON-LD", "jsonld"], ["xml", "RDF/XML", "rdf"]],
  };
  b.results = { show, wire, state };

  function wire() {
    for (const tab of document.querySelectorAll(".wb-view-tab")) {
      tab.addEventListener("click", () => view(tab.dataset.view));
      tab.addEventListener("keydown", (event) => {
        const tabs = [...document.querySelectorAll(".wb-view-tab:not([hidden])")], step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
        view(next.dataset.view);
        next.focus();
      });
    }
    $("wb-tall").addEventListener("click", () => {
      const on = $("wb").classList.toggle("tall");
      $("wb-tall").setAttribute("aria-pressed", String(on));
      b.editor.resized();
      b.pictures.refit();
    });
    $("wb-share").replaceChildren(
      item("Copy a link to this query", () => copy(link())),
      item("Copy as cURL", () => copy(curl())),
      item("Copy as Python", () => copy(python())));
    downloads("table");
  }

  function item(label, act) {
    const button = w.make("button", { type: "button", class: "wb-menu-item" }, label);
    button.addEventListener("click", () => act(button));
    return button;
  }

  /* ------------------------------------------------------------------ showing */
  function show(answer, query) {
    Object.assign(state, { answer, query, drawn: {} });
    const failed = answer && answer.error;
    trouble(failed ? answer.error : null);
    $("wb-empty").hidden = Boolean(answer);
    $("wb-views").hidden = $("wb-tall").hidden = !answer || Boolean(failed);
    if (!answer || failed) {
      for (const [name] of views()) $("wb-view-" + name).hidden = true;
      if (failed && answer.error.note && b.editor.text() === query) b.editor.tell([answer.error.note]);
      b.said("");
      return;
    }
    b.said(status(answer));
    if (b.editor.text() === query) b.editor.tell(answer.notes);
    downloads(answer.kind === "graph" ? "graph" : "table");
    const offered = new Set(views(answer).map(([name]) => name));
    for (const tab of document.querySelectorAll(".wb-view-tab")) tab.hidden = !offered.has(tab.dataset.view);
    const chosen = state.chosen[answer.kind];
    view(offered.has(chosen) ? chosen : [...offered][0], true);
  }

  function views(answer) {
    const all = [["table"], ["graph"], ["chart"], ["raw"], ["explain"]];
    if (!answer) return all;
    const has = { table: true, raw: true, explain: true,
      graph: answer.kind !== "ask" && answer.terms.some((t) => t.iri),
      chart: answer.kind === "select" && answer.cells.length > 0 && b.pictures.numbers(answer).length > 0 };
    return all.filter(([name]) => has[name]);
  }

  function view(name, isFresh) {
    if (!isFresh) state.chosen[state.answer.kind] = name;
    for (const [other] of views()) {
      const on = other === name;
      $("wb-view-" + other).hidden = !on;
      $("wb-tab-" + other).setAttribute("aria-selected", String(on));
      $("wb-tab-" + other).tabIndex = on ? 0 : -1;
    }
    if (state.drawn[name]) { if (name === "graph") b.pictures.resized(); return; }
    state.drawn[name] = true;
    ({ table, raw, explain, graph: () => b.pictures.graph(state.query), chart: () => b.pictures.chart(state.answer) })[name](state.answer);
  }

  function status(answer) {
    const took = b.seconds(1000 * answer.seconds);
    if (answer.rows === null) return took;
    const noun = answer.kind === "graph" ? "triple" : "row";
    const shown = answer.cells && answer.cells.length < answer.rows ? `; the first ${answer.cells.length.toLocaleString("en")} are shown, a download has all` : "";
    return `${answer.rows.toLocaleString("en")} ${noun}${answer.rows === 1 ? "" : "s"} in ${took}${shown}`;
  }

  function trouble(error) {
    const box = $("wb-trouble");
    box.hidden = !error;
    if (!error) return;
    const place = error.line ? w.make("b", {}, `Line ${error.line}, column ${error.column}: `) : null;
    const said = error.message.charAt(0).toUpperCase() + error.message.slice(1);
    box.replaceChildren(w.make("p", {}, place, place ? error.message : said), ...(error.hint ? [w.make("p", { class: "quiet" }, error.hint)] : []));
    const mend = error.note && error.note.mend;
    if (mend) {
      const button = w.make("button", { type: "button", class: "button small" }, mend.label.charAt(0).toUpperCase() + mend.label.slice(1));
      button.addEventListener("click", () => { b.editor.mend(mend); b.run(); });
      box.append(button);
    }
  }

  /* ------------------------------------------------------------------ the table */
  function table(answer) {
    const box = "wb-grid";
    if (answer.kind === "ask") return put(box, verdict(answer.verdict));
    if (!answer.cells.length) return nothing(box);
    const rows = answer.cells.map((row) => Object.fromEntries(row.map((n, c) => [`c${c}`, n === null ? null : answer.terms[n]])));
    const columns = answer.variables.map((name, c) => column(name, `c${c}`, rows));
    w.later("grid").then(() => grid(answer, box, rows, columns));
  }

  function grid(answer, box, rows, columns) {
    window.dash_clientside.set_props(box, { children: { namespace: "dash_ag_grid", type: "AgGrid", props: {
      id: "wb-table", rowData: rows, columnDefs: columns, className: "grid", style: { height: "100%", width: "100%" },
      dashGridOptions: { theme: { function: "calmTheme(themeQuartz)" }, animateRows: false, enableCellTextSelection: true,
        suppressFieldDotNotation: true, ensureDomOrder: true, suppressColumnVirtualisation: true } } } });
  }

  function column(name, field, rows) {
    const given = rows.map((r) => r[field]).filter(Boolean);
    const isNumber = given.length > 0 && given.every((t) => typeof t.value === "number");
    const longest = Math.max(name.length, ...given.slice(0, 200).map((t) => t.text.length));
    const base = { field, headerName: name, cellRenderer: "TermCell", cellDataType: false, sortable: true, resizable: true, flex: Math.max(8, Math.min(40, longest)),
      minWidth: Math.max(104, Math.min(240, 34 + 7.2 * longest)), comparator: { function: "compareTerms" }, headerTooltip: name };
    return isNumber ? Object.assign(base, { type: "rightAligned", filter: "agNumberColumnFilter", filterValueGetter: { function: `termNumber(params.data.${field})` } })
      : Object.assign(base, { filter: "agTextColumnFilter", wrapText: true, autoHeight: true, filterValueGetter: { function: `termText(params.data.${field})` } });
  }

  const part = (type, props) => ({ namespace: "dash_html_components", type, props });
  function put(box, children) { window.dash_clientside.set_props(box, { children }); }
  function verdict(found) { return part("P", { className: `verdict ${found ? "yes" : "no"}`, children: found ? "Yes" : "No" }); }
  function nothing(box) { put(box, part("P", { className: "wb-none", children: "No rows: the graph has nothing of this form." })); }

  /* ------------------------------------------------------------------ the text, and what was asked */
  function raw(answer) {
    const note = answer.cut ? w.make("p", { class: "quiet" }, "The beginning; a download has all.") : null;
    let text = answer.raw;
    if (answer.kind !== "graph" && !answer.cut) { try { text = JSON.stringify(JSON.parse(text), null, 2); } catch (_) { /* as it came */ } }
    const pre = w.make("pre", { class: "wb-raw", tabindex: "0" }, text);
    $("wb-view-raw").replaceChildren(...[note, pre].filter(Boolean));
  }

  function explain(answer) {
    const { gives, conditions, arranged } = answer.explained;
    const list = w.make("ul", { class: "wb-conditions" }, ...conditions.map((c) => w.make("li", {}, ...words(c))));
    const facts = [["Result", answer.rows === null ? "yes or no" : `${answer.rows.toLocaleString("en")} ${answer.kind === "graph" ? "triples" : "rows"}`],
      ["Size", `${answer.bytes.toLocaleString("en")} bytes as ${answer.kind === "graph" ? "Turtle" : "JSON"}`],
      ["Time", `${b.seconds(1000 * answer.seconds)} of at most ${answer.limit} s`],
      ["Cut", "never: a result that is too large is an error"]];
    const table = w.make("dl", { class: "wb-facts" }, ...facts.flatMap(([k, v]) => [w.make("dt", {}, k), w.make("dd", {}, v)]));
    const notes = answer.notes.map((n) => w.make("li", { class: "wb-doubt" }, n.message));
    $("wb-view-explain").replaceChildren(w.make("div", { class: "wb-explain" },
      w.make("h3", {}, "What was asked"), w.make("p", { class: "wb-gives" }, ...words(gives), conditions.length ? ", where" : ""), list,
      ...(arranged.length ? [w.make("p", {}, ...words(arranged.join(", ")))] : []),
      ...(notes.length ? [w.make("h3", {}, "What may be meant otherwise"), w.make("ul", {}, ...notes)] : []),
      w.make("h3", {}, "What came"), table));
  }

  /* Text with its variables marked. */
  function words(text) {
    return text.split(/([?$]\w+)/).filter(Boolean).map((t) => (/^[?$]\w/.test(t) ? w.make("code", { class: "wb-variable" }, t) : t));
  }

  /* ------------------------------------------------------------------ taking it along */
  function downloads(kind) {
    $("wb-download").replaceChildren(...FORMATS[kind].map(([format, label, suffix]) => item(label, () => download(format, suffix))));
  }

  /* CSV for a spreadsheet: a cell that it would take for a formula, but for a plain number, stands behind an apostrophe, as in
     the library's own export. /sparql itself sends what SPARQL 1.1 wants, which changes nothing. */
  const CELL = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/g, FORMULA = /^"?'*[=+\-@\t\r]/, NUMBER = /^[+-]?[\d.]+(?:e[+-]?\d+)?$/i;
  const guarded = (text) => text.replace(CELL, (_, cell, end) => (!FORMULA.test(cell) || NUMBER.test(cell) ? cell : cell.replace(/^"?/, "$&'")) + end);

  async function download(format, suffix) {
    const query = state.answer && !state.answer.error ? state.query : b.editor.text();
    closeMenus();
    try {
      const answer = await fetch("/sparql", { method: "POST", body: new URLSearchParams({ query, format }) });
      if (!answer.ok) return b.said(await answer.text());
      const found = format === "csv" ? new Blob([guarded(await answer.text())], { type: "text/csv" }) : await answer.blob();
      const link = w.make("a", { href: URL.createObjectURL(found), download: `results.${suffix}` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    } catch (_) { b.said("The server does not answer."); }
  }

  const closeMenus = () => { for (const open of document.querySelectorAll(".wb-details[open]")) open.open = false; };
  const link = () => `${location.origin}/sparql?${new URLSearchParams({ query: b.editor.text() })}`;
  const isGraph = () => /^\s*(?:(?:#[^\n]*|PREFIX\s+\S*\s*<[^>]*>|BASE\s+<[^>]*>)\s*)*(CONSTRUCT|DESCRIBE)\b/i.test(b.editor.text());

  function curl() {
    const quoted = "'" + b.editor.text().replace(/'/g, "'\\''") + "'";
    return `curl ${location.origin}/sparql \\\n  -H 'Accept: ${isGraph() ? "text/turtle" : "text/csv"}' \\\n  --data-urlencode query=${quoted}\n`;
  }

  function python() {
    const text = b.editor.text();
    const quoted = /"""|\\/.test(text) ? JSON.stringify(text) : `"""${text}${text.endsWith('"') ? " " : ""}"""`;
    const read = isGraph() ? "    print(answer.read().decode())" : "    for row in csv.DictReader(io.TextIOWrapper(answer, \"utf-8\")):\n        print(row)";
    return `${isGraph() ? "" : "import csv\nimport io\n"}import urllib.parse\nimport urllib.request\n\nquery = ${quoted}\n` +
      `data = urllib.parse.urlencode({"query": query, "format": "${isGraph() ? "turtle" : "csv"}"}).encode()\n` +
      `with urllib.request.urlopen("${location.origin}/sparql", data) as answer:\n${read}\n`;
  }

  function copy(text) {
    closeMenus();
    b.copied = text;
    const done = navigator.clipboard ? navigator.clipboard.writeText(text) : Promise.reject();
    done.then(() => b.said("Copied."), () => show({ error: { message: "The browser does not let this page write to the clipboard; here it is:", hint: text } }, state.query));
  }

  /* ------------------------------------------------------------------ the cells of the table */
  /* A term: a concept opens in the explorer, an address of the web in a new tab, all else is text. */
  const cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  cells.TermCell = function (props) {
    const term = props.value, create = window.React.createElement;
    if (!term) return null;
    const note = term.note ? create("span", { className: "wb-cell-note", key: "n" }, term.note) : null;
    if (term.href) return create("a", { href: term.href, title: term.iri, className: "concept", "data-do": "concept", "data-iri": term.iri }, term.text);
    if (term.out) return create("a", { href: term.out, title: term.out, target: "_blank", rel: "noopener noreferrer" }, term.text);
    return create("span", { title: term.iri || term.note || undefined }, term.text, /^@(?!en$)/.test(term.note || "") ? note : null);
  };
  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  functions.compareTerms = function (a, c) {
    const one = a ? a.value : "", other = c ? c.value : "";
    if (typeof one === "number" && typeof other === "number") return one - other;
    return String(one).localeCompare(String(other), undefined, { numeric: true });
  };
  functions.termText = (term) => (term ? term.text : "");
  functions.termNumber = (term) => (term ? term.value : null);
  functions.calmTheme = (theme) => theme.withParams({
    fontFamily: "inherit", fontSize: 13, headerFontWeight: 600, wrapperBorderRadius: 10, spacing: 7,
    backgroundColor: "var(--surface)", foregroundColor: "var(--ink)", headerBackgroundColor: "var(--surface-2)",
    borderColor: "var(--line)", accentColor: "var(--accent)" });
})(window.whatfixes);

/* The SPARQL page: taking queries from links and examples, the place of an error, and the table's cells. */
(function (w) {
  "use strict";
  const editor = () => document.getElementById("sparql-text");
  w.sparql = {
    given: 0,
    give: function (query) {
      if (!editor()) { setTimeout(() => w.sparql.give(query), 40); return; }
      window.dash_clientside.set_props("sparql-text", { value: query });
      setTimeout(w.sparql.run, 30);
    },
    run: function () { document.getElementById("sparql-run").click(); },
    ran: function (ran) {
      const text = editor();
      if (!ran) return;
      if (ran.query !== undefined && location.pathname === "/sparql") {
        history.replaceState({}, "", "/sparql?" + new URLSearchParams({ query: ran.query }));
      }
      if (ran.line && text) {
        const lines = text.value.split("\n").slice(0, ran.line - 1);
        const at = lines.reduce((sum, line) => sum + line.length + 1, 0) + (ran.column || 1) - 1;
        text.focus();
        text.setSelectionRange(at, Math.min(at + 1, text.value.length));
      }
    },
  };

  document.addEventListener("keydown", (event) => {
    if (event.target.id === "sparql-text" && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      w.sparql.run();
    }
  });

  let begun = false;
  new MutationObserver(() => {
    if (begun || !editor()) return;
    begun = true;
    const query = new URLSearchParams(location.search).get("query");
    if (location.pathname === "/sparql" && query) w.sparql.give(query);
  }).observe(document.documentElement, { childList: true, subtree: true });

  /* A term in the table: a concept opens in the explorer, an address of the web in a new tab, all else is text. */
  const cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  cells.TermCell = function (props) {
    const term = props.value, create = window.React.createElement;
    if (!term) return null;
    if (term.href) return create("a", { href: term.href, title: term.iri, className: "concept", "data-do": "concept", "data-iri": term.iri }, term.text);
    if (term.out) return create("a", { href: term.out, title: term.out, target: "_blank", rel: "noopener noreferrer" }, term.text);
    return create("span", { title: term.iri || undefined }, term.text);
  };
  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  functions.compareTerms = function (a, b) {
    const one = a ? a.value : "", other = b ? b.value : "";
    if (typeof one === "number" && typeof other === "number") return one - other;
    return String(one).localeCompare(String(other), undefined, { numeric: true });
  };
  functions.termText = (term) => (term ? term.text : "");
  functions.calmTheme = (theme) => theme.withParams({
    fontFamily: "inherit", fontSize: 13, headerFontWeight: 600, wrapperBorderRadius: 10, spacing: 7,
    backgroundColor: "var(--surface)", foregroundColor: "var(--ink)", headerBackgroundColor: "var(--surface-2)",
    borderColor: "var(--line)", accentColor: "var(--accent)" });
})(window.whatfixes);

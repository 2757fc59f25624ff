/* The outline as a table: an AG Grid fetched and made when it is shown for the first time; sorting, filters and keys are the grid's own. */
(function (w) {
  "use strict";
  const ID = "outline-grid";
  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  const cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  const BY_HAND = /^(ui|rowClicked|checkboxSelected|spaceKey)/;
  let grid = null, asked = false, latest = null, filtered = "";

  cells.OutlineName = function (props) {
    const create = window.React.createElement, row = props.data, family = w.outline.family(row.family);
    const swatch = family ? create("span", { className: `swatch shape-${family.shape}`, style: { "--colour": family.colour }, "aria-hidden": "true" }) : null;
    return create("span", { className: `outline-name ${row.here ? "here" : ""}`, title: row.label }, swatch, create("span", { dir: "auto", lang: row.lang || undefined }, row.label));
  };
  functions.compareNames = (a, b) => String(a).localeCompare(String(b), undefined, { numeric: true, sensitivity: "base" });

  const text = (field, headerName, more) => Object.assign({ field, headerName, filter: "agTextColumnFilter", comparator: { function: "compareNames" }, sortable: true, resizable: true, tooltipField: field }, more);
  const number = (field, headerName, headerTooltip) => ({ field, headerName, headerTooltip, filter: "agNumberColumnFilter", type: "rightAligned", sortable: true, resizable: true, width: 104, sortingOrder: ["desc", "asc", null] });

  function make() {
    asked = true;
    const columns = [text("label", "Concept", { flex: 3, minWidth: 170, cellRenderer: "OutlineName" }), text("kind", "Kind", { flex: 2, minWidth: 120 }),
      number("links", "Links", "links on the canvas"), number("claims", "Claims", "claims of the notes about it"), text("state", "State", { width: 110, headerTooltip: "hidden, filtered out or pinned" }),
      text("fromLabel", "Expanded from", { flex: 2, minWidth: 130 })];
    w.later("grid").then(() => table(columns));
  }

  function table(columns) {
    window.dash_clientside.set_props("outline-table", { children: { namespace: "dash_ag_grid", type: "AgGrid", props: {
      id: ID, rowData: [], columnDefs: columns, className: "grid", style: { height: "100%", width: "100%" }, getRowId: "params.data.id",
      dashGridOptions: { theme: { function: "calmTheme(themeQuartz)" }, animateRows: false, suppressFieldDotNotation: true, ensureDomOrder: true, rowHeight: 34, headerHeight: 38,
        rowSelection: { mode: "multiRow", enableClickSelection: true }, selectionColumnDef: { width: 44, pinned: null }, tooltipShowDelay: 600 } } } });
    window.dash_ag_grid.getApiAsync(ID).then((api) => {
      grid = api;
      api.addEventListener("selectionChanged", told);
      const element = w.$("#outline-table");
      element.addEventListener("dblclick", (event) => open(event));
      element.addEventListener("keydown", (event) => { if (event.key === "Enter") open(event); });
      if (latest) show(...latest);
    });
  }

  function open(event) {
    const line = event.target.closest && event.target.closest(".ag-row");
    if (line && !event.target.closest(".ag-selection-checkbox")) w.outline.enter(line.getAttribute("row-id"));
  }

  /* A person selected rows: the nodes follow, the newest in the middle. */
  function told(event) {
    if (!BY_HAND.test(event.source)) return void settle();
    const ids = grid.getSelectedRows().map((r) => r.id), before = new Set(w.canvas.cy().nodes(":selected").map((n) => n.id()));
    w.outline.pick(ids, ids.filter((id) => !before.has(id)).pop());
  }

  function show(rows, filter) {
    latest = [rows, filter];
    if (!asked) make();
    if (!grid || grid.isDestroyed()) return;
    grid.setGridOption("rowData", rows);
    if (filter !== filtered) grid.setGridOption("quickFilterText", (filtered = filter));
    settle(true);
  }

  /* The rows that the canvas has selected, and no other: the component around the grid selects on its own when rows change. */
  function settle(reveal) {
    const on = [], off = [];
    grid.forEachNode((node) => {
      const wanted = w.canvas.cy().getElementById(node.data.id).selected();
      if (Boolean(node.isSelected()) !== Boolean(wanted)) (wanted ? on : off).push(node);
    });
    if (off.length) grid.setNodesSelected({ nodes: off, newValue: false });
    if (on.length) {
      grid.setNodesSelected({ nodes: on, newValue: true });
      if (reveal && !document.activeElement.closest("#outline-table")) grid.ensureNodeVisible(on[0], null);
    }
  }
  w.outline.faces.table = { show };
  w.outline.grid = () => grid;
})(window.whatfixes);

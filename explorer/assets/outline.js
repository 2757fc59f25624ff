/* The outline: what is on the canvas as a table and as a tree, in a sheet below it. This file: the rows, the sheet, and
   selection both ways; outline_table.js and outline_tree.js show the rows. It follows the canvas by itself, without a request,
   and costs nothing while it is closed. */
(function (w) {
  "use strict";
  const WAIT = 90;
  const root = document.documentElement;
  const view = { open: false, shown: "table", by: "kind" };
  const outline = (w.outline = { rows: [], text: "", faces: {} });
  let host = null, followed = null, timer = null, picking = false;

  const cy = () => w.canvas.cy();

  /* ------------------------------------------------------------------ rows */
  function stateOf(node) {
    if (node.hasClass("hidden")) return "hidden";
    if (node.hasClass("filtered")) return "filtered out";
    return node.locked() || node.hasClass("pinned") ? "pinned" : "";
  }

  function row(node) {
    const data = node.data();
    const from = data.from ? cy().getElementById(data.from) : null;
    return { id: data.id, label: data.title || data.label || "(no name)", lang: data.lang || "", kind: data.cluster ? "kind" : data.kind || "", family: data.family || "",
      links: node.connectedEdges().filter((e) => !e.hasClass("hidden") && !e.hasClass("filtered")).length,
      claims: data.cluster || data.summary ? null : data.claims || 0, state: stateOf(node), count: data.count || null,
      from: from && from.nonempty() ? data.from : "", fromLabel: from && from.nonempty() ? from.data("title") : "",
      opens: !data.cluster && !data.summary, selected: node.selected(), here: node.hasClass("chosen") };
  }

  outline.family = (key) => (w.canvas.families && w.canvas.families()[key]) || null;

  function refresh() {
    timer = null;
    if (!view.open || !cy()) return;
    outline.rows = cy().nodes().map(row);
    const face = outline.faces[view.shown];
    if (face) face.show(outline.rows, outline.text);
    const some = outline.rows.filter((r) => r.selected).length, hidden = outline.rows.filter((r) => r.state === "hidden" || r.state === "filtered out").length;
    const things = outline.rows.some((r) => r.opens) ? "concept" : "kind";
    const said = [`${outline.rows.length.toLocaleString("en")} ${things}${outline.rows.length === 1 ? "" : "s"}`, some ? `${some} selected` : "", hidden ? `${hidden} hidden` : ""];
    w.$(".outline-count", host).textContent = said.filter(Boolean).join(", ");
    host.dataset.rows = outline.rows.length;
  }
  const soon = () => { if (view.open && timer === null) timer = setTimeout(refresh, WAIT); };
  outline.refresh = refresh;

  /* ------------------------------------------------------------------ selection: the canvas has it, the faces show it */
  /* Selects just these nodes; *at* is brought to the middle. */
  outline.pick = function (ids, at) {
    const wanted = new Set(ids), nodes = cy().nodes();
    const changed = nodes.filter((n) => n.selected() !== wanted.has(n.id()));
    picking = true;
    cy().batch(() => changed.forEach((n) => { if (wanted.has(n.id())) n.select(); else n.unselect(); }));
    picking = false;
    const node = at ? cy().getElementById(at) : null;
    if (node && node.nonempty()) centre(node);
    soon();
    if (changed.empty()) return;
    const some = cy().nodes(":selected");
    w.did(some.empty() ? "selected nothing" : some.length === 1 ? `selected ${some[0].data("title")}` : `selected ${some.length} concepts`);
  };

  function centre(node) {
    const state = stateOf(node);
    if (state === "hidden" || state === "filtered out") return w.canvas.say(`${node.data("title")} is ${state}.`);
    const move = { center: { eles: node } };
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) cy().center(node);
    else cy().stop(true, false).animate(move, { duration: 220, easing: "ease-out-cubic" });
  }

  outline.enter = function (id) {
    const found = outline.rows.find((r) => r.id === id);
    const node = cy().getElementById(id);
    if (found && found.opens) w.act({ do: "concept", iri: id });
    else if (node.data("cluster")) w.act({ do: "kind", kind: node.data("iri") });
  };

  /* ------------------------------------------------------------------ following the canvas */
  function follow() {
    const now = cy();
    if (!now || followed === now) return;
    followed = now;
    now.on("add remove lock unlock class data", "node", soon);
    now.on("add remove class", "edge", soon);
    now.on("select unselect", "node", () => { if (!picking) soon(); });
  }
  document.addEventListener("whatfixes:drawn", (event) => {
    follow();
    // While the outline is open, what the panel shows is selected, so that its row is found at once.
    const shown = event.detail && event.detail.chosen;
    if (shown && !document.getElementById("outline").hidden) cy().getElementById(shown).select();
    soon();
  });

  /* ------------------------------------------------------------------ the sheet */
  function tab(name, text) {
    const button = w.make("button", { type: "button", role: "tab", id: `outline-tab-${name}`, "aria-controls": `outline-${name}`, class: "outline-tab" }, text);
    button.addEventListener("click", () => { if (view.shown !== name) { show({ shown: name }); w.did(`showed the outline as a ${name}`); } });
    button.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      const other = w.$(`#outline-tab-${name === "table" ? "tree" : "table"}`);
      other.click();
      other.focus();
    });
    return button;
  }

  function build() {
    host = w.$("#outline");
    if (!host || w.$(".outline-head", host)) return Boolean(host);
    const filter = w.make("input", { type: "search", class: "outline-filter", placeholder: "Filter", "aria-label": "filter the outline", autocomplete: "off", spellcheck: "false" });
    filter.addEventListener("input", () => { outline.text = filter.value.trim(); refresh(); });
    const by = w.make("select", { class: "outline-by", "aria-label": "arrange the tree" }, w.make("option", { value: "kind" }, "by kind"), w.make("option", { value: "origin" }, "by what was expanded"));
    by.addEventListener("change", () => { show({ by: by.value }); w.did(`arranged the outline ${by.selectedOptions[0].textContent}`); });
    const close = w.make("button", { type: "button", class: "outline-close", "aria-label": "close the outline", "data-do": "outline" }, "Close");
    const tabs = w.make("div", { class: "outline-tabs", role: "tablist", "aria-label": "outline" }, tab("table", "Table"), tab("tree", "Tree"));
    host.prepend(w.make("div", { class: "outline-head" }, tabs, by, filter, w.make("span", { class: "outline-count", role: "status" }), close));
    return true;
  }

  function show(change) {
    const moved = "open" in change && change.open !== view.open;
    Object.assign(view, change);
    if (!build()) return;
    root.toggleAttribute("data-outline", view.open);
    host.hidden = !view.open;
    for (const name of ["table", "tree"]) {
      const on = view.shown === name, button = w.$(`#outline-tab-${name}`);
      button.setAttribute("aria-selected", String(on));
      button.tabIndex = on ? 0 : -1;
      w.$(`#outline-${name}`).hidden = !on;
    }
    const by = w.$(".outline-by", host);
    by.value = view.by;
    by.hidden = view.shown !== "tree";
    const tool = w.$(".tool-outline");
    if (tool) tool.setAttribute("aria-pressed", String(view.open));
    follow();
    if (moved) w.canvas.resized();
    refresh();
  }
  outline.view = view;
  outline.show = show;

  function seesAll() {
    const seen = cy().extent(), all = cy().elements(":visible").nodes().boundingBox({ includeLabels: false });
    return all.w > 0 && all.x1 >= seen.x1 && all.x2 <= seen.x2 && all.y1 >= seen.y1 && all.y2 <= seen.y2;
  }

  w.doings.outline = () => {
    const whole = seesAll();
    // What the panel shows is selected in it from the start, unless a person has selected something else.
    if (!view.open && cy().nodes(":selected").empty()) cy().nodes(".chosen").not(".hidden, .filtered").select();
    show({ open: !view.open });
    // Where all was in view, all stays in view.
    if (whole) setTimeout(() => w.canvas.fit(), 30);
    w.did(`${view.open ? "opened" : "closed"} the outline`);
    const tool = w.$(".tool-outline");
    if (!view.open && tool) tool.focus();
  };
  w.views.part("outline", {
    read: () => ({ open: view.open, shown: view.shown, by: view.by }),
    write: (kept) => show({ open: Boolean(kept && kept.open), shown: kept && kept.shown === "tree" ? "tree" : "table", by: kept && kept.by === "origin" ? "origin" : "kind" }),
  });
})(window.whatfixes);

/* Results of the SPARQL page as pictures: a graph on a canvas of its own, and a chart of what was counted. */
(function (w) {
  "use strict";
  const b = w.workbench;
  const $ = (id) => document.getElementById(id);
  const MOST_BARS = 40;
  let looks = null, wired = null;
  b.pictures = { graph, chart, numbers, resized, refit };

  /* ------------------------------------------------------------------ the graph */
  const canvas = () => { const e = $("wb-canvas"); return (e && e._cyreg && e._cyreg.cy) || null; };
  function resized() { const cy = canvas(); if (cy) { cy.resize(); } }

  function refit() {
    const cy = canvas();
    if (!cy || cy.elements().empty() || $("wb-view-graph").hidden) return;
    cy.resize();
    cy.fit(undefined, 14);
    if (cy.zoom() > 1.15) { cy.zoom(1.15); cy.center(); }
  }

  async function graph(query) {
    const cy = canvas();
    if (!cy) { setTimeout(() => graph(query), 50); return; }
    wire(cy);
    cy.resize();
    cy.elements().remove();
    say("Drawing…");
    try {
      if (!looks) looks = await (await fetch("/workbench/look")).json();
      const found = await b.ask("draw", { id: "draw-" + Math.random().toString(36).slice(2), query, aspect: cy.width() / Math.max(1, cy.height()) });
      if (b.results.state.query !== query) return;
      if (found.error) { say(found.error.message); return; }
      restyle();
      cy.batch(() => cy.add(found.elements));
      say(found.elements.length ? found.note : "Nothing here connects anything: no row names two things.");
      refit();
      $("wb-canvas").dataset.nodes = cy.nodes().length;
      $("wb-canvas").dataset.edges = cy.edges().length;
    } catch (_) { say("The server does not answer."); }
  }

  function restyle() {
    const cy = canvas();
    if (!cy || !looks) return;
    const dark = w.scheme.get() === "dark";
    const own = [
      { selector: "node[?text]", style: { shape: "round-rectangle", "background-color": dark ? "#2d333d" : "#eceeef", "border-width": 1, "border-color": dark ? "#515a68" : "#c8cdd4",
        width: "data(width)", height: 24, "text-valign": "center", "text-margin-y": 0, "text-background-opacity": 0, "font-size": 11, "text-max-width": 330 } },
      { selector: "node[?blank]", style: { width: 10, height: 10 } }];
    cy.style().fromJson([...looks[dark ? "dark" : "light"], ...own]).update();
  }
  new MutationObserver(() => { restyle(); if (b.results && b.results.state.drawn && b.results.state.drawn.chart && !$("wb-view-chart").hidden) chart(b.results.state.answer); })
    .observe(document.documentElement, { attributes: true, attributeFilter: ["data-ag-theme-mode"] });

  const say = (text) => { $("wb-graph-note").textContent = text || ""; };

  function wire(cy) {
    if (wired === cy) return;
    wired = cy;
    const card = $("wb-card");
    const hide = () => { card.hidden = true; };
    cy.on("mouseover", "node, edge", (event) => {
      const t = event.target, rows = [w.make("div", { class: "card-title" }, t.data("title") || "")];
      if (t.isNode()) rows.push(w.make("div", { class: "card-kind" }, t.data("kind") || ""), w.make("div", {}, t.data("tip") || ""));
      card.replaceChildren(...rows.filter((r) => r.textContent));
      card.hidden = false;
      const at = event.renderedPosition;
      card.style.left = `${Math.max(8, Math.min(at.x + 16, cy.width() - card.offsetWidth - 8))}px`;
      card.style.top = `${Math.max(8, Math.min(at.y + 18, cy.height() - card.offsetHeight - 8))}px`;
      t.addClass("hover");
    });
    cy.on("mouseout", "node, edge", (event) => { event.target.removeClass("hover"); hide(); });
    cy.on("tapstart pan zoom", hide);
    cy.on("tap", "node", (event) => { const n = event.target; if (n.data("family")) { hide(); w.act({ do: "concept", iri: n.id() }); } });
    new ResizeObserver(() => cy.resize()).observe(cy.container());
  }

  /* ------------------------------------------------------------------ the chart */
  const values = (answer, c) => answer.cells.map((row) => (row[c] === null ? null : answer.terms[row[c]]));
  const chosen = { x: null, y: null, of: null };

  /* The columns that hold numbers and nothing else. */
  function numbers(answer) {
    return answer.variables.map((_, c) => c).filter((c) => {
      const given = values(answer, c).filter(Boolean);
      return given.length > 0 && given.every((t) => typeof t.value === "number");
    });
  }

  function chart(answer) {
    const counted = numbers(answer), named = answer.variables.map((_, c) => c).filter((c) => !counted.includes(c));
    if (chosen.of !== answer) Object.assign(chosen, { of: answer, y: counted[counted.length - 1], x: named.length ? named[0] : counted[0] });
    const style = getComputedStyle(document.documentElement), colour = (name) => style.getPropertyValue(name).trim();
    const isNamed = named.includes(chosen.x);
    const xs = values(answer, chosen.x), ys = values(answer, chosen.y);
    let points = xs.map((x, n) => [x ? x.value : "", ys[n] ? ys[n].value : null, x ? x.text : ""]).filter((p) => p[1] !== null);
    const all = points.length;
    if (isNamed) points = points.slice(0, MOST_BARS);
    const cut = (text) => (text.length > 34 ? text.slice(0, 33) + "…" : text);
    const narrow = $("wb-result").clientWidth < 560;
    const data = isNamed
      ? [{ type: "bar", orientation: "h", x: points.map((p) => p[1]), y: points.map((_, n) => n), text: points.map((p) => p[1].toLocaleString("en")), textposition: "outside", cliponaxis: false,
        customdata: points.map((p) => p[2]), hovertemplate: "%{customdata}: %{x}<extra></extra>", marker: { color: colour("--accent") } }]
      : [{ type: "scatter", mode: "markers", x: points.map((p) => p[0]), y: points.map((p) => p[1]), marker: { color: colour("--accent"), size: 9, opacity: 0.75 } }];
    const axis = { gridcolor: colour("--line"), zerolinecolor: colour("--line"), linecolor: colour("--line"), automargin: true };
    const layout = { paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", font: { family: getComputedStyle(document.body).fontFamily, size: 12.5, color: colour("--ink") },
      margin: { l: 10, r: 44, t: 12, b: 40 }, hoverlabel: { bgcolor: colour("--surface"), bordercolor: colour("--line"), font: { color: colour("--ink") } }, bargap: 0.28, showlegend: false,
      height: isNamed ? Math.max(220, 26 * points.length + 60) : null, autosize: true,
      xaxis: Object.assign({ title: { text: answer.variables[isNamed ? chosen.y : chosen.x] } }, axis),
      yaxis: isNamed ? Object.assign({}, axis, { autorange: "reversed", tickvals: points.map((_, n) => n), ticktext: points.map((p) => (narrow ? p[2].slice(0, 18) : cut(p[2])) + " "), gridcolor: "rgba(0,0,0,0)", zeroline: false })
        : Object.assign({ title: { text: answer.variables[chosen.y] } }, axis) };
    frame(answer, counted, named.length ? named.concat(counted) : counted, all > points.length ? `The first ${points.length} of ${all.toLocaleString("en")} rows.` : "");
    const props = {
      id: "wb-figure", figure: { data, layout }, responsive: true, style: isNamed ? { height: `${layout.height}px` } : { height: "100%" },
      config: { displaylogo: false, displayModeBar: "hover", modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"] } };
    w.later("polyfill").then(() => window.dash_clientside.set_props("wb-plot", { children: { namespace: "dash_core_components", type: "Graph", props } }));
  }

  function frame(answer, ys, xs, note) {
    const select = (label, columns, key) => {
      const box = w.make("select", { "aria-label": label }, ...columns.map((c) => w.make("option", { value: c }, answer.variables[c])));
      box.value = String(chosen[key]);
      box.addEventListener("change", () => { chosen[key] = Number(box.value); chart(answer); });
      return w.make("label", {}, label + " ", box);
    };
    $("wb-chart-head").replaceChildren(select("for each", xs, "x"), select("show", ys, "y"), w.make("span", { class: "quiet" }, note));
  }
})(window.whatfixes);

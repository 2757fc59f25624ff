/* The canvas: applies drawings to the Cytoscape instance, tells what is on it, and does by itself what needs
   no server: hover cards, the legend, fit and zoom. Texts enter the page as text, never as HTML. */
(function (w) {
  "use strict";
  const GROW = 260;
  const PADDING = 48;
  let look = null;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const canvas = { attached: false };
  w.canvas = canvas;

  canvas.cy = function () {
    const element = document.getElementById("canvas");
    return (element && element._cyreg && element._cyreg.cy) || null;
  };

  const concepts = () => canvas.cy().nodes().filter((n) => !n.data("cluster"));
  const place = (node) => node.scratch("_target") || node.position();
  const round = (value) => Math.round(value * 10) / 10;

  canvas.present = function () {
    const found = {};
    concepts().forEach((n) => { const at = place(n); found[n.id()] = [round(at.x), round(at.y)]; });
    return found;
  };

  canvas.chosen = function () {
    const node = canvas.cy().nodes(".chosen")[0];
    return node && !node.data("cluster") ? node.id() : "";
  };

  canvas.aspect = () => { const cy = canvas.cy(); return cy.width() / Math.max(1, cy.height()); };

  canvas.look = function (given) {
    look = given;
    canvas.restyle();
  };

  canvas.families = () => (look && look.families) || {};

  canvas.restyle = function () {
    const cy = canvas.cy();
    if (cy && look) cy.style().fromJson(look.styles[w.scheme.get()]).update();
  };

  canvas.resized = function () {
    // After the grid has moved; the canvas keeps its middle where it was.
    setTimeout(() => { const cy = canvas.cy(); if (cy) cy.resize(); }, 0);
  };

  /* ------------------------------------------------------------------ drawing */
  canvas.draw = function (answer, drawing) {
    const cy = canvas.cy();
    if (!answer || !cy) return;
    w.done(answer.title);
    if (drawing) apply(cy, drawing);
  };

  function apply(cy, drawing) {
    if (drawing.replace) {
      cy.elements().stop(true, true).remove();
      w.touched = false;
    }
    cy.$(".lit, .dim, .chosen").removeClass("lit dim chosen");
    cy.$(":selected").unselect();
    const added = add(cy, drawing);
    light(cy, drawing.lit);
    choose(cy, drawing.chosen);
    requestAnimationFrame(() => { cy.resize(); frame(cy, drawing, added); });
    legend();
    canvas.say(drawing.mode === "overview" ? "" : drawing.note);
    const element = document.getElementById("canvas");
    element.dataset.mode = drawing.mode;
    element.dataset.nodes = cy.nodes().length;
    element.dataset.edges = cy.edges().length;
    document.dispatchEvent(new CustomEvent("whatfixes:drawn", { detail: drawing }));
  }

  function add(cy, drawing) {
    const origin = drawing.origin ? cy.getElementById(drawing.origin) : null;
    const known = new Set(cy.elements().map((e) => e.id()));
    const nodes = drawing.add.filter((e) => e.group === "nodes" && !known.has(e.data.id));
    nodes.forEach((e) => known.add(e.data.id));
    const edges = drawing.add.filter((e) => e.group === "edges" && !known.has(e.data.id) && known.has(e.data.source) && known.has(e.data.target));
    if (drawing.origin) nodes.forEach((e) => { if (e.data.id !== drawing.origin) e.data.from = drawing.origin; });
    const grow = !still.matches && nodes.length > 0 && nodes.length <= 60 && origin && origin.nonempty();
    const from = grow ? place(origin) : null;
    let added = cy.collection();
    // They start a little apart: an edge between two nodes on one spot cannot be drawn.
    const part = (to) => ({ x: from.x + 0.3 * (to.x - from.x), y: from.y + 0.3 * (to.y - from.y) });
    cy.batch(() => { added = cy.add(nodes.map((e) => (from ? Object.assign({}, e, { position: part(e.position) }) : e)).concat(edges)); });
    if (from) {
      nodes.forEach((e) => {
        const node = cy.getElementById(e.data.id);
        node.scratch("_target", e.position);
        node.animate({ position: e.position }, { duration: GROW, easing: "ease-out-cubic", complete: () => node.removeScratch("_target") });
      });
    }
    return added;
  }

  function light(cy, ids) {
    if (!ids.length) return;
    let chosen = cy.collection();
    ids.forEach((id) => { chosen = chosen.union(cy.getElementById(id)); });
    if (chosen.empty()) return;
    // A path names its own edges; an answer means all those between its concepts.
    const between = chosen.edges().nonempty() ? chosen.edges() : chosen.edgesWith(chosen);
    const rest = cy.elements().difference(chosen).difference(between);
    if (rest.nonempty()) {
      chosen.union(between).addClass("lit");
      rest.addClass("dim");
    }
  }

  function choose(cy, id) {
    if (id) cy.getElementById(id).addClass("chosen");
  }

  function box(nodes) {
    const found = { x1: Infinity, y1: Infinity, x2: -Infinity, y2: -Infinity };
    nodes.forEach((n) => {
      const at = place(n), side = Math.max(62, n.width() / 2 + 14);
      found.x1 = Math.min(found.x1, at.x - side); found.x2 = Math.max(found.x2, at.x + side);
      found.y1 = Math.min(found.y1, at.y - n.height() / 2 - 8); found.y2 = Math.max(found.y2, at.y + n.height() / 2 + 36);
    });
    return found;
  }

  function frame(cy, drawing, added) {
    if (drawing.fit === "all") show(cy, box(cy.nodes()), drawing.mode === "overview" || drawing.replace);
    else if (drawing.fit === "new") {
      const around = box(added.nodes().union(drawing.chosen ? cy.getElementById(drawing.chosen) : cy.collection()));
      const seen = cy.extent();
      if (around.x1 < seen.x1 || around.x2 > seen.x2 || around.y1 < seen.y1 || around.y2 > seen.y2) {
        show(cy, added.nodes().nonempty() ? box(cy.nodes()) : around, false, added.nodes().empty());
      }
    }
  }

  function show(cy, around, atOnce, keepZoom) {
    if (!isFinite(around.x1)) return;
    const wide = cy.width(), high = cy.height();
    const padding = wide < 600 ? 14 : PADDING;
    const zoom = keepZoom ? cy.zoom() : Math.max(cy.minZoom(), Math.min(1.25, (wide - 2 * padding) / (around.x2 - around.x1), (high - 2 * padding) / (around.y2 - around.y1)));
    const pan = { x: wide / 2 - zoom * (around.x1 + around.x2) / 2, y: high / 2 - zoom * (around.y1 + around.y2) / 2 };
    cy.stop(true, false);
    if (atOnce || still.matches) cy.viewport({ zoom, pan });
    else cy.animate({ zoom, pan }, { duration: GROW, easing: "ease-out-cubic" });
  }

  canvas.fit = () => { const cy = canvas.cy(); cy.resize(); show(cy, box(cy.nodes()), false); };
  canvas.zoom = (by) => {
    const cy = canvas.cy();
    cy.zoom({ level: cy.zoom() * by, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
  };

  let quiet = null;
  canvas.say = function (text) {
    const note = w.$("#canvas-note");
    if (!note) return;
    clearTimeout(quiet);
    note.textContent = text || "";
    if (text) quiet = setTimeout(() => { note.textContent = ""; }, 6000);
  };

  /* ------------------------------------------------------------------ legend */
  function legend() {
    const target = w.$("#legend");
    const counts = new Map();
    concepts().forEach((n) => counts.set(n.data("family"), (counts.get(n.data("family")) || 0) + 1));
    const rows = [...counts].sort((a, b) => b[1] - a[1]).map(([key, count]) => legendRow(key, count));
    if (canvas.cy().edges("[?denied]").nonempty()) {
      rows.push(w.make("div", { class: "legend-row" }, w.make("span", { class: "dash" }), w.make("span", {}, "does not")));
    }
    target.replaceChildren(...rows);
    target.hidden = !rows.length;
  }

  function legendRow(key, count) {
    const family = (look && look.families[key]) || { label: "other", colour: "#7b8494", shape: "ellipse", iri: "" };
    const swatch = w.make("span", { class: `swatch shape-${family.shape}`, style: `--colour: ${family.colour}` });
    const row = w.make("button", { type: "button", class: "legend-row", title: `show these alone: ${family.label}`, "aria-pressed": "false" },
      swatch, w.make("span", {}, family.label), w.make("span", { class: "count" }, String(count)));
    row.addEventListener("click", () => focusOn(row, key));
    return row;
  }

  function focusOn(row, key) {
    const cy = canvas.cy(), on = row.getAttribute("aria-pressed") === "true";
    cy.$(".dim, .lit").removeClass("dim lit");
    for (const other of document.querySelectorAll(".legend-row")) other.setAttribute("aria-pressed", "false");
    if (on) return;
    row.setAttribute("aria-pressed", "true");
    const kept = cy.nodes().filter((n) => n.data("family") === key);
    cy.elements().difference(kept.union(kept.edgesWith(kept))).addClass("dim");
  }

  /* ------------------------------------------------------------------ hover card, on this side only */
  function card(event) {
    const target = event.target, shown = w.$("#hover-card");
    const title = w.make("div", { class: "card-title" }, target.data("title") || "");
    const rows = [title];
    if (target.isNode()) rows.push(w.make("div", { class: "card-kind" }, target.data("cluster") ? "" : target.data("kind") || ""), w.make("div", {}, target.data("tip") || ""));
    else if (target.data("lines")) rows.push(w.make("div", { class: "card-kind" }, `The notes, ${target.data("lines")}`));
    shown.replaceChildren(...rows.filter((r) => r.textContent));
    shown.hidden = false;
    const at = event.renderedPosition, cy = event.cy;
    shown.style.left = `${Math.max(8, Math.min(at.x + 16, cy.width() - shown.offsetWidth - 8))}px`;
    shown.style.top = `${Math.max(8, at.y + 18 + shown.offsetHeight > cy.height() ? at.y - shown.offsetHeight - 14 : at.y + 18)}px`;
  }
  const hide = () => { w.$("#hover-card").hidden = true; };

  function hoverOn(event) {
    const target = event.target;
    card(event);
    target.addClass("hover");
    event.cy.container().style.cursor = "pointer";
    if (target.data("cluster") && target.isNode()) target.connectedEdges().addClass("lit");
  }
  function hoverOff(event) {
    hide();
    event.cy.$(".hover").removeClass("hover");
    event.cy.$("edge[?cluster].lit").removeClass("lit");
    event.cy.container().style.cursor = "";
  }

  /* ------------------------------------------------------------------ attaching */
  function attach() {
    const cy = canvas.cy();
    if (!cy || !look) return;
    if (canvas.attached === cy) return;
    canvas.attached = cy;
    canvas.restyle();
    cy.on("mouseover", "node, edge", hoverOn);
    cy.on("mouseout", "node, edge", hoverOff);
    cy.on("tapstart pan zoom", hide);
    cy.on("tap", "node", (e) => {
      cy.$(".chosen").removeClass("chosen");
      if (e.target.data("cluster")) w.act({ do: "kind", kind: e.target.data("iri") });
      else e.target.addClass("chosen");
    });
    // `onetap` waits until no second tap can follow: a double tap is one request, not two.
    cy.on("onetap", "node", (e) => { if (!e.target.data("cluster")) w.act({ do: "concept", iri: e.target.id() }); });
    cy.on("dbltap", "node", (e) => { if (!e.target.data("cluster")) w.act({ do: "expand", iri: e.target.id(), groups: [] }); });
    cy.on("tap", "edge", card);
    cy.on("dragfree", "node", (e) => { if (!e.target.data("cluster")) w.touched = true; });
    new ResizeObserver(() => cy.resize()).observe(cy.container());
    w.begin();
  }
  setInterval(attach, 60);
})(window.whatfixes);

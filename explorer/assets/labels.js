/* Labels follow the zoom: as the view moves away the important ones grow and the others give way, so that what can be
   read never lies upon something else. Importance: what is chosen or lit, then the number of links. */
(function (w) {
  "use strict";
  // Below each zoom the labels take the next size (stylesheet.FAR); above the last one all labels show.
  const BANDS = [0.8, 0.62, 0.46, 0.34, 0.24];
  const SCALES = [1, 1.3, 1.75, 2.4, 3.4, 5];
  const ALL_FROM = 1.3, MOST_NODES = 1500, MOST_EDGES = 300, TOP = 80;
  const CLASSES = SCALES.slice(1).map((_, n) => `far${n + 1}`);
  let timer = null;
  // These classes say nothing about the view: they follow from the zoom.
  const labels = { classes: ["mute", ...CLASSES] };
  w.labels = labels;

  const band = (zoom) => BANDS.filter((edge) => zoom < edge).length;

  /* Boxes in cells, to find out quickly whether a place is taken. */
  function shelf(size) {
    const cells = new Map();
    const each = (b, act) => {
      for (let i = Math.floor(b.x1 / size); i <= Math.floor(b.x2 / size); i += 1) {
        for (let j = Math.floor(b.y1 / size); j <= Math.floor(b.y2 / size); j += 1) if (act(`${i} ${j}`)) return true;
      }
      return false;
    };
    return {
      add: (b) => { each(b, (key) => { if (!cells.has(key)) cells.set(key, []); cells.get(key).push(b); }); },
      hits: (b) => each(b, (key) => (cells.get(key) || []).some((o) => o.of !== b.of && o.x1 < b.x2 && b.x1 < o.x2 && o.y1 < b.y2 && b.y1 < o.y2)),
    };
  }

  function labelBox(node, scale) {
    const at = w.canvas.place(node), text = node.data("label") || "";
    const wide = text.length * 6.4, room = 124;
    const width = (Math.min(wide, room) + 7) * scale, height = Math.ceil(wide / room) * 14.5 * scale;
    const top = at.y + node.height() / 2 + 5 * Math.sqrt(scale);
    return { of: node.id(), x1: at.x - width / 2, x2: at.x + width / 2, y1: top, y2: top + height };
  }

  function nodeBox(node) {
    const at = w.canvas.place(node), half = node.width() / 2;
    return { of: node.id(), x1: at.x - half, x2: at.x + half, y1: at.y - half, y2: at.y + half };
  }

  const weight = (n) => (n.hasClass("chosen") || n.hasClass("focus") ? 1e6 : 0) + (n.selected() || n.hasClass("lit") ? 1e4 : 0) - (n.hasClass("dim") ? 1e3 : 0) + n.degree(false);

  /* The nodes whose labels can be shown. */
  function choose(nodes, scale, all, taken) {
    const ranked = nodes.map((n) => [n, weight(n)]).sort((a, b) => b[1] - a[1]).slice(0, nodes.length > MOST_NODES ? TOP : undefined);
    const shown = new Set();
    for (const [node] of ranked) {
      const b = labelBox(node, scale);
      if (!all && shown.size && taken.hits(b)) continue;
      taken.add(b);
      shown.add(node.id());
    }
    return shown;
  }

  /* The edges whose labels are clear of nodes, labels and one another; none where there are too many to look at. */
  function chooseEdges(edges, taken, scale) {
    const shown = new Set();
    if (edges.length > MOST_EDGES) return shown;
    for (const edge of edges.sort((a, b) => b.hasClass("lit") - a.hasClass("lit")).toArray()) {
      const boxes = along(edge, scale);
      if (!boxes || boxes.some((b) => taken.hits(b))) continue;
      boxes.forEach(taken.add);
      shown.add(edge.id());
    }
    return shown;
  }

  /* Small boxes along the label of an edge, which lies along the edge; null where the edge is too short for it. */
  function along(edge, scale) {
    const a = w.canvas.place(edge.source()), b = w.canvas.place(edge.target());
    const moving = edge.source().scratch("_target") || edge.target().scratch("_target");
    const mid = moving ? { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } : edge.midpoint();
    const length = (edge.data("label") || "").length * 4.9 * scale + 4, far = Math.hypot(b.x - a.x, b.y - a.y);
    if (!mid || (far && far - 46 < length)) return null;
    const ux = far ? (b.x - a.x) / far : 1, uy = far ? (b.y - a.y) / far : 0, steps = Math.ceil(length / 9);
    return Array.from({ length: steps + 1 }, (_, n) => {
      const at = (n / steps - 0.5) * length, x = mid.x + ux * at, y = mid.y + uy * at;
      return { of: edge.id(), x1: x - 5, x2: x + 5, y1: y - 6, y2: y + 6 };
    });
  }

  labels.plan = function () {
    const cy = w.canvas.cy();
    const nodes = cy.nodes().not(".hidden, .filtered").filter((n) => !n.data("cluster"));
    if (nodes.empty()) return;
    const level = band(cy.zoom()), scale = SCALES[level], taken = shelf(70 * scale);
    if (nodes.length <= MOST_NODES) nodes.forEach((n) => taken.add(nodeBox(n)));
    const shown = choose(nodes, scale, cy.zoom() >= ALL_FROM, taken);
    const edges = cy.edges().filter((e) => !e.data("cluster") && w.canvas.shows(e));
    // Further away than the first level an edge's label cannot be read.
    const said = level > 1 ? new Set() : chooseEdges(edges, taken, scale);
    cy.batch(() => {
      nodes.forEach((n) => {
        const on = shown.has(n.id());
        if (n.hasClass("mute") === on) n.toggleClass("mute", !on);
        if (on) size(n, level);
      });
      edges.forEach((e) => {
        const on = said.has(e.id());
        if (e.hasClass("mute") === on) e.toggleClass("mute", !on);
        if (e.hasClass("far1") !== (on && level === 1)) e.toggleClass("far1", on && level === 1);
      });
    });
    // Only where it differs: Cytoscape takes a change of its box's attributes for a new size, which would bring us here again.
    const told = String(shown.size), box = cy.container();
    if (box.dataset.labels !== told) box.dataset.labels = told;
  };

  function size(node, level) {
    const wanted = level ? `far${level}` : "";
    for (const name of CLASSES) if (name !== wanted && node.hasClass(name)) node.removeClass(name);
    if (wanted && !node.hasClass(wanted)) node.addClass(wanted);
  }

  /* Soon, once: not while the view moves. */
  labels.soon = () => { clearTimeout(timer); timer = setTimeout(() => { if (w.canvas.cy()) labels.plan(); }, 90); };
  document.addEventListener("whatfixes:drawn", labels.soon);
  document.addEventListener("whatfixes:changed", labels.soon);
  document.addEventListener("whatfixes:attached", ({ detail: cy }) => {
    cy.on("zoom", labels.soon);
    cy.on("dragfree select unselect", "node", labels.soon);
  });
})(window.whatfixes);

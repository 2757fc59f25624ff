/* Labels follow the zoom: as the view moves away the important ones grow and the others give way, so that what can be
   read never lies upon something else. Importance: what is chosen or lit, then the number of links. */
(function (w) {
  "use strict";
  // Below each zoom the labels take the next size (stylesheet.FAR); above the last one all labels show.
  const BANDS = [0.8, 0.62, 0.46, 0.34, 0.24];
  const SCALES = [1, 1.3, 1.75, 2.4, 3.4, 5];
  const ALL_FROM = 1.3, MOST_NODES = 1500, MOST_EDGES = 300, TOP = 80, FEW = 300, ROOM = 124, VEILED = 1000, WEIGHTY = 9000;
  const CLASSES = SCALES.slice(1).map((_, n) => `far${n + 1}`);
  // Where a label may stand, with what each place costs: a line through the label costs one.
  const PLACES = [["below", 0], ["at-top", 0.6], ["at-right", 0.8], ["at-left", 0.9]];
  const SIDES = PLACES.slice(1).map(([name]) => name);
  let timer = null;
  // These classes say nothing about the view: they follow from the zoom.
  const labels = { classes: ["mute", ...SIDES, ...CLASSES] };
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

  /* How wide a name is and how many lines it takes, in the canvas' own units; as Cytoscape breaks it, between words. */
  const pen = document.createElement("canvas").getContext("2d"), measured = new Map();
  function measure(text) {
    if (!measured.has(text)) {
      if (measured.size > 20000) measured.clear();
      pen.font = `600 12px ${getComputedStyle(document.body).fontFamily}`;
      let wide = 0, lines = 0, line = Infinity;
      for (const word of text.split(/[ \n]/)) {
        const width = pen.measureText(word).width;
        if (line + 3.4 + width > ROOM) { lines += 1; line = width; } else line += 3.4 + width;
        wide = Math.max(wide, line);
      }
      measured.set(text, { wide, high: lines * 12 });
    }
    return measured.get(text);
  }

  /* The box of a node's label below it, above it, to its right or to its left. */
  function labelBox(node, scale, where) {
    const at = w.canvas.place(node), text = measure(node.data("label") || "");
    const wide = (text.wide + 6) * scale, high = (text.high + 5) * scale, gap = 4 * Math.sqrt(scale);
    const beside = node.width() / 2 + gap, over = node.height() / 2 + gap;
    const x1 = where === "at-right" ? at.x + beside : where === "at-left" ? at.x - beside - wide : at.x - wide / 2;
    const y1 = where === "below" ? at.y + over : where === "at-top" ? at.y - over - high : at.y - high / 2;
    return { of: node.id(), x1, x2: x1 + wide, y1, y2: y1 + high };
  }

  function nodeBox(node) {
    const at = w.canvas.place(node), half = node.width() / 2;
    return { of: node.id(), x1: at.x - half, x2: at.x + half, y1: at.y - half, y2: at.y + half };
  }

  const weight = (n) => (n.hasClass("chosen") || n.hasClass("focus") ? 1e6 : 0) + (n.selected() || n.hasClass("lit") ? 1e4 : 0) - (n.hasClass("dim") ? 1e3 : 0) + n.degree(false);

  /* How many of the lines run through a box: by the ends and the middle of each, clipped as Liang and Barsky do. */
  function crossings(b, lines) {
    let found = 0;
    for (const [x, y, dx, dy] of lines) {
      let from = 0, to = 1;
      for (const [p, q] of [[-dx, x - b.x1], [dx, b.x2 - x], [-dy, y - b.y1], [dy, b.y2 - y]]) {
        if (p === 0) { if (q < 0) to = -1; } else if (p < 0) from = Math.max(from, q / p); else to = Math.min(to, q / p);
      }
      if (from < to) found += 1;
    }
    return found;
  }

  /* What is in sight, and what of it lies beneath the tools and the legend, in the canvas' own units. */
  function sight(cy, zoom, pan) {
    const stage = cy.container().getBoundingClientRect();
    const own = (r) => ({ x1: (r.left - stage.left - pan.x) / zoom, x2: (r.right - stage.left - pan.x) / zoom, y1: (r.top - stage.top - pan.y) / zoom, y2: (r.bottom - stage.top - pan.y) / zoom });
    const tools = [...document.querySelectorAll(".log-bar, .tools, #legend")].map((e) => e.getBoundingClientRect()).filter((r) => r.width);
    return { all: own(stage), tools: tools.map(own) };
  }

  /* Whether a label cannot be read where its node can be seen: beyond the rim, or beneath something. */
  function veiled(b, node, { all, tools }) {
    const at = w.canvas.place(node);
    if (at.x < all.x1 || at.x > all.x2 || at.y < all.y1 || at.y > all.y2) return false;
    return b.x1 < all.x1 || b.x2 > all.x2 || b.y1 < all.y1 || b.y2 > all.y2 || tools.some((t) => b.x1 < t.x2 && t.x1 < b.x2 && b.y1 < t.y2 && t.y1 < b.y2);
  }

  /* The free place of a label with the fewest lines through it, below the node before all others; null where none is free. */
  function best(node, scale, { taken, lines, seen }) {
    const heavy = weight(node) >= WEIGHTY, bold = node.hasClass("chosen") || node.selected() ? 1.12 : 1;
    let found = null, least = Infinity;
    for (const [where, price] of PLACES) {
      if (price >= least) break;
      const b = labelBox(node, bold * scale, where);
      if (taken.hits(b)) continue;
      const hidden = seen && veiled(b, node, seen);
      if (hidden && !heavy) continue;
      const cost = price + crossings(b, lines) + (hidden ? VEILED : 0);
      if (cost < least) { found = [where, b]; least = cost; }
    }
    return found;
  }

  /* The nodes whose labels can be shown, each with the place of its label. */
  function choose(nodes, scale, all, around) {
    const ranked = nodes.map((n) => [n, weight(n)]).sort((a, b) => b[1] - a[1]).slice(0, nodes.length > MOST_NODES ? TOP : undefined);
    const shown = new Map();
    for (const [node] of ranked) {
      const free = best(node, scale, around);
      if (!free && !all && shown.size) continue;
      const [where, b] = free || ["below", labelBox(node, scale, "below")];
      around.taken.add(b);
      shown.set(node.id(), where);
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
    const cy = w.canvas.cy(), going = cy.scratch("_window");
    const nodes = cy.nodes().not(".hidden, .filtered").filter((n) => !n.data("cluster"));
    if (nodes.empty()) return;
    const zoom = going ? going.zoom : cy.zoom(), level = band(zoom), scale = SCALES[level], taken = shelf(70 * scale);
    const few = nodes.length <= FEW;
    // Few nodes grow with their labels; where there are many it would cost more than it shows.
    if (few) cy.batch(() => nodes.forEach((n) => size(n, level)));
    if (nodes.length <= MOST_NODES) nodes.forEach((n) => taken.add(nodeBox(n)));
    const edges = cy.edges().filter((e) => !e.data("cluster") && w.canvas.shows(e));
    const shown = choose(nodes, scale, zoom >= ALL_FROM, { taken, lines: few && edges.length <= MOST_EDGES ? edges.map(line) : [], seen: few && sight(cy, zoom, going ? going.pan : cy.pan()) });
    // Further away than the first level an edge's label cannot be read.
    const said = level > 1 ? new Set() : chooseEdges(edges.not(".dim"), taken, scale);
    cy.batch(() => {
      nodes.forEach((n) => {
        const where = shown.get(n.id());
        if (n.hasClass("mute") === Boolean(where)) n.toggleClass("mute", !where);
        for (const name of SIDES) if (n.hasClass(name) !== (name === where)) n.toggleClass(name, name === where);
        if (where && !few) size(n, level);
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

  function line(edge) {
    const a = w.canvas.place(edge.source()), b = w.canvas.place(edge.target());
    return [a.x, a.y, b.x - a.x, b.y - a.y];
  }

  function size(node, level) {
    const wanted = level ? `far${level}` : "";
    for (const name of CLASSES) if (name !== wanted && node.hasClass(name)) node.removeClass(name);
    if (wanted && !node.hasClass(wanted)) node.addClass(wanted);
  }

  /* Soon, once: not while the view moves. */
  labels.soon = () => { clearTimeout(timer); timer = setTimeout(() => { if (w.canvas.cy()) labels.plan(); }, 90); };
  // In the frame in which the canvas takes its place: names do not come later than what they name.
  document.addEventListener("whatfixes:drawn", () => requestAnimationFrame(() => { if (w.canvas.cy()) labels.plan(); }));
  document.addEventListener("whatfixes:changed", labels.soon);
  document.addEventListener("whatfixes:attached", ({ detail: cy }) => {
    cy.on("zoom resize", labels.soon);
    // What comes into sight gets its name; of many, names do not depend on what is in sight.
    cy.on("pan", () => { if (cy.nodes().length <= FEW) labels.soon(); });
    cy.on("dragfree select unselect", "node", labels.soon);
  });
})(window.whatfixes);

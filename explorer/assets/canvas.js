/* The canvas: applies drawings to the Cytoscape instance, tells what is on it, frames and moves it. What hands do
   there stands beside: cards.js, expansion.js, labels.js, legend.js, menu.js, selection.js, walking.js.
   Texts enter the page as text, never as HTML. */
(function (w) {
  "use strict";
  const GROW = 260;
  const PADDING = 48;
  // More new nodes than these come to their places at once, unnamed until labels.js has seen where names have room.
  const MANY = 60;
  let look = null;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const canvas = { attached: false };
  w.canvas = canvas;

  canvas.cy = function () {
    const element = document.getElementById("canvas");
    return (element && element._cyreg && element._cyreg.cy) || null;
  };

  canvas.concepts = () => canvas.cy().nodes().filter((n) => !n.data("cluster") && !n.data("summary"));
  const place = (node) => node.scratch("_target") || node.position();
  const round = (value) => Math.round(value * 10) / 10;

  canvas.present = function () {
    const found = {};
    canvas.concepts().not(".hidden").forEach((n) => { const at = place(n); found[n.id()] = [round(at.x), round(at.y)]; });
    return found;
  };

  canvas.chosen = function () {
    const node = canvas.cy().nodes(".chosen")[0];
    return node && !node.data("cluster") && !node.data("summary") ? node.id() : "";
  };

  canvas.look = function (given) {
    look = given;
    attach();
    canvas.restyle();
  };
  /* Whether an element is shown. By its classes: Cytoscape's own visible() tells what was before until the style is read. */
  canvas.shows = (e) => (e.isNode() ? !e.hasClass("hidden") && !e.hasClass("filtered") : !e.hasClass("filtered") && canvas.shows(e.source()) && canvas.shows(e.target()));
  canvas.family = (key) => (look && look.families[key]) || { label: key === "summary" ? "group" : "other", colour: "#7b8494", shape: "ellipse", icon: "", iri: "" };
  canvas.layouts = () => (look && look.layouts) || {};
  canvas.place = place;

  /* The style sheet as it applies: many elements get a lighter one, which draws several times as fast. */
  canvas.sheet = (light) => look.styles[w.scheme.get()].concat(light ? look.light : []);

  canvas.families = () => (look && look.families) || {};

  canvas.restyle = function () {
    const cy = canvas.cy();
    if (cy && look) cy.style().fromJson(canvas.sheet(canvas.isLight)).update();
  };

  canvas.isLight = false;
  canvas.light = function (on) {
    if (on === canvas.isLight) return;
    canvas.isLight = on;
    canvas.restyle();
  };

  canvas.weigh = () => canvas.light(canvas.cy().elements().length > look.heavy);

  canvas.resized = function () {
    // After the grid has moved; the canvas keeps its middle where it was.
    setTimeout(() => { const cy = canvas.cy(); if (cy) cy.resize(); }, 0);
  };

  /* ------------------------------------------------------------------ drawing */
  canvas.draw = function (answer, drawing) {
    const cy = canvas.cy();
    if (!answer || !cy) return;
    w.done(answer.title);
    if (!drawing) return;
    if (drawing.mode === "layout") canvas.move(new Map(drawing.moves.map(([id, x, y]) => [id, { x, y }])));
    else if (drawing.mode !== "groups") apply(cy, drawing);
    document.dispatchEvent(new CustomEvent("whatfixes:drawn", { detail: drawing }));
    if (drawing.did && answer.did === undefined) w.did(drawing.did);
  };

  function apply(cy, given) {
    const drawing = given.replace && !given.view && given.mode !== "overview" ? Object.assign({}, given, { add: w.fitting.spread(given.add, ...room(cy)) }) : given;
    if (drawing.replace) {
      cy.elements().stop(true, true).remove();
      w.touched = false;
    }
    let added = null;
    canvas.light(cy.elements().length + drawing.add.length > look.heavy);
    cy.batch(() => {
      cy.$(".lit, .dim, .chosen").removeClass("lit dim chosen");
      cy.$(":selected").unselect();
      added = add(cy, drawing);
      light(cy, drawing);
      choose(cy, drawing.chosen);
    });
    canvas.weigh();
    requestAnimationFrame(() => { cy.resize(); frame(cy, drawing, added); });
    canvas.say(drawing.mode === "overview" ? "" : drawing.note);
    Object.assign(document.getElementById("canvas").dataset, { mode: drawing.mode, nodes: cy.nodes().length, edges: cy.edges().length });
  }

  function add(cy, drawing) {
    const origin = drawing.origin ? cy.getElementById(drawing.origin) : null;
    const known = new Set(cy.elements().map((e) => e.id()));
    const again = drawing.add.filter((e) => e.group === "nodes" && known.has(e.data.id)).map((e) => unhide(cy, e));
    const nodes = drawing.add.filter((e) => e.group === "nodes" && !known.has(e.data.id));
    nodes.forEach((e) => known.add(e.data.id));
    const edges = drawing.add.filter((e) => e.group === "edges" && !known.has(e.data.id) && known.has(e.data.source) && known.has(e.data.target));
    if (drawing.origin) nodes.forEach((e) => { if (e.data.id !== drawing.origin) e.data.from = drawing.origin; });
    const many = nodes.length > MANY, grow = !still.matches && nodes.length > 0 && !many && origin && origin.nonempty();
    if (many) nodes.concat(edges).forEach((e) => { if (!e.data.cluster) e.classes = "mute"; });
    const from = grow ? place(origin) : null;
    // They start a little apart: an edge between two nodes on one spot cannot be drawn.
    const part = (to) => ({ x: from.x + 0.3 * (to.x - from.x), y: from.y + 0.3 * (to.y - from.y) });
    let added = cy.add(nodes.map((e) => (from ? Object.assign({}, e, { position: part(e.position) }) : e)).concat(edges));
    if (from) nodes.forEach((e) => glide(cy.getElementById(e.data.id), e.position));
    again.forEach((node) => { added = added.union(node); });
    return added;
  }

  /* A node that was hidden and is asked for again. */
  function unhide(cy, element) {
    const node = cy.getElementById(element.data.id);
    if (node.hasClass("hidden") && element.position && !node.locked()) node.position(element.position);
    return node.removeClass("hidden");
  }

  /* `_target` is where a node is going: what asks for its place while it moves gets that. */
  function glide(node, to) {
    node.stop(true, false).scratch("_target", to);
    node.animate({ position: to }, { duration: GROW, easing: "ease-out-cubic", complete: () => node.removeScratch("_target") });
  }

  /* New places for nodes, because somebody asked; those that are pinned stay. */
  canvas.move = function (places) {
    const cy = canvas.cy();
    const moved = cy.nodes().filter((n) => places.has(n.id()) && !n.locked());
    if (still.matches || moved.length > 400) cy.batch(() => moved.forEach((n) => { n.position(places.get(n.id())); }));
    else moved.forEach((n) => glide(n, places.get(n.id())));
    w.touched = true;
    show(cy, box(visible(cy)), false);
  };

  function light(cy, { lit: ids, replace }) {
    if (!ids.length) return;
    let chosen = cy.collection();
    ids.forEach((id) => { chosen = chosen.union(cy.getElementById(id)); });
    if (chosen.empty()) return;
    // A path names its own edges; an answer means all those between its concepts.
    const between = chosen.edges().nonempty() ? chosen.edges() : chosen.edgesWith(chosen);
    const rest = cy.elements().difference(chosen).difference(between);
    // One concept that was drawn with its neighbours needs no dark around it.
    if (replace && chosen.length === 1) chosen.addClass("lit");
    else if (rest.nonempty()) {
      chosen.union(between).addClass("lit");
      rest.addClass("dim");
    }
  }

  function choose(cy, id) {
    if (id) cy.getElementById(id).addClass("chosen");
  }

  const visible = (cy) => cy.nodes().not(".hidden, .filtered");

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
    if (drawing.mode === "overview") w.home.frame(cy);
    else if (drawing.fit === "all") show(cy, box(visible(cy)), drawing.replace);
    else if (drawing.fit === "new") {
      const around = box(added.nodes().union(drawing.chosen ? cy.getElementById(drawing.chosen) : cy.collection()));
      const seen = clear(cy);
      if (around.x1 < seen.x1 || around.x2 > seen.x2 || around.y1 < seen.y1 || around.y2 > seen.y2) {
        show(cy, added.nodes().nonempty() ? box(visible(cy)) : around, added.nodes().length > MANY, added.nodes().empty());
      }
    }
  }

  /* How much of the canvas the legend covers on the left. */
  function covered(wide) {
    const legend = w.$("#legend");
    return wide > 700 && legend && !legend.hidden && legend.offsetParent ? legend.offsetLeft + legend.offsetWidth - 24 : 0;
  }

  /* What of the canvas is in sight and beneath no legend or bar, in its own units. */
  function clear(cy) {
    const { x1, x2, y1, y2 } = cy.extent(), zoom = cy.zoom();
    return { x1: x1 + covered(cy.width()) / zoom, x2, y1: y1 + 10 / zoom, y2: y2 - 10 / zoom };
  }

  /* The margins of a drawing, where the tools of the canvas lie. */
  function margins(wide, high) {
    const narrow = wide < 600, side = narrow ? 22 : PADDING;
    return { left: covered(wide) + side, right: side, top: narrow ? 50 : PADDING, bottom: narrow ? 50 : PADDING + (high < 620 ? 40 : 0) };
  }

  /* The width and height that a drawing has, once the panel stands beside it. */
  function room(cy) {
    const { clientWidth: wide, clientHeight: high } = cy.container(), m = margins(wide, high);
    return [wide - m.left - m.right, high - m.top - m.bottom];
  }

  function show(cy, around, atOnce, keepZoom) {
    if (!isFinite(around.x1)) return;
    const wide = cy.width(), high = cy.height(), m = margins(wide, high);
    const zoom = keepZoom ? cy.zoom() : Math.max(cy.minZoom(), Math.min(1.25, (wide - m.left - m.right) / (around.x2 - around.x1), (high - m.top - m.bottom) / (around.y2 - around.y1)));
    const pan = { x: (wide + m.left - m.right) / 2 - zoom * (around.x1 + around.x2) / 2, y: (high + m.top - m.bottom) / 2 - zoom * (around.y1 + around.y2) / 2 };
    cy.stop(true, false).removeScratch("_window");
    if (atOnce || still.matches) cy.viewport({ zoom, pan });
    else {
      // Where it is going: what asks for the window meanwhile gets that.
      cy.scratch("_window", { zoom, pan });
      cy.animate({ zoom, pan }, { duration: GROW, easing: "ease-out-cubic", complete: () => cy.removeScratch("_window") });
    }
  }

  canvas.fit = (nodes) => {
    const cy = canvas.cy();
    cy.resize();
    if (document.getElementById("canvas").dataset.mode === "overview") w.home.frame(cy);
    else show(cy, box(nodes && nodes.nonempty() ? nodes : visible(cy)), false);
  };
  /* On a phone the panel takes most of the height and gives it back: where all was in view, all stays in view. */
  function follows(cy) {
    let high = cy.height();
    return () => {
      const was = high;
      cy.resize();
      high = cy.height();
      const mode = document.getElementById("canvas").dataset.mode;
      if (!was || !high || cy.width() > 600 || Math.abs(high - was) < 100 || !mode || mode === "overview" || w.state.waiting) return;
      const all = visible(cy).renderedBoundingBox({ includeLabels: false });
      if (all.w && all.x1 >= 0 && all.y1 >= 0 && all.x2 <= cy.width() && all.y2 <= was) canvas.fit();
    };
  }
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

  /* ------------------------------------------------------------------ attaching */
  const held = (event) => { const by = event.originalEvent || {}; return Boolean(by.shiftKey || by.ctrlKey || by.metaKey); };
  const concept = (node) => !node.data("cluster") && !node.data("summary");

  const openCluster = (node) => (w.home && w.home.open ? w.home.open(node) : w.act({ do: "kind", kind: node.data("iri") }));

  function tapped(event) {
    const node = event.target, by = event.originalEvent || {};
    if (node.data("cluster")) openCluster(node);
    else if (by.shiftKey && concept(node)) w.act({ do: "reroot", iri: node.id() });
    else if (by.ctrlKey || by.metaKey) w.selection.hide(node);
    else {
      event.cy.$(".chosen").removeClass("chosen");
      node.addClass("chosen");
    }
  }

  canvas.open = function (node) {
    if (node.data("summary")) w.openChecklist(node);
    else if (concept(node)) w.act({ do: "concept", iri: node.id() });
  };

  /* What a double click and Enter do: neighbours of a concept, the members of a group, the concepts of a kind. */
  canvas.expand = function (node) {
    if (node.data("cluster")) openCluster(node);
    else if (node.data("summary")) w.expansion.add(node.data("of"), { groups: [node.data("key")] });
    else w.expansion.add(node.id(), {});
  };

  /* The Dash component tells Dash what is hovered, tapped and selected, of each step of a pan, and of all elements whenever one
     comes or goes. Nobody here asks for it, and each time Dash renders and compares anew: its listeners go, before ours come. */
  function quieten(cy) {
    for (const kind of ["node", "edge"]) cy.off("tap mouseover mouseout select unselect remove", kind);
    cy.off("add remove dragfree resize viewport tapstart");
    // In place of its resizing, and so drawing anew, at each touch: the canvas may lie elsewhere than it did.
    cy.on("tapstart", () => cy.renderer().invalidateContainerClientCoordsCache());
  }

  function attach() {
    const cy = canvas.cy();
    if (!cy || !look) return;
    if (canvas.attached === cy) return;
    canvas.attached = cy;
    quieten(cy);
    canvas.restyle();
    cy.on("tap", "node", tapped);
    // `onetap` waits until no second tap can follow: a double tap is one request, not two.
    cy.on("onetap", "node", (e) => { if (!held(e)) canvas.open(e.target); });
    cy.on("dbltap", "node", (e) => { if (!held(e)) canvas.expand(e.target); });
    cy.on("dragfree", "node", (e) => { if (!e.target.data("cluster")) w.touched = true; });
    new ResizeObserver(follows(cy)).observe(cy.container());
    // Cytoscape keeps where its box was; what comes above it (a message, a bar that wraps) moves it without changing its size.
    const forget = () => cy.renderer().invalidateContainerClientCoordsCache();
    ["pointerenter", "pointerdown"].forEach((name) => cy.container().addEventListener(name, forget, true));
    document.dispatchEvent(new CustomEvent("whatfixes:attached", { detail: cy }));
    w.begin();
  }
  setInterval(attach, 60);
})(window.whatfixes);

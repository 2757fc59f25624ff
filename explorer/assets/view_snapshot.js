/* A snapshot is the view at one moment: the elements, what the other files keep of it, the panel, the window. take()
   reads it from the page, put() writes it back, without a request; what did not change is shared between snapshots. */
(function (w) {
  "use strict";
  const root = document.documentElement;
  const views = w.views;
  const PASSING = new Set(["hover", "told", "focus", ...w.labels.classes]);
  const known = new Map();
  views.known = known;

  const place = (node) => node.scratch("_target") || node.position();
  const alike = (a, b) => Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([k, v]) => b[k] === v || JSON.stringify(b[k]) === JSON.stringify(v));

  function record(element, before) {
    const data = element.data(), at = element.isNode() ? place(element) : null;
    const classes = element.classes().filter((c) => !PASSING.has(c) && !(c === "lit" && data.cluster && !at)).sort().join(" ");
    const now = { id: data.id, group: element.group(), x: at && at.x, y: at && at.y, classes, locked: element.locked(), selected: element.selected() };
    if (before && before.x === now.x && before.y === now.y && before.classes === classes && before.locked === now.locked &&
      before.selected === now.selected && alike(before.data, data)) return before;
    now.data = before && alike(before.data, data) ? before.data : Object.assign({}, data);
    return now;
  }

  views.panel = function () {
    const shown = window.dash_component_api.getLayout("panel");
    return shown && shown.props.children;
  };

  /* Zoom and place of what is in sight, where the canvas is going to if it is on its way. */
  views.window = function () {
    const cy = w.canvas.cy(), going = cy.scratch("_window"), host = cy.container();
    const pan = going ? going.pan : cy.pan();
    // As big as it is now: Cytoscape hears of another size only later.
    return { zoom: going ? going.zoom : cy.zoom(), pan: { x: pan.x, y: pan.y }, width: host.clientWidth || cy.width(), height: host.clientHeight || cy.height() };
  };

  /* Edges that were seen: a view says which of them it does not show. */
  views.know = (elements) => { for (const e of elements) if (e.group === "edges" && !e.data.cluster && !e.data.summary) known.set(e.id, e); };

  views.take = function (before) {
    const cy = w.canvas.cy();
    const old = new Map(before ? before.elements.map((r) => [r.id, r]) : []);
    const elements = cy.elements().map((e) => record(e, old.get(e.id())));
    views.know(elements);
    const kept = {};
    for (const [key, part] of views.parts) {
      try { kept[key] = part.read(); } catch (error) { console.warn(`the part ${key} of the view cannot be read`, error); }
    }
    const shown = views.panel(), panel = before && JSON.stringify(before.panel) === JSON.stringify(shown) ? before.panel : shown;
    return {
      elements, parts: JSON.stringify(kept), panel, address: location.pathname === "/" || !before ? `/${location.search}` : before.address,
      title: document.title, open: root.dataset.panel === "open", stage: root.dataset.stage, touched: Boolean(w.touched),
      mode: document.getElementById("canvas").dataset.mode || "overview", window: views.window(),
    };
  };

  views.same = function (a, b) {
    if (a.elements.length !== b.elements.length || a.parts !== b.parts || a.panel !== b.panel || a.address !== b.address ||
      a.open !== b.open || a.stage !== b.stage) return false;
    const of = new Set(a.elements);
    return b.elements.every((r) => of.has(r));
  };

  /* What is shown, apart from where and how near: a change of it is a step of the browser's history. */
  views.shows = (s) => JSON.stringify([s.elements.map((r) => r.id).sort(), s.parts, s.address]);

  /* Whatever moves is put where it was going. */
  views.settle = function () {
    const cy = w.canvas.cy(), going = cy.scratch("_window");
    cy.stop(true, false);
    if (going) { cy.viewport(going); cy.removeScratch("_window"); }
    cy.nodes(":animated").stop(true, false);
    cy.nodes().filter((n) => n.scratch("_target")).forEach((n) => { n.position(Object.assign({}, n.scratch("_target"))); n.removeScratch("_target"); });
  };

  views.put = function (snapshot) {
    const cy = w.canvas.cy(), wanted = new Map(snapshot.elements.map((r) => [r.id, r]));
    views.settle();
    cy.batch(() => {
      cy.elements().filter((e) => { const r = wanted.get(e.id()); return !r || !alike(r.data, e.data()); }).remove();
      const missing = snapshot.elements.filter((r) => cy.getElementById(r.id).empty());
      const again = (r) => Object.assign({ group: r.group, data: Object.assign({}, r.data) }, r.group === "nodes" ? { position: { x: r.x, y: r.y } } : {});
      cy.add(missing.filter((r) => r.group === "nodes").concat(missing.filter((r) => r.group === "edges")).map(again));
      cy.nodes().unlock();
    });
    w.canvas.weigh();
    putParts(JSON.parse(snapshot.parts));
    cy.batch(() => snapshot.elements.forEach((r) => dress(cy.getElementById(r.id), r)));
    putPage(snapshot);
    views.putPanel(snapshot);
    document.title = snapshot.title;
    w.typed(new URLSearchParams(snapshot.address.slice(1)).get("q") || "");
    putWindow(snapshot.window, snapshot.window.pan);
    const touched = snapshot.touched;
    document.dispatchEvent(new CustomEvent("whatfixes:changed"));
    w.touched = touched;
  };

  function dress(element, r) {
    if (r.group === "nodes") { element.unlock(); element.position({ x: r.x, y: r.y }); }
    element.classes(r.classes);
    if (r.selected) element.select(); else element.unselect();
    if (r.locked) element.lock();
  }

  function putParts(kept) {
    for (const [key, part] of views.parts) {
      const value = Object.hasOwn(kept, key) ? kept[key] : null;
      try { part.write(value); } catch (error) { console.warn(`the part ${key} of the view cannot be written`, error); }
    }
  }

  function putPage(s) {
    const element = document.getElementById("canvas"), cy = w.canvas.cy();
    Object.assign(element.dataset, { mode: s.mode, nodes: cy.nodes().length, edges: cy.edges().length });
    root.dataset.stage = s.stage === "home" ? "home" : "work";
    if (s.open) root.dataset.panel = "open"; else delete root.dataset.panel;
  }

  /* The panel as it was then, from this side; where it is that already, nothing. */
  views.putPanel = function (snapshot) {
    if (views.panel() !== snapshot.panel) window.dash_clientside.set_props("panel", { children: snapshot.panel === undefined ? null : snapshot.panel });
  };

  /* The same zoom and place; on a canvas of another size the same middle, and what was in sight stays in sight. */
  function putWindow(given, pan) {
    const cy = w.canvas.cy();
    cy.resize();
    const wide = cy.width(), high = cy.height();
    if (pan && (!wide || (wide === given.width && high === given.height))) { cy.viewport({ zoom: given.zoom, pan }); return; }
    const middle = pan ? { x: (given.width / 2 - pan.x) / given.zoom, y: (given.height / 2 - pan.y) / given.zoom } : given;
    const smaller = given.width && given.height ? Math.min(1, wide / given.width, high / given.height) : 1;
    const zoom = Math.max(cy.minZoom(), Math.min(cy.maxZoom(), given.zoom * (smaller > 0.97 ? 1 : smaller)));
    cy.viewport({ zoom, pan: { x: wide / 2 - zoom * middle.x, y: high / 2 - zoom * middle.y } });
  }

  /* What a restored view has besides its elements, as the server checked it. */
  views.putRest = function (view) {
    const cy = w.canvas.cy();
    putParts(view.parts);
    putPage(Object.assign({ mode: document.getElementById("canvas").dataset.mode }, view));
    const marked = (ids) => { let found = cy.collection(); ids.forEach((id) => { found = found.union(cy.getElementById(id)); }); return found; };
    cy.batch(() => {
      cy.$(".lit, .dim, .chosen").removeClass("lit dim chosen");
      const lit = marked(view.lit).addClass("lit");
      (view.dim[0] === "*" ? cy.elements().difference(lit) : marked(view.dim)).addClass("dim");
      marked(view.chosen).addClass("chosen");
      marked(view.selected).select();
    });
    w.touched = view.touched;
    w.typed(new URLSearchParams(view.at).get("q") || "");
    document.dispatchEvent(new CustomEvent("whatfixes:changed"));
    if (!view.window) { w.canvas.fit(); return; }
    const [zoom, x, y, width, height] = view.window;
    putWindow({ zoom, x, y, width, height });
  };
})(window.whatfixes);

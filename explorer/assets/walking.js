/* The keyboard on the canvas: arrows walk along edges, and what is walked is said in a live region. The canvas is one
   stop for Tab; the node that has the focus inside it carries the class "focus". */
(function (w) {
  "use strict";
  const walking = { at: "", edge: "" };
  w.walking = walking;
  const WAYS = { ArrowRight: [1, 0, "to the right"], ArrowLeft: [-1, 0, "to the left"], ArrowUp: [0, -1, "above"], ArrowDown: [0, 1, "below"] };
  const cy = () => w.canvas.cy();
  const title = (node) => node.data("title") || "";

  walking.say = function (text) {
    const live = w.$("#canvas-live");
    // The same text twice is news only when it changes.
    if (live) live.textContent = live.textContent === text ? `${text}\u00a0` : text;
  };
  walking.back = () => { const c = cy(); if (c) c.container().focus({ preventScroll: true }); };

  /* Keep Tab inside a box. */
  walking.trap = function (event, box) {
    if (event.key !== "Tab") return;
    const stops = [...box.querySelectorAll("button, input, a[href], summary")].filter((e) => !e.disabled && e.offsetParent !== null);
    if (!stops.length) return;
    const at = stops.indexOf(document.activeElement), to = event.shiftKey ? at - 1 : at + 1;
    if (to < 0 || to >= stops.length || at < 0) {
      event.preventDefault();
      stops[(to + stops.length) % stops.length].focus();
    }
  };

  walking.node = function () {
    const node = cy().getElementById(walking.at);
    if (walking.at && node.nonempty() && w.canvas.shows(node)) return node;
    const chosen = cy().nodes(".chosen").filter(w.canvas.shows);
    if (chosen.nonempty()) return chosen[0];
    return w.selection.seen().max((n) => n.degree(false)).ele || null;
  };

  walking.to = function (node, quietly) {
    cy().nodes(".focus").removeClass("focus");
    if (!node || node.empty()) return;
    walking.at = node.id();
    node.addClass("focus");
    if (node.hasClass("mute")) w.labels.soon();
    if (!quietly) walking.say(told(node));
    reveal(node);
  };

  const told = (node) => {
    const links = node.connectedEdges().filter(w.canvas.shows).length;
    const flaws = node.hasClass("found") ? `, ${w.findings.said(node.id())}` : "";
    return `${title(node)}${node.data("kind") ? `, ${node.data("kind")}` : ""}, ${links} link${links === 1 ? "" : "s"} here${flaws}`;
  };

  function reveal(node) {
    const at = node.renderedPosition(), c = cy(), room = 50;
    const dx = at.x < room ? room - at.x : at.x > c.width() - room ? c.width() - room - at.x : 0;
    const dy = at.y < room ? room - at.y : at.y > c.height() - room ? c.height() - room - at.y : 0;
    if (dx || dy) c.panBy({ x: dx, y: dy });
  }

  /* ------------------------------------------------------------------ arrows */
  /* The best of *others* in a direction: straight on and near is better; null where nothing lies within 75 degrees. */
  function nearest(node, others, [x, y]) {
    const from = w.canvas.place(node);
    let best = null, least = Infinity;
    others.forEach((other) => {
      const at = w.canvas.place(other), dx = at.x - from.x, dy = at.y - from.y, far = Math.hypot(dx, dy);
      const turn = far ? Math.acos(Math.max(-1, Math.min(1, (dx * x + dy * y) / far))) : Math.PI;
      const cost = far * (1 + 2.2 * turn * turn);
      if (turn < 1.31 && cost < least) { least = cost; best = other; }
    });
    return best;
  }

  function walk(way, anywhere) {
    const node = walking.node();
    if (!node) return;
    const edges = node.connectedEdges().filter(w.canvas.shows);
    const others = anywhere ? w.selection.seen().difference(node) : edges.connectedNodes().difference(node);
    const next = nearest(node, others, way);
    if (!next) return walking.say(`No ${anywhere ? "node" : "link"} ${way[2]} of ${title(node)}`);
    const edge = edges.filter((e) => e.connectedNodes().contains(next))[0];
    walking.edge = edge ? edge.id() : "";
    walking.to(next, true);
    walking.say(edge ? along(edge, node) : told(next));
  }

  /* "Dropout — mitigates → overfitting", as it reads in the direction walked. */
  function along(edge, from) {
    const ahead = edge.source().same(from), to = ahead ? edge.target() : edge.source();
    return `${title(from)} — ${ahead ? edge.data("reads") : edge.data("back")} → ${title(to)}`;
  }

  /* ------------------------------------------------------------------ keys */
  const some = (node) => { const chosen = w.selection.some(); return chosen.length > 1 ? chosen : node.collection ? node.collection() : node; };

  function hide(node) {
    const gone = some(node), stay = gone.connectedEdges().connectedNodes().difference(gone).filter(w.canvas.shows);
    w.selection.hide(gone);
    walking.to(stay.nonempty() ? stay[0] : walking.node());
  }

  const concept = (node) => !node.data("cluster") && !node.data("summary");
  const KEYS = {
    Enter: (node) => w.canvas.expand(node), " ": (node) => w.canvas.open(node), e: (node) => w.openChecklist(node),
    Delete: hide, Backspace: hide, f: (node) => w.selection.focus(some(node)), p: (node) => w.selection.pin(some(node)),
    r: (node) => { if (concept(node)) w.act({ do: "reroot", iri: node.id() }); },
    s: (node) => { if (node.selected()) node.unselect(); else node.select(); walking.say(`${title(node)} ${node.selected() ? "selected" : "not selected"}`); },
    w: () => { const edge = cy().getElementById(walking.edge); if (walking.edge && edge.nonempty()) w.cards.why(edge); else walking.say("Walk along a link first."); },
    1: (node) => w.selection.light(node, 1), 2: (node) => w.selection.light(node, 2), 3: (node) => w.selection.light(node, 3),
  };
  const ALWAYS = { "+": () => w.canvas.zoom(1.3), "=": () => w.canvas.zoom(1.3), "-": () => w.canvas.zoom(1 / 1.3), 0: () => w.canvas.fit() };

  function escape() {
    if (w.cards.open()) return w.cards.hide();
    if (w.lasso.on) return w.lasso.set(false);
    if (w.closeChecklist() || w.menu.close() || w.selection.clearFocus()) return;
    w.selection.clear();
  }

  function pressed(event) {
    if (event.target !== cy().container()) return;
    const node = walking.node(), key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const control = event.ctrlKey || event.metaKey;
    if (WAYS[key] && !event.altKey) walk(WAYS[key], control);
    else if (key === "Escape") escape();
    else if (key === "ContextMenu" || (key === "F10" && event.shiftKey)) w.menu.open(node, node ? node.renderedPosition() : { x: 60, y: 60 });
    else if (control && key === "a") w.selection.all();
    else if (control || event.altKey) return;
    else if (ALWAYS[key]) ALWAYS[key]();
    else if (KEYS[key] && node) KEYS[key](node);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  document.addEventListener("whatfixes:attached", ({ detail }) => {
    const host = detail.container();
    for (const [name, value] of Object.entries({ tabindex: "0", role: "application", "aria-label": "The graph", "aria-describedby": "canvas-help" })) host.setAttribute(name, value);
    host.addEventListener("keydown", pressed);
    host.addEventListener("focus", () => { const node = walking.node(); if (node && host.matches(":focus-visible")) walking.to(node); });
    host.addEventListener("blur", () => detail.nodes(".focus").removeClass("focus"));
    detail.on("tap", (event) => {
      host.focus({ preventScroll: true });
      if (event.target !== detail && event.target.isNode()) { walking.at = event.target.id(); detail.nodes(".focus").removeClass("focus"); }
      else if (event.target === detail) w.selection.clear();
    });
  });
  // What was expanded keeps the keyboard's focus.
  document.addEventListener("whatfixes:drawn", ({ detail }) => {
    if (detail.chosen) walking.at = detail.chosen;
    const host = cy().container();
    if (detail.chosen && document.activeElement === host && host.matches(":focus-visible")) walking.to(cy().getElementById(detail.chosen), true);
    if (detail.note && document.activeElement === host) walking.say(detail.note);
  });
})(window.whatfixes);

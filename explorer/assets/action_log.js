/* What a person did to the view, by name, in one log: undo, redo, and the steps of the browser's history. Loaded first:
   the other files register the parts of the view that they keep. view_snapshot.js reads and writes the canvas,
   view_codec.js makes links, view_saved.js keeps named views, view_menu.js shows it all.
   An entry is { id, name, snapshot }: the view as it is after the action. Undo and redo ask the server nothing. */
window.whatfixes = window.whatfixes || {};

(function (w) {
  "use strict";
  const MOST = 200;
  const PAUSE = 180;
  const session = `${performance.timeOrigin}-${Math.random()}`;
  const parts = new Map();
  const log = { entries: [], at: -1 };
  const attic = new Map();
  const views = { log, parts, part: (key, part) => parts.set(key, part) };
  w.views = views;
  let answering = null, replacing = false, counter = 0, timer = null, sight = null;

  const current = () => log.entries[log.at];
  const tell = () => document.dispatchEvent(new CustomEvent("whatfixes:log"));
  views.current = current;

  /* A person changed the view: "hid Dropout". Called after the change. While an answer is drawn it names that entry. */
  w.did = function (name) {
    if (answering) answering.name = name;
    else if (w.canvas && w.canvas.cy()) record(String(name), true);
  };

  /* ------------------------------------------------------------------ the server's answers */
  /* Draws an answer and records it, unless somebody undid something meanwhile: then the panel goes back, too. */
  views.draw = function (answer, drawing) {
    if (!answer || !w.canvas.cy()) return;
    if (answer.n !== w.state.n) { if (current()) views.putPanel(current().snapshot); return; }
    listen();
    flush();
    answering = { name: "" };
    try {
      w.canvas.draw(answer, drawing);
      if (drawing && drawing.view) views.putRest(drawing.view);
    } finally {
      const name = answering.name || (drawing && drawing.did) || answer.did || "changed the view";
      answering = null;
      record(name, false);
    }
  };

  function record(name, always) {
    const before = current();
    // What was in sight until now is the last view's, also where the next action comes amid the movement.
    if (before && timer && sight) before.snapshot = Object.assign({}, before.snapshot, { window: sight });
    const snapshot = views.take(before && before.snapshot);
    if (before && !always && !replacing && views.same(before.snapshot, snapshot)) { slot(before); return; }
    const push = before && !replacing && holds(before) && views.shows(before.snapshot) !== views.shows(snapshot);
    add({ id: `${session}:${++counter}`, name, snapshot });
    if (push) history.pushState(held(current()), "", snapshot.address);
    else slot(current());
    replacing = false;
    tell();
  }

  function add(entry) {
    log.entries.splice(log.at + 1);
    log.entries.push(entry);
    attic.set(entry.id, entry);
    if (attic.size > MOST) attic.delete(attic.keys().next().value);
    if (log.entries.length > MOST) log.entries.shift();
    log.at = log.entries.length - 1;
  }

  /* ------------------------------------------------------------------ undo and redo */
  views.canUndo = () => log.at > 0;
  views.canRedo = () => log.at < log.entries.length - 1;

  views.jump = function (to) {
    if (to < 0 || to >= log.entries.length || to === log.at) return;
    const undoing = to < log.at;
    const name = undoing ? current().name : log.entries[to].name;
    const steps = Math.abs(to - log.at);
    leave();
    log.at = to;
    views.put(current().snapshot);
    slot(current());
    tell();
    w.canvas.say(steps > 1 ? `Back at: ${current().name}` : `${undoing ? "Undone" : "Redone"}: ${name}`);
  };
  views.undo = () => { if (views.canUndo()) views.jump(log.at - 1); };
  views.redo = () => { if (views.canRedo()) views.jump(log.at + 1); };

  /* The view is about to be left: its entry keeps what was moved, panned and zoomed last; answers under way come too late. */
  function leave() {
    w.drop();
    clearTimeout(timer);
    timer = null;
    if (!current()) return;
    views.settle();
    const { address } = current().snapshot;
    current().snapshot = Object.assign(views.take(current().snapshot), { address });
  }

  /* ------------------------------------------------------------------ the browser's history */
  const ours = (state) => (state && typeof state === "object" && state.whatfixes) || null;
  const holds = (entry) => Boolean(ours(history.state)) && location.pathname === "/" && Boolean(entry);
  const held = (entry) => ({ whatfixes: { entry: entry.id, view: views.wire(entry.snapshot) } });

  /* The step of the history that we are on holds the entry: its number, and the view for after a reload. */
  function slot(entry) {
    if (location.pathname !== "/") return;
    const address = entry.snapshot.address;
    const url = address === "/" + location.search ? location.href : address;
    try { history.replaceState(held(entry), "", url); } catch (_) { history.replaceState({}, "", url); }
    w.state.explored = address;
  }

  /* The window, where a drag ended: what changes without being an action of its own. */
  function flush() {
    clearTimeout(timer);
    timer = null;
    const entry = current();
    if (!entry || !w.canvas.cy()) return;
    entry.snapshot = Object.assign({}, entry.snapshot, { window: views.window() });
    if (ours(history.state) && ours(history.state).entry === entry.id) slot(entry);
  }

  /* Before the address changes, and after it changed without an action. */
  views.keep = () => { if (timer) flush(); };
  views.kept = () => { if (current() && location.pathname === "/" && "/" + location.search === current().snapshot.address) slot(current()); };

  /* Back, forward, or a link put into an open page: true where it is seen to here. */
  views.came = function (state) {
    const mine = ours(state);
    if (!mine) {
      if (views.linked(true)) return true;
      // Another fragment of the same view: a link within the page.
      if (location.hash && current() && "/" + location.search === current().snapshot.address) { slot(current()); return true; }
      return false;
    }
    const known = log.entries.findIndex((entry) => entry.id === mine.entry);
    if (known < 0 && !attic.has(mine.entry)) return views.reopen(mine.view);
    leave();
    if (known >= 0) log.at = known;
    else add(attic.get(mine.entry));
    views.put(current().snapshot);
    w.state.explored = current().snapshot.address;
    tell();
    return true;
  };

  /* A step of the history from before a reload. */
  views.reopen = function (view) {
    if (!view) return false;
    replacing = true;
    views.restore(view, "the view from before", true);
    return true;
  };

  /* The first view of the page: from before a reload, or from a link. */
  views.begin = function () {
    const mine = ours(history.state), kept = views.session.read(), here = location.pathname === "/";
    for (const entry of kept ? [...kept.rest, ...kept.entries] : []) attic.set(entry.id, entry);
    if (kept && !here) return resume(kept.entries, kept.at);
    const at = kept && mine ? kept.entries.findIndex((entry) => entry.id === mine.entry) : -1;
    if (at >= 0) return resume(kept.entries, at);
    if (mine && attic.has(mine.entry)) return resume([attic.get(mine.entry)], 0);
    return here && (Boolean(mine && views.reopen(mine.view)) || views.linked(true));
  };

  /* The log as it was before a reload, with the very view: nothing is asked of the server. */
  function resume(entries, at) {
    const { title } = document;
    w.state.begun = true;
    Object.assign(log, { entries, at });
    w.state.n = Math.max(1, w.state.n);
    listen();
    for (const { snapshot } of entries) views.know(snapshot.elements);
    views.put(current().snapshot);
    if (location.pathname !== "/") document.title = title;
    w.state.explored = current().snapshot.address;
    slot(current());
    tell();
    return true;
  }

  /* The page is left, or lies behind others: what may come back is kept. */
  function store(event) {
    if (!current()) return;
    if (event.type === "pagehide" && location.pathname === "/") leave();
    else flush();
    const listed = new Set(log.entries);
    views.session.keep(log.entries, [...attic.values()].filter((entry) => !listed.has(entry)), log.at);
  }

  /* The next view takes the place of this step of the history. */
  views.replaceStep = () => { replacing = true; };

  /* ------------------------------------------------------------------ listening */
  let heard = null;
  function listen() {
    const cy = w.canvas.cy();
    if (heard === cy) return;
    heard = cy;
    // The Dash component fits the canvas by itself when elements came or went and none is in sight: a view that was
    // restored, or an undo, would lose its place. The page fits with canvas.fit.
    cy.fit = () => cy;
    let moved = new Set();
    sight = null;
    cy.on("viewport", () => {
      clearTimeout(timer);
      timer = setTimeout(flush, PAUSE);
      // A little later: an action that moves the view by itself is named before.
      queueMicrotask(() => { sight = views.window(); });
    });
    cy.on("dragfree", "node", (event) => {
      if (!moved.size) queueMicrotask(() => {
        const nodes = [...moved];
        moved = new Set();
        w.did(`moved ${nodes.length === 1 ? nodes[0].data("title") || "a node" : `${nodes.length} nodes`}`);
      });
      moved.add(event.target);
    });
  }

  window.addEventListener("beforeunload", views.keep);
  window.addEventListener("pagehide", store);
  document.addEventListener("visibilitychange", (event) => { if (document.hidden) store(event); });

  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
    if (typing || !(event.ctrlKey || event.metaKey) || event.altKey || location.pathname !== "/") return;
    const key = event.key.toLowerCase();
    if (key !== "z" && (key !== "y" || event.shiftKey)) return;
    event.preventDefault();
    if (key === "z" && !event.shiftKey) views.undo();
    else views.redo();
  });
})(window.whatfixes);

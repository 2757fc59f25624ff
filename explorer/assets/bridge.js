/* The page's side of the explorer, in one namespace. This file: actions, addresses, clicks.
   An action is an object {do, ...}; it is sent to the server by setting the store "action", one at a time.
   canvas.js draws, combobox.js suggests, connection.js tells of progress and trouble, home.js is the first screen, workbench.js serves the SPARQL page. */
window.whatfixes = window.whatfixes || {};

(function (w) {
  "use strict";
  const root = document.documentElement;
  const WF = "https://w3id.org/whatfixes/ontology#";
  const ID = "https://w3id.org/whatfixes/id/";
  const ADDING = new Set(["expand", "groups", "layout"]);
  // These leave the panel as it is.
  const QUIET = new Set(["draw-path", "draw-answer", "groups", "layout"]);
  const state = { n: 0, begun: false, waiting: null, queue: [], explored: "/", last: null };
  w.state = state;
  w.touched = false;

  w.$ = (selector, within) => (within || document).querySelector(selector);
  w.make = function (tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value !== null && value !== undefined) element.setAttribute(name, value);
    }
    element.append(...children.filter((c) => c !== null && c !== undefined));
    return element;
  };

  /* ------------------------------------------------------------------ addresses */
  const short = (iri, space) => {
    const rest = iri.startsWith(space) ? iri.slice(space.length) : iri;
    return rest && !/[:/]/.test(rest) ? rest : iri;
  };

  w.addressOf = function (action) {
    const query = (parameters) => "/?" + new URLSearchParams(parameters).toString();
    switch (action.do) {
      case "home": return action.by && action.by !== w.home.usual() ? query({ by: action.by }) : "/";
      case "concept": case "name": case "expand": case "reroot": return query({ concept: short(action.iri, ID) });
      case "ask": case "draw-answer": return query({ q: action.q });
      case "kind": return query({ kind: short(action.kind, WF) });
      case "section": return query({ section: action.section });
      case "path": case "path-form": return w.paths.address(action);
      case "restore": return `/${action.at || ""}`;
      default: return null;
    }
  };

  w.actionOf = function (search) {
    const given = new URLSearchParams(search);
    if (given.get("concept")) return { do: "concept", iri: given.get("concept") };
    if (given.get("q")) return { do: "ask", q: given.get("q") };
    if (given.has("kind")) return { do: "kind", kind: given.get("kind") };
    if (given.get("section")) return { do: "section", section: given.get("section") };
    if (given.get("from") || given.has("paths")) return w.paths.actionOf(given);
    return { do: "home", by: given.get("by") || "" };
  };

  w.go = function (address) {
    if (address === location.pathname + location.search) return;
    w.views.keep();
    history.pushState({}, "", address);
    w.views.kept();
    // The event that Dash's own links send, so that its Location follows.
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  };

  /* ------------------------------------------------------------------ actions */
  w.act = function (action, quietly) {
    state.begun = true;
    const address = w.addressOf(action);
    if (!quietly && address) w.go(address);
    if (location.pathname === "/" && address) state.explored = address;
    if (!ADDING.has(action.do)) state.queue = [];
    if (state.waiting && ADDING.has(action.do)) state.queue.push(action);
    else whenDrawable(() => send(action));
  };

  w.typed = (text) => { const input = w.$("#search input"); state.asked = text; if (input) input.value = text; };

  /* A question leaves the box with its answer; what somebody has begun to type stays. */
  function leave(action) {
    const input = w.$("#search input");
    if (state.asked && input && input.value === state.asked && w.addressOf(action)) w.typed("");
  }

  function whenDrawable(then) {
    if (w.canvas.cy() && w.canvas.attached) then();
    else setTimeout(() => whenDrawable(then), 30);
  }

  function send(action) {
    state.before = { stage: root.dataset.stage, panel: root.dataset.panel };
    const message = Object.assign({}, action, {
      n: ++state.n, job: w.stopping.begin(action), present: w.canvas.present(), near: w.canvas.chosen(), fresh: !w.touched,
      room: w.room(action), drawn: w.canvas.cy().elements().nonempty() });
    if (action.do === "ask") w.typed(action.q);
    else if (!action.q) leave(action);
    state.waiting = action;
    state.last = action;
    if (action.do === "expand") w.touched = true;
    if (action.do !== "home") stage("work");
    w.trouble(null);
    w.progress.begin("action");
    window.dash_clientside.set_props("action", { data: message });
  }

  w.done = function (title) {
    w.progress.end("action");
    const done = state.waiting;
    state.waiting = null;
    document.title = title ? `${title} · whatfixes` : "whatfixes";
    if (done && done.do === "home") stage("home");
    else if (done && !QUIET.has(done.do)) openPanel();
    w.trouble(null);
    w.keyboard.answered(done);
    w.keyboard.arrived();
    if (state.queue.length) send(state.queue.shift());
  };

  /* The action that waits was not answered: the page is as it was, and the action can be sent again. */
  w.undone = function () {
    const last = state.waiting;
    state.waiting = null;
    w.progress.end("action");
    if (last && state.before) {
      stage(state.before.stage);
      if (state.before.panel) root.dataset.panel = state.before.panel;
    }
    return last && (() => send(last));
  };

  /* The answers under way come too late: the person has gone back. */
  w.drop = function () {
    w.progress.end("action");
    if (state.waiting) state.n += 1;
    state.waiting = null;
    state.queue = [];
  };

  w.stage = stage;
  function stage(name) {
    root.dataset.stage = name;
    if (name === "home") delete root.dataset.panel;
    w.canvas.resized();
  }

  function openPanel() {
    // On a phone there is room for one of them, and what was asked for comes in the panel.
    if (w.outline.view.open && matchMedia("(max-width: 760px)").matches) w.outline.show({ open: false });
    if (root.dataset.panel !== "open") {
      root.dataset.panel = "open";
      w.canvas.resized();
    }
    const body = w.$("#panel");
    if (body) body.scrollTop = 0;
  }

  /* ------------------------------------------------------------------ clicks */
  const doings = (w.doings = {
    home: () => w.act({ do: "home" }),
    concept: (e) => w.act({ do: "concept", iri: e.dataset.iri }),
    name: (e) => w.act({ do: "concept", iri: e.dataset.name }),
    ask: (e) => { w.remember({ is: "question", label: e.dataset.q }); w.act({ do: "ask", q: e.dataset.q }); },
    "draw-answer": (e) => w.act({ do: "draw-answer", q: e.dataset.q }),
    kind: (e) => w.act({ do: "kind", kind: e.dataset.kind }),
    section: (e) => w.act({ do: "section", section: e.dataset.section }),
    expand: (e) => w.act({ do: "expand", iri: e.dataset.iri, groups: [] }),
    add: (e) => w.act({ do: "expand", iri: e.dataset.iri, groups: [e.dataset.group] }),
    "add-all": (e) => w.act({ do: "expand", iri: e.dataset.iri, groups: [], whole: true }),
    "add-selected": (e) => {
      const ticked = [...document.querySelectorAll("#panel .group")].filter((g) => w.$(".tick[aria-checked=true]", g));
      if (ticked.length) w.act({ do: "expand", iri: e.dataset.iri, groups: ticked.map((g) => g.dataset.group) });
      else w.canvas.say("Tick a relation first.");
    },
    tick: (e) => e.setAttribute("aria-checked", e.getAttribute("aria-checked") !== "true"),
    page: (e) => w.go(e.dataset.path === "/" ? state.explored : e.dataset.path),
    sparql: (e) => { w.go(e.getAttribute("href")); w.sparql.give(e.dataset.query); },
    "sparql-example": (e) => w.sparql.give(e.dataset.query),
    copy: (e) => copy(e),
    scheme: () => w.scheme.toggle(),
    "close-panel": () => { delete root.dataset.panel; w.canvas.resized(); w.did("closed the panel"); },
    fit: () => { w.views.keep(); w.canvas.fit(); w.did("fitted the view"); },
    "zoom-in": () => w.canvas.zoom(1.3),
    "zoom-out": () => w.canvas.zoom(1 / 1.3),
  });

  function copy(button) {
    const shown = button.textContent;
    const say = (text) => { button.textContent = text; setTimeout(() => { button.textContent = shown; }, 1500); };
    (navigator.clipboard ? navigator.clipboard.writeText(location.href) : Promise.reject())
      .then(() => say("Copied"), () => say("Copy it from the address bar"));
  }

  document.addEventListener("click", (event) => {
    const element = event.target.closest && event.target.closest("[data-do]");
    if (!element || !doings[element.dataset.do]) return;
    if (element.tagName === "A" && (event.ctrlKey || event.metaKey || event.shiftKey || event.button)) return;
    event.preventDefault();
    doings[element.dataset.do](element);
  });

  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      w.$("#search input").focus();
    } else if (event.key === "Enter" && event.target.closest && event.target.closest(".path-form") && typing && !event.defaultPrevented) {
      doings["find-path"]();
    }
  });

  /* ------------------------------------------------------------------ light and dark */
  const KEY = "whatfixes-scheme";
  w.scheme = {
    get: () => {
      const set = root.getAttribute("data-scheme");
      return set === "light" || set === "dark" ? set : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    },
    toggle: () => {
      const next = w.scheme.get() === "dark" ? "light" : "dark";
      try { localStorage.setItem(KEY, next); } catch (_) { /* a browser that keeps nothing still switches */ }
      root.setAttribute("data-scheme", next);
    },
  };
  function applyScheme() {
    const scheme = w.scheme.get();
    if (root.dataset.agThemeMode !== scheme) root.dataset.agThemeMode = scheme;
    if (w.canvas) w.canvas.restyle();
  }
  try {
    const kept = localStorage.getItem(KEY);
    if (kept === "light" || kept === "dark") root.setAttribute("data-scheme", kept);
  } catch (_) { /* as above */ }
  new MutationObserver(applyScheme).observe(root, { attributes: true, attributeFilter: ["data-scheme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", applyScheme);
  root.dataset.agThemeMode = w.scheme.get();

  /* ------------------------------------------------------------------ the first view, and back and forward */
  root.dataset.stage = location.pathname === "/" && !/[?&](concept|q|kind|section|from|paths)\b/.test(location.search) ? "home" : "work";
  w.begin = () => { if (!state.begun && !w.views.begin()) w.act(w.actionOf(location.pathname === "/" ? location.search : ""), true); };
  window.addEventListener("popstate", (event) => {
    if (location.pathname !== "/" || !state.n || w.views.came(event.state)) return;
    w.act(w.actionOf(location.search), true);
  });
})(window.whatfixes);

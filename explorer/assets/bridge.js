/* The page's side of the explorer, in one namespace. This file: actions, addresses, clicks, trouble.
   An action is an object {do, ...}; it is sent to the server by setting the store "action", one at a time.
   canvas.js draws, combobox.js suggests, workbench.js serves the SPARQL page. */
window.whatfixes = window.whatfixes || {};

(function (w) {
  "use strict";
  const root = document.documentElement;
  const WF = "https://w3id.org/whatfixes/ontology#";
  const ID = "https://w3id.org/whatfixes/id/";
  const ADDING = new Set(["expand", "groups", "layout"]);
  // These leave the panel as it is.
  const QUIET = new Set(["draw-path", "draw-answer", "groups", "layout"]);
  const state = { n: 0, begun: false, waiting: null, queue: [], timer: null, explored: "/", last: null };
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
      case "home": return "/";
      case "concept": case "name": case "expand": case "reroot": return query({ concept: short(action.iri, ID) });
      case "ask": case "draw-answer": return query({ q: action.q });
      case "kind": return query({ kind: short(action.kind, WF) });
      case "path": return query({ from: short(action.from, ID), to: short(action.to, ID) });
      case "path-form": return "/?paths";
      default: return null;
    }
  };

  w.actionOf = function (search) {
    const given = new URLSearchParams(search);
    if (given.get("concept")) return { do: "concept", iri: given.get("concept") };
    if (given.get("q")) return { do: "ask", q: given.get("q") };
    if (given.get("kind")) return { do: "kind", kind: given.get("kind") };
    if (given.get("from") && given.get("to")) return { do: "path", from: given.get("from"), to: given.get("to") };
    if (given.has("paths")) return { do: "path-form" };
    return { do: "home" };
  };

  w.go = function (address) {
    if (address === location.pathname + location.search) return;
    history.pushState({}, "", address);
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

  w.typed = (text) => { const input = w.$("#search input"); if (input) input.value = text; };

  function whenDrawable(then) {
    if (w.canvas.cy() && w.canvas.attached) then();
    else setTimeout(() => whenDrawable(then), 30);
  }

  function send(action) {
    const message = Object.assign({}, action, {
      n: ++state.n, present: w.canvas.present(), near: w.canvas.chosen(), fresh: !w.touched, aspect: w.canvas.aspect(),
      drawn: w.canvas.cy().elements().nonempty() });
    if (action.do === "ask") w.typed(action.q);
    state.waiting = action;
    state.last = action;
    if (action.do === "expand") w.touched = true;
    if (action.do !== "home") stage("work");
    clearTimeout(state.timer);
    state.timer = setTimeout(() => root.classList.add("busy"), 300);
    window.dash_clientside.set_props("action", { data: message });
  }

  w.done = function (title) {
    clearTimeout(state.timer);
    root.classList.remove("busy");
    const done = state.waiting;
    state.waiting = null;
    document.title = title ? `${title} · whatfixes` : "whatfixes";
    if (done && done.do === "home") stage("home");
    else if (done && !QUIET.has(done.do)) openPanel();
    trouble(null);
    if (state.queue.length) send(state.queue.shift());
  };

  function stage(name) {
    root.dataset.stage = name;
    if (name === "home") delete root.dataset.panel;
    w.canvas.resized();
  }

  function openPanel() {
    if (root.dataset.panel !== "open") {
      root.dataset.panel = "open";
      w.canvas.resized();
    }
    const body = w.$("#panel");
    if (body) body.scrollTop = 0;
  }

  /* ------------------------------------------------------------------ a server that is gone */
  function trouble(text, again) {
    const box = w.$("#trouble");
    if (!box) return;
    box.replaceChildren();
    box.hidden = !text;
    if (!text) return;
    box.append(text);
    if (again) {
      const button = w.make("button", { type: "button", class: "button small" }, "Try again");
      button.addEventListener("click", again);
      box.append(button);
    }
  }

  const plainFetch = window.fetch;
  window.fetch = async function (resource, options) {
    const address = String((resource && resource.url) || resource);
    try {
      const answer = await plainFetch.call(this, resource, options);
      if (address.includes("_dash-update-component") && answer.status >= 500) failed("The server met an error with this; its log says more. ");
      return answer;
    } catch (error) {
      if (address.includes("_dash-update-component")) failed("The server does not answer. Nothing here is lost. ");
      throw error;
    }
  };

  function failed(text) {
    clearTimeout(state.timer);
    root.classList.remove("busy");
    const last = state.waiting;
    state.waiting = null;
    trouble(text, last ? () => { trouble(null); send(last); } : null);
  }

  /* ------------------------------------------------------------------ clicks */
  const doings = (w.doings = {
    home: () => w.act({ do: "home" }),
    concept: (e) => w.act({ do: "concept", iri: e.dataset.iri }),
    name: (e) => w.act({ do: "concept", iri: e.dataset.name }),
    ask: (e) => w.act({ do: "ask", q: e.dataset.q }),
    "draw-answer": (e) => w.act({ do: "draw-answer", q: e.dataset.q }),
    kind: (e) => w.act({ do: "kind", kind: e.dataset.kind }),
    expand: (e) => w.act({ do: "expand", iri: e.dataset.iri, groups: [] }),
    add: (e) => w.act({ do: "expand", iri: e.dataset.iri, groups: [e.dataset.group] }),
    "add-all": (e) => w.act({ do: "expand", iri: e.dataset.iri, groups: [] }),
    "add-selected": (e) => {
      const ticked = [...document.querySelectorAll("#panel .group")].filter((g) => w.$("input:checked", g));
      if (ticked.length) w.act({ do: "expand", iri: e.dataset.iri, groups: ticked.map((g) => g.dataset.group) });
      else w.canvas.say("Tick a relation first.");
    },
    "path-form": (e) => w.act({ do: "path-form", iri: e.dataset.iri }),
    "find-path": () => w.act(Object.assign({ do: "path" }, ends())),
    "swap-path": () => { const { from, to } = ends(); w.act({ do: "path", from: to, to: from }); },
    "draw-path": (e) => {
      for (const other of document.querySelectorAll(".path.here")) other.classList.remove("here");
      e.classList.add("here");
      w.act({ do: "draw-path", nodes: e.dataset.nodes.split(" "), edges: e.dataset.edges.split("\n") });
    },
    page: (e) => w.go(e.dataset.path === "/" ? state.explored : e.dataset.path),
    sparql: (e) => { w.go(e.getAttribute("href")); w.sparql.give(e.dataset.query); },
    "sparql-example": (e) => w.sparql.give(e.dataset.query),
    copy: (e) => copy(e),
    scheme: () => w.scheme.toggle(),
    "close-panel": () => { delete root.dataset.panel; w.canvas.resized(); },
    fit: () => w.canvas.fit(),
    "zoom-in": () => w.canvas.zoom(1.3),
    "zoom-out": () => w.canvas.zoom(1 / 1.3),
  });

  function ends() {
    const value = (name) => {
      const box = w.$(`#panel [data-name="${name}"]`);
      return (box && (box.dataset.chosen || w.$("input", box).value.trim())) || "";
    };
    return { from: value("from"), to: value("to") };
  }

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
  const KEY = "mantine-color-scheme-value";
  w.scheme = {
    get: () => {
      const set = root.getAttribute("data-mantine-color-scheme");
      return set === "light" || set === "dark" ? set : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    },
    toggle: () => {
      const next = w.scheme.get() === "dark" ? "light" : "dark";
      try { localStorage.setItem(KEY, next); } catch (_) { /* a browser that keeps nothing still switches */ }
      root.setAttribute("data-mantine-color-scheme", next);
    },
  };
  function applyScheme() {
    const scheme = w.scheme.get();
    if (root.dataset.agThemeMode !== scheme) root.dataset.agThemeMode = scheme;
    if (w.canvas) w.canvas.restyle();
  }
  try {
    const kept = localStorage.getItem(KEY);
    if (kept === "light" || kept === "dark") root.setAttribute("data-mantine-color-scheme", kept);
  } catch (_) { /* as above */ }
  new MutationObserver(applyScheme).observe(root, { attributes: true, attributeFilter: ["data-mantine-color-scheme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", applyScheme);
  root.dataset.agThemeMode = w.scheme.get();

  /* ------------------------------------------------------------------ the first view, and back and forward */
  root.dataset.stage = location.pathname === "/" && w.actionOf(location.search).do === "home" ? "home" : "work";
  w.begin = () => { if (!state.begun) w.act(w.actionOf(location.pathname === "/" ? location.search : ""), true); };
  window.addEventListener("popstate", () => {
    if (location.pathname === "/" && state.n) w.act(w.actionOf(location.search), true);
  });
})(window.whatfixes);

/* The SPARQL page, its middle: tabs kept in the browser, running and stopping, what is wrong, the two ways to begin.
   workbench_editor.js is the editor, workbench_results.js shows results, workbench_pictures.js draws them,
   workbench_builder.js lets people build a query without writing it. */
(function (w) {
  "use strict";
  const KEY = "whatfixes-queries";
  const START = "SELECT ?remedy WHERE {\n  ?remedy wf:mitigates id:overfitting .\n}";
  const b = (w.workbench = { editor: null, tabs: [], at: 0, running: null, ready: false, waiting: null });
  const $ = (id) => document.getElementById(id);

  /* A request to a route of ours: what is sent and what comes back are JSON. */
  b.ask = async function (route, sent, options) {
    const answer = await fetch("/workbench/" + route, Object.assign({
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(sent) }, options));
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    return answer.json();
  };

  /* ------------------------------------------------------------------ tabs */
  function load() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      if (kept && Array.isArray(kept.tabs)) {
        b.tabs = kept.tabs.filter((t) => t && typeof t.query === "string").map((t) => ({ name: String(t.name || ""), query: t.query }));
        b.at = Math.min(Math.max(0, kept.at | 0), Math.max(0, b.tabs.length - 1));
      }
    } catch (_) { /* nothing was kept, or not by us */ }
    if (!b.tabs.length) { b.tabs = [firstExample()]; b.at = 0; }
  }

  function firstExample() {
    const e = w.$("#wb-examples .wb-example");
    return { name: e ? e.dataset.name : "", query: e ? e.dataset.query : START, untouched: true };
  }

  let keeping = null;
  function keep() {
    clearTimeout(keeping);
    keeping = setTimeout(() => {
      try { localStorage.setItem(KEY, JSON.stringify({ tabs: b.tabs.map(({ name, query }) => ({ name, query })), at: b.at })); } catch (_) { /* as above */ }
    }, 250);
  }

  function nameOf(tab, n) {
    const comment = /^\s*#\s*(.+)/.exec(tab.query);
    return tab.name || (comment ? comment[1].slice(0, 40) : `Query ${n + 1}`);
  }

  function drawTabs() {
    const buttons = b.tabs.map((tab, n) => {
      const button = w.make("button", { type: "button", role: "tab", class: "wb-tab", "aria-selected": String(n === b.at), tabindex: n === b.at ? "0" : "-1", "aria-keyshortcuts": "F2 Delete",
        title: "double-click or F2 to rename, Delete to close" }, nameOf(tab, n));
      button.addEventListener("click", () => { if (n !== b.at) b.show(n); });
      button.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step) { b.show((n + step + b.tabs.length) % b.tabs.length); focusTab(); }
        if (event.key === "F2") rename(n, button);
        if (event.key === "Delete") { close(n); focusTab(); }
      });
      const cell = w.make("span", { role: "presentation", class: "wb-tab-cell" + (n === b.at ? " here" : "") }, button);
      if (b.tabs.length > 1) {
        // A list of tabs may hold nothing else: for the keyboard and for readers there is Delete, and a button beside the list.
        const cross = w.make("span", { class: "wb-tab-close", "aria-hidden": "true", title: `close ${nameOf(tab, n)}` }, "×");
        cross.addEventListener("click", () => close(n));
        cell.append(cross);
      }
      return cell;
    });
    $("wb-tabs").replaceChildren(...buttons);
    $("wb-tab-shut").hidden = b.tabs.length < 2;
    $("wb-tab-shut").setAttribute("aria-label", `close the query ${nameOf(b.tabs[b.at], b.at)}`);
    const here = w.$(".wb-tab-cell.here");
    if (here) here.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  const focusTab = () => w.$('#wb-tabs .wb-tab[aria-selected="true"]').focus();

  /* A list of tabs may hold no field either: it stands over the tab, beside the list. */
  function rename(n, button) {
    button.classList.add("renamed");
    const strip = w.$(".wb-strip"), around = strip.getBoundingClientRect();
    button.scrollIntoView({ block: "nearest", inline: "nearest" });
    const at = button.getBoundingClientRect();
    const input = w.make("input", { class: "wb-rename", "aria-label": "name of the query", maxlength: "60" });
    input.value = nameOf(b.tabs[n], n);
    strip.append(input);
    Object.assign(input.style, { left: `${at.left - around.left}px`, top: `${at.top - around.top}px`, width: `${at.width}px`, height: `${at.height}px` });
    input.focus();
    input.select();
    let done = false;
    const end = (take) => {
      if (done) return;
      done = true;
      if (take) { b.tabs[n].name = input.value.trim(); keep(); }
      const inside = document.activeElement === input;
      input.remove();
      drawTabs();
      if (inside) focusTab();
    };
    input.addEventListener("blur", () => end(true));
    input.addEventListener("keydown", (e) => { if (e.key === "Enter") end(true); else if (e.key === "Escape") end(false); });
  }

  function close(n) {
    if (b.tabs.length < 2) return;
    const wasHere = n === b.at;
    b.tabs.splice(n, 1);
    if (n < b.at || b.at >= b.tabs.length) b.at = Math.max(0, b.at - 1);
    if (wasHere) b.show(b.at); else { drawTabs(); keep(); }
  }

  b.show = function (n) {
    b.at = n;
    const tab = b.tabs[n];
    b.editor.open(tab);
    drawTabs();
    keep();
    b.results.show(tab.result || null, tab.ran || "");
  };

  b.add = function (query, name) {
    b.tabs.push({ name: name || "", query: query || "" });
    b.show(b.tabs.length - 1);
  };

  b.changed = function (text) {
    const tab = b.tabs[b.at], before = nameOf(tab, b.at);
    tab.query = text;
    if (nameOf(tab, b.at) !== before) drawTabs();
    keep();
  };

  /* A query from elsewhere: into the tab that has it, else over an empty one, else into a new one; then it runs. */
  b.give = function (query, name) {
    if (!b.ready) { b.waiting = [query, name]; return; }
    const known = b.tabs.findIndex((t) => t.query.trim() === query.trim());
    const tab = b.tabs[b.at];
    if (known >= 0) b.show(known);
    else if (!tab.query.trim() || tab.untouched) { Object.assign(tab, { query, name: name || "", result: null, untouched: true }); b.show(b.at); }
    else { b.add(query, name); b.tabs[b.at].untouched = true; }
    b.run();
  };
  w.sparql = { give: (query) => b.give(query) };

  /* ------------------------------------------------------------------ running */
  let number = 0, clock = null;
  const newName = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}-${++number}`;

  b.run = async function () {
    const tab = b.tabs[b.at], query = b.editor.text(), run = { id: newName(), tab, at: performance.now(), end: new AbortController() };
    if (b.running) b.stop(true);
    b.running = run;
    b.editor.calm();
    said("");
    working(true);
    try {
      const answer = await b.ask("run", { id: run.id, query }, { signal: run.end.signal });
      if (b.running !== run) return;
      finish();
      Object.assign(tab, { result: answer, ran: query });
      if (b.tabs[b.at] === tab) b.results.show(answer, query);
      if (!answer.error) address(query);
    } catch (error) {
      if (b.running !== run) return;
      finish();
      if (!run.stopped) b.results.show({ error: { message: "The server does not answer.", hint: "Your queries are kept in this browser. Is it still running?" } }, query);
    }
  };

  /* Stops the query: the server ends its process; here nothing waits for it any more. */
  b.stop = function (quietly) {
    const run = b.running;
    if (!run) return;
    run.stopped = true;
    b.ask("stop", { id: run.id }).catch(() => {}).finally(() => run.end.abort());
    finish();
    if (!quietly) said(`Stopped after ${seconds(performance.now() - run.at)}; its work has ended.`);
  };

  function finish() { b.running = null; working(false); }
  const seconds = (ms) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
  b.seconds = seconds;
  function said(text) { $("wb-status").textContent = text; }
  b.said = said;

  function working(on) {
    clearInterval(clock);
    // The clock is for the eyes; the end is said.
    $("wb-status").setAttribute("aria-live", on ? "off" : "polite");
    $("wb-run").hidden = on;
    $("wb-stop").hidden = !on;
    $("wb-result").classList.toggle("running", on);
    $("wb-result").setAttribute("aria-busy", String(on));
    if (on) {
      const limit = $("wb").dataset.limit;
      clock = setInterval(() => b.running && said(`${seconds(performance.now() - b.running.at)} of at most ${limit} s`), 200);
    }
  }

  function address(query) {
    const search = "?" + new URLSearchParams({ query });
    if (location.pathname === "/sparql") history.replaceState(history.state, "", "/sparql" + (search.length < 7000 ? search : ""));
  }

  /* ------------------------------------------------------------------ the side, the divider, the keys */
  function side(name) {
    for (const tab of document.querySelectorAll(".wb-tab-side")) {
      const on = tab.dataset.side === name;
      tab.setAttribute("aria-selected", String(on));
      $("wb-" + tab.dataset.side).hidden = !on;
    }
    if (name === "build" && b.builder) b.builder.open();
  }
  const drawer = (open) => $("wb").classList.toggle("side-open", open);

  function divide() {
    const bar = $("wb-divider"), box = $("wb-editor");
    const set = (height) => {
      const most = $("wb").clientHeight - 220;
      box.style.height = `${Math.max(110, Math.min(most, height))}px`;
      bar.setAttribute("aria-valuenow", String(Math.round(box.offsetHeight)));
      b.editor.resized();
    };
    bar.setAttribute("aria-valuenow", String(box.offsetHeight));
    bar.addEventListener("pointerdown", (event) => {
      const from = event.clientY, height = box.offsetHeight;
      bar.setPointerCapture(event.pointerId);
      const move = (e) => set(height + e.clientY - from);
      bar.addEventListener("pointermove", move);
      bar.addEventListener("pointerup", () => bar.removeEventListener("pointermove", move), { once: true });
    });
    bar.addEventListener("keydown", (event) => {
      const step = { ArrowUp: -24, ArrowDown: 24 }[event.key];
      if (step) { event.preventDefault(); set(box.offsetHeight + step); }
    });
  }

  function wire() {
    $("wb-run").addEventListener("click", b.run);
    $("wb-stop").addEventListener("click", () => b.stop());
    // On the whole strip: the first of two clicks may have drawn its tab anew.
    $("wb-tabs").addEventListener("dblclick", (event) => {
      if (!event.target.closest(".wb-tab-close, input")) rename(b.at, w.$('#wb-tabs .wb-tab[aria-selected="true"]'));
    });
    $("wb-tab-shut").addEventListener("click", () => { close(b.at); focusTab(); });
    $("wb-tab-new").addEventListener("click", () => { b.add(""); b.editor.focus(); });
    $("wb-side-open").addEventListener("click", () => drawer(true));
    $("wb-side-close").addEventListener("click", () => drawer(false));
    $("wb-veil").addEventListener("click", () => drawer(false));
    for (const tab of document.querySelectorAll(".wb-tab-side")) tab.addEventListener("click", () => side(tab.dataset.side));
    for (const example of document.querySelectorAll(".wb-example")) {
      example.addEventListener("click", () => { drawer(false); b.give(example.dataset.query, example.dataset.name); });
    }
    document.addEventListener("click", (event) => {
      for (const open of document.querySelectorAll(".wb-details[open]")) if (!open.contains(event.target)) open.open = false;
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      drawer(false);
      for (const open of document.querySelectorAll(".wb-details[open]")) open.open = false;
    });
    divide();
  }
  b.drawer = drawer;

  /* ------------------------------------------------------------------ beginning */
  let begun = false;
  async function begin() {
    begun = true;
    load();
    wire();
    b.results.wire();
    b.editor = await w.workbenchEditor($("wb-editor"), $("wb").dataset.editor);
    b.ready = true;
    const asked = b.waiting || [new URLSearchParams(location.search).get("query")];
    b.waiting = null;
    b.show(b.at);
    if (location.pathname === "/sparql" && asked[0]) b.give(...asked);
    $("wb").dataset.ready = b.editor.sort;
  }
  new MutationObserver(() => { if (!begun && $("wb-editor")) begin(); }).observe(document.documentElement, { childList: true, subtree: true });
  window.addEventListener("popstate", () => {
    const query = location.pathname === "/sparql" && new URLSearchParams(location.search).get("query");
    if (query && b.ready && query !== b.editor.text()) b.give(query);
  });
})(window.whatfixes);

/* The keyboard is never lost, and what happened is said. Where the thing that had the focus goes (a panel made anew, a menu that
   closes, a button that hides), the focus goes to the nearest place around it that is still there; what is asked in the box
   brings it to the answer. Each new entry of the log is said in a live region, with what was found. */
(function (w) {
  "use strict";
  const root = document.documentElement;
  const STOPS = 'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea, summary, [tabindex="0"]';
  const AFTER = 80;
  const keyboard = (w.keyboard = {});
  let had = [], gone = null, awaited = false, due = false;

  const seen = (element) => element.isConnected && !element.disabled && element.checkVisibility({ visibilityProperty: true });
  const isLost = () => !document.activeElement || document.activeElement === document.body;

  /* ------------------------------------------------------------------ where to go */
  function heading(within) {
    const found = [...document.querySelectorAll(within)].find(seen);
    if (found) found.tabIndex = -1;
    return found;
  }

  /* What the page is about just now: the panel, the first screen, or the canvas. */
  function middle() {
    const canvas = w.$("#canvas");
    return heading("#panel h2") || heading(".hero h1") || (canvas && seen(canvas) ? canvas : null) || heading(".wb h2, .wb-bar button:not(:disabled)");
  }

  /* The same button of a panel that was made anew: whoever adds one relation after the other stays among them. */
  function again(within) {
    const before = had[0].dataset;
    if (had[0].tagName !== "BUTTON" || !before.do) return null;
    return [...within.querySelectorAll(`button[data-do="${before.do}"]`)].find((b) => b.dataset.iri === before.iri && b.dataset.group === before.group && seen(b));
  }

  function landing(around) {
    if (around.id === "panel" || around.id === "side") return again(around) || heading("#panel h2");
    if (around.matches(".stage")) return seen(w.$("#canvas")) ? w.$("#canvas") : null;
    if (around.matches(".explore, .page, main, #react-entry-point")) return middle();
    // A hand with a pointer may next press a key anywhere: no control takes it by surprise.
    return root.dataset.hand === "pointer" ? null : [...around.querySelectorAll(STOPS)].find(seen);
  }

  function look() {
    due = false;
    if (!had.length) return;
    if (!isLost()) { if (gone === had[0] && !seen(gone)) soon(); return; }
    if (seen(had[0])) { if (gone === had[0]) had[0].focus({ preventScroll: true }); return; }
    // What it asked for is on its way: there is where to go.
    if (w.state.waiting) { awaited = true; return; }
    for (const around of had.slice(1)) {
      const to = seen(around) && landing(around);
      if (to) { to.focus({ preventScroll: true }); return; }
    }
  }
  function soon() {
    if (due || !had.length) return;
    // What hides and comes back at once (Run, while a query runs) loses the focus all the same.
    if (!had[0].isConnected || had[0].disabled || had[0].closest("[hidden], details:not([open]) > :not(summary)")) gone = had[0];
    due = true;
    setTimeout(look, 30);
  }

  document.addEventListener("focusin", (event) => {
    had = [];
    gone = null;
    awaited = false;
    for (let e = event.target; e && e !== document.body; e = e.parentElement) had.push(e);
  });
  new MutationObserver(soon).observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["hidden", "disabled", "open", "data-panel", "data-stage"] });
  document.addEventListener("pointerdown", () => { root.dataset.hand = "pointer"; }, true);
  document.addEventListener("keydown", () => { root.dataset.hand = "keys"; }, true);

  /* The box was left for an answer that is on its way: the focus goes there when it comes. */
  keyboard.await = () => { awaited = true; };
  keyboard.arrived = () => setTimeout(() => {
    if (awaited && isLost()) { const to = middle(); if (to) to.focus({ preventScroll: true }); }
    awaited = false;
  }, AFTER);

  /* ------------------------------------------------------------------ what is said */
  const known = new Set();
  let asked = null;
  keyboard.answered = (action) => { asked = action; };

  const many = (n, noun) => `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;
  const cut = (text) => (text.length > 300 ? `${text.slice(0, 299)}…` : text);

  function found() {
    const text = (selector) => { const e = w.$(selector); return e ? e.textContent.trim() : ""; };
    const paths = document.querySelectorAll("#panel .paths > li").length;
    const here = many(w.canvas.concepts().filter(w.canvas.shows).length, "concept") + " on the canvas.";
    return [text("#panel .verdict"), text("#panel .answer-text"), paths ? `Found ${many(paths, "path")}.` : "", here].filter(Boolean).map(cut).join(" ");
  }

  keyboard.say = function (text) {
    const live = w.$("#said");
    if (live) live.textContent = live.textContent === text ? `${text}\u00a0` : text;
  };

  document.addEventListener("whatfixes:log", () => {
    const entry = w.views.current(), answer = asked;
    if (!entry || known.has(entry.id)) return;
    known.add(entry.id);
    asked = null;
    // The first view of a page is told by the page itself.
    if (known.size === 1) return;
    setTimeout(() => keyboard.say(answer ? `${entry.name}. ${found()}` : entry.name), AFTER);
  });
})(window.whatfixes);

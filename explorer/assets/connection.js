/* What passes between page and server: progress for whatever takes longer than 300 ms, and a server that is gone.
   A request of a callback that got no answer is kept and sent again, so that nothing is lost; an action is sent afresh, with
   the canvas as it is then. What answers while someone types (suggestions, completions) fails quietly. */
(function (w) {
  "use strict";
  const SOON = 300, LONG = 3000, KNOCK = 2500;
  const OWN_WORD = /\/(suggest|starters)\b|\/workbench\/|\/assets\/|\/jobs\//; // they show their progress and trouble themselves, or none
  const root = document.documentElement;
  const plain = window.fetch;
  const working = new Map();
  let held = [], knocking = null, counting = null;

  /* ------------------------------------------------------------------ progress */
  w.progress = {
    begin(name) {
      w.progress.end(name);
      working.set(name, { since: Date.now(), timer: setTimeout(show, SOON) });
    },
    end(name) {
      const known = working.get(name);
      if (!known) return;
      clearTimeout(known.timer);
      working.delete(name);
      if (!working.size) hide();
    },
  };

  function show() {
    if (root.classList.contains("busy")) return;
    root.classList.add("busy");
    said("Working");
    counting = setInterval(count, 500);
    count();
  }

  function hide() {
    root.classList.remove("busy");
    clearInterval(counting);
    said("");
    const pill = w.$("#progress");
    if (pill) pill.hidden = true;
  }

  /* After three seconds it also says for how long, so that waiting is known from hanging. */
  function count() {
    const pill = w.$("#progress");
    const since = Math.min(...[...working.values()].map((k) => k.since)), passed = Date.now() - since;
    if (!pill || passed < LONG) return;
    pill.textContent = `Still working, ${Math.round(passed / 1000)} s`;
    pill.hidden = false;
  }

  function said(text) {
    const live = w.$("#progress-said");
    if (live) live.textContent = text;
  }

  /* ------------------------------------------------------------------ trouble */
  w.trouble = function (text, again) {
    const box = w.$("#trouble");
    if (!box) return;
    if (!text && held.length) return;
    box.replaceChildren();
    box.hidden = !text;
    if (!text) { clearInterval(knocking); knocking = null; return; }
    box.append(w.make("span", { class: "trouble-text" }, text));
    if (again) {
      const button = w.make("button", { type: "button", class: "button small" }, "Try again");
      button.addEventListener("click", retry);
      box.append(button);
    }
  };

  function retry() {
    const waiting = held;
    held = [];
    w.trouble(null);
    waiting.forEach((again) => again());
  }

  function gone(text, again) {
    held.push(again);
    w.trouble(text, true);
    if (!knocking) knocking = setInterval(knock, KNOCK);
  }

  async function knock() {
    try {
      if (!(await plain.call(window, "/suggest?q=", { cache: "no-store" })).ok) return;
    } catch (_) { return; }
    clearInterval(knocking);
    knocking = null;
    const text = w.$("#trouble .trouble-text");
    if (text && held.length) text.textContent = "The server is back. Nothing here was lost.";
  }

  /* ------------------------------------------------------------------ requests */
  const isAction = (options) => /"changedPropIds":\["action\.data"\]/.test(String((options && options.body) || ""));
  const GONE = "The server does not answer. Nothing here is lost.";
  let number = 0;

  window.fetch = function (resource, options) {
    const address = String((resource && resource.url) || resource);
    if (!address.includes("_dash-update-component")) return OWN_WORD.test(address) ? plain.apply(this, arguments) : watched(resource, options);
    return isAction(options) ? acted(resource, options) : kept(resource, options);
  };

  async function watched(resource, options) {
    const name = `request ${++number}`;
    w.progress.begin(name);
    try { return await plain.call(window, resource, options); } finally { w.progress.end(name); }
  }

  /* An action: its answer, or else the page as it was before and a button that does the same again. */
  async function acted(resource, options) {
    try {
      const answer = await plain.call(window, resource, options);
      if (answer.status >= 400) failed(answer.status >= 502 ? GONE : "The server met an error with this; its log says more.");
      return answer;
    } catch (error) {
      failed(GONE);
      throw error;
    }
  }

  function failed(text) {
    const again = w.undone();
    if (again) gone(text, again); else w.trouble(text);
  }

  /* Any other callback: its caller waits until there is an answer. */
  async function kept(resource, options) {
    for (;;) {
      try {
        const answer = await watched(resource, options);
        if (answer.status < 502) return answer;
      } catch (error) {
        if (error && error.name === "AbortError") throw error;
      }
      await new Promise((again) => gone(GONE, again));
    }
  }

  w.connection = { held: () => held.length, gone: (again) => gone(GONE, again) };
})(window.whatfixes);

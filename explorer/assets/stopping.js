/* A button that cancels the action under way, once it has taken a while, and how far the server is with it. The server stops
   the work; what the action then comes to is its answer. */
(function (w) {
  "use strict";
  const SOON = 700, OFTEN = 400;
  // The others are over in no time, or cannot be left half done.
  const LONG = new Set(["path", "ask", "draw-answer", "restore"]);
  let job = null, timer = null;

  const button = () => w.$("#cancel");
  const stopping = (w.stopping = {
    job: () => job,
    begin(action) {
      stopping.end();
      if (!LONG.has(action.do)) return null;
      job = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
      timer = setTimeout(look, SOON, job);
      return job;
    },
    end() {
      clearTimeout(timer);
      job = null;
      const shown = button();
      if (shown && !shown.hidden) {
        if (document.activeElement === shown) w.$("#panel")?.focus({ preventScroll: true });
        shown.hidden = true;
      }
    },
  });

  async function look(name) {
    const answer = await fetch(`/jobs/${name}`, { cache: "no-store" }).catch(() => null);
    if (name !== job) return;
    const far = answer && answer.ok ? await answer.json() : {};
    if (far.running) show(far);
    timer = setTimeout(look, OFTEN, name);
  }

  function show(far) {
    const shown = button();
    if (!shown || !job) return;
    shown.title = far.stage ? `${far.stage}: ${Math.floor(100 * far.done / far.total)} %` : "";
    if (!shown.hidden) return;
    shown.disabled = false;
    shown.textContent = "Cancel";
    shown.hidden = false;
  }

  document.addEventListener("click", (event) => {
    if (!job || !event.target.closest || !event.target.closest("#cancel")) return;
    navigator.sendBeacon(`/jobs/${job}/cancel`);
    button().disabled = true;
    button().textContent = "Cancelling";
  });

  // A beginning ends what was under way before, under the same name: that is no end of this one.
  const { begin, end } = w.progress;
  let isBeginning = false;
  w.progress.begin = (name) => {
    isBeginning = true;
    begin(name);
    isBeginning = false;
  };
  w.progress.end = (name) => {
    if (name === "action" && !isBeginning) stopping.end();
    end(name);
  };
})(window.whatfixes);

/* The first screen: the overview at its true size in the room that is left for it, the switch between its groupings and the
   list, and the examples of graphs other than the notes. */
(function (w) {
  "use strict";
  const TOP = 52, SIDE = 16, BOTTOM = 14, TOOLS = 62;
  const SMALL = { wide: 300, high: 190 };
  const home = (w.home = { by: "kind", listed: null, room: null });
  /* The grouping that the first screen begins with. */
  home.usual = () => { const first = w.$("#overview-switch [data-by]"); return first ? first.dataset.by : "kind"; };
  const stage = () => w.$(".stage");
  const isHome = () => document.documentElement.dataset.stage === "home";

  /* The width and height that a drawing may fill; asking for the overview clears the stage first, as it will be shown. */
  w.room = function (action) {
    if (action.do === "home") {
      w.stage("home");
      home.by = action.by || home.usual();
    }
    home.room = action.do === "home" ? room() : beside();
    return home.room;
  };

  function room() {
    const box = stage();
    return [Math.max(0, box.clientWidth - 2 * SIDE), Math.max(0, box.clientHeight - TOP - (isHome() ? BOTTOM : TOOLS))];
  }

  /* The room beside the panel, which the answer opens. */
  function beside() {
    const data = document.documentElement.dataset, { stage: before, panel } = data;
    Object.assign(data, { stage: "work", panel: "open" });
    const found = room();
    data.stage = before;
    if (!panel) delete data.panel;
    return found;
  }

  home.frame = function (cy) {
    const [wide, high] = room(), around = cy.nodes().boundingBox({ includeLabels: true });
    const zoom = Math.min(1, wide / around.w, high / around.h);
    cy.stop(true, false);
    cy.viewport({ zoom, pan: { x: SIDE + wide / 2 - zoom * (around.x1 + around.x2) / 2, y: TOP + high / 2 - zoom * (around.y1 + around.y2) / 2 } });
  };

  home.open = function (node) {
    const data = node.data();
    if (data.opens === "list") list(true);
    else w.act({ do: data.opens, [data.opens]: data.iri });
  };

  /* ------------------------------------------------------------------ the switch */
  w.doings.overview = (e) => {
    const by = e.dataset.by;
    if (by === "list") list(true);
    else if (by === home.by && canvasShows()) list(false);
    else { list(false); w.act({ do: "home", by }); }
  };

  const canvasShows = () => document.getElementById("canvas").dataset.mode === "overview";

  function list(on, byItself) {
    if (!byItself) home.listed = on;
    const shown = w.$("#overview-list");
    shown.hidden = !on;
    stage().classList.toggle("listed", on);
    for (const button of document.querySelectorAll("#overview-switch button")) {
      button.setAttribute("aria-pressed", String(button.dataset.by === (on ? "list" : home.by)));
    }
    if (on && !byItself) { const first = w.$("a", shown); if (first) first.focus({ preventScroll: true }); }
  }

  /* After an undo, a step back or a reload the switch says what the canvas shows. */
  document.addEventListener("whatfixes:log", () => {
    if (location.pathname !== "/" || !isHome() || !canvasShows()) return;
    home.by = new URLSearchParams(location.search).get("by") || home.usual();
    home.room = home.room || room();
    list(home.listed === null ? isSmall() : home.listed, true);
  });

  const isSmall = () => { const [wide, high] = room(); return wide < SMALL.wide || high < SMALL.high; };

  document.addEventListener("whatfixes:drawn", (event) => {
    if (event.detail.mode === "overview") list(home.listed === null ? isSmall() : home.listed, true);
    else list(false, true);
  });

  /* ------------------------------------------------------------------ another size of the window */
  let settling = null;
  function resized() {
    clearTimeout(settling);
    settling = setTimeout(() => {
      const cy = w.canvas.cy();
      if (!cy || !isHome() || !canvasShows() || w.state.waiting || !home.room) return;
      const now = room();
      if (now.every((v, n) => Math.abs(v - home.room[n]) <= 0.12 * home.room[n])) home.frame(cy);
      else w.act({ do: "home", by: home.by }, true);
    }, 200);
  }
  window.addEventListener("resize", resized);

  /* ------------------------------------------------------------------ the examples of other people's graphs */
  async function examples() {
    const box = w.$("#examples");
    if (!box || box.dataset.ready) return;
    box.dataset.ready = "yes";
    try {
      const found = await (await fetch("/starters")).json();
      box.replaceChildren(...found.map((q) => w.make("a", {
        class: "example", dir: "auto", href: "/?" + new URLSearchParams({ q }), "data-do": "ask", "data-q": q }, q)));
      if (found.length && isHome()) resized();
    } catch (_) { delete box.dataset.ready; setTimeout(examples, 3000); }
  }
  const looking = setInterval(() => { if (w.$("#examples")) { clearInterval(looking); examples(); } }, 60);
})(window.whatfixes);

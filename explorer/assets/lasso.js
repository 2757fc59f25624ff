/* The lasso: draw a line around nodes, with shift held or with the tool, by mouse, pen or finger; what lies inside
   is selected. */
(function (w) {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const lasso = { on: false };
  w.lasso = lasso;
  let line = null, hovered = null;

  lasso.set = function (on) {
    lasso.on = on;
    document.documentElement.classList.toggle("lassoing", on);
    const tool = w.$(".tool-lasso");
    if (tool) tool.setAttribute("aria-pressed", String(on));
    if (on) w.canvas.say("Draw a line around nodes to select them.");
  };

  const inside = (at, around) => {
    let is = false;
    for (let i = 0, j = around.length - 1; i < around.length; j = i, i += 1) {
      const [xi, yi] = around[i], [xj, yj] = around[j];
      if ((yi > at.y) !== (yj > at.y) && at.x < ((xj - xi) * (at.y - yi)) / (yj - yi) + xi) is = !is;
    }
    return is;
  };

  function start(event) {
    if (event.button || (!lasso.on && !(event.shiftKey && !hovered))) return;
    if (!event.target.closest || !event.target.closest("#canvas")) return;
    event.preventDefault();
    event.stopPropagation();
    const stage = w.$(".stage"), box = stage.getBoundingClientRect();
    const svg = document.createElementNS(SVG, "svg"), path = document.createElementNS(SVG, "path");
    svg.setAttribute("class", "lasso");
    svg.append(path);
    stage.append(svg);
    line = { svg, path, box, points: [[event.clientX - box.left, event.clientY - box.top]], adds: event.shiftKey && lasso.on };
    stage.setPointerCapture(event.pointerId);
  }

  function go(event) {
    if (!line) return;
    event.preventDefault();
    event.stopPropagation();
    line.points.push([event.clientX - line.box.left, event.clientY - line.box.top]);
    line.path.setAttribute("d", `M${line.points.map(([x, y]) => `${x} ${y}`).join("L")}Z`);
  }

  function end(event) {
    if (!line) return;
    event.preventDefault();
    event.stopPropagation();
    const { svg, points, adds } = line;
    line = null;
    svg.remove();
    const cy = w.canvas.cy();
    if (!adds) w.selection.clear();
    if (points.length > 3) {
      const found = w.selection.seen().not("[?cluster]").filter((n) => inside(n.renderedPosition(), points));
      found.select();
      w.walking.say(`${found.length} selected`);
      if (found.nonempty()) w.did(`selected ${w.selection.name(found)}`);
      else w.canvas.say("No node lies inside.");
    }
    if (lasso.on) lasso.set(false);
    cy.container().focus();
  }

  // Cytoscape listens to the mouse events that follow these: they are kept from it while a line is drawn.
  const keep = (event) => { if (line || (lasso.on && event.target.closest && event.target.closest("#canvas"))) { event.stopPropagation(); if (event.cancelable) event.preventDefault(); } };
  document.addEventListener("pointerdown", start, true);
  document.addEventListener("pointermove", go, true);
  document.addEventListener("pointerup", end, true);
  document.addEventListener("pointercancel", () => { if (line) { line.svg.remove(); line = null; } }, true);
  for (const name of ["mousedown", "mousemove", "touchstart", "touchmove"]) document.addEventListener(name, keep, { capture: true, passive: false });

  document.addEventListener("whatfixes:attached", ({ detail: cy }) => {
    cy.on("mouseover", "node", (e) => { hovered = e.target; });
    cy.on("mouseout remove", "node", () => { hovered = null; });
  });
  w.doings.lasso = () => lasso.set(!lasso.on);
})(window.whatfixes);

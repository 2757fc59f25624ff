/* A new drawing takes the shape of the room that it is shown in: spread along the side that has room to spare, which makes
   nothing smaller. Positions come from the server for a room of no certain shape. */
(function (w) {
  "use strict";
  // What stands around the outermost places: half a label on either side, a node above, a label below.
  const SIDE = 124, ENDS = 60, MOST = 1.6, NEAR = 1.15;
  const fitting = (w.fitting = {});

  fitting.spread = function (elements, wide, high) {
    const nodes = elements.filter((e) => e.group === "nodes" && e.position);
    const span = (axis) => Math.max(...nodes.map((e) => e.position[axis])) - Math.min(...nodes.map((e) => e.position[axis]));
    if (nodes.length < 3 || wide < 100 || high < 100) return elements;
    const x = span("x"), y = span("y"), across = wide / (x + SIDE), down = high / (y + ENDS);
    // What is shown at its full size needs no more room.
    if (Math.min(across, down) >= NEAR || !x || !y) return elements;
    const by = across > down ? { x: grown(high, y + ENDS, wide, x, SIDE), y: 1 } : { x: 1, y: grown(wide, x + SIDE, high, y, ENDS) };
    return elements.map((e) => (e.position ? Object.assign({}, e, { position: { x: e.position.x * by.x, y: e.position.y * by.y } }) : e));
  };

  /* By how much the freer side grows until it fills its room at the zoom that the other side asks for. */
  const grown = (tightRoom, tight, freeRoom, free, around) => Math.max(1, Math.min(MOST, ((freeRoom * tight) / tightRoom - around) / free));
})(window.whatfixes);

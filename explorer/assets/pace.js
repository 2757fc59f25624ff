/* Keeps panning and zooming smooth. Where drawing turns out to be slow (many elements, no graphics card), the canvas moves a
   picture of itself while the hand moves, and is drawn anew when it rests. What is fast enough is always drawn in full. */
(function (w) {
  "use strict";
  const FEW = 300, SLOW = 50, PAUSE = 1500, PATIENCE = 2;
  let watched = null, last = 0, slow = 0;

  const isMoving = (r) => r.hoverData.dragging || r.pinching || r.swipePanning || r.data.wheelZooming;

  function drawn() {
    const now = performance.now(), took = now - last, renderer = watched.renderer();
    last = now;
    if (!isMoving(renderer) || took > PAUSE || renderer.textureOnViewport) return;
    slow = took > SLOW ? slow + 1 : 0;
    if (slow >= PATIENCE && watched.elements().length > FEW) renderer.textureOnViewport = true;
  }

  document.addEventListener("whatfixes:drawn", () => {
    const cy = w.canvas.cy();
    if (cy !== watched) { watched = cy; cy.on("render", drawn); }
    slow = 0;
    if (cy.elements().length <= FEW) cy.renderer().textureOnViewport = false;
  });
})(window.whatfixes);

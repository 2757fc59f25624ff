"""What benchmarks/browser.py has the page itself do: expand, drag, turn the wheel, become a bare Cytoscape.js, tell when it began."""

SETTLED = """() => { const cy = whatfixes.canvas.cy();
  return !!cy && whatfixes.state.n > 0 && !whatfixes.state.waiting && !whatfixes.state.queue.length && !cy.animated()
    && cy.nodes(':animated').empty(); }"""
EXPAND = """async ([iri, wanted]) => {
  const w = whatfixes, cy = w.canvas.cy(), started = performance.now();
  const still = () => !w.state.waiting && !w.state.queue.length && !cy.animated() && cy.nodes(':animated').empty();
  const frame = () => new Promise(requestAnimationFrame);
  const have = () => cy.getElementById(iri).neighborhood('node').length;
  cy.getElementById(iri).emit('dbltap');
  do await frame(); while (!still());
  const first = performance.now() - started;
  if (have() < wanted - 1) {
    w.act({ do: 'expand', iri, groups: [], whole: true });
    do await frame(); while (!still());
  }
  await frame();
  return [performance.now() - started, first, have()];
}"""
FRAMES = """async ([cy, sort, seconds]) => {
  const box = cy.container().getBoundingClientRect(), x = box.left + 6, y = box.top + 6;
  const send = (type, more) => cy.container().firstChild.dispatchEvent(new (type === 'wheel' ? WheelEvent : MouseEvent)(type, Object.assign(
    { bubbles: true, cancelable: true, view: window, clientX: x, clientY: y, button: 0, buttons: 1 }, more)));
  let drawn = 0;
  const count = () => { drawn += 1; };
  cy.on('render', count);
  if (sort === 'pan') send('mousedown', {});
  const started = performance.now();
  let now = started, n = 0;
  while (now - started < 1000 * seconds) {
    n += 1;
    if (sort === 'pan') send('mousemove', { clientX: x + 90 * Math.sin(n / 6), clientY: y + 60 * (1 - Math.cos(n / 5)) });
    else send('wheel', { clientX: box.left + box.width / 2, clientY: box.top + box.height / 2, deltaY: Math.floor(n / 12) % 2 ? 40 : -40 });
    await new Promise(requestAnimationFrame);
    now = performance.now();
  }
  if (sort === 'pan') send('mouseup', { buttons: 0 });
  cy.off('render', count);
  return [1000 * drawn / (now - started), drawn];
}"""
IDLE = """async () => {
  for (let n = 0; n < 3; n += 1) await new Promise((rested) => requestIdleCallback(rested, { timeout: 4000 }));
}"""
BARE = """([elements, style, wide, high]) => {
  const Core = whatfixes.canvas.cy().constructor;
  for (let n = setInterval(() => {}, 9e9); n > 0; n -= 1) clearInterval(n);
  whatfixes.canvas.cy().destroy();
  document.body.replaceChildren();
  const box = document.createElement('div');
  box.style.cssText = `position: fixed; right: 0; bottom: 0; width: ${wide}px; height: ${high}px`;
  document.body.append(box);
  window.bare = new Core({ container: box, elements, style, layout: { name: 'preset' }, minZoom: 0.08, maxZoom: 3 });
  window.bare.fit(undefined, 30);
  return window.bare.elements().length;
}"""
BEGIN = """window.began = {};
const seen = new MutationObserver(() => {
  if (!began.box && document.querySelector('#search input')) began.box = performance.now();
  const canvas = document.getElementById('canvas');
  if (!began.overview && canvas && canvas.dataset.mode) began.overview = performance.now();
});
seen.observe(document, { childList: true, subtree: true, attributes: true });"""
FIT = """(on) => {
  const cy = whatfixes.canvas.cy();
  whatfixes.canvas.light(on);
  cy.stop(true, true);
  const { x1, y1, w, h } = cy.elements().boundingBox(), zoom = Math.min((cy.width() - 60) / w, (cy.height() - 60) / h);
  cy.viewport({ zoom, pan: { x: (cy.width() - zoom * (2 * x1 + w)) / 2, y: (cy.height() - zoom * (2 * y1 + h)) / 2 } });
}"""

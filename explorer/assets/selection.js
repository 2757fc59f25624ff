/* What a person does to several nodes, or to one: select (lasso), hide, pin, focus, light a neighbourhood. All of it
   happens here, without a request; each is a part of the view, and each change is told by name. */
(function (w) {
  "use strict";
  const selection = {};
  w.selection = selection;
  const cy = () => w.canvas.cy();
  const name = (nodes) => (nodes.length === 1 ? nodes[0].data("title") || "a node" : `${nodes.length} nodes`);
  const nodesBy = (ids) => cy().nodes().filter(((known) => (n) => known.has(n.id()))(new Set(ids)));
  selection.name = name;
  selection.seen = () => cy().nodes().not(".hidden, .filtered");

  const changed = () => document.dispatchEvent(new CustomEvent("whatfixes:changed"));

  /* ------------------------------------------------------------------ hide and show */
  selection.hide = function (nodes) {
    if (!nodes.length) return;
    nodes.unselect().addClass("hidden").removeClass("focus");
    w.touched = true;
    changed();
    w.canvas.say(`${name(nodes)} hidden. “Show hidden” in the menu of the canvas brings ${nodes.length === 1 ? "it" : "them"} back.`);
    w.did(`hid ${name(nodes)}`);
  };

  selection.keep = function (nodes) {
    const rest = cy().nodes().not(nodes).not(".hidden");
    if (!rest.length) return;
    rest.unselect().addClass("hidden");
    w.touched = true;
    changed();
    w.did(`kept only ${name(nodes)}`);
  };

  selection.showHidden = function () {
    const hidden = cy().nodes(".hidden");
    if (!hidden.length) return w.canvas.say("Nothing is hidden.");
    hidden.removeClass("hidden");
    changed();
    w.did(`showed ${name(hidden)} again`);
  };

  w.views.part("hidden", {
    read: () => cy().nodes(".hidden").map((n) => n.id()),
    write: (ids) => { cy().nodes(".hidden").removeClass("hidden"); nodesBy(ids || []).addClass("hidden"); changed(); },
  });

  /* ------------------------------------------------------------------ pin */
  selection.pin = function (nodes) {
    const free = nodes.filter((n) => !n.locked());
    const pinning = free.nonempty();
    if (pinning) free.lock().addClass("pinned");
    else nodes.unlock().removeClass("pinned");
    changed();
    w.did(`${pinning ? "pinned" : "unpinned"} ${name(pinning ? free : nodes)}`);
  };

  w.views.part("pins", {
    read: () => cy().nodes(".pinned").map((n) => n.id()),
    write: (ids) => { cy().nodes(".pinned").unlock().removeClass("pinned"); nodesBy(ids || []).lock().addClass("pinned"); },
  });

  /* ------------------------------------------------------------------ focus, neighbourhoods */
  let dimmed = null;

  function around(nodes, degree) {
    let found = nodes;
    for (let n = 0; n < degree; n += 1) found = found.union(found.neighborhood().nodes().not(".hidden, .filtered"));
    return found;
  }

  function apply() {
    cy().$(".dim, .lit").removeClass("dim lit");
    if (!dimmed) return;
    const start = nodesBy(dimmed.of);
    if (start.empty()) { dimmed = null; return; }
    const kept = around(start, dimmed.degree);
    cy().elements().difference(kept.union(kept.edgesWith(kept))).addClass("dim");
    start.addClass("lit");
  }

  /* Dim all but what is *degree* steps or fewer from the nodes. */
  selection.light = function (nodes, degree) {
    dimmed = { of: nodes.map((n) => n.id()), degree };
    apply();
    changed();
    w.did(degree === 0 ? `focused on ${name(nodes)}` : `lit what is ${degree} step${degree > 1 ? "s" : ""} from ${name(nodes)}`);
  };

  /* One node: it and its neighbours, brought near; several: these alone. */
  selection.focus = function (nodes) {
    const degree = nodes.length === 1 ? 1 : 0;
    dimmed = { of: nodes.map((n) => n.id()), degree };
    apply();
    w.canvas.fit(around(nodes, degree));
    changed();
    w.did(`focused on ${name(nodes)}`);
  };

  selection.clearFocus = function () {
    if (!dimmed && cy().$(".dim").empty()) return false;
    dimmed = null;
    apply();
    changed();
    w.did("cleared the focus");
    return true;
  };
  selection.dimmed = () => Boolean(dimmed);

  w.views.part("dim", { read: () => dimmed, write: (given) => { dimmed = given && Array.isArray(given.of) ? given : null; apply(); } });

  // A drawing lights up and dims what it is about; what was in focus before is over.
  document.addEventListener("whatfixes:drawn", ({ detail }) => { if (detail.mode !== "groups" && detail.mode !== "layout") dimmed = null; });

  /* ------------------------------------------------------------------ what is selected */
  selection.all = () => { selection.seen().not("[?cluster]").select(); };
  selection.some = () => cy().nodes(":selected").not(".hidden, .filtered");
  selection.clear = () => { const some = cy().$(":selected"); some.unselect(); return some.nonempty(); };

  selection.path = function (nodes) {
    const ids = nodes.filter((n) => !n.data("cluster") && !n.data("summary")).map((n) => n.id());
    if (ids.length < 2) return w.canvas.say("Select two concepts for a path.");
    if (w.paths && w.paths.between) w.paths.between(ids);
    else w.act({ do: "path", from: ids[0], to: ids[ids.length - 1] });
  };

  let waiting = false;
  function bar() {
    waiting = false;
    const host = w.$("#selection-bar"), some = selection.some();
    if (!host) return;
    host.hidden = some.length < 2;
    if (host.hidden) return;
    const pinned = some.filter((n) => !n.locked()).empty();
    const buttons = [["Hide", () => selection.hide(some)], ["Keep only these", () => selection.keep(some)], [pinned ? "Unpin" : "Pin", () => { selection.pin(some); bar(); }],
      ["Focus", () => selection.focus(some)], ["Path between", () => selection.path(some)], ["Clear", () => selection.clear()]];
    host.replaceChildren(w.make("span", { class: "selection-count" }, `${some.length} selected`),
      ...buttons.map(([text, act]) => { const b = w.make("button", { type: "button", class: "tool" }, text); b.addEventListener("click", act); return b; }));
  }
  // One click selects and unselects in one go: look when all of it is done.
  const soon = () => { if (!waiting) { waiting = true; requestAnimationFrame(bar); } };

  document.addEventListener("whatfixes:attached", ({ detail }) => {
    detail.on("select unselect", "node", soon);
    // The click that hides a node would select it afterwards.
    detail.on("select", "node.hidden", (event) => { event.target.unselect(); });
    detail.on("remove", "node", soon);
  });
})(window.whatfixes);

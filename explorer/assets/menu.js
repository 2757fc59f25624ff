/* The context menu of the canvas (right click, long press, the menu key), with all that can be done there, after the
   ARIA pattern for menus: arrows, Home, End, first letters, Escape. `w.menu.extra` takes functions from a node to
   further items [text, act]. */
(function (w) {
  "use strict";
  const menu = { extra: [] };
  w.menu = menu;
  let open = null, start = "";
  const title = (node) => node.data("title") || "";

  /* Put a box on the stage beside a place on the canvas, whole on the screen. */
  menu.put = function (box, at, gap) {
    const stage = w.$(".stage"), wide = stage.clientWidth, high = stage.clientHeight;
    const right = at.x + gap + box.offsetWidth + 8 <= wide;
    const left = right ? at.x + gap : Math.max(8, at.x - gap - box.offsetWidth);
    box.style.left = `${Math.min(left, Math.max(8, wide - box.offsetWidth - 8))}px`;
    box.style.top = `${Math.max(8, Math.min(at.y - 12, high - box.offsetHeight - 8))}px`;
  };

  /* ------------------------------------------------------------------ what is in it */
  const rule = () => ({ rule: true });
  const item = (text, act, key, off) => ({ text, act, key, off });
  const choice = (text, parts) => ({ text, parts });

  function ofNode(node) {
    const iri = node.id(), S = w.selection;
    if (node.data("cluster")) return [item("Open this kind", () => w.canvas.expand(node), "Enter")];
    if (node.data("summary")) {
      return [item("Open the group", () => w.canvas.expand(node), "Enter"), item("Choose from it…", () => w.openChecklist(node), "E"), rule(),
        item("Hide", () => S.hide(node), "Del")];
    }
    const hops = [1, 2, 3].map((n) => [String(n), `lit: ${n} step${n > 1 ? "s" : ""} away`, () => S.light(node, n)]);
    return [
      item("Open", () => w.canvas.open(node), "Space"), item("Expand…", () => w.openChecklist(node), "E"), item("Expand all", () => w.canvas.expand(node), "Enter"),
      item("Start again from here", () => w.act({ do: "reroot", iri }), "R"), rule(),
      item("Focus, dim the rest", () => S.focus(node), "F"), choice("Light what is near", hops), rule(),
      item("Path from here", () => from(node)), item(start && start !== iri ? `Path to here from ${short(start)}` : "Path to here", () => to(node), "", !start || start === iri), rule(),
      item(node.locked() ? "Unpin" : "Pin", () => S.pin(node), "P"), item("Hide", () => S.hide(node), "Del"), item("Hide the others", () => S.keep(node)), rule(),
      item("Open its page", () => page(iri)), item("Copy the IRI", () => copy(iri)), ...menu.extra.flatMap((give) => give(node) || []).map(([text, act]) => item(text, act))];
  }

  function ofMany(nodes) {
    const S = w.selection;
    return [item("Focus, dim the rest", () => S.focus(nodes), "F"), item("Path between", () => S.path(nodes)), rule(),
      item(nodes.filter((n) => !n.locked()).empty() ? "Unpin" : "Pin", () => S.pin(nodes), "P"), item("Hide", () => S.hide(nodes), "Del"), item("Keep only these", () => S.keep(nodes)), rule(),
      item("Unselect", () => S.clear(), "Esc")];
  }

  function ofEdge(edge) {
    if (edge.data("cluster")) return ofCanvas();
    return [item("Why linked", () => w.cards.why(edge), "W"), item(`Hide “${edge.data("reads")}”`, () => w.legend.hideProperty(edge.data("reads"))), rule(),
      item(`Open ${short(edge.source().id())}`, () => w.canvas.open(edge.source())), item(`Open ${short(edge.target().id())}`, () => w.canvas.open(edge.target()))];
  }

  function ofCanvas() {
    const cy = w.canvas.cy(), S = w.selection, drawn = w.canvas.concepts().nonempty();
    const layouts = Object.entries(w.canvas.layouts()).map(([how, name]) => item(`Layout: ${name}`, () => layout(how), "", !drawn));
    return [item("Fit", () => w.canvas.fit(), "0"), ...layouts, rule(),
      item("Select all", () => S.all(), "Ctrl A", !drawn), item("Show hidden", () => { if (!w.legend.reset() || cy.nodes(".hidden").nonempty()) S.showHidden(); }, "", cy.$(".hidden, .filtered").empty()),
      item("Clear the focus", () => S.clearFocus(), "Esc", cy.$(".dim").empty()), rule(),
      item("Clear the canvas", () => w.act({ do: "home" }), "", !drawn), item("Shortcuts", () => w.shortcuts.open(), "?")];
  }

  function layout(how) {
    const summaries = {};
    w.canvas.cy().nodes("[?summary]").not(".hidden").forEach((n) => { summaries[n.id()] = n.data("of"); });
    w.act({ do: "layout", how, summaries });
  }
  menu.layout = layout;

  const short = (iri) => { const text = title(w.canvas.cy().getElementById(iri)) || iri; return text.length > 24 ? `${text.slice(0, 23)}…` : text; };
  function from(node) {
    start = node.id();
    w.canvas.say(`A path from ${title(node)}: choose “Path to here” on another concept.`);
  }
  function to(node) {
    const first = start;
    start = "";
    w.act({ do: "path", from: first, to: node.id() });
  }
  // The server knows which address an IRI's document has, and sends on to it.
  function page(iri) {
    w.views.keep();
    location.assign(`/concept?${new URLSearchParams({ iri })}`);
  }
  function copy(iri) {
    (navigator.clipboard ? navigator.clipboard.writeText(iri) : Promise.reject(new Error("no clipboard")))
      .then(() => w.canvas.say("The IRI is copied."), () => w.canvas.say(iri));
  }

  /* ------------------------------------------------------------------ the list */
  function build(items, name) {
    const list = w.make("div", { class: "menu", role: "menu", "aria-label": name, tabindex: "-1" });
    for (const entry of items) {
      if (entry.rule) list.append(w.make("div", { class: "menu-rule", role: "separator" }));
      else if (entry.parts) {
        const group = w.make("div", { class: "menu-choice", role: "group", "aria-label": entry.text }, w.make("span", { "aria-hidden": "true" }, entry.text));
        for (const [text, label, act] of entry.parts) group.append(button(text, act, "menu-part", label));
        list.append(group);
      } else list.append(button(entry.text, entry.act, "menu-item", null, entry.key, entry.off));
    }
    return list;
  }

  function button(text, act, name, label, key, off) {
    const made = w.make("button", { type: "button", role: "menuitem", class: name, tabindex: "-1", "aria-label": label, "aria-disabled": off ? "true" : null }, w.make("span", {}, text));
    if (key) made.append(w.make("kbd", { "aria-hidden": "true" }, key));
    made.addEventListener("click", () => { if (!off) { close(); w.walking.back(); act(); } });
    return made;
  }

  /* Open the menu of an element of the canvas (none: of the background) at a place on it. */
  menu.open = function (element, at) {
    close();
    w.cards.hide();
    const some = w.selection.some();
    const many = element && element.isNode() && element.selected() && some.length > 1;
    const items = !element ? ofCanvas() : many ? ofMany(some) : element.isNode() ? ofNode(element) : ofEdge(element);
    const name = !element ? "the canvas" : many ? `${some.length} nodes` : title(element);
    const list = build(items, name);
    list.prepend(w.make("div", { class: "menu-title", dir: "auto", "aria-hidden": "true" }, name));
    list.addEventListener("keydown", pressed);
    list.addEventListener("contextmenu", (event) => event.preventDefault());
    w.$(".stage").append(list);
    open = list;
    menu.put(list, at, 10);
    move(0);
  };

  const items = () => [...open.querySelectorAll("[role=menuitem]")];
  function move(to) {
    const all = items();
    if (all.length) reach(all, all[(to + all.length) % all.length]);
  }

  /* The item that has the focus is the one that Tab can reach, as the pattern wants it. */
  function reach(all, one) {
    all.forEach((b) => { b.tabIndex = b === one ? 0 : -1; });
    one.focus();
  }

  function pressed(event) {
    const all = items(), at = all.indexOf(document.activeElement), key = event.key;
    if (key === "ArrowDown" || key === "ArrowRight") move(at + 1);
    else if (key === "ArrowUp" || key === "ArrowLeft") move(at < 0 ? -1 : at - 1);
    else if (key === "Home") move(0);
    else if (key === "End") move(-1);
    else if (key === "Escape" || key === "Tab") { close(); w.walking.back(); }
    else if (key === "Enter" || key === " ") document.activeElement.click();
    else if (/^\p{L}$/u.test(key)) {
      const next = [...all.slice(at + 1), ...all.slice(0, at + 1)].find((b) => b.textContent.toLowerCase().startsWith(key.toLowerCase()));
      if (next) reach(all, next);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function close() {
    if (open) open.remove();
    open = null;
  }
  menu.close = () => { const was = Boolean(open); close(); return was; };

  document.addEventListener("pointerdown", (event) => { if (open && !open.contains(event.target)) close(); });
  document.addEventListener("whatfixes:attached", ({ detail: cy }) => {
    const show = (event) => menu.open(event.target === cy ? null : event.target, event.renderedPosition);
    cy.on("cxttap", show);
    // A long press of a finger; one of the mouse is the start of a drag.
    cy.on("taphold", (event) => { const by = event.originalEvent; if (by && (by.touches || by.pointerType === "touch")) show(event); });
    cy.container().addEventListener("contextmenu", (event) => event.preventDefault());
    cy.on("pan zoom", () => close());
  });
  w.doings.menu = () => { const cy = w.canvas.cy(); menu.open(null, { x: cy.width() - 260, y: cy.height() }); };
})(window.whatfixes);

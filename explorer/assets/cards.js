/* Cards on the canvas: what a node is, and why an edge is there. They come on hover, without any request, and stay
   when somebody asks "why linked" for an edge. */
(function (w) {
  "use strict";
  const cards = {};
  w.cards = cards;
  const shown = () => w.$("#hover-card");
  let kept = false;

  function nodeRows(node) {
    const rows = [["card-title", node.data("title")], ["card-kind", node.data("cluster") ? "" : node.data("kind")], ["", node.data("tip")],
      ["card-had", w.findings.said(node.id())]];
    return rows.filter(([, text]) => text).map(([name, text]) => w.make("div", { class: name, dir: "auto", lang: name === "card-title" ? node.data("lang") : null }, text));
  }

  function edgeRows(edge) {
    const because = edge.data("because") || [];
    const title = w.make("div", { class: "card-title" }, because.length ? "Linked because" : edge.data("title") || "");
    if (edge.data("cluster") || edge.data("summary")) return [title];
    if (!because.length) {
      const told = edge.data("inferred") ? "This follows from other claims." : "The graph says so, without lines of notes.";
      return [title, w.make("div", { class: "card-kind" }, told)];
    }
    return [title, w.make("ul", { class: "card-claims" }, ...because.map(claimRow))];
  }

  function claimRow(claim) {
    const row = w.make("li", { dir: "auto" }, w.make("div", {}, claim.says));
    const marks = [claim.direction && `a ${claim.direction} value`, claim.when && `when: ${claim.when}`, claim.only].filter(Boolean);
    if (marks.length) row.append(w.make("div", { class: "card-mark" }, marks.join(" · ")));
    if (claim.why) row.append(w.make("div", { class: "card-why" }, claim.why));
    if (claim.lines) row.append(w.make("div", { class: "card-kind" }, `The notes, ${claim.lines}${claim.section ? `: ${claim.section}` : ""}`));
    if (claim.had) row.append(w.make("div", { class: "card-had" }, `Corrected; the notes had: ${claim.had}`));
    return row;
  }

  function show(element, at, stay) {
    const card = shown(), cy = element.cy();
    card.replaceChildren(...(element.isNode() ? nodeRows(element) : edgeRows(element)));
    card.hidden = false;
    card.classList.toggle("kept", Boolean(stay));
    kept = Boolean(stay);
    if (stay) card.append(close());
    card.style.left = `${Math.max(8, Math.min(at.x + 16, cy.width() - card.offsetWidth - 8))}px`;
    card.style.top = `${Math.max(8, at.y + 18 + card.offsetHeight > cy.height() ? at.y - card.offsetHeight - 14 : at.y + 18)}px`;
  }

  function close() {
    const button = w.make("button", { type: "button", class: "card-close", "aria-label": "close this card" }, "×");
    button.addEventListener("click", () => { cards.hide(); w.walking.back(); });
    return button;
  }

  /* The card of an edge, to stay until it is closed; it is said to screen readers too. */
  cards.why = function (edge) {
    const mid = edge.renderedMidpoint();
    show(edge, mid, true);
    const because = edge.data("because") || [];
    w.walking.say(because.length ? `Linked because: ${because.map((c) => c.says + (c.lines ? ` The notes, ${c.lines}.` : "")).join(" ")}` : shown().textContent);
  };
  cards.hide = () => { kept = false; const card = shown(); if (card) card.hidden = true; };
  cards.open = () => kept;

  /* Around the canvas: Cytoscape takes a new style of its own box for a new size, and draws all anew. */
  function pointer(cy, shape) { cy.container().parentElement.style.cursor = shape; }

  function over(event) {
    const target = event.target;
    if (!kept) show(target, event.renderedPosition);
    target.addClass("hover");
    pointer(event.cy, "pointer");
    if (target.data("cluster") && target.isNode()) target.connectedEdges().addClass("lit");
    else if (target.isEdge()) target.addClass("told");
    // The edges of a small node say what they are; those of a hub would cover the canvas.
    else if (target.connectedEdges().length <= 12) target.connectedEdges().addClass("told");
  }

  function out(event) {
    if (!kept) cards.hide();
    event.cy.$(".hover").removeClass("hover");
    event.cy.$("edge.told").removeClass("told");
    event.cy.$("edge[?cluster].lit").removeClass("lit");
    pointer(event.cy, "");
  }

  document.addEventListener("whatfixes:attached", ({ detail: cy }) => {
    cy.on("mouseover", "node, edge", over);
    cy.on("mouseout", "node, edge", out);
    cy.on("tapstart pan zoom", cards.hide);
    cy.on("tap", "edge", (e) => show(e.target, e.renderedPosition, true));
  });
})(window.whatfixes);

/* What the checks find, where it belongs: the count in the bar, a mark on each concept of the canvas that it concerns, a line in
   its card, an item in its menu, and a badge in a panel that was there before the checks were done. Asked for when the page has
   long been drawn, since the checks take a while on their first run. */
(function (w) {
  "use strict";
  const PATIENCE = 120, LIST = "/findings";
  const findings = { of: new Map() };
  w.findings = findings;
  const counted = (n) => `${n} finding${n === 1 ? "" : "s"}`;

  function bar(count) {
    const link = document.getElementById("link-findings");
    if (!link) return;
    link.replaceChildren("Findings ", w.make("span", { class: count ? "badge bad" : "badge" }, String(count)));
    link.hidden = false;
  }

  /* The findings of a node in words, "" for none: cards.js and walking.js say it. */
  findings.said = (iri) => {
    const found = findings.of.get(iri) || [];
    return found.length ? `${counted(found.length)} of the checks: ${found.map((f) => f.message).join("; ")}` : "";
  };

  function mark() {
    const cy = w.canvas.cy();
    if (!cy || !findings.of.size) return;
    cy.batch(() => cy.nodes().forEach((n) => { n.toggleClass("found", findings.of.has(n.id())); }));
  }

  function panel() {
    const place = document.querySelector(".findings-later"), article = place && place.closest("[data-concept]");
    const found = article && findings.of.get(article.dataset.concept);
    if (found) place.replaceChildren(w.make("a", { href: LIST, class: "badge bad", title: findings.said(article.dataset.concept) }, `${counted(found.length)} of the checks`));
  }

  function show(report) {
    if (!report.checked) return;
    findings.of.clear();
    for (const found of report.findings) {
      for (const iri of found.about) findings.of.set(iri, [...(findings.of.get(iri) || []), found]);
    }
    bar(report.count);
    mark();
    panel();
  }

  findings.ask = async (left = PATIENCE) => {
    const answer = await fetch("/findings.json").catch(() => null);
    if (!answer || !answer.ok) return;
    const report = await answer.json();
    if (report.state === "done") show(report);
    else if (report.state === "running" && left) setTimeout(findings.ask, 5000, left - 1);
  };

  document.addEventListener("whatfixes:drawn", mark);
  window.addEventListener("load", () => {
    w.menu.extra.push((node) => (findings.of.has(node.id()) ? [["What the checks find", () => { location.assign(LIST); }]] : []));
    setTimeout(findings.ask, 8000);
  });
})(window.whatfixes);

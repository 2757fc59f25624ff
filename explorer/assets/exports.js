/* What stands on the canvas, as a file: PNG is made here by Cytoscape, all else by the server from the places.
   The menus are <details> with buttons, so that keyboards and screen readers know them. */
(function (w) {
  "use strict";
  const SCALE = 2;

  const theme = () => w.scheme.get();
  const title = () => document.title.replace(/ · whatfixes$/, "");
  const slug = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60) || "whatfixes";

  function save(blob, name) {
    const link = w.make("a", { href: URL.createObjectURL(blob), download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  /* The view as the server takes it: what is hidden is left out, and so are the clusters of the overview. */
  function view(format) {
    const cy = w.canvas.cy(), places = w.canvas.present();
    const shown = cy.nodes().filter((n) => n.id() in places && w.canvas.shows(n));
    const nodes = shown.map((n) => ({ id: n.id(), x: places[n.id()][0], y: places[n.id()][1] }));
    return { format, theme: theme(), title: title(), nodes, edges: cy.edges().filter((e) => w.canvas.shows(e)).map((e) => e.id()) };
  }

  async function png() {
    const paper = getComputedStyle(document.documentElement).getPropertyValue("--paper").trim();
    const blob = await w.canvas.cy().png({ output: "blob-promise", full: true, scale: SCALE, bg: paper, maxWidth: 8000, maxHeight: 8000 });
    save(blob, `${slug(title())}.png`);
  }

  async function served(format) {
    const sent = view(format);
    if (!sent.nodes.length) { w.canvas.say("Open a concept first: the overview can be exported as PNG alone."); return; }
    const answer = await fetch("/export", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(sent) });
    if (!answer.ok) {
      const problem = await answer.json().catch(() => ({}));
      throw new Error(problem.detail || `the server answered ${answer.status}`);
    }
    const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") || "");
    save(await answer.blob(), name ? name[1] : `${slug(title())}.${format}`);
  }

  w.doings.export = async (button) => {
    const menu = button.closest("details");
    if (menu) { menu.open = false; w.$("summary", menu).focus(); }
    try {
      await (button.dataset.format === "png" ? png() : served(button.dataset.format));
    } catch (error) {
      w.canvas.say(`Not exported: ${error.message}.`);
    }
  };

  /* An open menu closes with Escape and with a click elsewhere or on one of its links. */
  const open = () => document.querySelectorAll("details.export-menu[open]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) { menu.open = false; w.$("summary", menu).focus(); event.stopPropagation(); }
  }, true);
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest && event.target.closest(".export-menu a");
    for (const menu of open()) if (chosen || !menu.contains(event.target)) menu.open = false;
  });
})(window.whatfixes);

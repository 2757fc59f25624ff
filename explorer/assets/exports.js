/* What stands on the canvas, as a file: PNG is made here by Cytoscape, all else by the server from the places.
   The menus are <details> with buttons, so that keyboards and screen readers know them. */
(function (w) {
  "use strict";
  const SCALE = 2, LONGEST = 8000;

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

  const paper = () => getComputedStyle(document.documentElement).getPropertyValue("--paper").trim();

  async function png() {
    const blob = await w.canvas.cy().png({ output: "blob-promise", full: true, scale: SCALE, bg: paper(), maxWidth: LONGEST, maxHeight: LONGEST });
    save(blob, `${slug(title())}.png`);
  }

  async function refused(answer) {
    const problem = await answer.json().catch(() => ({}));
    return new Error(problem.detail || `the server answered ${answer.status}`);
  }

  const named = (answer) => (/filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") || "") || [])[1];

  /* The picture of an answer as PNG, drawn from the SVG that the server makes of it. */
  async function drawn(address) {
    const answer = await fetch(`${address}&theme=${theme()}`);
    if (!answer.ok) throw await refused(answer);
    const picture = new Image(), source = URL.createObjectURL(await answer.blob());
    picture.src = source;
    await picture.decode();
    const scale = Math.min(SCALE, LONGEST / Math.max(picture.width, picture.height));
    const sheet = Object.assign(document.createElement("canvas"), { width: picture.width * scale, height: picture.height * scale });
    const pen = sheet.getContext("2d");
    pen.fillStyle = paper();
    pen.fillRect(0, 0, sheet.width, sheet.height);
    pen.drawImage(picture, 0, 0, sheet.width, sheet.height);
    URL.revokeObjectURL(source);
    save(await new Promise((done) => { sheet.toBlob(done, "image/png"); }), (named(answer) || `${slug(title())}.svg`).replace(/svg$/, "png"));
  }

  async function served(format) {
    const sent = view(format);
    if (!sent.nodes.length) { w.canvas.say("Open a concept first: the overview can be exported as PNG alone."); return; }
    const answer = await fetch("/export", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(sent) });
    if (!answer.ok) throw await refused(answer);
    save(await answer.blob(), named(answer) || `${slug(title())}.${format}`);
  }

  async function chosen(button, give) {
    const menu = button.closest("details");
    if (menu) { menu.open = false; w.$("summary", menu).focus(); }
    try {
      await give();
    } catch (error) {
      w.canvas.say(`Not exported: ${error.message}.`);
    }
  }

  w.doings.export = (button) => chosen(button, () => (button.dataset.format === "png" ? png() : served(button.dataset.format)));
  w.doings["export-png"] = (link) => chosen(link, () => drawn(link.getAttribute("href")));

  /* An open menu closes with Escape and with a click elsewhere or on one of its links. */
  const open = () => document.querySelectorAll("details.export-menu[open]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) { menu.open = false; w.$("summary", menu).focus(); event.stopPropagation(); }
  }, true);
  document.addEventListener("click", (event) => {
    const taken = event.target.closest && event.target.closest(".export-menu a");
    for (const menu of open()) if (taken || !menu.contains(event.target)) menu.open = false;
  });
})(window.whatfixes);

/* Views that are kept: as a link, under a name in this browser, as a file. All of them are opened in the same way. */
(function (w) {
  "use strict";
  const views = w.views;
  const KEY = "whatfixes.views", MOST = 100, LONGEST_NAME = 80;
  const saved = {};
  views.saved = saved;

  /* Opens a view from its JSON. The server gives the elements, and the panel by its address: one request. */
  views.restore = function (view, name, quietly) {
    const at = typeof view.at === "string" && view.at.startsWith("?") ? view.at : "";
    w.act({ do: "restore", view, name, at, panel: w.actionOf(at) }, quietly);
  };

  /* ------------------------------------------------------------------ links */
  views.link = async () => `${location.origin}/${views.read().at}#view=${await views.codec.pack(views.read())}`;

  /* A view in the page's address: true where there is one. */
  views.linked = function () {
    const found = /^#view=(.*)$/.exec(location.hash);
    if (!found) return false;
    w.state.begun = true;
    views.codec.unpack(found[1]).then((view) => {
      views.replaceStep();
      views.restore(view, "a link", true);
    }, (error) => {
      history.replaceState({}, "", location.pathname + location.search);
      const say = () => w.trouble(`The view in this link cannot be opened: ${error.message}. Ask for the link again. `);
      if (w.state.n) { say(); return; }
      document.addEventListener("whatfixes:log", say, { once: true });
      w.act(w.actionOf(location.search), true);
    });
    return true;
  };

  /* ------------------------------------------------------------------ names */
  saved.all = function () {
    try {
      const found = JSON.parse(localStorage.getItem(KEY) || "[]");
      return Array.isArray(found) ? found.filter((v) => v && typeof v.name === "string" && v.view && typeof v.view === "object") : [];
    } catch (_) { return []; }
  };

  function keep(all) {
    try {
      localStorage.setItem(KEY, JSON.stringify(all.slice(0, MOST)));
    } catch (_) {
      throw new Error("This browser keeps no more; download the view as a file instead.");
    }
  }

  const clean = (name) => name.replace(/\s+/g, " ").trim().slice(0, LONGEST_NAME);

  saved.save = function (name) {
    const given = clean(name);
    if (!given) throw new Error("Give the view a name.");
    const all = saved.all();
    if (all.length >= MOST && !all.some((v) => v.name === given)) throw new Error(`${MOST} views are kept; delete one first.`);
    keep([{ name: given, at: Date.now(), view: views.read() }, ...all.filter((v) => v.name !== given)]);
    return given;
  };

  saved.rename = function (name, to) {
    const given = clean(to), all = saved.all();
    if (!given) throw new Error("Give the view a name.");
    if (given !== name && all.some((v) => v.name === given)) throw new Error(`“${given}” is there already.`);
    keep(all.map((v) => (v.name === name ? Object.assign({}, v, { name: given }) : v)));
  };

  saved.remove = (name) => keep(saved.all().filter((v) => v.name !== name));

  saved.open = function (name) {
    const found = saved.all().find((v) => v.name === name);
    if (!found) throw new Error(`“${name}” is gone.`);
    views.restore(views.codec.parse(JSON.stringify(found.view)), `the view “${name}”`);
  };

  /* ------------------------------------------------------------------ files */
  saved.download = function (name, view) {
    const text = JSON.stringify({ whatfixes: "view", name, view: view || views.read() }, null, 1);
    const link = w.make("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })),
      download: `${name.replace(/[^\p{L}\p{N} ._-]+/gu, " ").trim().slice(0, 60) || "view"}.whatfixes.json` });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  saved.openFile = async function (file) {
    if (file.size > 4000000) throw new Error("This file is too big for a view.");
    let found;
    try { found = JSON.parse(await file.text()); } catch (_) { throw new Error(`${file.name} is not a view: it is no JSON.`); }
    if (!found || found.whatfixes !== "view" || !found.view) throw new Error(`${file.name} is not a view of whatfixes.`);
    const view = views.codec.parse(JSON.stringify(found.view));
    views.restore(view, `the view “${clean(String(found.name || file.name))}”`);
  };
})(window.whatfixes);

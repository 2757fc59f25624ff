/* The legend: the kinds and the properties on the canvas with their counts; each can be hidden, shown, or shown alone.
   What is hidden here stays on the canvas, out of sight, and the legend says so. */
(function (w) {
  "use strict";
  const hidden = { kinds: new Set(), properties: new Set() };
  const legend = { hidden };
  w.legend = legend;
  const WORDS = { kinds: "kind", properties: "property" };

  /* The colour, shape and icon of a kind, as on the canvas. */
  legend.swatch = function (family, big) {
    const swatch = w.make("span", { class: `swatch shape-${family.shape}${big ? " big" : ""}`, "aria-hidden": "true" });
    swatch.style.setProperty("--colour", family.colour);
    if (big && family.icon) swatch.append(w.make("img", { src: family.icon, alt: "" }));
    return swatch;
  };

  function line(entry) {
    const mark = w.make("span", { class: `line${entry.denied ? " denied" : ""}${entry.inferred ? " inferred" : ""}`, "aria-hidden": "true" });
    return mark;
  }

  /* ------------------------------------------------------------------ what is there */
  function kinds() {
    const found = new Map();
    w.canvas.concepts().not(".hidden").forEach((n) => {
      const key = n.data("family"), family = w.canvas.family(key);
      const entry = found.get(key) || { key, label: family.label, count: 0, mark: () => legend.swatch(family, true) };
      entry.count += 1;
      found.set(key, entry);
    });
    return [...found.values()].sort((a, b) => b.count - a.count || a.label.localeCompare(b.label));
  }

  function properties() {
    const found = new Map();
    w.canvas.cy().edges().forEach((e) => {
      if (e.data("cluster") || e.source().hasClass("hidden") || e.target().hasClass("hidden")) return;
      const key = e.data("reads");
      const entry = found.get(key) || { key, label: key, count: 0, denied: Boolean(e.data("denied")), inferred: true };
      entry.count += 1;
      entry.inferred = entry.inferred && Boolean(e.data("inferred"));
      entry.mark = () => line(entry);
      found.set(key, entry);
    });
    return [...found.values()].sort((a, b) => a.denied - b.denied || b.count - a.count || a.label.localeCompare(b.label));
  }

  /* ------------------------------------------------------------------ hiding and showing */
  function apply() {
    const cy = w.canvas.cy();
    cy.batch(() => {
      cy.nodes().forEach((n) => { n.toggleClass("filtered", !n.data("cluster") && hidden.kinds.has(n.data("family"))); });
      cy.edges().forEach((e) => { e.toggleClass("filtered", !e.data("cluster") && hidden.properties.has(e.data("reads"))); });
    });
  }

  function set(what, keys, name) {
    hidden[what] = new Set(keys);
    apply();
    draw();
    document.dispatchEvent(new CustomEvent("whatfixes:changed"));
    w.did(name);
  }

  legend.toggle = function (what, entry) {
    const now = new Set(hidden[what]);
    const hiding = !now.has(entry.key);
    if (hiding) now.add(entry.key); else now.delete(entry.key);
    set(what, now, `${hiding ? "hid" : "showed"} the ${WORDS[what]} ${entry.label}`);
  };

  /* This one alone; once more shows all again. */
  legend.only = function (what, entry, all) {
    const others = all.map((e) => e.key).filter((key) => key !== entry.key);
    const alone = !hidden[what].has(entry.key) && others.every((key) => hidden[what].has(key));
    set(what, alone ? [] : others, alone ? `showed every ${WORDS[what]}` : `showed the ${WORDS[what]} ${entry.label} alone`);
  };

  legend.hideProperty = (label) => { if (!hidden.properties.has(label)) legend.toggle("properties", { key: label, label }); };
  legend.reset = function () {
    if (!hidden.kinds.size && !hidden.properties.size) return false;
    hidden.properties = new Set();
    set("kinds", [], "showed every kind and property");
    return true;
  };

  // In a link the kinds stand by the name of their class: their keys may change when the graph does.
  const keys = () => new Map(w.canvas.concepts().map((n) => [w.canvas.family(n.data("family")).iri || n.data("family"), n.data("family")]));
  w.views.part("filters", {
    read: () => ({ kinds: [...hidden.kinds].map((key) => w.canvas.family(key).iri || key).sort(), properties: [...hidden.properties].sort() }),
    write: (given) => {
      const known = keys(), { kinds: some, properties: others } = Object.assign({ kinds: [], properties: [] }, given);
      hidden.kinds = new Set(some.map((iri) => known.get(iri) || iri));
      hidden.properties = new Set(others);
      apply();
      draw();
    },
  });

  /* ------------------------------------------------------------------ the list */
  function section(what, title, entries) {
    if (!entries.length) return [];
    const rows = entries.map((entry) => row(what, entry, entries));
    return [w.make("h3", { class: "legend-title", id: `legend-${what}` }, title), w.make("ul", { "aria-labelledby": `legend-${what}` }, ...rows)];
  }

  function row(what, entry, entries) {
    const off = hidden[what].has(entry.key);
    const toggle = w.make("button", { type: "button", class: "legend-row", "aria-pressed": String(!off), title: `${off ? "show" : "hide"}: ${entry.label}`, "data-key": entry.key },
      entry.mark(), w.make("span", { class: "legend-label", dir: "auto" }, entry.label), w.make("span", { class: "count" }, String(entry.count)));
    toggle.addEventListener("click", () => { legend.toggle(what, entry); again(what, entry, ".legend-row"); });
    const only = w.make("button", { type: "button", class: "legend-only", title: `show this alone: ${entry.label}`, "aria-label": `show ${entry.label} alone` }, "only");
    only.addEventListener("click", () => { legend.only(what, entry, entries); again(what, entry, ".legend-only"); });
    return w.make("li", { class: off ? "off" : "", "data-what": what }, toggle, entries.length > 1 ? only : null);
  }

  /* The list is made anew by a click: the keyboard stays where it was. */
  function again(what, entry, selector) {
    const rows = [...document.querySelectorAll(`#legend [data-what="${what}"]`)];
    const same = rows.find((r) => w.$(".legend-row", r).dataset.key === entry.key);
    const target = same && (w.$(selector, same) || w.$(".legend-row", same));
    if (target) target.focus({ preventScroll: true });
  }

  let said = "";
  function draw() {
    const target = w.$("#legend");
    if (!target) return;
    const some = kinds(), others = properties();
    // A list that says the same stays: one made anew between the two halves of a click would swallow it.
    const says = JSON.stringify([some, others, [...hidden.kinds], [...hidden.properties]]);
    if (target.childElementCount && says === said) return;
    said = says;
    const top = target.scrollTop;
    const all = w.make("button", { type: "button", class: "legend-reset" }, "Show all");
    all.addEventListener("click", () => legend.reset());
    const filtered = hidden.kinds.size || hidden.properties.size;
    target.replaceChildren(...section("kinds", "Kinds", some), ...section("properties", "Links", others), ...(filtered ? [all] : []));
    target.hidden = !some.length && !others.length;
    target.scrollTop = top;
  }

  document.addEventListener("whatfixes:drawn", ({ detail }) => {
    if (detail.mode === "groups") return;
    if (detail.replace && !w.canvas.concepts().length) { hidden.kinds = new Set(); hidden.properties = new Set(); }
    apply();
    draw();
    const unseen = (detail.add || []).filter((e) => e.group === "nodes" && hidden.kinds.has(e.data.family)).length;
    if (unseen) w.canvas.say(`${unseen} of them ${unseen === 1 ? "is" : "are"} of a kind that the legend hides.`);
  });
  document.addEventListener("whatfixes:changed", draw);
  w.doings.legend = (button) => {
    const open = document.documentElement.classList.toggle("legend-open");
    button.setAttribute("aria-expanded", String(open));
  };
})(window.whatfixes);

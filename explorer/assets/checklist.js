/* The checklist of what may be added around a concept, as a popover at its node; the details panel may hold the same.
   At most 50 are added or listed at a time, unless somebody asks for all of them; what is left is said. */
(function (w) {
  "use strict";
  const expansion = w.expansion || (w.expansion = {});
  let open = null;

  const many = (n, of) => `${n.toLocaleString("en")} ${of}`;

  /* ------------------------------------------------------------------ the list */
  /* A checklist for a concept, as an element; *only* is the key of the one group to show. */
  w.checklist = function (iri, groups, only) {
    const host = w.make("div", { class: "checklist" });
    const chosen = { groups: new Set(only ? [only] : []), members: new Set() };
    const shown = groups.filter((g) => !only || g.key === only);
    const list = w.make("ul", { class: "check-groups" });
    for (const group of shown) list.append(groupRow(iri, group, chosen, () => foot.update(), Boolean(only)));
    const foot = footer(iri, shown, chosen);
    host.append(shown.length ? list : w.make("p", { class: "quiet" }, "Nothing in the graph is linked to this."), foot.element);
    return host;
  };

  function tick(label, checked, changed) {
    const box = w.make("input", { type: "checkbox", "aria-label": label });
    box.checked = checked;
    box.addEventListener("change", () => changed(box.checked));
    return box;
  }

  function groupRow(iri, group, chosen, changed, opened) {
    const row = w.make("li", { class: group.denied ? "check-group denied" : "check-group", "data-key": group.key });
    const here = expansion.here(iri, group.label).size;
    const box = tick(`${group.label} ${group.count}`, chosen.groups.has(group.key), (on) => {
      if (on) chosen.groups.add(group.key); else chosen.groups.delete(group.key);
      changed();
    });
    const label = w.make("label", { class: "check-name" }, box, w.make("span", { class: "check-label" }, group.label));
    const all = here >= group.count;
    box.disabled = all && !opened;
    const seen = w.make("span", { class: "check-here" }, all ? "all here" : here ? `${here} here` : "");
    const unfold = w.make("button", { type: "button", class: "check-unfold", "aria-expanded": "false", "aria-label": `the members of ${group.label}` });
    const members = w.make("ul", { class: "check-members" });
    members.hidden = true;
    const toggle = () => {
      members.hidden = !members.hidden;
      unfold.setAttribute("aria-expanded", String(!members.hidden));
      if (!members.childNodes.length) fill(iri, group, members, chosen, changed);
    };
    unfold.addEventListener("click", toggle);
    row.append(w.make("div", { class: "check-row" }, label, seen, w.make("span", { class: "count" }, many(group.count, "").trim()), unfold), members);
    if (opened) toggle();
    return row;
  }

  function fill(iri, group, list, chosen, changed) {
    const on = expansion.here(iri, group.label);
    list.replaceChildren(...group.members.map((member) => {
      const family = w.canvas.family(member.family);
      const box = tick(member.label, on.has(member.iri) || chosen.members.has(member.iri), (checked) => {
        if (checked) chosen.members.add(member.iri); else chosen.members.delete(member.iri);
        changed();
      });
      box.disabled = on.has(member.iri);
      return w.make("li", {}, w.make("label", { class: "check-name" }, box, w.legend.swatch(family), w.make("span", { dir: "auto" }, member.label),
        on.has(member.iri) ? w.make("span", { class: "check-here" }, "here") : null));
    }));
    const left = group.count - group.members.length;
    if (left <= 0) return;
    const more = w.make("button", { type: "button", class: "button small" }, `Show ${Math.min(left, expansion.atOnce)} more of ${left.toLocaleString("en")}`);
    more.addEventListener("click", () => expansion.more(iri, group, (groups) => {
      const grown = groups.find((g) => g.key === group.key) || group, before = group.members.length;
      fill(iri, Object.assign(group, grown), list, chosen, changed);
      const first = list.querySelectorAll("input")[before];
      if (first) first.focus();
    }));
    list.append(w.make("li", { class: "check-more" }, more));
  }

  /* ------------------------------------------------------------------ its buttons */
  function footer(iri, groups, chosen) {
    const told = w.make("p", { class: "check-told", role: "status" });
    const make = (text, name, act) => {
      const button = w.make("button", { type: "button", class: `button small ${name}` }, text);
      button.addEventListener("click", act);
      return button;
    };
    const wish = () => ({ groups: [...chosen.groups], members: [...chosen.members] });
    const add = make("Add selected", "primary check-selected", () => send(iri, wish()));
    const shown = groups.length === 1 ? { groups: [groups[0].key] } : {};
    const all = make("Add all", "check-all", () => send(iri, shown));
    const whole = make("", "check-whole", () => send(iri, Object.assign({ whole: true }, shown)));
    const one = make("Add as a group", "check-group-add", () => send(iri, { groups: [...chosen.groups], as_group: true }));
    const update = () => {
      const none = !chosen.groups.size && !chosen.members.size;
      add.disabled = none;
      one.disabled = !chosen.groups.size;
      const left = groups.filter((g) => chosen.groups.has(g.key)).reduce((sum, g) => sum + Math.max(0, g.count - expansion.here(iri, g.label).size), 0) + chosen.members.size;
      const rest = groups.reduce((sum, g) => sum + Math.max(0, g.count - expansion.here(iri, g.label).size), 0), gone = !rest;
      all.disabled = gone;
      all.textContent = rest > expansion.atOnce ? `Add ${expansion.atOnce} of ${rest.toLocaleString("en")}` : "Add all";
      whole.hidden = rest <= expansion.atOnce;
      whole.textContent = rest > expansion.most ? `Add ${many(expansion.most, "of")} ${rest.toLocaleString("en")}` : `Add all ${rest.toLocaleString("en")}`;
      told.textContent = gone ? "All of these are on the canvas already." : none ? `At most ${expansion.atOnce} at a time.` : left > expansion.atOnce ? `${many(left, "to add")}: the first ${expansion.atOnce} now, then more.` : `${many(left, "to add")}.`;
    };
    update();
    return { element: w.make("div", { class: "check-foot" }, told, w.make("div", { class: "check-buttons" }, add, all, whole, one)), update };
  }

  function send(iri, wish) {
    if (open) open.wish = wish;
    expansion.add(iri, wish);
  }

  /* ------------------------------------------------------------------ the popover */
  /* Open the checklist at a node: a concept's, or that of a node which stands for a group. */
  w.openChecklist = function (node) {
    if (!node || node.empty() || node.data("cluster")) return;
    const iri = node.data("summary") ? node.data("of") : node.id();
    expansion.of(iri, (groups) => show(node, iri, groups, node.data("summary") ? node.data("key") : ""));
  };

  function show(node, iri, groups, only) {
    close();
    const title = w.canvas.cy().getElementById(iri).data("title") || "";
    const total = groups.filter((g) => !only || g.key === only).reduce((sum, g) => sum + g.count, 0);
    const shut = w.make("button", { type: "button", class: "card-close", "aria-label": "close" }, "×");
    shut.addEventListener("click", () => leave());
    const box = w.make("div", { class: "popover", id: "expansion", role: "dialog", "aria-label": `Add what is linked to ${title}` },
      w.make("header", { class: "popover-head" }, w.make("strong", { dir: "auto" }, title), w.make("span", { class: "quiet" }, `${total.toLocaleString("en")} linked`), shut),
      w.checklist(iri, groups, only));
    box.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); leave(); } else w.walking.trap(event, box); });
    w.$(".stage").append(box);
    open = { box, node: node.id(), iri, only };
    put();
    new ResizeObserver(put).observe(box);
    (w.$(".checklist input:not(:disabled)", box) || shut).focus();
  }

  function put() {
    if (!open) return;
    const node = w.canvas.cy().getElementById(open.node);
    if (node.empty()) return close();
    w.menu.put(open.box, node.renderedPosition(), 22);
  }

  function close() {
    if (open) open.box.remove();
    open = null;
  }
  function leave() { close(); w.walking.back(); }
  w.closeChecklist = () => { const was = Boolean(open); if (was) leave(); return was; };

  // After adding: the popover goes, unless something is left to add, which it says.
  document.addEventListener("whatfixes:drawn", ({ detail }) => {
    if (!open || detail.mode === "groups") return;
    const { wish, iri } = open, groups = expansion.known.get(iri) || [];
    const node = w.canvas.cy().getElementById(open.node).nonempty() ? w.canvas.cy().getElementById(open.node) : w.canvas.cy().getElementById(iri);
    if (!wish || wish.as_group || node.empty()) return leave();
    const meant = groups.filter((g) => (wish.groups && wish.groups.length ? wish.groups.includes(g.key) : !(wish.members || []).length));
    const left = meant.reduce((sum, g) => sum + Math.max(0, g.count - expansion.here(iri, g.label).size), 0);
    if (!left) return leave();
    show(node, iri, groups, open.only);
    const next = w.make("button", { type: "button", class: "button small primary check-next" }, `Show ${Math.min(left, expansion.atOnce)} more`);
    next.addEventListener("click", () => send(iri, wish));
    w.$(".check-told", open.box).textContent = `${many(left, "left to add")}. `;
    w.$(".check-buttons", open.box).prepend(next);
    next.focus();
  });

  document.addEventListener("pointerdown", (event) => { if (open && !open.box.contains(event.target)) close(); });
  document.addEventListener("whatfixes:attached", ({ detail: cy }) => { let due = false; cy.on("pan zoom resize", () => { if (open && !due) { due = true; requestAnimationFrame(() => { due = false; put(); }); } }); });
})(window.whatfixes);

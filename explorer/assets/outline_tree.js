/* The outline as a tree, in the ARIA tree pattern: one stop for Tab, arrows walk and open, Space selects, Enter opens the
   concept, letters find. Branches are kinds, or the concepts that were expanded. */
(function (w) {
  "use strict";
  const OPEN_UP_TO = 150;
  const closed = new Set(), opened = new Set();
  const order = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  let lines = [], focus = null, typed = "", waits = null;

  const host = () => w.$("#outline-tree");
  const byLabel = (a, b) => order.compare(a.label, b.label);

  /* ------------------------------------------------------------------ branches */
  function byKind(rows) {
    const groups = new Map();
    for (const row of rows) {
      const family = w.outline.family(row.family), name = row.opens ? (family ? family.label : row.kind || "other") : row.kind;
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(row);
    }
    return [...groups].sort(([a], [b]) => order.compare(a, b)).map(([name, members]) => ({ id: `kind ${name}`, label: name, branch: true, family: members[0].family,
      children: members.sort(byLabel).map((row) => ({ id: row.id, row, label: row.label, children: [] })) }));
  }

  function byOrigin(rows) {
    const items = new Map(rows.map((row) => [row.id, { id: row.id, row, label: row.label, children: [] }]));
    const top = [];
    for (const item of items.values()) {
      const parent = items.get(item.row.from);
      if (parent && parent !== item && !leads(items, parent, item)) { parent.children.push(item); item.parent = parent; } else top.push(item);
    }
    const sort = (list) => { list.sort(byLabel); list.forEach((i) => sort(i.children)); return list; };
    return sort(top);
  }
  /* Whether going up from *from* one comes to *to*: such a branch would be a circle. */
  function leads(items, from, to) {
    for (let at = from; at; at = at.parent) if (at === to) return true;
    return false;
  }

  const fits = (item, wanted) => !wanted || [item.label, item.row && item.row.kind].some((t) => t && t.toLowerCase().includes(wanted));
  function narrowed(items, wanted) {
    if (!wanted) return items;
    return items.map((item) => Object.assign({}, item, { children: narrowed(item.children, wanted) }))
      .filter((item) => item.children.length || (!item.branch && fits(item, wanted)));
  }

  /* ------------------------------------------------------------------ lines: what can be seen, from the top down */
  function flat(items, level, isOpen, parent, into) {
    items.forEach((item, n) => {
      const open = item.children.length > 0 && isOpen(item);
      const line = { item, level, open, parent, position: n + 1, of: items.length };
      into.push(line);
      if (open) flat(item.children, level + 1, isOpen, line, into);
    });
    return into;
  }

  function show(rows, text) {
    const element = host(), wanted = text.toLowerCase(), few = rows.length <= OPEN_UP_TO;
    const tree = narrowed(w.outline.view.by === "origin" ? byOrigin(rows) : byKind(rows), wanted);
    lines = flat(tree, 1, (item) => Boolean(wanted) || opened.has(item.id) || (few && !closed.has(item.id)), null, []);
    if (!lines.some((l) => l.item.id === focus)) focus = lines.length ? (lines.find((l) => l.item.row && l.item.row.here) || lines[0]).item.id : null;
    const had = element.contains(document.activeElement), top = element.scrollTop;
    element.replaceChildren(...(lines.length ? lines.map(draw) : [w.make("p", { class: "quiet outline-none" }, rows.length ? "Nothing here goes by that." : "Nothing is on the canvas.")]));
    element.scrollTop = top;
    if (had) move(focus);
  }

  function draw(line) {
    const { item, level, open, position, of } = line, row = item.row, family = w.outline.family(row ? row.family : item.family);
    const element = w.make("div", { role: "treeitem", class: ["tree-line", item.branch ? "branch" : "", row && row.here ? "here" : "", row && /hidden|filtered/.test(row.state) ? "unshown" : ""].filter(Boolean).join(" "),
      id: `tree-${lines.indexOf(line)}`, "aria-level": level, "aria-setsize": of, "aria-posinset": position, "aria-expanded": item.children.length ? String(open) : null,
      "aria-selected": row ? String(row.selected) : null, "aria-label": [item.label, row && row.kind, row && row.state].filter(Boolean).join(", "), tabindex: item.id === focus ? 0 : -1, style: `--level: ${level}` },
      w.make("span", { class: "tree-mark", "aria-hidden": "true" }),
      family ? w.make("span", { class: `swatch shape-${family.shape}`, style: `--colour: ${family.colour}`, "aria-hidden": "true" }) : null,
      w.make("span", { class: "tree-label", dir: "auto", lang: (row && row.lang) || null }, item.label),
      item.children.length ? w.make("span", { class: "count" }, String(item.children.length)) : null,
      row && w.outline.view.by === "origin" ? w.make("span", { class: "tree-kind" }, row.kind) : null,
      row && row.state ? w.make("span", { class: "tree-state" }, row.state) : null);
    element.line = line;
    return element;
  }

  /* ------------------------------------------------------------------ hands */
  const at = (id) => lines.findIndex((l) => l.item.id === id);
  function move(id) {
    const n = at(id);
    if (n < 0) return;
    const before = w.$("[tabindex='0']", host());
    if (before) before.tabIndex = -1;
    focus = id;
    const element = host().children[n];
    element.tabIndex = 0;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest" });
  }

  function turn(line, open) {
    const { id } = line.item;
    (open ? opened : closed).add(id);
    (open ? closed : opened).delete(id);
    w.outline.refresh();
  }

  const chosen = () => w.outline.rows.filter((r) => r.selected).map((r) => r.id);
  function select(line, more) {
    const row = line.item.row;
    const ids = row ? [row.id] : line.item.children.map((c) => c.id), before = chosen();
    if (!more) return w.outline.pick(ids, row ? row.id : null);
    const drop = ids.every((id) => before.includes(id));
    w.outline.pick(drop ? before.filter((id) => !ids.includes(id)) : [...new Set([...before, ...ids])], drop || !row ? null : row.id);
  }

  function pressed(event) {
    const element = event.target.closest("[role=treeitem]");
    if (!element || event.ctrlKey || event.metaKey || event.altKey) return;
    const { line } = element, n = at(line.item.id), to = (m) => lines[m] && move(lines[m].item.id);
    const keys = {
      ArrowDown: () => { to(n + 1); if (event.shiftKey && lines[n + 1]) select(lines[n + 1], true); }, ArrowUp: () => { to(n - 1); if (event.shiftKey && lines[n - 1]) select(lines[n - 1], true); },
      Home: () => to(0), End: () => to(lines.length - 1),
      ArrowRight: () => { if (line.item.children.length && !line.open) turn(line, true); else if (line.open) to(n + 1); },
      ArrowLeft: () => { if (line.open) turn(line, false); else if (line.parent) move(line.parent.item.id); },
      " ": () => select(line, true),
      Enter: () => { if (line.item.row) w.outline.enter(line.item.row.id); else turn(line, !line.open); },
      "*": () => { for (const l of lines) if (l.parent === line.parent && l.item.children.length) { opened.add(l.item.id); closed.delete(l.item.id); } w.outline.refresh(); },
    };
    if (keys[event.key]) keys[event.key]();
    else if (event.key.length === 1 && /\S/.test(event.key)) find(event.key, n);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /* The next line that begins with what was typed just now. */
  function find(letter, from) {
    clearTimeout(waits);
    waits = setTimeout(() => { typed = ""; }, 600);
    typed += letter.toLowerCase();
    const start = typed.length > 1 ? from : from + 1;
    for (let n = 0; n < lines.length; n += 1) {
      const line = lines[(start + n) % lines.length];
      if (line.item.label.toLowerCase().startsWith(typed)) return move(line.item.id);
    }
    // Nothing begins so: the letter begins anew.
    typed = typed.length > 1 ? "" : typed;
    return typed ? null : find(letter, from);
  }

  function attach() {
    const element = host();
    if (!element || element.dataset.ready) return;
    element.dataset.ready = "yes";
    element.addEventListener("keydown", pressed);
    element.addEventListener("click", (event) => {
      const clicked = event.target.closest("[role=treeitem]");
      if (!clicked) return;
      const { line } = clicked;
      if (event.target.closest(".tree-mark") && line.item.children.length || line.item.branch && !event.ctrlKey) { focus = line.item.id; turn(line, !line.open); return move(line.item.id); }
      move(line.item.id);
      select(line, event.ctrlKey || event.metaKey || event.shiftKey);
    });
    element.addEventListener("dblclick", (event) => { const hit = event.target.closest("[role=treeitem]"); if (hit && hit.line.item.row) w.outline.enter(hit.line.item.row.id); });
  }
  w.outline.faces.tree = { show: (rows, text) => { attach(); show(rows, text); } };
})(window.whatfixes);

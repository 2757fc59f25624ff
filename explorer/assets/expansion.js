/* What may be added around a concept: its groups by property and direction with exact counts. `w.expansion` keeps
   the groups that came with the opening of a concept, counts what is on the canvas, sends expansions (one request
   each), and keeps the nodes that stand for groups. checklist.js shows the groups. */
(function (w) {
  "use strict";
  const AT_ONCE = 50, MOST = 1000;
  const known = new Map();
  const expansion = (w.expansion = Object.assign(w.expansion || {}, { known, atOnce: AT_ONCE, most: MOST }));

  /* ------------------------------------------------------------------ what is known */
  function learn(iri, listed) {
    const before = known.get(iri) || [];
    known.set(iri, listed.some((g) => g.from) ? before.map((old) => {
      const more = listed.find((g) => g.key === old.key);
      return more && more.from === old.members.length ? Object.assign({}, old, { members: old.members.concat(more.members) }) : old;
    }) : listed);
  }

  /* The groups of a concept, by one request if they did not come with its opening; *then* is called with them. */
  expansion.of = function (iri, then) {
    if (known.has(iri)) return then(known.get(iri));
    awaited.set(iri, then);
    w.act({ do: "groups", iri });
  };
  /* Further members of a group, by one request. */
  expansion.more = function (iri, group, then) {
    awaited.set(iri, then);
    w.act({ do: "groups", iri, group: group.key, from: group.members.length });
  };
  const awaited = new Map();

  /* The IRIs of those of a concept's neighbours that can be seen, of a group (by its label, as an edge reads from the concept). */
  expansion.here = function (iri, label) {
    const node = w.canvas.cy().getElementById(iri), found = new Set();
    node.connectedEdges().forEach((edge) => {
      if (edge.data("summary")) return;
      for (const [end, other, reads] of [["source", "target", "reads"], ["target", "source", "back"]]) {
        if (edge.data(end) === iri && edge.data(reads) === label && !edge[other]().hasClass("hidden")) found.add(edge.data(other));
      }
    });
    return found;
  };

  /* ------------------------------------------------------------------ adding */
  /* Add neighbours of a concept: *wish* has `groups` (keys), `members` (IRIs), `as_group` and
     `whole` (more than 50 at once); neither groups nor members means all. One request. */
  expansion.add = (iri, wish) => w.act({ do: "expand", iri, groups: wish.groups || [], members: wish.members || [], as_group: Boolean(wish.as_group), whole: Boolean(wish.whole) });

  document.addEventListener("whatfixes:drawn", ({ detail }) => {
    for (const [iri, listed] of Object.entries(detail.groups || {})) {
      learn(iri, listed);
      const then = awaited.get(iri);
      awaited.delete(iri);
      if (then) then(known.get(iri));
    }
    recount();
  });

  /* ------------------------------------------------------------------ nodes that stand for groups */
  const summaries = () => w.canvas.cy().nodes("[?summary]");

  /* What a group's node still stands for; a node that stands for nothing any more goes. */
  function recount() {
    summaries().forEach((node) => {
      const group = (known.get(node.data("of")) || []).find((g) => g.key === node.data("key"));
      if (!group) return;
      const left = group.count - expansion.here(node.data("of"), group.label).size;
      if (left <= 0) node.remove();
      else if (left !== node.data("count")) tell(node, left);
    });
  }

  function tell(node, count) {
    const many = count.toLocaleString("en");
    node.data({ count, label: `${many} · ${node.data("group")}`, title: `${many} concept${count === 1 ? "" : "s"}: ${node.data("group")}` });
  }

  document.addEventListener("whatfixes:changed", () => recount());

  w.views.part("groups", {
    read: () => summaries().map((n) => {
      const at = w.canvas.place(n), edge = n.connectedEdges()[0];
      return { of: n.data("of"), key: n.data("key"), group: n.data("group"), count: n.data("count"), denied: Boolean(edge && edge.data("denied")), at: [at.x, at.y] };
    }),
    write: (given) => {
      const cy = w.canvas.cy();
      summaries().remove();
      for (const g of Array.isArray(given) ? given : []) {
        if (cy.getElementById(g.of).empty()) continue;
        const id = `group:${g.of} ${g.key}`;
        cy.add({ group: "nodes", position: { x: g.at[0], y: g.at[1] },
          data: { id, summary: true, of: g.of, key: g.key, group: g.group, family: "summary", kind: "group", tip: "Double-click to open it." } });
        cy.add({ group: "edges", data: Object.assign({ id: `${id} edge`, source: g.of, target: id, summary: true, property: "", reads: g.group, back: g.group,
          label: g.group, title: g.group, lines: "", because: [] }, g.denied ? { denied: true } : {}) });
        tell(cy.getElementById(id), g.count);
      }
    },
  });
})(window.whatfixes);

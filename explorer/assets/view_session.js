/* The log of this tab, kept over a reload: in the session storage, which no other tab reads. Written when the page is left, read
   when it begins. Snapshots share their elements and panels there as they do in memory; where it would be too much, what was
   overwritten goes first, then the oldest steps. A view of another state of the graph is not taken from here but asked for. */
(function (w) {
  "use strict";
  const KEY = "whatfixes.log", LONGEST = 4000000;
  const views = w.views, session = {};
  views.session = session;

  /* A table of things, each once: the number of a thing in it. */
  function table(fold) {
    const number = new Map(), rows = [];
    const of = (thing) => {
      if (thing === undefined) return -1;
      if (!number.has(thing)) { number.set(thing, rows.length); rows.push(fold ? fold(thing) : thing); }
      return number.get(thing);
    };
    return { of, rows };
  }

  function folded(entries, rest, at) {
    const data = table(), panels = table(), records = table((r) => Object.assign({}, r, { data: data.of(r.data) }));
    const fold = ({ id, name, snapshot }) => ({ id, name, snapshot: Object.assign({}, snapshot, { elements: snapshot.elements.map(records.of), panel: panels.of(snapshot.panel) }) });
    return JSON.stringify({ generation: w.generation(), at, entries: entries.map(fold), rest: rest.map(fold), data: data.rows, panels: panels.rows, records: records.rows });
  }

  function unfolded(kept) {
    const records = kept.records.map((r) => Object.assign(r, { data: kept.data[r.data] }));
    const unfold = (e) => { e.snapshot.elements = e.snapshot.elements.map((n) => records[n]); e.snapshot.panel = kept.panels[e.snapshot.panel]; return e; };
    return { at: kept.at, entries: kept.entries.map(unfold), rest: kept.rest.map(unfold) };
  }

  session.keep = function (entries, rest, at) {
    if (!entries.length) return;
    const shorter = [0, at / 2, (3 * at) / 4, at].map((from) => [Math.floor(from), []]);
    for (const [from, others] of [[0, rest], ...shorter]) {
      const text = folded(entries.slice(from), others, at - from);
      if (text.length > LONGEST) continue;
      try { sessionStorage.setItem(KEY, text); return; } catch (_) { /* full: with less, or not at all */ }
    }
    try { sessionStorage.removeItem(KEY); } catch (_) { /* a browser that keeps nothing */ }
  };

  /* The log from before the reload; null where there is none, or where it shows another state of the graph. */
  session.read = function () {
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEY));
      return kept && kept.generation === w.generation() ? unfolded(kept) : null;
    } catch (_) { return null; }
  };
})(window.whatfixes);

/* A view to and from the text of a link, as explorer/state.py does it: JSON, deflated, in base64url. What a link
   or a file brings is bounded here, checked by the server, and only then shown. */
(function (w) {
  "use strict";
  const views = w.views;
  const ID = "https://w3id.org/whatfixes/id/", WF = "https://w3id.org/whatfixes/ontology#";
  const VERSION = 1, LONGEST_TEXT = 65536, LONGEST_JSON = 2000000, DEEPEST = 24;
  const codec = { LONGEST_LINK: 8192 };
  views.codec = codec;

  const shortened = function (iri, space) {
    const rest = iri.startsWith(space) ? iri.slice(space.length) : "";
    if (rest && !/[:/<]/.test(rest)) return rest;
    return /[:/]/.test(iri) && !iri.startsWith("<") ? iri : `<${iri}`;
  };

  function reference(id, number) {
    if (number.has(id)) return number.get(id);
    const words = id.split(" "), denied = words[0] === "not", ends = denied ? words.slice(1) : words;
    if (ends.length !== 3 || !number.has(ends[0]) || !number.has(ends[2]) || !ends[1]) return id;
    return [number.get(ends[0]), shortened(ends[1], WF), number.get(ends[2])].concat(denied ? [1] : []);
  }

  const is = (r, name) => r.classes.split(" ").includes(name);
  const round = (value, by) => Math.round(value * by) / by;
  const empty = (value) => value === null || value === undefined || (typeof value === "object" && !Object.keys(value).length);

  /* A snapshot as JSON that anybody may hold: ids and numbers, nothing that the graph tells. */
  views.wire = function (s) {
    const nodes = s.elements.filter((r) => r.group === "nodes" && !r.data.summary);
    const number = new Map(nodes.map((r, n) => [r.id, n]));
    const clusters = nodes.some((r) => r.data.cluster);
    const made = {
      v: VERSION, at: s.address.slice(1), mode: clusters ? "overview" : s.mode === "overview" ? "concept" : s.mode, stage: s.stage, open: s.open,
      touched: s.touched, title: s.title.replace(/ · whatfixes$/, ""), nodes: nodes.map((r) => [shortened(r.id, ID), Math.round(r.x), Math.round(r.y)]) };
    const marks = { lit: [], dim: [], selected: [], chosen: [] };
    for (const r of s.elements) {
      for (const name of ["lit", "dim", "chosen"]) if (is(r, name)) marks[name].push(r.id);
      if (r.selected) marks.selected.push(r.id);
    }
    const ends = new Set(s.elements.map((r) => r.id));
    marks.gone = [...views.known.values()].filter((e) => !ends.has(e.id) && ends.has(e.data.source) && ends.has(e.data.target)).map((e) => e.id);
    for (const [name, ids] of Object.entries(marks)) if (ids.length) made[name] = ids.map((id) => reference(id, number));
    const undimmed = s.elements.filter((r) => !is(r, "dim"));
    if (marks.dim.length && undimmed.every((r) => is(r, "lit")) && undimmed.length === marks.lit.length) made.dim = "rest";
    const { zoom, pan, width, height } = s.window;
    if (width && height) made.window = [round(zoom, 1e4), round((width / 2 - pan.x) / zoom, 10), round((height / 2 - pan.y) / zoom, 10), width, height];
    const parts = Object.fromEntries(Object.entries(JSON.parse(s.parts)).filter(([, value]) => !empty(value)));
    if (Object.keys(parts).length) made.parts = parts;
    return made;
  };

  /* The view as it is now. */
  views.read = () => views.wire(views.take(views.current() && views.current().snapshot));

  /* ------------------------------------------------------------------ text */
  async function through(stream, bytes, most) {
    const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
    const pieces = [];
    let size = 0;
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      size += piece.value.length;
      if (size > most) { await reader.cancel().catch(() => {}); throw new Error("it holds more than a view can be"); }
      pieces.push(piece.value);
    }
    return new Uint8Array(await new Blob(pieces).arrayBuffer());
  }

  codec.pack = async function (view) {
    const bytes = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(JSON.stringify(view)), Infinity);
    let text = "";
    for (let n = 0; n < bytes.length; n += 8192) text += String.fromCharCode(...bytes.subarray(n, n + 8192));
    return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };

  codec.unpack = async function (text) {
    if (text.length > LONGEST_TEXT) throw new Error("it is too long");
    if (!/^[A-Za-z0-9_-]+$/.test(text)) throw new Error("it is damaged");
    let plain;
    try {
      const bytes = Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
      plain = await through(new DecompressionStream("deflate-raw"), bytes, LONGEST_JSON);
    } catch (error) {
      throw new Error(/more than/.test(error.message) ? error.message : "it is damaged or cut short");
    }
    return codec.parse(new TextDecoder("utf-8", { fatal: true }).decode(plain));
  };

  /* JSON of a view from outside: an object of our version, not too deep to be handed on. */
  codec.parse = function (text) {
    if (text.length > LONGEST_JSON) throw new Error("it holds more than a view can be");
    let view;
    try { view = JSON.parse(text); } catch (_) { throw new Error("it holds something that is not a view"); }
    if (!view || typeof view !== "object" || view.v !== VERSION || !sound(view, 0)) throw new Error("it holds no view that this page can read");
    return view;
  };

  const sound = (value, depth) => depth < DEEPEST && (typeof value === "number" ? Number.isFinite(value)
    : !value || typeof value !== "object" || Object.values(value).every((v) => sound(v, depth + 1)));
})(window.whatfixes);

/* What a person did to the view, by name, and what the view is made of. Loaded first: the other files register here.
   A part of the view is a key with a way to read it as JSON and a way to write it back. */
window.whatfixes = window.whatfixes || {};

(function (w) {
  "use strict";
  const parts = new Map();
  const log = [];
  w.views = { log, parts, part: (key, part) => parts.set(key, part) };

  /* A person changed the view: "hid Dropout". Called after the change. */
  w.did = (name) => { log.push(name); };
})(window.whatfixes);

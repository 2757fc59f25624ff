/* Libraries that the first screen does without: w.later("grid") fetches the one that tables are drawn with, once, when it is needed. */
(function (w) {
  "use strict";
  const asked = new Map();

  /* A promise that is kept when the library is there, after a server that was gone has come back. */
  w.later = function (name) {
    if (!asked.has(name)) asked.set(name, fetched(name));
    return asked.get(name);
  };

  async function fetched(name) {
    const { content } = document.querySelector(`meta[name="later-${name}"]`);
    for (;;) {
      w.progress.begin(`later ${name}`);
      try { return await run(content); } catch (_) { await new Promise(w.connection.gone); } finally { w.progress.end(`later ${name}`); }
    }
  }

  function run(source) {
    return new Promise((done, failed) => {
      const script = w.make("script", { src: source });
      script.addEventListener("load", () => done());
      script.addEventListener("error", () => { script.remove(); failed(); });
      document.head.append(script);
    });
  }
})(window.whatfixes);

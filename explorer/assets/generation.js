/* The graph may change while a page of it is open (`serve --watch`): whoever looks at the old one is told, and may reload. */
(() => {
  const plainFetch = window.fetch;
  let mine = null, told = false;
  // The state of the graph that this page shows, null where the server has but one.
  (window.whatfixes = window.whatfixes || {}).generation = () => mine;

  window.fetch = async function (resource, options) {
    const answer = await plainFetch.call(this, resource, options);
    const address = new URL((resource && resource.url) || resource, location.href);
    const name = address.origin === location.origin ? answer.headers.get("Graph-Generation") : null;
    if (name && mine && name !== mine && !told) tell();
    if (name && !mine) mine = name;
    return answer;
  };

  function tell() {
    told = true;
    const box = document.createElement("div"), button = document.createElement("button");
    box.className = "news";
    box.setAttribute("role", "status");
    button.type = "button";
    button.className = "button small";
    button.textContent = "Reload";
    button.addEventListener("click", () => location.reload());
    box.append("The graph has changed. ", button);
    document.body.append(box);
  }
})();

/* The count of findings in the bar: asked for when the page has long been drawn, since the checks take a while on their first run. */
(function () {
  const PATIENCE = 120;
  const show = (found) => {
    const link = document.getElementById("link-findings");
    if (!link || !found.checked) return;
    const badge = document.createElement("span");
    badge.className = found.count ? "badge bad" : "badge";
    badge.textContent = found.count;
    link.replaceChildren("Findings ", badge);
    link.hidden = false;
  };
  const ask = async (left) => {
    const answer = await fetch("/findings.json").catch(() => null);
    if (!answer || !answer.ok) return;
    const found = await answer.json();
    if (found.state === "done") show(found);
    else if (found.state === "running" && left) setTimeout(ask, 5000, left - 1);
  };
  window.addEventListener("load", () => setTimeout(ask, 8000, PATIENCE));
})();

/* The canvas's tools on a narrow stage: the rarer ones stand in a list that "More" opens. */
(function (w) {
  "use strict";
  const NARROW = 760;
  const rest = () => w.$("#tools-rest");

  function show(on) {
    const list = rest();
    if (!list) return;
    list.classList.toggle("open", on);
    w.$(".tool-more").setAttribute("aria-expanded", String(on));
  }
  const isOpen = () => Boolean(rest() && rest().classList.contains("open"));

  w.doings.more = () => { show(!isOpen()); if (isOpen()) w.$(".tool", rest()).focus(); };

  /* Before the tool does its work, so that what it opens gives the focus back to a button that can be seen. */
  document.addEventListener("click", (event) => {
    if (!isOpen() || event.target.closest(".tool-more") || (rest().contains(event.target) && !event.target.closest("[data-do]"))) return;
    const inside = rest().contains(event.target);
    show(false);
    if (inside) w.$(".tool-more").focus();
  }, true);
  document.addEventListener("pointerdown", (event) => { if (isOpen() && !event.target.closest(".tools")) show(false); }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isOpen() || w.$("[open]", rest())) return;
    show(false);
    w.$(".tool-more").focus();
    event.stopPropagation();
  }, true);

  const looking = setInterval(() => {
    const stage = w.$(".stage");
    if (!stage) return;
    clearInterval(looking);
    new ResizeObserver(() => {
      if (!stage.clientWidth) return;
      stage.classList.toggle("narrow", stage.clientWidth <= NARROW);
      if (stage.clientWidth > NARROW) show(false);
    }).observe(stage);
  }, 30);
})(window.whatfixes);

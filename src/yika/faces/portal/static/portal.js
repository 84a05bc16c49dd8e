// Niceties only: every page works without this file.
"use strict";
// A second click while the first is on its way does nothing: the page would only come back a little later.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
});
// Coming back with the browser's button, a form can be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
// What came of an act is read out and seen first.
document.querySelector(".message")?.scrollIntoView({ block: "nearest" });
// A code that is held out tells how long it is still good, and then that it has ended.
const left = document.querySelector("[data-seconds]");
if (left) {
  const ends = Date.now() + 1000 * Number(left.dataset.seconds);
  const count = () => {
    const seconds = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
    if (seconds) left.querySelector("strong").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    else {
      clearInterval(counting);
      left.textContent = left.dataset.over;
      document.querySelector(".code").hidden = true;
    }
  };
  const counting = setInterval(count, 1000);
  left.hidden = false;
  count();
}
// A link to something folded unfolds it.
const unfold = () => {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  const fold = target && target.closest("details");
  if (!fold) return;
  fold.setAttribute("open", "");
  fold.scrollIntoView();
};
window.addEventListener("hashchange", unfold);
unfold();
// Where the pages stand in one line, the one in front is in sight.
document.querySelector(".places [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

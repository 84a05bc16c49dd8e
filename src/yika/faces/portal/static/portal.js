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

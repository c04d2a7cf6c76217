"use strict";
const spreads = [...document.querySelectorAll(".spread")];
const marks = [...document.querySelectorAll(".found li")];
const find = (id) => document.getElementById(id);
for (const one of document.querySelectorAll(".bar [hidden]")) one.hidden = false;
// The first whose top is below the bar is the next one; the one before it is where the reader is.
const lie = (one) => one.getBoundingClientRect().top;
const show = (one, focus) => {
  if (!one) return;
  one.scrollIntoView({ block: "start" });
  if (focus) one.focus({ preventScroll: true });
  find("said").textContent = one.dataset.said || one.getAttribute("aria-label") || "";
};
const step = (list, ahead, focus) => {
  const edge = 90;
  show(ahead ? list.find((one) => lie(one) > edge) : list.findLast((one) => lie(one) < edge - 30), focus);
};
find("before").addEventListener("click", () => step(spreads, false));
find("after").addEventListener("click", () => step(spreads, true));
// Found things are stepped through in order from the one that has the focus, since several stand beside one another.
let at = -1;
if (!marks.length) find("finding").disabled = true;
find("finding").addEventListener("click", () => {
  at = (at + 1) % marks.length;
  show(marks[at], true);
});
find("page").addEventListener("change", (event) => {
  const page = find(`p${Number(event.target.value)}`);
  if (page) show(page.closest(".spread"));
  find("said").textContent = page ? page.getAttribute("aria-label") : `There is no page ${event.target.value}.`;
});
document.addEventListener("keydown", (event) => {
  if (event.target.matches("input") || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const turned = document.body.classList.contains("rtl");
  if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
    step(spreads, (event.key === "ArrowRight") !== turned);
    event.preventDefault();
  }
});

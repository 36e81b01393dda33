"use strict";
// The page can be read without this: it adds what is under the pointer, and narrows the table.
const tip = document.querySelector(".tip");
const told = (event) => event.target.closest?.(".chart [aria-label][role=graphics-symbol]");
const show = (event) => {
  const mark = told(event);
  tip.hidden = !mark;
  if (!mark) return;
  tip.textContent = mark.getAttribute("aria-label");
  const box = mark.getBoundingClientRect();
  const left = Math.min(Math.max(8, box.x + box.width / 2 - tip.offsetWidth / 2), innerWidth - tip.offsetWidth - 8);
  const above = box.y - tip.offsetHeight - 8;
  tip.style.left = `${left}px`;
  tip.style.top = `${above > 8 ? above : box.bottom + 8}px`;
};
for (const name of ["pointerover", "focusin", "click"]) document.addEventListener(name, show);
document.addEventListener("scroll", () => { tip.hidden = true; }, { passive: true });

const form = document.querySelector(".filter");
if (form) {
  const marks = /[\u064b-\u065f\u0670\u0640]/g;
  const alike = { أ: "ا", إ: "ا", آ: "ا", ٱ: "ا", ى: "ي", ة: "ه", ؤ: "و", ئ: "ي" };
  const fold = (text) => text.toLowerCase().replace(marks, "").replace(/[أإآٱىةؤئ]/g, (letter) => alike[letter]);
  const rows = [...document.querySelectorAll(".incidents tbody tr")].map((row) => [row, fold(row.textContent)]);
  let point = "";
  const narrow = () => {
    const { words, kind, country } = form.elements;
    const wanted = fold(words.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [row, text] of rows) {
      row.hidden = !(
        (!kind.value || row.dataset.kind === kind.value) &&
        (!country.value || row.dataset.country === country.value) &&
        (!point || row.dataset.at === point) &&
        wanted.every((word) => text.includes(word))
      );
      shown += !row.hidden;
    }
    form.querySelector("button").hidden = shown === rows.length;
    form.querySelector("output").textContent = `${shown} of ${rows.length}`;
  };
  const choose = (chosen) => {
    point = chosen;
    for (const field of form.querySelectorAll("input, select")) field.value = "";
    narrow();
  };
  const follow = () => {
    const at = /^#at-(\d+)$/.exec(location.hash);
    if (!at) return narrow();
    choose(at[1]);
    form.scrollIntoView();
  };
  form.hidden = false;
  form.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("button").addEventListener("click", () => {
    history.replaceState(null, "", "#incidents");
    choose("");
  });
  addEventListener("hashchange", follow);
  follow();
}

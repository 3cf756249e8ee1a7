"use strict";
// Comfort only: every page works without this file.
for (const block of document.querySelectorAll(".copy")) {
  const button = document.createElement("button");
  const vietnamese = document.documentElement.lang === "vi";
  button.type = "button";
  button.textContent = vietnamese ? "Chép" : "Copy";
  button.addEventListener("click", async () => {
    const text = block.querySelector("code").textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = vietnamese ? "Đã chép" : "Copied";
    } catch {
      const range = document.createRange();
      range.selectNodeContents(block.querySelector("code"));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      button.textContent = vietnamese ? "Đã chọn" : "Selected";
    }
  });
  block.append(button);
}
// j and k walk through the figures of a text.
const marks = [...document.querySelectorAll(".text mark[id] a")];
document.addEventListener("keydown", (event) => {
  if (!marks.length || event.ctrlKey || event.metaKey || event.altKey || !["j", "k"].includes(event.key)) return;
  const here = marks.findIndex((mark) => mark.getAttribute("href") === location.hash);
  const next = marks[Math.min(Math.max(here + (event.key === "j" ? 1 : -1), 0), marks.length - 1)];
  location.hash = next.getAttribute("href");
  next.focus();
});

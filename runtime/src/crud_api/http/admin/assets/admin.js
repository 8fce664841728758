// What is nicer with a script; every page works without.
document.addEventListener("change", (event) => {
  if (event.target.id !== "all") return;
  for (const box of document.querySelectorAll('input[name="id"]')) box.checked = event.target.checked;
});
let changed = false;
document.addEventListener("input", (event) => {
  if (event.target.closest("form.edit")) changed = true;
});
document.addEventListener("submit", () => { changed = false; });
document.addEventListener("htmx:afterSettle", () => { changed = false; });
window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

// Lines of a query that are moved: dragged to another place, or by Alt and the arrow keys.
let dragged = null;
const lineOf = (target) => target.closest?.("[data-line]");
const keys = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out" };
const rests = () => document.querySelectorAll(".is-over").forEach((line) => line.classList.remove("is-over"));

document.addEventListener("dragstart", (event) => {
  dragged = lineOf(event.target);
  event.dataTransfer?.setData("text/plain", dragged?.dataset.line ?? "");
});

document.addEventListener("dragover", (event) => {
  const line = lineOf(event.target);
  rests();
  if (!dragged || !line || line === dragged) return;
  event.preventDefault();
  line.classList.add("is-over");
});

document.addEventListener("drop", (event) => {
  const line = lineOf(event.target);
  if (!dragged || !line) return;
  event.preventDefault();
  // On a line that holds others it becomes the last of them, on any other it goes before it.
  const before = line.dataset.holds ?? line.dataset.line;
  const here = new URLSearchParams(location.search);
  const query = new URLSearchParams({ q: document.getElementById("query").value, line: dragged.dataset.line, before, at: here.get("at") ?? "" });
  document.dispatchEvent(new CustomEvent("go", { detail: `${location.pathname}/move?${query}` }));
});

document.addEventListener("dragend", () => { dragged = null; rests(); });

document.addEventListener("keydown", (event) => {
  const line = event.altKey && keys[event.key] && lineOf(event.target);
  if (!line) return;
  event.preventDefault();
  line.querySelector(`[data-move="${keys[event.key]}"]`)?.click();
});

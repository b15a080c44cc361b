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
  document.dispatchEvent(new CustomEvent("go", { detail: `${document.querySelector("form[data-query]").getAttribute("action")}/move?${query}` }));
});

document.addEventListener("dragend", () => { dragged = null; rests(); });

document.addEventListener("keydown", (event) => {
  const line = event.altKey && keys[event.key] && lineOf(event.target);
  if (!line) return;
  event.preventDefault();
  line.querySelector(`[data-move="${keys[event.key]}"]`)?.click();
});

// With the focus on a box beside a line, g puts the chosen lines into brackets: any of them must hold.
document.addEventListener("keydown", (event) => {
  if (event.key !== "g" || event.ctrlKey || event.metaKey || event.altKey || !event.target.matches(".query-tree [name=chosen]")) return;
  event.preventDefault();
  document.querySelector("#group-lines [value=any]")?.click();
});

// The lines follow the text while it is typed; the text stays as it is written. The address says what is shown.
// A query that was saved is not that one any more: the heading changes with it.
const parts = ["built", "results", "near", "query-error", "query-last"];
const heading = (page) => page.querySelector("main > .head");
let timer = 0;
let asking = null;
async function follow(form) {
  asking?.abort();
  asking = new AbortController();
  const url = `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;
  const answer = await fetch(url, { signal: asking.signal, headers: { "X-Fragment": "main" } }).catch(() => null);
  if (!answer?.ok || !form.isConnected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of parts) document.getElementById(id)?.replaceWith(document.adoptNode(page.getElementById(id)));
  heading(document).replaceWith(document.adoptNode(heading(page)));
  document.title = page.title;
  form.elements.q.toggleAttribute("aria-invalid", Boolean(document.getElementById("query-error").textContent));
  history.replaceState(history.state, "", answer.url);
  document.dispatchEvent(new CustomEvent("shown"));
}
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-query]");
  if (!form) return;
  clearTimeout(timer);
  timer = setTimeout(follow, 400, form);
});
document.addEventListener("submit", () => { clearTimeout(timer); asking?.abort(); });

// Single keys: / searches, g and a letter opens a page, j and k walk through rows. Off while somebody types.
const pages = { o: "overview", i: "inventory", r: "recommendations", v: "vulnerabilities", a: "attack-paths", e: "explorer", d: "identities", c: "coverage", q: "queue" };
const help = [
  ["/", "search"], ["g then o i r v a e d c q", "open a page"], ["j k", "next and previous row"], ["Enter or o", "open the row"],
  ["x", "choose the row"], ["X", "choose all rows"], ["a", "assign"], [".", "set the progress"], ["e", "exempt what is chosen"], ["f", "filter"], ["c", "copy the link"], ["[ ]", "previous and next one"], ["+ - 0", "size of the map that has the focus"], ["← → ↑ ↓", "from card to card of a map"], ["← →", "width of the column whose edge has the focus"], ["?", "this list"], ["Esc", "close"],
];
let waiting = false;

const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]");
const ticks = () => [...document.querySelectorAll(".tick-box")];
const rows = () => [...document.querySelectorAll("tr[data-row]")];

function walk(step) {
  const all = rows();
  if (!all.length) return;
  const now = all.findIndex((row) => row.classList.contains("is-at"));
  const next = all[Math.max(0, Math.min(all.length - 1, now + step))];
  all.forEach((row) => row.classList.remove("is-at"));
  next.classList.add("is-at");
  next.querySelector("a")?.focus();
  next.scrollIntoView({ block: "nearest" });
}

function showHelp() {
  const dialog = document.createElement("dialog");
  const list = document.createElement("dl");
  list.className = "facts";
  for (const [key, meaning] of help) {
    list.append(Object.assign(document.createElement("dt"), { textContent: key }), Object.assign(document.createElement("dd"), { textContent: meaning }));
  }
  dialog.append(Object.assign(document.createElement("h2"), { textContent: "Keyboard" }), choice(), list);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

const acts = {
  "/": () => document.getElementById("search")?.focus(),
  g: () => { waiting = true; setTimeout(() => { waiting = false; }, 1000); },
  j: () => walk(1),
  k: () => walk(-1),
  o: () => document.querySelector("tr.is-at a")?.click(),
  x: () => { const box = document.querySelector("tr.is-at .tick-box"); if (box) box.checked = !box.checked; },
  X: () => { const boxes = ticks(); const all = boxes.some((box) => !box.checked); boxes.forEach((box) => { box.checked = all; }); },
  a: () => document.getElementById("assignee")?.select(),
  ".": () => document.getElementById("progress")?.focus(),
  e: () => document.getElementById("many-reason")?.focus(),
  f: () => document.getElementById("list-q")?.focus(),
  c: () => navigator.clipboard?.writeText(location.href),
  "[": () => document.querySelector("a[rel=prev]")?.click(),
  "]": () => document.querySelector("a[rel=next]")?.click(),
  "?": showHelp,
};

// Who speaks to the machine, or whose hands slip, turns single keys off; the menu of the account leads here.
const off = "single-keys-off";
function choice() {
  const box = Object.assign(document.createElement("input"), { type: "checkbox", className: "tick-box", id: "single-keys", checked: !localStorage.getItem(off) });
  box.addEventListener("change", () => { box.checked ? localStorage.removeItem(off) : localStorage.setItem(off, "1"); });
  const label = Object.assign(document.createElement("label"), { htmlFor: box.id, textContent: "Single keys are on" });
  const line = Object.assign(document.createElement("p"), { className: "split" });
  line.append(box, label);
  return line;
}

document.addEventListener("help", showHelp);

// With the shift key a click on a box chooses all boxes from the one that was clicked before.
let last = null;
document.addEventListener("click", (event) => {
  if (!event.target.matches(".tick-box")) return;
  const boxes = ticks();
  const [from, to] = [boxes.indexOf(last), boxes.indexOf(event.target)].sort((a, b) => a - b);
  if (event.shiftKey && from >= 0) boxes.slice(from, to + 1).forEach((box) => { box.checked = event.target.checked; });
  last = event.target;
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; });
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || localStorage.getItem(off)) return;
  if (waiting && pages[event.key]) {
    location.assign(`/${location.pathname.split("/")[1]}/${pages[event.key]}`);
    return;
  }
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// Widths of columns: dragged at the edge of a heading, or by the arrow keys once the edge has the focus. Delete and a
// double click give all columns their own width again. The address keeps them, so that a view does.
const least = 48;
const stride = 16;
let again = "";
let timer = 0;

const headings = (table) => [...table.querySelectorAll("th[data-column]")].filter((cell) => cell.offsetWidth);

function address(table) {
  const url = new URL(location.href);
  url.searchParams.delete("width");
  if (table) headings(table).forEach((cell) => url.searchParams.append("width", `${cell.dataset.column}:${Math.round(cell.offsetWidth)}`));
  return url.href;
}

function keep(table, wait = 0) {
  clearTimeout(timer);
  timer = setTimeout(() => document.dispatchEvent(new CustomEvent("go", { detail: address(table) })), wait);
}

// All columns get the width that they have, so that only two of them change: this one, and the one beside it.
function hold(table) {
  const cells = [...table.querySelectorAll("thead th")].filter((cell) => cell.offsetWidth);
  const sizes = cells.map((cell) => cell.offsetWidth);
  table.classList.add("is-sized");
  cells.forEach((cell, n) => { cell.style.width = `${sizes[n]}px`; });
}

function widen(cell, by) {
  const cells = headings(cell.closest("table"));
  const next = cells[cells.indexOf(cell) + 1];
  const room = Math.max(least - cell.offsetWidth, Math.min(by, next.offsetWidth - least));
  const [own, others] = [cell.offsetWidth + room, next.offsetWidth - room];
  cell.style.width = `${own}px`;
  next.style.width = `${others}px`;
  cell.querySelector(".grip").setAttribute("aria-valuenow", Math.round(own));
}

function dragged(event) {
  const grip = event.target;
  const cell = grip.closest("th");
  const table = cell.closest("table");
  let x = event.clientX;
  event.preventDefault();
  hold(table);
  grip.setPointerCapture(event.pointerId);
  const move = (moved) => { widen(cell, moved.clientX - x); x = moved.clientX; };
  grip.addEventListener("pointermove", move);
  grip.addEventListener("lostpointercapture", () => {
    grip.removeEventListener("pointermove", move);
    again = cell.dataset.column;
    keep(table);
  }, { once: true });
}

function pressed(event) {
  const by = { ArrowLeft: -stride, ArrowRight: stride }[event.key];
  const cell = event.target.closest("th");
  if (!by && event.key !== "Delete") return;
  event.preventDefault();
  again = cell.dataset.column;
  if (!by) { keep(null); return; }
  hold(cell.closest("table"));
  widen(cell, by);
  keep(cell.closest("table"), 600);
}

function grip(cell) {
  const edge = document.createElement("span");
  edge.className = "grip";
  edge.tabIndex = 0;
  const told = { role: "separator", "aria-orientation": "vertical", "aria-label": `Width of ${cell.dataset.column}`, "aria-valuenow": Math.round(cell.offsetWidth), "aria-valuemin": least, "aria-valuemax": 1200 };
  Object.entries(told).forEach(([name, value]) => edge.setAttribute(name, value));
  edge.addEventListener("pointerdown", dragged);
  edge.addEventListener("keydown", pressed);
  edge.addEventListener("dblclick", () => { again = cell.dataset.column; keep(null); });
  cell.append(edge);
}

function prepare() {
  document.querySelectorAll("table[data-sizes]").forEach((table) => headings(table).slice(0, -1).forEach((cell) => { if (!cell.querySelector(".grip")) grip(cell); }));
  if (again) document.querySelector(`th[data-column="${CSS.escape(again)}"] .grip`)?.focus();
  again = "";
}

document.addEventListener("shown", prepare);
prepare();

// Single keys: / searches, g and a letter opens a page, j and k walk through rows. Off while somebody types.
const pages = { o: "overview", i: "inventory", r: "recommendations", v: "vulnerabilities", a: "attack-paths", e: "explorer", d: "identities", c: "coverage", q: "queue" };
let waiting = false;

const one = (selector) => document.querySelector(selector);
const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]");
// Boxes of forms are no rows: single keys leave them alone.
const tick = "tr[data-row] .tick-box";
const ticks = () => [...document.querySelectorAll(tick)];
const rows = () => [...document.querySelectorAll("tr[data-row]")];
const at = () => one("tr.is-at");
// What a row is about: its name stands out among its links.
const name = (row) => row?.querySelector("a.strong") ?? row?.querySelector("td a");
const opens = (row) => row?.querySelector("[data-opens]");
const exempt = () => one("form[action$='/exempt']")?.closest("details");

function walk(step) {
  const all = rows();
  const now = all.indexOf(at());
  const next = all[Math.max(0, Math.min(all.length - 1, now + step))];
  all.forEach((row) => row.classList.remove("is-at"));
  next.classList.add("is-at");
  name(next)?.focus();
  next.scrollIntoView({ block: "nearest" });
}

// What was listed where this page was opened from, and which of it this page is about.
const listed = "listed";
function beside(step) {
  const all = JSON.parse(sessionStorage.getItem(listed) ?? "[]");
  const exact = all.indexOf(location.pathname + location.search);
  const here = exact < 0 ? all.findIndex((href) => href.split("?")[0] === location.pathname) : exact;
  return here < 0 ? undefined : all[here + step];
}

document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-row]");
  if (!row || event.target.closest("a") !== name(row)) return;
  const all = new Set(rows().map((each) => name(each)?.getAttribute("href")).filter(Boolean));
  sessionStorage.setItem(listed, JSON.stringify([...all]));
});

// The brackets lead to the row before and after: to its summary while one is open, to its page from a page that a list
// led to. In a list they lead to the page before and after.
const page = (step) => one(step < 0 ? "a[rel=prev]" : "a[rel=next]");
const turns = (step) => one(".beside-list") ?? beside(step) ?? page(step);
function neighbour(step) {
  const other = one(".beside-list") && rows()[rows().indexOf(at()) + step];
  if (other) opens(other).click();
  else if (beside(step)) location.assign(beside(step));
  else page(step)?.click();
}

function choose() {
  const box = at().querySelector(".tick-box, [role=checkbox]");
  if (box) box.click();
}

function decide() {
  const fold = exempt();
  if (fold) fold.open = true;
  (ticks().some((box) => box.checked) || !fold ? one("#many-reason") : fold.querySelector("#reason"))?.focus();
}

function act() {
  const menu = one("#progress") ?? at()?.querySelector("button, summary") ?? one(".head .actions :is(button, a)");
  menu?.focus();
}

// Each key with what it is for, when a page has something for it, and what it does.
const keys = {
  "/": ["search", () => one("#search"), () => one("#search").focus()],
  g: ["then o i r v a e d c q: open a page", () => one(".side"), () => { waiting = true; setTimeout(() => { waiting = false; }, 1000); }],
  j: ["next row, as ↓ in a row", () => one("tr[data-row]"), () => walk(1)],
  k: ["previous row, as ↑ in a row", () => one("tr[data-row]"), () => walk(-1)],
  Enter: ["summary of the row", () => one("[data-opens]"), () => opens(at())?.click()],
  o: ["page of the row", () => one("tr[data-row] a"), () => name(at())?.click()],
  x: ["choose the row", () => one(`${tick}, tr [role=checkbox]`), () => at() && choose()],
  X: ["choose all rows", () => one(tick), () => { const all = ticks().some((box) => !box.checked); ticks().forEach((box) => { box.checked = all; }); }],
  e: ["exempt", () => one("#many-reason") ?? exempt(), decide],
  a: ["assign", () => one("#assignee"), () => one("#assignee").select()],
  ".": ["actions", () => one("#progress, tr[data-row] :is(button, summary), .head .actions :is(button, a)"), act],
  f: ["filter", () => one("#list-q"), () => one("#list-q").focus()],
  "[": ["previous one", () => turns(-1), () => neighbour(-1)],
  "]": ["next one", () => turns(1), () => neighbour(1)],
  c: ["copy the link", () => one("main"), () => document.dispatchEvent(new CustomEvent("copylink"))],
  "?": ["this list", () => true, showHelp],
};
const others = [
  ["+ - 0", "size of the map that has the focus", "[data-map]"],
  ["← → ↑ ↓", "from card to card of a map", "[data-card]"],
  ["← →", "width of the column whose edge has the focus", "th[data-column]"],
  ["Esc", "close what is open", "body"],
];

function showHelp() {
  const dialog = document.createElement("dialog");
  const list = document.createElement("dl");
  list.className = "facts";
  const here = [...Object.entries(keys).filter(([, [, has]]) => has()).map(([key, [says]]) => [key, says]), ...others.filter(([, , where]) => one(where))];
  for (const [key, says] of here) {
    list.append(Object.assign(document.createElement("dt"), { textContent: key }), Object.assign(document.createElement("dd"), { textContent: says }));
  }
  dialog.append(Object.assign(document.createElement("h2"), { textContent: "Keys on this page" }), choice(), list);
  dialog.setAttribute("aria-label", "Keys on this page");
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

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

// Closes what lies on top, and gives the focus back to what opened it. Dialogs and drawers do so by themselves.
function close() {
  if (one("dialog[open], :popover-open")) return;
  const menu = [...document.querySelectorAll("details.menu[open]")].at(-1);
  const side = one(".side.is-open");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (side) {
    side.classList.remove("is-open");
    one("[data-menu]").focus();
  } else one("[data-closes]")?.click();
}

function pressed(event) {
  if (event.key === "Escape") { close(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || one("dialog[open]") || localStorage.getItem(off)) return;
  if (waiting && pages[event.key]) {
    const snapshot = new URLSearchParams(location.search).get("at");
    const query = snapshot ? `?${new URLSearchParams({ at: snapshot })}` : "";
    location.assign(`/${location.pathname.split("/")[1]}/${pages[event.key]}${query}`);
    return;
  }
  const row = event.target.closest("tr[data-row]");
  const key = (row && { ArrowDown: "j", ArrowUp: "k" }[event.key]) || event.key;
  // Enter on any other link follows it: only from a row's name does it lead to the summary.
  if (key === "Enter" && !(row?.classList.contains("is-at") && event.target === name(row) && opens(row))) return;
  const found = keys[key];
  if (!found?.[1]()) return;
  event.preventDefault();
  found[2]();
}

// Where somebody walked to is where they are: the focus may get there in other ways as well.
document.addEventListener("focusin", (event) => {
  const row = event.target.closest("tr[data-row]");
  if (!row || !event.target.matches(":focus-visible") || one(".beside-list")) return;
  rows().forEach((each) => each.classList.toggle("is-at", each === row));
});
document.addEventListener("keydown", pressed);

// Filters and pages without a reload: fetches the address that a link or form leads to, and puts its content in place.
// All of it works without this file; the address always says what is shown.
import { typed } from "./typed.js";

// The first key after a pause asks at once; who goes on typing is waited for.
const wait = 120;
const first = 20;
const pause = 400;
let typedAt = -pause;
let running = null;
let timer = 0;
let most = history.state?.n ?? 0;

// A link within a drawing has its address elsewhere.
const hrefOf = (link) => link.href.baseVal ?? link.href;

function begun() {
  running?.abort();
  running = new AbortController();
  const busy = document.querySelector("[data-list]") ?? document.querySelector("main");
  busy.classList.add("is-waiting");
  busy.setAttribute("aria-busy", "true");
  return { busy, signal: running.signal };
}

// Who types sees the rows first: filters with their counts take the server as long again, and follow with the rest.
async function rowsFirst(url, id) {
  const { busy, signal } = begun();
  const answer = await fetch(url, { signal, headers: { "X-Fragment": "rows" } }).catch(() => null);
  const text = answer?.ok ? await answer.text().catch(() => "") : "";
  if (signal.aborted) return;
  const rows = new DOMParser().parseFromString(text, "text/html").querySelector("main .rows-card");
  const old = busy.querySelector(".rows-card");
  if (rows && old) {
    old.replaceWith(document.adoptNode(rows));
    busy.classList.remove("is-waiting");
    document.dispatchEvent(new CustomEvent("shown"));
  }
  go(url, { focus: document.activeElement?.id === id ? id : "" });
}

async function show(url, { push = true, focus = "", sent = null } = {}) {
  const { busy, signal } = begun();
  try {
    const answer = (!sent && (await asked(url))) || (await fetch(url, { signal, headers: { "X-Fragment": "main" }, ...(sent && { method: "POST", body: new URLSearchParams(new FormData(sent)) }) }));
    if (answer.status >= 500 && !sent) return failed(url, new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-problem]"));
    const path = new URL(answer.url).pathname;
    // What is above this page is another form of it: a query that was saved is changed there.
    const isHere = [new URL(url, location.href).pathname, location.pathname].includes(path) || location.pathname.startsWith(`${path}/`);
    if (!answer.ok || !isHere) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (signal.aborted) return true;
    const field = document.activeElement;
    const at = field?.selectionStart;
    // What is being written elsewhere while a decision is on its way stays.
    const kept = sent ? typed(sent) : [];
    const drawer = document.querySelector("main [popover]:popover-open")?.id;
    const menus = [...document.querySelectorAll("main details[id][open]")].map((each) => each.id);
    document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
    document.title = page.title;
    document.body.dataset.snapshot = page.body.dataset.snapshot ?? "";
    if (push) {
      const n = (history.state?.n ?? 0) + 1;
      history.pushState({ n }, "", answer.url);
      most = n;
    }
    for (const each of kept) {
      const now = document.getElementById(each.id);
      if (now) now.value = each.value;
      if (each === field) focus = each.id;
    }
    if (drawer) document.getElementById(drawer)?.showPopover();
    menus.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
    const again = focus && document.getElementById(focus);
    if (again) {
      again.focus();
      if (typeof at === "number" && again.setSelectionRange) again.setSelectionRange(at, at);
    }
    document.dispatchEvent(new CustomEvent("shown"));
    return true;
  } catch (error) {
    if (error.name === "AbortError") return true;
    if (!sent) return failed(url);
    busy.classList.remove("is-waiting");
    busy.removeAttribute("aria-busy");
    document.dispatchEvent(new CustomEvent("say", { detail: "The server cannot be reached. Nothing was changed; try again." }));
    return null;
  }
}

// What could not be loaded is said where it would stand; the rest of the page lives on.
function failed(url, card = null) {
  const busy = document.querySelector(".is-waiting");
  if (!busy) return false;
  busy.classList.remove("is-waiting");
  busy.removeAttribute("aria-busy");
  const said = card ?? Object.assign(document.createElement("section"), { className: "card state" });
  if (!card) said.append(Object.assign(document.createElement("h2"), { textContent: "The server did not answer." }), Object.assign(document.createElement("a"), { className: "button", textContent: "Try again" }));
  const again = said.querySelector("a");
  again.href = url;
  again.dataset.swap = "";
  said.dataset.problem = "";
  said.setAttribute("role", "alert");
  document.querySelector("main [data-problem]")?.remove();
  (busy.querySelector(".rows-card") ?? busy).prepend(said);
  return true;
}

// Who stays on a link for a moment is about to follow it: its answer is asked for, and kept for as long.
const stay = 300;
const fresh = 5000;
let hover = 0;
let ahead = null;

document.addEventListener("pointerover", (event) => {
  clearTimeout(hover);
  const link = event.target.closest?.("a[data-swap]");
  if (!link || event.pointerType !== "mouse") return;
  const url = hrefOf(link);
  hover = setTimeout(() => { ahead = { url, at: performance.now(), answer: fetch(url, { headers: { "X-Fragment": "main" } }).catch(() => null) }; }, stay);
});

async function asked(url) {
  const kept = ahead;
  ahead = null;
  return kept?.url === url && performance.now() - kept.at < fresh ? kept.answer : null;
}

const go = async (url, options) => { if (await show(url, options) === false) location.assign(url); };

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-swap]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go(hrefOf(link), { focus: link.dataset.focus ?? link.id });
});

function addressOf(form, by = null) {
  const query = new URLSearchParams([...new FormData(form, by)].filter(([, value]) => value !== ""));
  return `${form.getAttribute("action")}?${query}`;
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-live]");
  if (!form) return;
  clearTimeout(timer);
  const isFirst = event.timeStamp - typedAt > pause;
  typedAt = event.timeStamp;
  const ask = form.matches("[data-rows]") ? rowsFirst : (url, focus) => go(url, { focus });
  timer = setTimeout(() => ask(addressOf(form), event.target.id), isFirst ? first : wait);
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-live], form[data-swap]");
  if (!form) return;
  event.preventDefault();
  clearTimeout(timer);
  go(addressOf(form, event.submitter), { focus: document.activeElement?.id });
});

// A decision shows at once; the server's answer follows. What the server refuses is sent again as a page.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-quick]");
  if (!form) return;
  event.preventDefault();
  const { kind, text } = form.elements;
  const cell = document.querySelector(`tr.is-at [data-shows="${kind?.value}"]`);
  const before = cell?.textContent;
  if (cell) cell.textContent = text.selectedOptions?.[0].textContent ?? text.value;
  const done = await show(form.action, { push: false, sent: form, focus: event.submitter?.id });
  if (done === null && cell) cell.textContent = before;
  if (done === false) form.submit();
});

// Where a fix is about to be chosen, its outcome is computed before the click: the server keeps it.
const warmed = new Set();
function warm(event) {
  const link = event.target.closest?.("[data-warm] a");
  if (!link || warmed.has(link.href)) return;
  warmed.add(link.href);
  fetch(link.href).catch(() => null);
}
document.addEventListener("pointerover", warm);
document.addEventListener("focusin", warm);

// Undo is the way back through the addresses that were shown here.
function offerUndo() {
  const box = document.querySelector("[data-undo]");
  if (!box) return;
  const n = history.state?.n ?? 0;
  box.hidden = !most;
  for (const button of box.children) button.disabled = button.dataset.step < 0 ? !n : n >= most;
}

function step(by) {
  document.querySelector(`[data-undo] [data-step="${by}"]:enabled`) && history.go(by);
}

document.addEventListener("click", (event) => { const button = event.target.closest("[data-step]"); if (button) step(Number(button.dataset.step)); });
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || event.target.closest("input, textarea") || !document.querySelector("[data-undo]")) return;
  event.preventDefault();
  step(event.shiftKey ? 1 : -1);
});
document.addEventListener("shown", offerUndo);
document.addEventListener("go", (event) => go(event.detail));
offerUndo();

addEventListener("popstate", () => go(location.href, { push: false }));

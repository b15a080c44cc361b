// What happens while a page is open: newer results and others' decisions move no row. They are offered, and shown when
// somebody asks for it. A page that is not seen listens to nothing: browsers keep few connections to a host.
import { typed } from "./typed.js";

const ask = 15000;
const { mark } = document.body.dataset;
const snapshot = () => document.body.dataset.snapshot;
let source = null;
let after = mark;

function offer(text) {
  const note = document.getElementById("newer") ?? Object.assign(document.createElement("div"), { id: "newer", className: "notice notice-info" });
  const link = Object.assign(document.createElement("a"), { className: "link", href: location.href, textContent: "Show" });
  note.setAttribute("role", "status");
  note.replaceChildren(text, link);
  document.querySelector("main").prepend(note);
}

async function newer(event) {
  if (!snapshot() || (event && JSON.parse(event.data).snapshot === snapshot())) return;
  if (document.querySelector("[data-check]")) {
    await poll();
    return;
  }
  const answer = await fetch("/api/v1/overview").catch(() => null);
  const n = answer?.ok ? (await answer.json()).new_findings : 0;
  offer(n ? `${n.toLocaleString("en")} new ${n === 1 ? "result" : "results"}.` : "There are newer results.");
}

async function look() {
  if (!snapshot() || document.hidden || document.getElementById("newer")) return;
  const answer = await fetch("/latest").catch(() => null);
  const latest = answer?.ok ? await answer.text() : "";
  if (latest && latest !== snapshot()) await newer();
}

// While something runs, its table is fetched again; a row keeps its place.
async function poll() {
  const live = document.querySelector("[data-poll]");
  if (!live || document.hidden) return;
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = next.querySelector("[data-poll]");
  if (fresh) live.replaceWith(document.adoptNode(fresh));
  else if (typed().length) offer("This was read again.");
  else renew(next);
}

// Nobody loses their place: the field that has the focus keeps it.
function renew(next) {
  const id = document.activeElement?.id;
  document.querySelector("main").replaceWith(document.adoptNode(next.querySelector("main")));
  document.body.dataset.snapshot = next.body.dataset.snapshot ?? "";
  if (id) document.getElementById(id)?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("shown"));
}

const heard = {
  snapshot: newer,
  state: () => { if (snapshot() && !document.getElementById("newer")) offer("Decisions changed since this page was loaded."); },
  scan: poll,
};

function listen() {
  source?.close();
  source = null;
  if (document.hidden || !mark || !window.EventSource) return;
  source = new EventSource(`/api/v1/events?after=${encodeURIComponent(after)}`);
  for (const [kind, act] of Object.entries(heard)) {
    source.addEventListener(kind, (event) => { after = event.lastEventId; act(event); });
  }
}

document.addEventListener("visibilitychange", () => { listen(); look(); });
document.addEventListener("look", look);
addEventListener("pagehide", () => source?.close());
addEventListener("pageshow", (event) => { if (event.persisted) listen(); });
const isHeard = () => source && source.readyState !== EventSource.CLOSED;
setInterval(() => { if (!isHeard()) look(); }, ask);
setInterval(() => { if (!isHeard()) poll(); }, 2000);
setInterval(poll, ask);
listen();

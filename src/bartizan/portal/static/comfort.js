// Small comforts: copying code, the menu on narrow screens, the one-time link's secret, suggestions while searching.
function say(text) {
  const box = document.getElementById("toasts");
  const toast = Object.assign(document.createElement("div"), { textContent: text });
  box?.append(toast);
  setTimeout(() => toast.remove(), 4000);
}

function prepare() {
  document.querySelectorAll("[data-copy], [data-help], [data-print]").forEach((button) => { button.hidden = false; });
}

document.addEventListener("click", (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) navigator.clipboard.writeText(copy.parentElement.querySelector("code").textContent).then(() => say("Copied"));
  if (event.target.closest("[data-help]")) document.dispatchEvent(new CustomEvent("help"));
  if (event.target.closest("[data-menu]")) document.getElementById("menu")?.classList.toggle("is-open");
  document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});

// The secret stands in the fragment, which no browser sends: it goes on in a form, and out of the address.
const form = document.querySelector("[data-link-form]");
if (form && location.hash.length > 1) {
  form.elements.secret.value = location.hash.slice(1);
  history.replaceState({}, "", location.pathname + location.search);
  form.requestSubmit();
}

// What was published since does not move a row: it is offered, and shown when somebody asks for it.
const ask = 15000;
async function look() {
  const shown = document.body.dataset.snapshot;
  if (!shown || document.hidden || document.getElementById("newer")) return;
  const answer = await fetch("/latest").catch(() => null);
  const latest = answer?.ok ? await answer.text() : "";
  if (!latest || latest === shown) return;
  const note = Object.assign(document.createElement("div"), { id: "newer", className: "notice notice-info" });
  const link = Object.assign(document.createElement("a"), { className: "link", href: location.href, textContent: "Show" });
  note.append("There are newer results.", link);
  document.querySelector("main").prepend(note);
}
setInterval(look, ask);
document.addEventListener("visibilitychange", look);
document.addEventListener("look", look);

// While something runs, its table is fetched again; a row keeps its place.
async function poll() {
  const live = document.querySelector("[data-poll]");
  if (!live) return;
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = next.querySelector("[data-poll]");
  if (fresh) live.replaceWith(document.adoptNode(fresh));
  else document.querySelector("main").replaceWith(document.adoptNode(next.querySelector("main")));
}
setInterval(poll, 2000);

document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) print(); });
document.addEventListener("shown", prepare);
prepare();

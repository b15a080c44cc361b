// Small comforts: copying code, the menu on narrow screens, the one-time link's secret, suggestions while searching.
function say(text) {
  const box = document.getElementById("toasts");
  const toast = Object.assign(document.createElement("div"), { textContent: text });
  box?.append(toast);
  setTimeout(() => toast.remove(), 4000);
}

// A button may say another address than the one that is shown, which only some can open.
const copyLink = () => {
  const own = document.querySelector("[data-copy-link]")?.dataset.copyLink;
  return navigator.clipboard?.writeText(own ? new URL(own, location.href).href : location.href).then(() => say("The link is copied"));
};
document.addEventListener("copylink", copyLink);

function prepare() {
  document.querySelectorAll("[data-copy], [data-help], [data-print], [data-copy-link]").forEach((button) => { button.hidden = false; });
}

document.addEventListener("click", (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) navigator.clipboard.writeText(copy.parentElement.querySelector("code").textContent).then(() => say("Copied"));
  if (event.target.closest("[data-copy-link]")) copyLink();
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

// A box above a list leaves what holds its text.
document.addEventListener("input", (event) => {
  const text = event.target.closest("[data-narrows]")?.value.trim().toLowerCase();
  if (text === undefined) return;
  for (const each of event.target.closest("ul").querySelectorAll("li:not([data-stays])")) each.hidden = !each.textContent.toLowerCase().includes(text);
});

document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) print(); });
document.addEventListener("say", (event) => say(event.detail));
document.addEventListener("shown", prepare);
prepare();

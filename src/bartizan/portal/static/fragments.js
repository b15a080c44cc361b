// Filters and pages without a reload: fetches the address that a link or form leads to, and puts its content in place.
// All of it works without this file; the address always says what is shown.
const wait = 120;
let running = null;
let timer = 0;

async function show(url, { push = true, focus = "" } = {}) {
  running?.abort();
  running = new AbortController();
  const list = document.querySelector("[data-list]");
  list?.classList.add("is-waiting");
  list?.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { signal: running.signal, headers: { "X-Fragment": "main" } });
    if (!answer.ok || new URL(answer.url).pathname !== new URL(url, location.href).pathname) {
      location.assign(url);
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const field = document.activeElement;
    const at = field?.selectionStart;
    document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
    document.title = page.title;
    if (push) history.pushState({}, "", url);
    const again = focus && document.getElementById(focus);
    if (again) {
      again.focus();
      if (typeof at === "number" && again.setSelectionRange) again.setSelectionRange(at, at);
    }
    document.dispatchEvent(new CustomEvent("shown"));
  } catch (error) {
    if (error.name !== "AbortError") location.assign(url);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-swap]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  show(link.href);
});

function addressOf(form) {
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
  return `${form.getAttribute("action")}?${query}`;
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-live]");
  if (!form) return;
  clearTimeout(timer);
  timer = setTimeout(() => show(addressOf(form), { focus: event.target.id }), wait);
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-live]");
  if (!form) return;
  event.preventDefault();
  clearTimeout(timer);
  show(addressOf(form), { focus: document.activeElement?.id });
});

addEventListener("popstate", () => show(location.href, { push: false }));

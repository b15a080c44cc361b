// What was written while a session ended: a form that leads to the sign-in is filled again when its page comes back.
// It stays in this tab, for the same person, and no longer than until the form was accepted or somebody signs out.
const key = "draft";
const me = document.body.dataset.person;
const fixed = new Set(["csrf", "next", "was"]);

function written(form) {
  return [...new FormData(form)].filter(([name, value]) => !fixed.has(name) && typeof value === "string");
}

function same(form, draft) {
  const own = form.querySelectorAll("input[type=hidden]");
  const sent = new Map(draft.fields);
  return form.getAttribute("action") === draft.action && [...own].every((each) => fixed.has(each.name) || sent.get(each.name) === each.value);
}

function fill(form, draft) {
  const left = new Map(draft.fields);
  for (const field of form.elements) {
    if (!left.has(field.name) || field.type === "hidden") continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = draft.fields.some(([name, value]) => name === field.name && value === field.value);
    else field.value = left.get(field.name);
  }
  form.closest("details")?.setAttribute("open", "");
  const note = Object.assign(document.createElement("p"), { className: "notice notice-info", textContent: "You were signed out before this was sent. Your text is still here: send it again." });
  note.setAttribute("role", "status");
  form.prepend(note);
  form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (!me || !form.closest("main") || form.querySelector("[type=password]")) sessionStorage.removeItem(key);
  else sessionStorage.setItem(key, JSON.stringify({ me, action: form.getAttribute("action"), fields: written(form) }));
});

const draft = JSON.parse(sessionStorage.getItem(key) ?? "null");
if (draft && location.pathname === "/signin") {
  sessionStorage.setItem(key, JSON.stringify({ ...draft, isKept: true }));
} else if (draft && me) {
  sessionStorage.removeItem(key);
  const form = draft.isKept && draft.me === me && [...document.querySelectorAll("main form[method=post]")].find((each) => same(each, draft));
  if (form) fill(form, draft);
}

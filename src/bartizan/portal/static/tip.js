// What a title says is shown to those who stay on it with the pointer or come to it by keys: it can be chosen and copied,
// stays while the pointer is in it, and Esc takes it away. Of a cell in two lines both titles are shown.
const wait = 300;
const away = 200;
const reached = "a[href], button, summary, input, [tabindex]:not(tr)";
const box = Object.assign(document.createElement("div"), { id: "tip", role: "tooltip", popover: "manual" });
document.body.append(box);
let owner = null;
let titles = [];
let timer = 0;

const fits = (each) => each.scrollWidth <= each.clientWidth && each.scrollHeight <= each.clientHeight + 1;
const isWhole = (each) => each.innerText.includes(each.title.trim()) && fits(each);
const later = (work, time) => { clearTimeout(timer); timer = setTimeout(work, time); };

function hide() {
  clearTimeout(timer);
  titles.forEach(([each, said]) => { each.title = said; });
  owner?.removeAttribute("aria-describedby");
  [owner, titles] = [null, []];
  if (box.matches(":popover-open")) box.hidePopover();
}

function show(target) {
  const around = target.closest(".two, label[title]") ?? target;
  const found = [around, ...around.querySelectorAll("[title]")].filter((each) => each.title && !isWhole(each));
  hide();
  if (!found.length || !target.isConnected) return;
  // The browser's own tooltip would stand beside this one.
  [owner, titles] = [target, found.map((each) => [each, each.title])];
  found.forEach((each) => each.removeAttribute("title"));
  box.textContent = [...new Set(titles.map(([, said]) => said))].join("\n");
  owner.setAttribute("aria-describedby", "tip");
  box.showPopover();
  place();
}

function place() {
  const at = owner.getBoundingClientRect();
  if (at.bottom < 0 || at.top > innerHeight) return hide();
  const { width, height } = box.getBoundingClientRect();
  const top = at.bottom + 4 + height > innerHeight ? Math.max(4, at.top - 4 - height) : at.bottom + 4;
  box.style.left = `${Math.max(4, Math.min(at.left, innerWidth - width - 4))}px`;
  box.style.top = `${top}px`;
}

document.addEventListener("pointerover", (event) => {
  if (event.pointerType !== "mouse") return;
  if (box.contains(event.target) || (owner && owner.contains(event.target))) return clearTimeout(timer);
  const target = event.target.closest?.("[title]");
  if (target) later(() => show(target), wait);
  else if (owner && document.activeElement !== owner) later(hide, away);
  else if (!owner) clearTimeout(timer);
});
document.addEventListener("focusin", (event) => {
  if (event.target.matches(reached) && event.target.matches(":focus-visible")) show(event.target);
});
document.addEventListener("focusout", (event) => { if (event.target === owner) hide(); });
document.addEventListener("pointerdown", (event) => { if (!box.contains(event.target)) hide(); });
document.addEventListener("scroll", (event) => { if (owner && event.target !== box) place(); }, true);
document.addEventListener("shown", hide);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !owner) return;
  event.stopImmediatePropagation();
  event.preventDefault();
  hide();
}, true);
// With nothing chosen on the page the whole of it is copied.
document.addEventListener("copy", (event) => {
  if (!owner || !getSelection().isCollapsed || document.activeElement.matches("input, textarea")) return;
  event.clipboardData.setData("text/plain", box.textContent);
  event.preventDefault();
  document.dispatchEvent(new CustomEvent("say", { detail: "Copied" }));
});

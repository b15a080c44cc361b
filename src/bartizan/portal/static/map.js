// A map that is larger than its box has a small picture beside it, which shows what is in view and moves it. On cards,
// the arrow keys walk along the lines, and up and down within a column.
const box = () => document.querySelector("[data-map]");
const small = () => document.querySelector("[data-minimap]");
const drawing = () => box()?.querySelector("svg");
let seen = {};

function look() {
  const [map, mini] = [box(), small()];
  if (!map || !mini) return;
  mini.hidden = map.scrollWidth <= map.clientWidth + 1 && map.scrollHeight <= map.clientHeight + 1;
  const [seen, whole] = [map.getBoundingClientRect(), drawing().getBoundingClientRect()];
  const scale = drawing().viewBox.baseVal.width / whole.width;
  const place = {
    x: Math.max(0, seen.left - whole.left) * scale,
    y: Math.max(0, seen.top - whole.top) * scale,
    width: (Math.min(seen.left + map.clientWidth, whole.right) - Math.max(seen.left, whole.left)) * scale,
    height: (Math.min(seen.top + map.clientHeight, whole.bottom) - Math.max(seen.top, whole.top)) * scale,
  };
  Object.entries(place).forEach(([name, value]) => mini.querySelector(".in-view").setAttribute(name, Math.max(0, value)));
}

function move(event) {
  if (!event.target.closest?.("[data-minimap]") || !(event.buttons & 1)) return;
  const place = small().querySelector("svg").getBoundingClientRect();
  const [map, whole] = [box(), drawing().getBoundingClientRect()];
  const left = ((event.clientX - place.left) / place.width) * whole.width - map.clientWidth / 2;
  const top = ((event.clientY - place.top) / place.height) * whole.height - map.clientHeight / 2;
  map.scrollTo({ left, top, behavior: "instant" });
}

const top = (card) => card.getBoundingClientRect().top;
const beside = (card, by) => {
  const column = [...box().querySelectorAll(`[data-card][data-column="${card.dataset.column}"]`)].sort((a, b) => top(a) - top(b));
  return column[column.indexOf(card) + by];
};
const walks = {
  ArrowRight: (card) => card.dataset.to.split(" ").map((id) => box().querySelector(`[data-card="${id}"]`)).find(Boolean),
  ArrowLeft: (card) => [...box().querySelectorAll("[data-card]")].find((each) => each.dataset.to.split(" ").includes(card.dataset.card)),
  ArrowUp: (card) => beside(card, -1),
  ArrowDown: (card) => beside(card, 1),
};

document.addEventListener("keydown", (event) => {
  const card = event.target.closest("[data-card]");
  if (!card || !walks[event.key] || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  event.preventDefault();
  walks[event.key](card)?.focus();
});
document.addEventListener("pointerdown", move);
document.addEventListener("pointermove", move);
document.addEventListener("scroll", (event) => {
  if (event.target === box()) seen = { path: location.pathname, left: box().scrollLeft, top: box().scrollTop };
  look();
}, true);

const sizes = new ResizeObserver(look);
function prepare() {
  sizes.disconnect();
  if (box() && seen.path === location.pathname) box().scrollTo({ left: seen.left, top: seen.top, behavior: "instant" });
  if (drawing()) [box(), drawing()].forEach((each) => sizes.observe(each));
}
document.addEventListener("shown", prepare);
prepare();

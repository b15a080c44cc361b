// The size of a map: as wide as its box, but not so small that it cannot be read, until somebody sizes it: by buttons, by + - and 0 while the map has the focus, and by the wheel with Ctrl. The map scrolls
// where it is larger than its box, and keeps what was in the middle, or under the pointer, where it was.
const steps = [0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3];
const kept = "map-zoom";
const smallest = 0.8;
let now = 1;

const box = () => document.querySelector("[data-map]");

function fit() {
  const [map, drawing] = [box(), box()?.querySelector("svg")];
  if (!drawing) return 1;
  const { paddingLeft, paddingRight } = getComputedStyle(map);
  const room = map.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
  return Math.min(1, Math.max(smallest, room / drawing.viewBox.baseVal.width));
}

function prepare() {
  now = Number(sessionStorage.getItem(kept)) || fit();
  draw();
}

function draw() {
  const drawing = box()?.querySelector("svg");
  const buttons = document.querySelector("[data-zoom]");
  if (!drawing || !buttons) return;
  const [, , width, height] = drawing.getAttribute("viewBox").split(" ").map(Number);
  drawing.setAttribute("width", width * now);
  drawing.setAttribute("height", height * now);
  buttons.hidden = false;
  buttons.querySelector("[data-zoom-by=reset]").textContent = `${Math.round(now * 100)} %`;
  buttons.querySelector("[data-zoom-by=in]").disabled = now >= steps.at(-1);
  buttons.querySelector("[data-zoom-by=out]").disabled = now <= steps[0];
}

function zoom(size, x = box().clientWidth / 2, y = box().clientHeight / 2) {
  const map = box();
  const to = Math.min(Math.max(size, steps[0]), steps.at(-1));
  const [left, top] = [(map.scrollLeft + x) * (to / now) - x, (map.scrollTop + y) * (to / now) - y];
  now = to;
  sessionStorage.setItem(kept, String(now));
  draw();
  map.scrollTo({ left, top, behavior: "instant" });
}

const acts = {
  in: () => zoom(steps.find((step) => step > now + 0.01) ?? now),
  out: () => zoom(steps.findLast((step) => step < now - 0.01) ?? now),
  reset: () => zoom(1),
};
const keys = { "+": "in", "=": "in", "-": "out", 0: "reset" };

document.addEventListener("click", (event) => acts[event.target.closest("[data-zoom-by]")?.dataset.zoomBy]?.());
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !event.target.closest("[data-map]") || !keys[event.key]) return;
  event.preventDefault();
  acts[keys[event.key]]();
});
document.addEventListener("wheel", (event) => {
  const map = event.target.closest("[data-map]");
  if (!map || !event.ctrlKey) return;
  event.preventDefault();
  const place = map.getBoundingClientRect();
  zoom(now * Math.exp(-event.deltaY / 400), event.clientX - place.left, event.clientY - place.top);
}, { passive: false });
document.addEventListener("shown", prepare);
prepare();

// What a page does not wait for: such a place has the address of what it will show, and shows it without numbers until then.
async function fill(place) {
  const answer = await fetch(place.dataset.later).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").body.firstElementChild;
  const scrolled = place.firstElementChild?.scrollTop ?? 0;
  const at = [...place.querySelectorAll("a")].indexOf(document.activeElement);
  if (!found || !place.isConnected) return;
  place.replaceChildren(document.adoptNode(found));
  place.dataset.filled = "";
  found.scrollTop = scrolled;
  if (at >= 0) place.querySelectorAll("a")[at]?.focus();
}

const fillAll = () => document.querySelectorAll("[data-later]:not([data-filled])").forEach(fill);
document.addEventListener("shown", fillAll);
fillAll();

// A map as PNG: the server's SVG, drawn at twice its size.
async function drawn(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: image.naturalWidth * 2, height: image.naturalHeight * 2 });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => { canvas.toBlob(done, "image/png"); });
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-png]");
  if (!link) return;
  event.preventDefault();
  const href = URL.createObjectURL(await drawn(link.href));
  Object.assign(document.createElement("a"), { href, download: link.download }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
});

const prepare = () => document.querySelectorAll("[data-png]").forEach((link) => { link.hidden = false; });
document.addEventListener("shown", prepare);
prepare();

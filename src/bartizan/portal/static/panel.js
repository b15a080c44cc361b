// A click into a row, beside its links, opens the row's summary; who marks a text opens nothing.
document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-row]");
  if (!row || event.target.closest("a, button, input, label, summary, details, form") || String(getSelection())) return;
  row.querySelector("[data-opens]")?.click();
});

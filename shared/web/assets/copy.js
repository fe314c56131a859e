// Copy buttons: shown only where scripts run, copy what stands in data-copy, say so for a moment.
const ready = (root) => {
  for (const button of root.querySelectorAll("button[data-copy]")) button.hidden = false;
};
ready(document);
document.addEventListener("ges:refreshed", (event) => ready(event.target));
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("button[data-copy]");
  if (!button) return;
  const words = button.dataset.words ?? (button.dataset.words = button.textContent);
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = words; }, 2000);
  } catch {
    // Without permission the text stays visible and can be marked by hand.
    button.hidden = true;
  }
});

// Keyboard shortcuts: any element with data-key="KeyJ" (event.code, so that Thai keyboards work) is clicked or focused.
// data-key-with="ctrl" asks for Ctrl. Silent in fields, listed by "?", and one switch turns them off (WCAG 2.1.4).
const STORE = "ges-keys-off";
const dialog = document.getElementById("keys");
const isOff = () => { try { return localStorage.getItem(STORE) === "yes"; } catch { return false; } };
const turn = (off) => { try { localStorage.setItem(STORE, off ? "yes" : "no"); } catch { /* private window: for this page only */ } };
const names = { Slash: "/", BracketLeft: "[", BracketRight: "]", Comma: ",", Period: "." };
const nameOf = (element) => {
  const code = element.dataset.key;
  const key = names[code] ?? code.replace(/^(Key|Digit|Arrow)/, "");
  return element.dataset.keyWith === "ctrl" ? `Ctrl ${key}` : key;
};
const bound = () => [...document.querySelectorAll("[data-key]")].filter((e) => e.getClientRects().length > 0);
const wordsOf = (element) => {
  const said = element.dataset.keyWords ?? element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent;
  if (said) return said.trim();
  const copy = element.cloneNode(true);
  for (const hint of copy.querySelectorAll("kbd, .sr")) hint.remove();
  return copy.textContent.trim();
};

const list = () => {
  const dl = dialog.querySelector("dl");
  dl.replaceChildren();
  for (const element of bound()) {
    const dt = document.createElement("dt");
    const kbd = document.createElement("kbd");
    kbd.textContent = nameOf(element);
    dt.append(kbd);
    const dd = document.createElement("dd");
    dd.textContent = wordsOf(element);
    dl.append(dt, dd);
  }
  dialog.querySelector("[data-keys-switch]").textContent = isOff() ? dialog.dataset.wordsOn : dialog.dataset.wordsOff;
};
const open = () => { list(); dialog.showModal(); };

if (dialog) {
  for (const button of document.querySelectorAll("[data-keys-open]")) {
    button.hidden = false;
    button.addEventListener("click", open);
  }
  dialog.querySelector("[data-keys-switch]").addEventListener("click", () => { turn(!isOff()); list(); });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const ctrl = event.ctrlKey || event.metaKey;
    if (event.altKey || event.isComposing || event.repeat || dialog.open || (typing && !ctrl)) return;
    if (event.key === "?" && !ctrl) { event.preventDefault(); open(); return; }
    if (isOff() || (event.shiftKey && !ctrl)) return;
    // Figures are typed on the number pad, whose Enter has a code of its own.
    const code = event.code === "NumpadEnter" ? "Enter" : event.code;
    const target = bound().find((e) => e.dataset.key === code && (e.dataset.keyWith === "ctrl") === ctrl);
    if (!target) return;
    event.preventDefault();
    if (target.matches("input:not([type=radio], [type=checkbox]), textarea, select")) target.focus();
    else target.click();
  });
}

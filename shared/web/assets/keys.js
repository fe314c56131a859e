// Keyboard shortcuts: any element with data-key="KeyJ" (event.code, so that Thai keyboards work) is clicked or focused.
// data-key-with="ctrl" asks for Ctrl. J and K go through the rows of every data-keys-list (a ul or tbody), from first link
// to first link; Enter then opens what is focused, as ever. Silent in fields, listed by "?", and one switch turns them off (WCAG 2.1.4).
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

// Rows are looked up at each press: live pages replace them.
const row = "[data-keys-list] > *";
const links = () => [...document.querySelectorAll(row)].map((e) => e.querySelector("a[href]")).filter((a) => a && a.getClientRects().length > 0);
const step = (by) => {
  const all = links();
  const now = document.activeElement?.closest(row);
  const at = all.findIndex((link) => link.closest(row) === now);
  const to = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
  all[to]?.focus();
  return all.length > 0;
};
const steps = { KeyJ: 1, KeyK: -1 };

const list = () => {
  const dl = dialog.querySelector("dl");
  dl.replaceChildren();
  const tell = (keys, words) => {
    const dt = document.createElement("dt");
    for (const key of keys) {
      const kbd = document.createElement("kbd");
      kbd.textContent = key;
      dt.append(kbd, " ");
    }
    const dd = document.createElement("dd");
    dd.textContent = words;
    dl.append(dt, dd);
  };
  if (links().length > 0) tell(["J", "K"], dialog.dataset.wordsRows);
  for (const element of bound()) tell([nameOf(element)], wordsOf(element));
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
    if (!target) {
      if (!ctrl && steps[code] && step(steps[code])) event.preventDefault();
      return;
    }
    event.preventDefault();
    if (target.matches("input:not([type=radio], [type=checkbox]), textarea, select")) target.focus();
    else target.click();
  });
}

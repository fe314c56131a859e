// Forms that lose nothing: <form data-keep="key" data-kept="words" data-discard="words"> keeps what is typed in this
// browser, also while the line is down, and offers it again when the page is opened anew. An element with
// data-forget="key" says that it has arrived; signing out forgets everything. Files and passwords are never kept.
const PREFIX = "ges:keep:";
const LONGEST = 200000;
const DAYS = 14;

const forget = (key) => { try { localStorage.removeItem(PREFIX + key); } catch { /* storage is off */ } };
const keys = () => { try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; } };
const fields = (form) => [...form.elements].filter(
  (field) => field.name && !["hidden", "file", "password", "submit", "button"].includes(field.type));
const ticks = (field) => field.type === "checkbox" || field.type === "radio";
const told = (form) => fields(form).map((field) => [field.name, ticks(field) ? [field.value, field.checked] : field.value]);

for (const arrived of document.querySelectorAll("[data-forget]")) forget(arrived.dataset.forget);
document.addEventListener("submit", (event) => {
  if (new URL(event.target.action, location.href).pathname === "/signout") for (const key of keys()) localStorage.removeItem(key);
});

for (const form of document.querySelectorAll("form[data-keep]")) {
  const key = PREFIX + form.dataset.keep;
  const before = JSON.stringify(told(form));
  let kept = null;
  try { kept = JSON.parse(localStorage.getItem(key)); } catch { /* nothing usable */ }
  if (kept && (Date.now() - kept.at > DAYS * 86400000 || JSON.stringify(kept.fields) === before)) { forget(form.dataset.keep); kept = null; }
  // A form that comes back from the server with its errors already holds what was typed.
  if (kept && !form.hasAttribute("data-fresh")) kept = null;
  if (kept) {
    for (const [name, value] of kept.fields) {
      for (const field of fields(form)) {
        if (field.name !== name) continue;
        if (ticks(field)) { if (field.value === value[0]) field.checked = value[1]; } else field.value = value;
      }
    }
    const note = document.createElement("p");
    note.className = "note";
    note.setAttribute("role", "status");
    note.textContent = form.dataset.kept + " ";
    const discard = document.createElement("button");
    discard.type = "button";
    discard.className = "button";
    discard.textContent = form.dataset.discard;
    discard.addEventListener("click", () => { forget(form.dataset.keep); location.reload(); });
    note.append(discard);
    form.prepend(note);
  }
  let waiting = 0;
  const keep = () => {
    waiting = 0;
    const now = told(form);
    const text = JSON.stringify({ at: Date.now(), fields: now });
    if (JSON.stringify(now) === before) { if (!kept) forget(form.dataset.keep); return; }
    try { if (text.length <= LONGEST) localStorage.setItem(key, text); } catch { /* full or off: the form itself still holds it */ }
  };
  form.addEventListener("input", () => { waiting ||= setTimeout(keep, 300); });
  addEventListener("pagehide", () => { if (waiting) { clearTimeout(waiting); keep(); } });
}

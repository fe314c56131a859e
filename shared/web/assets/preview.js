// Forms whose server calculates while somebody types: <form data-preview="value"> is posted with act=value a moment after
// the last key, and every element with data-part="name" is replaced by the server's. Files are never sent this way.
const PAUSE = 500;

for (const form of document.querySelectorAll("form[data-preview]")) {
  let waiting = 0;
  let asking = null;
  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const data = new FormData(form);
    for (const field of form.querySelectorAll("input[type=file]")) data.delete(field.name);
    data.set("act", form.dataset.preview);
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, credentials: "same-origin", signal: asking.signal });
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const old of form.querySelectorAll("[data-part]")) {
        const now = fresh.querySelector(`[data-part="${CSS.escape(old.dataset.part)}"]`);
        if (now && !old.contains(document.activeElement) && !old.isEqualNode(now)) old.replaceChildren(...document.importNode(now, true).childNodes);
      }
    } catch {
      // The line is down or a newer question is on its way; the button below asks the same.
    }
  };
  // Somebody else may have changed what this form is about.
  document.addEventListener("ges:change", () => { clearTimeout(waiting); waiting = setTimeout(ask, PAUSE); });
  form.addEventListener("input", (event) => {
    if (event.target.closest("[data-part]") || event.target.tagName === "TEXTAREA") return;
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
}

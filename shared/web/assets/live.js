// Pages that refresh themselves. <body data-live-source="/events"> opens a stream of server-sent events; on "change" the
// page is asked for again and every element with data-live="name" is replaced by its newer self, unless it holds the focus.
const source = document.body.dataset.liveSource;
let asking = false;
let again = false;

const refresh = async () => {
  if (asking) { again = true; return; }
  asking = true;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" }, credentials: "same-origin" });
    if (answer.ok && !answer.redirected) {
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const old of document.querySelectorAll("[data-live]")) {
        const now = fresh.querySelector(`[data-live="${CSS.escape(old.dataset.live)}"]`);
        // What somebody is using is never pulled away from under them.
        if (!now || old.contains(document.activeElement) || old.isEqualNode(now)) continue;
        if (old.querySelector("input[type=checkbox]:checked")) continue;
        const openFolds = new Set([...old.querySelectorAll("details[open][id]")].map((fold) => fold.id));
        const node = document.importNode(now, true);
        for (const fold of node.querySelectorAll("details[id]")) if (openFolds.has(fold.id)) fold.open = true;
        old.replaceWith(node);
        node.dispatchEvent(new CustomEvent("ges:refreshed", { bubbles: true }));
      }
    }
  } catch {
    // The line is down; the stream reconnects by itself and the next event asks again.
  } finally {
    asking = false;
    if (again) { again = false; setTimeout(refresh, 500); }
  }
};

if (source) {
  let stream = null;
  let broken = false;
  const listen = () => {
    stream ??= new EventSource(source);
    stream.onopen = () => { if (broken) { broken = false; refresh(); } };
    stream.onerror = () => { broken = true; };
    stream.addEventListener("change", refresh);
    stream.addEventListener("change", () => document.dispatchEvent(new CustomEvent("ges:change")));
  };
  // A page nobody looks at holds no connection; browsers allow only six to one server.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { stream?.close(); stream = null; broken = true; } else listen();
  });
  if (!document.hidden) listen();
}

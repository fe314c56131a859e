// Files that survive a bad line: inside [data-uploads] every file that is chosen, dropped or photographed is announced at
// /uploads and sent in pieces, each from where the server stands, with a line that pauses, goes on and tries again. With
// data-attach the finished document becomes a row of the form's evidence. Without this module the plain form is sent.
const PIECE = 1 << 20;
const AT_ONCE = 2;
const WAITS = [1, 2, 5, 10, 30, 60];

const ask = (url, init = {}) => fetch(url, {
  credentials: "same-origin", ...init, headers: { accept: "application/json", ...init.headers } });
const online = (seconds) => new Promise((go) => {
  const done = () => { clearTimeout(timer); removeEventListener("online", done); go(); };
  const timer = setTimeout(done, seconds * 1000);
  addEventListener("online", done);
});
const button = (label, act) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button small";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
};

// What this person began earlier, so that the same file goes on where it stopped.
let earlier = null;
const begun = () => earlier ??= ask("/uploads").then((answer) => answer.ok ? answer.json() : []).catch(() => []);

class Line {
  constructor(area, file) {
    Object.assign(this, { area, file, id: null, offset: 0, state: "waiting", tries: 0 });
    this.item = document.createElement("li");
    this.name = document.createElement("strong");
    this.name.textContent = file.name;
    this.bar = document.createElement("progress");
    this.bar.max = Math.max(1, file.size);
    this.bar.setAttribute("aria-label", file.name);
    this.said = document.createElement("p");
    this.said.className = "said";
    this.buttons = document.createElement("div");
    this.buttons.className = "buttons";
    this.item.append(this.name, this.bar, this.said, this.buttons);
    area.list.append(this.item);
    this.show("waiting");
  }

  show(state, words) {
    const changed = this.state !== state;
    this.state = state;
    const share = Math.floor(100 * this.offset / Math.max(1, this.file.size));
    this.bar.value = this.offset;
    this.bar.hidden = ["done", "failed"].includes(state);
    this.said.textContent = words ?? this.area.word(state).replace("{n}", share);
    this.item.className = state;
    if (!changed && this.buttons.childElementCount) return;
    const word = (key) => this.area.word(key);
    const offered = {
      waiting: [], done: [],
      sending: [button(word("pause"), () => this.pause())],
      cut: [button(word("pause"), () => this.pause())],
      paused: [button(word("resume"), () => this.again()), button(word("discard"), () => this.discard())],
      failed: [button(word("again"), () => this.again()), button(word("discard"), () => this.discard())],
    }[state];
    this.buttons.replaceChildren(...offered);
    if (["done", "failed", "cut"].includes(state)) this.area.tell(`${this.file.name}: ${this.said.textContent}`);
  }

  pause() { this.stop?.abort(); this.show("paused"); this.area.next(); }
  again() { this.tries = 0; this.show("waiting"); this.area.next(); }

  async discard() {
    this.stop?.abort();
    this.area.lines.delete(this);
    this.item.remove();
    if (this.id) await ask(`/uploads/${this.id}`, { method: "DELETE" }).catch(() => {});
  }

  async announce() {
    const { name, size, lastModified } = this.file;
    const same = (one) => one.name === name && one.size === size && one.modified === lastModified;
    const known = this.area.replaces ? null : (await begun()).find(same);
    if (known) {
      this.id = known.id;
      document.querySelector(`[data-upload="${CSS.escape(known.id)}"]`)?.remove();
      return this.ask_offset();
    }
    const body = { name, size, type: this.file.type, audience: this.area.audience, modified: lastModified };
    if (this.area.replaces) body.replaces = this.area.replaces;
    const answer = await ask("/uploads", {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), signal: this.stop.signal });
    if (!answer.ok) return this.refused(answer);
    const begun_now = await answer.json();
    Object.assign(this, { id: begun_now.id, offset: 0 });
    return null;
  }

  async ask_offset() {
    const answer = await ask(`/uploads/${this.id}`, { signal: this.stop.signal });
    if (answer.status === 404) { this.id = null; earlier = null; this.offset = 0; return null; }
    if (!answer.ok) return this.refused(answer);
    const known = await answer.json();
    this.offset = known.offset;
    return known.filed ?? null;
  }

  // A refusal that trying again does not change ends the line with the server's words; anything else is a cut.
  async refused(answer) {
    const lasting = answer.status >= 400 && answer.status < 500 && ![408, 409, 423, 425, 429].includes(answer.status);
    const problem = await answer.json().catch(() => ({}));
    const words = [problem.detail ?? problem.title, problem.detail ? "" : problem.remedy].filter(Boolean).join(" ");
    if (lasting || problem.code === "upload-too-many" || problem.code === "upload-no-room") {
      throw Object.assign(new Error(words), { lasting: true });
    }
    throw new Error(words);
  }

  async piece() {
    const blob = this.file.slice(this.offset, this.offset + PIECE);
    const answer = await ask(`/uploads/${this.id}`, {
      method: "PATCH", body: blob, signal: this.stop.signal,
      headers: { "content-type": "application/offset+octet-stream", "upload-offset": String(this.offset) } });
    const stands = answer.headers.get("upload-offset");
    if (answer.status === 409 && stands !== null) { this.offset = Number(stands); return null; }
    if (answer.status === 404) { this.id = null; earlier = null; this.offset = 0; return null; }
    if (!answer.ok) return this.refused(answer);
    const known = await answer.json();
    this.offset = known.offset;
    this.tries = 0;
    return known.filed ?? null;
  }

  async run() {
    this.stop = new AbortController();
    const { signal } = this.stop;
    this.show("sending");
    let unsure = this.id !== null;
    while (!signal.aborted) {
      try {
        let filed = null;
        if (this.id === null) filed = await this.announce();
        else if (unsure) filed = await this.ask_offset();
        else filed = await this.piece();
        unsure = false;
        if (filed) return this.done(filed);
        if (!signal.aborted) this.show("sending");
      } catch (error) {
        if (signal.aborted) break;
        if (error.lasting) return this.show("failed", error.message || this.area.word("failed"));
        unsure = this.id !== null;
        this.show("cut");
        await online(WAITS[Math.min(this.tries, WAITS.length - 1)]);
        this.tries += 1;
      }
    }
    return null;
  }

  done(filed) {
    this.offset = this.file.size;
    this.show("done", filed.known ? this.area.word("known").replace("{name}", filed.name) : this.area.word("done"));
    const link = document.createElement("a");
    link.href = filed.href;
    link.textContent = this.area.word("open");
    this.buttons.replaceChildren(link);
    if (this.area.attaches) this.area.attach(filed);
  }
}

class Area {
  constructor(root) {
    this.root = root;
    this.lines = new Set();
    this.list = root.querySelector("[data-sending]");
    this.form = root.closest("form");
    this.attaches = root.hasAttribute("data-attach");
    this.status = document.createElement("p");
    this.status.className = "sr";
    this.status.setAttribute("role", "status");
    root.append(this.status);
    root.classList.add("live");
    for (const input of root.querySelectorAll("input[type=file]")) {
      input.addEventListener("change", () => { this.take([...input.files]); input.value = ""; });
    }
    const place = root.querySelector("[data-drop]");
    const over = (event) => { event.preventDefault(); place.classList.toggle("over", event.type === "dragover"); };
    for (const type of ["dragover", "dragleave", "drop"]) place.addEventListener(type, over);
    place.addEventListener("drop", (event) => this.take([...event.dataTransfer.files]));
    this.form.addEventListener("submit", (event) => {
      const busy = [...this.lines].some((line) => ["waiting", "sending", "cut"].includes(line.state));
      if (!busy || event.submitter?.value === "find") return;
      event.preventDefault();
      this.tell(this.word("unfinished"), true);
      this.list.scrollIntoView({ block: "center" });
    });
  }

  word(key) { return this.root.getAttribute(`data-word-${key}`) ?? ""; }
  get audience() {
    const chosen = this.root.querySelector("[name=audience]:checked")?.value ?? "central";
    if (chosen !== "named") return chosen;
    const typed = this.root.querySelector("[name=reader][type=text]")?.value.split(/[\s,]+/u) ?? [];
    const ticked = [...this.root.querySelectorAll("[name=reader]:checked")].map((one) => one.value);
    return `named:${[...ticked, ...typed].filter(Boolean).join(",")}`;
  }
  get replaces() { return this.root.querySelector("[name=replaces]")?.value; }

  tell(words, seen = false) {
    this.status.className = seen ? "note" : "sr";
    this.status.textContent = words;
  }

  take(files) {
    for (const file of files) this.lines.add(new Line(this, file));
    this.next();
  }

  next() {
    const all = [...this.lines];
    const running = all.filter((line) => line.running).length;
    for (const line of all.filter((one) => one.state === "waiting" && !one.running).slice(0, Math.max(0, AT_ONCE - running))) {
      line.running = true;
      line.run().finally(() => { line.running = false; this.next(); });
    }
  }

  // One more ticked row with a field for its page.
  attach(filed) {
    const rows = this.form.querySelector("[data-evidence]");
    rows.closest("[data-evidence-box]").classList.remove("none");
    const numbers = [...rows.querySelectorAll("[name=evidence]")].map((tick) => Number.parseInt(tick.value, 10) + 1);
    const number = Math.max(0, ...numbers);
    const row = document.createElement("div");
    row.className = "attached";
    const label = document.createElement("label");
    label.className = "choice";
    const tick = Object.assign(document.createElement("input"), {
      type: "checkbox", name: "evidence", value: `${number}:${filed.digest}`, checked: true });
    const name = document.createElement("span");
    name.textContent = filed.name;
    label.append(tick, " ", name);
    const field = document.createElement("span");
    field.className = "field";
    const common = this.root.querySelector("[name=place]");
    const place = Object.assign(document.createElement("input"), {
      type: "text", id: `place-${number}`, name: `place-${number}`, value: common?.value ?? "" });
    const called = Object.assign(document.createElement("label"), { className: "note", htmlFor: place.id });
    const whose = Object.assign(document.createElement("span"), { className: "sr", textContent: ` ${filed.name}` });
    called.append(this.root.dataset.place, whose);
    field.append(called, place);
    const link = Object.assign(document.createElement("a"), { href: filed.href, textContent: this.word("open") });
    row.append(label, field, link);
    rows.append(row);
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

if (window.fetch && window.AbortController) {
  for (const root of document.querySelectorAll("[data-uploads]")) new Area(root);
}

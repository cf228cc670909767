// Keeps what somebody types into a form about a case or a call, sealed, until the form is saved.
// Everything works without this file. It writes no HTML and evaluates no text.

const AFTER_MS = 3 * 1000;
const WAIT_MS = 3 * 1000;
const PLACE = /^\/(reports\/new|cases\/(register|[0-9a-f-]{36}\/.+))$/;
const NOT_TYPED = new Set(["hidden", "file", "submit", "button", "password", "reset"]);
const KEPT_HIDDEN = /^seen/; // the version that was in view, so that a stale draft says so

/** Everything typed or chosen in a form, as pairs of name and text. */
function fieldsOf(form) {
  const pairs = [];
  for (const field of form.elements) {
    if (!field.name || (NOT_TYPED.has(field.type) && !KEPT_HIDDEN.test(field.name))) continue;
    if (field.type === "checkbox" || field.type === "radio") {
      if (field.checked) pairs.push([field.name, field.value]);
    } else if (field.type === "select-multiple") {
      for (const option of field.selectedOptions) pairs.push([field.name, option.value]);
    } else if (field.type !== "fieldset" && field.tagName !== "BUTTON") {
      pairs.push([field.name, field.value]);
    }
  }
  return pairs;
}

/** Puts a draft into its form; false where the form has too few rows for it. */
function fill(form, pairs) {
  const values = new Map();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  for (const name of values.keys()) if (!form.elements.namedItem(name)) return false;
  for (const field of form.elements) {
    if (!field.name || (NOT_TYPED.has(field.type) && !KEPT_HIDDEN.test(field.name))) continue;
    const given = values.get(field.name) ?? [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = given.includes(field.value);
    else if (field.type === "select-multiple") for (const option of field.options) option.selected = given.includes(option.value);
    else if (given.length) field.value = given[0];
  }
  return true;
}

/** After signing in again, in another tab perhaps, every form of this page is good once more. */
function renewToken(token) {
  document.querySelector("meta[name=csrf-token]").content = token;
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = token;
}

function hidden(form, name, value) {
  let field = form.querySelector(`input[type=hidden][name="${name}"]`);
  if (!field) {
    field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    form.append(field);
  }
  field.value = value;
}

class Keeper {
  constructor(form, place) {
    this.form = form;
    this.place = place;
    this.id = crypto.randomUUID();
    this.version = 0;
    this.last = this.typed;
    this.busy = null;
    this.isOut = false;
    this.state = document.getElementById("draft-state").content.firstElementChild.cloneNode(true);
    form.append(this.state);
    form.addEventListener("input", () => this.wait());
    form.addEventListener("change", () => this.wait());
    form.addEventListener("submit", (event) => this.send(event));
    document.addEventListener("visibilitychange", () => this.turn());
    window.addEventListener("focus", () => this.turn());
  }

  get typed() {
    return JSON.stringify(fieldsOf(this.form));
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), AFTER_MS);
  }

  /** When the page goes out of sight it may never come back; when it does, somebody may be in again. */
  async turn() {
    if (document.visibilityState === "hidden") {
      this.save(true);
    } else if (this.isOut && (await this.ask())) {
      this.save();
    }
  }

  say(what, more = "") {
    this.state.textContent = `${this.state.dataset[what]}${more && ` ${more}`}`;
  }

  async save(leaving = false) {
    clearTimeout(this.timer);
    if (this.busy) return this.busy.then(() => this.save(leaving));
    if (this.typed === this.last || this.isSent) return null;
    this.busy = this.put(this.typed, leaving).catch(() => this.say("away"));
    await this.busy;
    this.busy = null;
    return null;
  }

  async put(fields, leaving, isAgain = false) {
    const answer = await this.post("/drafts", { id: this.id, place: this.place, seen: this.version, fields }, leaving);
    if (answer.ok) {
      const { version, said } = await answer.json();
      this.version = version;
      this.last = fields;
      this.isOut = false;
      this.say(this.isSecond ? "twice" : "saved", said);
    } else if (answer.status === 409 && !isAgain) {
      // Another page of this person went on with the same draft, or saved it: both are kept.
      this.isSecond = this.version > 0;
      this.id = crypto.randomUUID();
      this.version = 0;
      await this.put(fields, leaving, true);
    } else if (answer.status === 400 && !isAgain && (await this.ask())) {
      await this.put(fields, leaving, true);
    } else if (answer.status === 401 || answer.status === 400) {
      this.isOut = true;
      this.say("out");
    } else {
      this.say("refused");
    }
  }

  post(path, values, leaving = false) {
    const body = new URLSearchParams(values);
    const token = document.querySelector("meta[name=csrf-token]").content;
    // What outlives the page may be 64 kB at most.
    const keepalive = leaving && body.toString().length < 60_000;
    return fetch(path, { method: "POST", body, keepalive, headers: { "X-CSRFToken": token }, redirect: "manual" });
  }

  /** The drafts of this form, and a token that is good; nothing where nobody is signed in. */
  async ask() {
    try {
      const answer = await fetch(`/drafts/of?place=${encodeURIComponent(this.place)}`, { redirect: "manual" });
      if (!answer.ok) return null;
      const { token, drafts } = await answer.json();
      renewToken(token);
      return drafts;
    } catch {
      return null;
    }
  }

  async begin() {
    const before = document.body.dataset.draft;
    for (const draft of (await this.ask()) ?? []) {
      if (draft.id === before || JSON.stringify(draft.fields) === this.typed) this.adopt(draft);
      else this.offer(draft);
    }
  }

  adopt(draft) {
    this.id = draft.id;
    this.version = draft.version;
    this.last = JSON.stringify(draft.fields);
  }

  offer(draft) {
    const box = document.getElementById("draft-offer").content.firstElementChild.cloneNode(true);
    const drop = box.querySelector("[data-drop]");
    box.setAttribute("role", "status");
    box.querySelector("[data-words]").textContent = draft.words;
    box.querySelector("[data-use]").addEventListener("click", () => this.use(draft, box));
    drop.addEventListener("click", async () => {
      if (!drop.dataset.isSure) {
        drop.dataset.isSure = "1";
        drop.textContent = drop.dataset.sure;
        return;
      }
      await this.post(`/drafts/${draft.id}/drop`, {}).catch(() => this.say("away"));
      box.remove();
      this.form.querySelector("textarea")?.focus();
    });
    this.form.prepend(box);
  }

  /** What stands in the form is kept before the draft takes its place. */
  async use(draft, box) {
    await this.save();
    if (!fill(this.form, draft.fields)) {
      this.rebuild(draft);
      return;
    }
    this.adopt(draft);
    box.remove();
    this.say("saved", draft.said);
    this.form.querySelector("textarea")?.focus();
  }

  /** The server makes as many rows as the draft has, and gives the form back with what is in it. */
  rebuild(draft) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = this.place;
    const names = new Set(draft.fields.map(([name]) => name));
    const carried = [...this.form.querySelectorAll("input[type=hidden]")].filter((one) => one.name && !names.has(one.name));
    const extra = [["rows", "keep"], ["draft", draft.id], ["draft_seen", draft.version]];
    const pairs = [...carried.filter((one) => !/^draft/.test(one.name)).map((one) => [one.name, one.value]), ...draft.fields, ...extra];
    for (const [name, value] of pairs) {
      const field = document.createElement("textarea");
      field.name = name;
      field.value = value;
      form.append(field);
    }
    form.hidden = true;
    document.body.append(form);
    form.submit();
  }

  /** A draft on its way arrives before the form does, so that saving lets go of the newest. */
  send(event) {
    if (this.busy) {
      event.preventDefault();
      event.stopPropagation();
      const ready = Promise.race([this.busy, new Promise((done) => setTimeout(done, WAIT_MS))]);
      ready.then(() => {
        this.busy = null;
        this.form.requestSubmit(event.submitter);
      });
      return;
    }
    clearTimeout(this.timer);
    if (this.version) {
      hidden(this.form, "draft", this.id);
      hidden(this.form, "draft_seen", this.version);
    }
    this.isSent = true;
    window.addEventListener("pageshow", () => { this.isSent = false; }, { once: true });
  }
}

for (const form of document.querySelectorAll("main form")) {
  const place = new URL(form.getAttribute("action") || location.href, location.href).pathname;
  if (form.method === "post" && PLACE.test(place) && form.querySelector("textarea")) new Keeper(form, place).begin();
}

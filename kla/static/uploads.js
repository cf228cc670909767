// Sends files in pieces by the tus protocol (1.0.0), with progress, pausing, and going on after a
// broken connection or a reload. Without this file the plain form beside it does the same at one go.

const VERSION = "1.0.0";
const PIECE = 16 * 1024 * 1024;
const PATIENCE_MS = [1000, 2000, 4000, 8000, 15000, 30000];
const PREFIX = "kla-upload-";

const area = document.getElementById("uploader");
const words = area.dataset;
const token = document.querySelector("meta[name=csrf-token]").content;
const rows = new Set();
let isSending = false;

/** A number for a name: the browser remembers no word that somebody wrote. */
function number(text) {
  let hash = 0x811c9dc5;
  for (const sign of text) hash = Math.imul(hash ^ sign.codePointAt(0), 0x01000193) >>> 0;
  return hash.toString(16);
}

function newId() {
  const raw = crypto.getRandomValues(new Uint8Array(16));
  raw[6] = (raw[6] & 0x0f) | 0x40;
  raw[8] = (raw[8] & 0x3f) | 0x80;
  const hex = Array.from(raw, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
// A small file is never said to be nothing.
const megabytes = (bytes) => (bytes && Math.max(bytes / 1048576, 0.1)).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });

/** What went wrong for good: its words are for the reader. */
class Refused extends Error {}

/** One file: its row on the page, and how far it has come. */
class Row {
  constructor(file) {
    this.file = file;
    this.key = `${PREFIX}${number(`${words.url}/${file.name}`)}-${file.size}-${file.lastModified}`;
    this.state = "ready";
    this.offset = 0;
    this.request = null;
    this.element = document.getElementById("upload-row").content.firstElementChild.cloneNode(true);
    for (const part of this.element.querySelectorAll("[data-part]")) this[part.dataset.part] = part;
    this.name.textContent = fill(words.named, { name: file.name, size: megabytes(file.size) });
    this.label.id = `label-${newId()}`;
    this.caption.htmlFor = this.label.id;
    this.bar.setAttribute("aria-label", file.name);
    this.pause.addEventListener("click", () => (this.state === "paused" ? this.goOn() : this.stop()));
    this.cancel.addEventListener("click", () => this.giveUp());
    document.getElementById("upload-rows").append(this.element);
    if (this.memory) this.say(words.known);
  }

  get memory() {
    return sessionStorage.getItem(this.key);
  }

  remember(id) {
    if (id) sessionStorage.setItem(this.key, id);
    else sessionStorage.removeItem(this.key);
  }

  say(text, aloud = false) {
    this.status.textContent = text;
    if (aloud) document.getElementById("upload-news").textContent = `${this.file.name}: ${text}`;
  }

  show(sent) {
    this.bar.value = sent / this.file.size;
    const percent = Math.floor((100 * sent) / this.file.size);
    this.say(fill(words.progress, { percent, sent: megabytes(sent), size: megabytes(this.file.size) }));
  }

  /** One request; what is sent shows on the bar. Answers with status 0 where nothing came back. */
  ask(method, url, headers = {}, body = null) {
    return new Promise((resolve) => {
      const request = (this.request = new XMLHttpRequest());
      request.open(method, url);
      const all = { "Tus-Resumable": VERSION, "X-CSRFToken": token, ...headers };
      for (const [name, value] of Object.entries(all)) request.setRequestHeader(name, value);
      if (body) request.upload.addEventListener("progress", (event) => this.show(this.offset + event.loaded));
      request.addEventListener("loadend", () => resolve(request));
      request.send(body);
    });
  }

  /** Where to go on: what the server knows of this file, or a new beginning. */
  async begin() {
    let id = this.memory;
    if (id) {
      const known = await this.ask("HEAD", `${words.url}/${id}`);
      if ([404, 410].includes(known.status)) id = null;
      else return this.take(known);
    }
    id = id ?? newId();
    this.remember(id);
    const said = { filename: this.file.name, label: this.label.value.trim(), entry: id };
    const metadata = Object.entries(said).map(([name, text]) => `${name} ${base64(text)}`);
    const headers = { "Upload-Length": this.file.size, "Upload-Metadata": metadata.join(",") };
    this.take(await this.ask("POST", words.url, headers));
  }

  /** Read an answer: how much is safe, that it has to be tried again, or that it is refused. */
  take(answer) {
    const offset = answer.getResponseHeader("Upload-Offset");
    if (offset !== null && answer.status < 300) {
      this.offset = Number(offset);
      this.failures = 0;
      return;
    }
    if (answer.status === 0 || answer.status >= 500 || [408, 409, 423, 429].includes(answer.status)) {
      throw new Error("again");
    }
    if ([413, 422].includes(answer.status)) throw new Refused(answer.responseText);
    if ([403, 404].includes(answer.status)) throw new Refused(words.lost);
    if (answer.status === 410) throw new Refused(words.gone);
    throw new Refused(answer.status === 401 || answer.status < 300 ? words.signedOut : words.failed);
  }

  async send() {
    this.state = "sending";
    this.failures = 0;
    this.label.readOnly = true;
    this.pause.hidden = false;
    let isKnown = false;
    while (this.state === "sending") {
      try {
        if (!isKnown) await this.begin();
        isKnown = true;
        this.show(this.offset);
        if (this.offset >= this.file.size) return this.finish();
        const piece = this.file.slice(this.offset, this.offset + PIECE);
        const headers = { "Upload-Offset": this.offset, "Content-Type": "application/offset+octet-stream" };
        this.take(await this.ask("PATCH", `${words.url}/${this.memory}`, headers, piece));
        document.dispatchEvent(new Event("input")); // whoever sends is still here
      } catch (error) {
        isKnown = false;
        if (this.state !== "sending") return;
        if (error instanceof Refused) return this.refuse(error.message);
        this.say(words.waiting, this.failures === 0);
        await wait(PATIENCE_MS[Math.min(this.failures++, PATIENCE_MS.length - 1)]);
      }
    }
  }

  stop() {
    this.state = "paused";
    this.request?.abort();
    this.pause.textContent = words.resume;
    this.say(words.paused, true);
  }

  goOn() {
    this.pause.textContent = words.pause;
    this.state = "ready";
    work();
  }

  finish() {
    this.state = "done";
    this.remember(null);
    this.bar.value = 1;
    this.pause.hidden = this.cancel.hidden = true;
    this.say(words.done, true);
  }

  refuse(text) {
    this.state = "refused";
    this.remember(null);
    this.pause.hidden = true;
    this.element.classList.add("is-refused");
    this.say(text, true);
  }

  async giveUp() {
    if (this.memory && !window.confirm(words.sure)) return;
    const id = this.memory;
    this.state = "dropped";
    this.request?.abort();
    this.remember(null);
    this.element.remove();
    rows.delete(this);
    if (id) await this.ask("DELETE", `${words.url}/${id}`);
    if (rows.size === 0) document.getElementById("upload-start").hidden = true;
    document.getElementById("upload-files").focus();
  }
}

/** One after another: a line that is slow gets no faster by being shared. */
async function work() {
  if (isSending) return;
  isSending = true;
  let next;
  while ((next = [...rows].find((row) => row.state === "ready"))) await next.send();
  isSending = false;
  const left = [...rows].filter((row) => row.state !== "done");
  if (rows.size > 0 && left.length === 0) document.getElementById("upload-done").hidden = false;
}

area.hidden = false;
document.getElementById("plain-upload").hidden = true;
document.getElementById("upload-files").addEventListener("change", (event) => {
  for (const file of event.target.files) rows.add(new Row(file));
  event.target.value = "";
  document.getElementById("upload-start").hidden = rows.size === 0;
  [...rows].at(-1)?.label.focus();
});
document.getElementById("upload-start").addEventListener("click", work);
window.addEventListener("beforeunload", (event) => {
  if (isSending) event.preventDefault();
});

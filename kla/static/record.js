// Records a voice on a page of the public's door, and puts it among the files of its form; says at
// once where a file is too large. The recording is in this page alone until the form is sent.
// It writes no HTML.

const LONGEST_S = 10 * 60;
const KINDS = ["audio/webm", "audio/mp4", "audio/ogg"];

class Recorder {
  constructor(area) {
    this.words = area.dataset;
    this.input = document.getElementById(this.words.input);
    for (const part of area.querySelectorAll("[data-part]")) this[part.dataset.part] = part;
    this.button.textContent = this.words.start;
    this.button.addEventListener("click", () => (this.machine ? this.machine.stop() : this.start()));
    this.drop.addEventListener("click", () => this.putAway());
    this.input.form.addEventListener("submit", (event) => this.hold(event));
    area.hidden = false;
  }

  async start() {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      this.status.textContent = this.words.refused;
      return;
    }
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    this.machine = new MediaRecorder(stream, mimeType ? { mimeType } : {});
    const pieces = [];
    this.machine.addEventListener("dataavailable", (event) => pieces.push(event.data));
    this.machine.addEventListener("stop", () => this.end(stream, pieces));
    this.machine.start();
    this.begun = Date.now();
    this.button.textContent = this.words.stop;
    this.tick();
    this.clock = setInterval(() => this.tick(), 1000);
  }

  tick() {
    const seconds = Math.floor((Date.now() - this.begun) / 1000);
    const shown = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    this.status.textContent = `${this.words.going} ${shown}`;
    if (seconds >= LONGEST_S) this.machine?.stop();
  }

  end(stream, pieces) {
    clearInterval(this.clock);
    for (const track of stream.getTracks()) track.stop();
    const type = this.machine.mimeType.split(";")[0];
    this.machine = null;
    this.putAway();
    this.made = new File(pieces, `suara.${type.split("/")[1]}`, { type });
    const all = new DataTransfer();
    for (const file of [...this.input.files, this.made]) all.items.add(file);
    this.input.files = all.files;
    this.player.src = URL.createObjectURL(this.made);
    this.player.hidden = this.drop.hidden = false;
    this.button.textContent = this.words.start;
    this.status.textContent = this.words.done;
    if (this.held) this.input.form.requestSubmit(this.held.button);
    this.held = null;
  }

  /** Whoever sends while it still records sends what was recorded. */
  hold(event) {
    if (!this.machine) return;
    event.preventDefault();
    this.held = { button: event.submitter };
    if (this.machine.state === "recording") this.machine.stop();
  }

  /** Takes the recording out again; what else was chosen stays. */
  putAway() {
    if (!this.made) return;
    const others = new DataTransfer();
    for (const file of this.input.files) if (file.name !== this.made.name || file.size !== this.made.size) others.items.add(file);
    this.input.files = others.files;
    URL.revokeObjectURL(this.player.src);
    this.player.removeAttribute("src");
    this.player.hidden = this.drop.hidden = true;
    this.status.textContent = "";
    this.made = null;
  }
}

/** A file that will be refused is not carried over a slow line first: what was typed stays here. */
function checkFiles(area) {
  const limits = area.dataset;
  const input = document.getElementById(limits.input);
  const check = () => {
    const all = [...input.files];
    const isLarge = all.some((one) => one.size > Number(limits.bytes));
    area.textContent = all.length > Number(limits.files) ? limits.many : isLarge ? limits.large : "";
    const isWrong = area.textContent !== "";
    input.classList.toggle("is-invalid", isWrong);
    input.setAttribute("aria-invalid", String(isWrong));
    return !isWrong;
  };
  input.addEventListener("change", check);
  // Ahead of whoever says that it is being sent.
  input.form.addEventListener("submit", (event) => {
    if (check()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    input.focus();
  }, { capture: true });
}

for (const area of document.querySelectorAll("[data-limits]")) checkFiles(area);
if (window.MediaRecorder && navigator.mediaDevices) {
  for (const area of document.querySelectorAll("[data-record]")) new Recorder(area);
}

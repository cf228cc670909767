// Does the little work that a form of the public's door asks for, while somebody types: a number
// whose SHA-256 with the form's ticket begins with so many zero bits. Some at a time, so that an
// old phone stays awake. Without this file the form is taken a few seconds later.

const CHUNK_MS = 12;
const K = new Int32Array(64);
const H = new Int32Array(8);

/** The constants of SHA-256 (FIPS 180-4): roots of the first primes, to 32 bits. */
function prepare() {
  const bits = (root) => ((root - Math.floor(root)) * 0x100000000) | 0;
  for (let n = 2, found = 0; found < 64; n++) {
    let isPrime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) isPrime = false;
    if (!isPrime) continue;
    if (found < 8) H[found] = bits(Math.sqrt(n));
    K[found++] = bits(Math.cbrt(n));
  }
}

const turn = (x, by) => (x >>> by) | (x << (32 - by));

/** The first 32 bits of the hash of a text of at most 55 plain characters. */
function hash(text) {
  const w = new Int32Array(64);
  for (let i = 0; i < text.length; i++) w[i >> 2] |= text.charCodeAt(i) << (24 - 8 * (i % 4));
  w[text.length >> 2] |= 0x80 << (24 - 8 * (text.length % 4));
  w[15] = text.length * 8;
  for (let i = 16; i < 64; i++) {
    const s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3);
    const s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10);
    w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = H;
  for (let i = 0; i < 64; i++) {
    const t1 = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
    const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  return (a + H[0]) | 0;
}

class Work {
  constructor(form) {
    this.form = form;
    const [, bits, seal] = form.elements.ticket.value.split(".");
    this.bits = Number(bits);
    this.seal = seal;
    this.number = 0;
    this.isDone = Boolean(form.elements.proof.value);
    if (form.dataset.sending) form.addEventListener("submit", (event) => this.hold(event));
    if (!this.isDone) this.goOn();
  }

  goOn() {
    const until = performance.now() + CHUNK_MS;
    do {
      if (Math.clz32(hash(`${this.seal}:${this.number}`)) >= this.bits) return this.end();
      this.number++;
    } while (this.number % 64 || performance.now() < until);
    setTimeout(() => this.goOn());
  }

  end() {
    this.form.elements.proof.value = this.number;
    this.isDone = true;
    if (this.held) this.form.requestSubmit(this.held.button);
  }

  /** Whoever is faster than the work waits for it; a page that sends nothing yet does not. */
  hold(event) {
    if (this.isDone) return;
    event.preventDefault();
    this.held = { button: event.submitter };
  }
}

prepare();
for (const form of document.forms) if (form.elements.ticket?.value) new Work(form);

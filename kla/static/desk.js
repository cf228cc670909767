// The desk's page counts by itself what waits. Everything works without this file: by loading anew.
// It asks for a number and nothing else, stores nothing, and keeps nobody signed in.

const EVERY_MS = 30_000;

const place = document.querySelector("[data-waiting]");
const button = document.querySelector("[data-sound]");
const title = document.title;
let known = Number(place?.dataset.waiting ?? 0);
let sound = null;

/** Two short tones, made here: there is no file to load. */
function ring() {
  if (!sound) return;
  for (const [at, pitch] of [[0, 660], [0.18, 880]]) {
    const tone = sound.createOscillator();
    const volume = sound.createGain();
    const begin = sound.currentTime + at;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.15, begin);
    volume.gain.exponentialRampToValueAtTime(0.001, begin + 0.15);
    tone.connect(volume).connect(sound.destination);
    tone.start(begin);
    tone.stop(begin + 0.16);
  }
}

/** Shows a number: in the page, and in the title for whoever works in another tab. */
function show(count) {
  document.title = count ? `(${count}) ${title}` : title;
  if (count !== known) place.textContent = place.dataset.text.replace("0", count);
  place.parentElement.querySelector("[data-again]").hidden = count <= known && !place.dataset.more;
  if (count > known) {
    place.dataset.more = "1";
    ring();
  }
  known = count;
}

/** Asks once, and goes on until somebody is sent to sign in; a line that broke may come back. */
async function ask() {
  try {
    const answer = await fetch(place.dataset.count, { redirect: "manual", cache: "no-store" });
    if (!answer.ok) return;
    show((await answer.json()).count);
  } catch {
    // no line, or no server just now
  }
  setTimeout(ask, EVERY_MS);
}

if (place) {
  show(known);
  setTimeout(ask, EVERY_MS);
}

if (button && "AudioContext" in window) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    sound?.close();
    sound = on ? new AudioContext() : null;
    ring();
  });
}

// Five comforts of the public's door. Everything works without this file.
// It stores nothing and writes no HTML.

/** Leaves at once, and puts the other page in place of this one, so that "back" does not return. */
function leaveQuickly() {
  const link = document.querySelector("[data-leave]");
  if (!link) return;
  const leave = () => {
    document.body.hidden = true;
    location.replace(link.dataset.leave);
  };
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  let last = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (event.timeStamp - last < 800) leave();
    last = event.timeStamp;
  });
}

/** Puts the reader where the news is: the summary of errors, if the page came back with one. */
function showErrors() {
  document.querySelector("[data-focus]")?.focus();
}

/** Reads a question aloud when asked to, where the browser can; the voice is the browser's own. */
function readAloud() {
  const button = document.querySelector("[data-read]");
  const text = document.querySelector("[data-read-me]");
  if (!button || !text || !("speechSynthesis" in window)) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const words = new SpeechSynthesisUtterance(text.innerText);
    words.lang = document.documentElement.lang;
    speechSynthesis.cancel();
    speechSynthesis.speak(words);
  });
}

/** Says that a form is on its way: photos take their time on a slow line. */
function sayThatItIsSent() {
  for (const form of document.querySelectorAll("form[data-sending]")) {
    const state = document.createElement("p");
    state.setAttribute("role", "status");
    form.append(state);
    form.addEventListener("submit", () => (state.textContent = form.dataset.sending));
  }
}

/** Prints the card of a receipt; the style sheet leaves everything else away. */
function printCard() {
  const button = document.querySelector("[data-print]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => print());
}

leaveQuickly();
showErrors();
readAloud();
printCard();
sayThatItIsSent();

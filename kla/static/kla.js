// Small comforts for signed-in pages. Everything works without this file.
// It writes no HTML and evaluates no text, so it runs under the strictest policy.

const WARN_AHEAD_MS = 2 * 60 * 1000;
const LOOK_EVERY_MS = 5 * 1000;
const RELEASE_AFTER_MS = 8 * 1000;

/** Puts the reader where the news is: the summary of errors, if the page came back with one. */
function showErrors() {
  document.querySelector("[data-focus]")?.focus();
}

/**
 * A form is sent once: a second press within some seconds does nothing. The button is never taken
 * away for good, since an answer can get lost, and coming back by the browser's arrow frees it.
 */
function sendOnce() {
  const busy = new Map();
  const release = (form) => {
    clearTimeout(busy.get(form));
    busy.delete(form);
    for (const button of form.querySelectorAll("[type=submit]")) button.removeAttribute("aria-disabled");
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.getAttribute("method")?.toLowerCase() !== "post") return;
    if (busy.has(form)) {
      event.preventDefault();
      return;
    }
    for (const button of form.querySelectorAll("[type=submit]")) button.setAttribute("aria-disabled", "true");
    busy.set(form, setTimeout(() => release(form), RELEASE_AFTER_MS));
  });
  window.addEventListener("pageshow", () => [...busy.keys()].forEach(release));
}

/** Buttons that copy a text too long to type. Where the browser can't, they stay away. */
function copyTexts() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.copied;
    });
  }
}

/** Menus fold away by Escape or by a press elsewhere. */
function foldMenus() {
  const open = () => document.querySelectorAll("details.fold[open]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const fold of open()) {
      const inside = fold.contains(document.activeElement);
      fold.open = false;
      if (inside) fold.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    for (const fold of open()) if (!fold.contains(event.target)) fold.open = false;
  });
}

/**
 * Says that the session ends, two minutes ahead. Time is read from the clock and not counted, since
 * a phone in a pocket stops counting. Only what reaches the server keeps a session alive, so typing
 * asks for more time by itself, at most once in a while.
 */
function watchSession() {
  const { idle, extend } = document.body.dataset;
  const dialog = document.getElementById("idle");
  const minutes = Number(idle);
  if (!dialog?.showModal || !(minutes > 0)) return;
  const lifetime = minutes * 60 * 1000;
  const ahead = Math.min(WARN_AHEAD_MS, lifetime / 2);
  let ends = Date.now() + lifetime;
  let asked = Date.now();
  let over = false;
  let leave = () => {};

  const show = (which) => {
    for (const part of dialog.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== which;
    dialog.setAttribute("aria-labelledby", `idle-${which}`);
    if (!dialog.open) dialog.showModal();
  };
  const end = () => {
    over = true;
    leave();
    show("ended");
  };
  const ask = async () => {
    asked = Date.now();
    const token = document.querySelector("meta[name=csrf-token]").content;
    try {
      const answer = await fetch(extend, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual" });
      if (!answer.ok) return end();
      ends = Date.now() + lifetime;
      if (dialog.open) dialog.close();
    } catch {
      // No network: the session may well live on. The clock goes on, the next press asks again.
    }
  };
  const look = () => {
    if (over) return;
    if (Date.now() >= ends) end();
    else if (Date.now() >= ends - ahead) show("warning");
  };

  const timer = setInterval(look, LOOK_EVERY_MS);
  leave = () => clearInterval(timer);
  document.addEventListener("visibilitychange", look);
  document.addEventListener("input", () => {
    if (!over && !dialog.open && Date.now() - asked > lifetime / 3) ask();
  });
  dialog.querySelector("[data-idle-extend]").addEventListener("click", ask);
  dialog.querySelector("[data-idle-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("cancel", () => {
    if (!over) ask(); // Escape answers the question as well
  });
}

/** Work that takes several steps goes on by itself; whoever has no scripts presses the button. */
function goOn() {
  document.querySelector("form[data-continue]")?.requestSubmit();
}

showErrors();
sendOnce();
copyTexts();
goOn();
foldMenus();
watchSession();

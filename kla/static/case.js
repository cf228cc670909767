// Comforts of the pages of case work: keys, folded parts that open when they are led to, and
// narrowing a list in place. Everything works without this file.

const OFF = "kla-keys-off"; // kept in this browser: a choice about a keyboard, nothing about anybody

/** A link to a folded part opens it. */
function openWhatIsLedTo() {
  const open = () => {
    const part = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (part instanceof HTMLDetailsElement) part.open = true;
  };
  window.addEventListener("hashchange", open);
  open();
}

/** The page that a URL answers with, without leaving this one. */
function pageAt(url) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.responseType = "document";
    request.onload = () => (request.status === 200 && request.response ? done(request.response) : fail());
    request.onerror = fail;
    request.open("GET", url);
    request.send();
  });
}

/** A form that narrows a list changes it in place; where that fails it is sent as ever. */
function narrowInPlace() {
  for (const form of document.querySelectorAll("form[data-narrow]")) {
    let newest = 0;
    const show = async (url) => {
      const mine = ++newest;
      try {
        const fresh = (await pageAt(url)).getElementById(form.dataset.narrow);
        if (mine !== newest) return;
        document.getElementById(form.dataset.narrow).replaceWith(document.importNode(fresh, true));
        history.replaceState(null, "", url);
      } catch {
        location.assign(url);
      }
    };
    const send = () => {
      const asked = [...new FormData(form)].filter(([, value]) => value);
      show(`${form.getAttribute("action")}?${new URLSearchParams(asked)}`);
    };
    form.addEventListener("change", send);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
  }
}

/** Ctrl+Enter sends the form that one is typing in. */
function sendFromText() {
  document.addEventListener("keydown", (event) => {
    const isText = event.target instanceof HTMLTextAreaElement;
    if (!isText || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.target.form?.requestSubmit();
  });
}

/**
 * Single keys, each of which presses a link or goes to a field that is on the page anyway. They
 * never fire while somebody types, chooses, or reads a dialog, and can be turned off (WCAG 2.1.4).
 */
function listenToKeys() {
  const dialog = document.getElementById("keys");
  if (!dialog?.showModal) return;
  const isOff = () => localStorage.getItem(OFF) === "1";
  const toggle = dialog.querySelector("[data-keys-off]");
  toggle.checked = isOff();
  toggle.addEventListener("change", () => {
    if (toggle.checked) localStorage.setItem(OFF, "1");
    else localStorage.removeItem(OFF);
    mark();
  });
  dialog.querySelector("[data-keys-close]").addEventListener("click", () => dialog.close());
  for (const button of document.querySelectorAll("[data-keys-open]")) {
    button.hidden = false;
    button.addEventListener("click", () => dialog.showModal());
  }

  const keyed = () => [...document.querySelectorAll("[data-key]")].map((one) => [one.dataset.key, meant(one)]).filter(([, one]) => one);
  function mark() {
    for (const [key, one] of keyed()) {
      if (isOff()) one.removeAttribute("aria-keyshortcuts");
      // Keys that follow each other have no name there; the list says them.
      else if (key.length === 1) one.setAttribute("aria-keyshortcuts", key);
    }
  }
  mark();

  let led = "";
  let forget;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (event.target.closest?.("input, select, textarea, [contenteditable], dialog[open]") || document.querySelector("dialog[open]")) return;
    if (isOff()) return;
    const wanted = led ? `${led} ${event.key}` : event.key;
    clearTimeout(forget);
    led = "";
    if (event.key === "?") {
      event.preventDefault();
      dialog.showModal();
      return;
    }
    const target = keyed().find(([key, one]) => key === wanted && !one.closest("[hidden]"));
    if (target) {
      event.preventDefault();
      press(target[1]);
    } else if (keyed().some(([key]) => key.startsWith(`${wanted} `))) {
      led = wanted;
      forget = setTimeout(() => { led = ""; }, 1500);
    }
  });
}

/** What a key stands for: itself, or the first thing in it that can be pressed. */
function meant(one) {
  return one.matches("a, button, input, select, textarea") ? one : one.querySelector("a, button:not([hidden])");
}

/** A field is gone to, a button as well (what it does is somebody's decision), a link is followed. */
function press(target) {
  if (target.matches("a")) target.click();
  else {
    target.scrollIntoView({ block: "center" });
    target.focus();
  }
}

openWhatIsLedTo();
narrowInPlace();
sendFromText();
listenToKeys();

// Buttons that copy a value, or the values of a table line by line. Without this file the values
// are there all the same: a press selects one whole.

const SAY_FOR_MS = 2000;

/** Copies a text; where the browser forbids that, selects the element, so that Ctrl+C does it. */
async function copy(text, element, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection().selectAllChildren(element);
    return;
  }
  const label = button.dataset.label ?? button.textContent;
  button.dataset.label = label;
  button.textContent = button.dataset.done;
  document.getElementById("copied").textContent = button.dataset.done;
  setTimeout(() => {
    button.textContent = label;
    document.getElementById("copied").textContent = "";
  }, SAY_FOR_MS);
}

function buttonOf(template, name) {
  const button = document.getElementById(template).content.firstElementChild.cloneNode(true);
  button.setAttribute("aria-label", `${button.textContent}: ${name}`);
  return button;
}

for (const output of document.querySelectorAll("output.copy-value")) {
  const name = output.closest("tr").querySelector("th").firstChild.textContent.trim();
  const button = buttonOf("copy-button", name);
  button.addEventListener("click", () => copy(output.textContent, output, button));
  output.closest(".copy-row").append(button);
}

for (const table of document.querySelectorAll("table:has(output.copy-value)")) {
  const button = buttonOf("copy-block", table.caption.textContent);
  button.addEventListener("click", () => {
    const lines = [...table.querySelectorAll("tbody tr")].map((row) => {
      const name = row.querySelector("th").firstChild.textContent.trim();
      return `${name}\t${[...row.querySelectorAll("output")].map((one) => one.textContent).join("; ")}`;
    });
    copy(lines.join("\n"), table, button);
  });
  table.before(button);
}

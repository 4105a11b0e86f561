// What every report page needs: the reader's choices, copy buttons, and a drop zone that names its file.
import "./preferences.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    button.querySelector("[data-copied]").textContent = button.dataset.done;
  } catch {
    // No clipboard, as on an address without https: what is chosen can be copied by key.
    getSelection().selectAllChildren(source);
  }
});

for (const zone of document.querySelectorAll(".drop")) {
  const input = zone.querySelector("input[type=file]");
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.dataset.over = ""; });
  zone.addEventListener("dragleave", () => zone.removeAttribute("data-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.removeAttribute("data-over");
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
  });
}

// The section that one is in may lie outside a narrow bar.
document.querySelector(".bar__nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// After an act the page is a new one: go on from what is wrong, else from what was said, not from the top.
const wrong = document.querySelector("[data-invalid] :is(input, select, textarea)");
const said = document.querySelector(".notice[role=status], .notices .notice");
const alert = !document.querySelector("[autofocus]") && document.querySelector(".notice[role=alert]");
const answer = wrong || said || alert;
if (answer && !location.hash) {
  if (answer !== wrong) answer.tabIndex = -1;
  answer.focus();
}

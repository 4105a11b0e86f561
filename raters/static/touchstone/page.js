// What every report page needs: the reader's choices, copy buttons, and a drop zone that names its file.
import "./preferences.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard?.writeText(document.getElementById(button.dataset.copy).textContent.trim());
  button.querySelector("[data-copied]").textContent = button.dataset.done;
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

// After an act the page is a new one: go on from its answer, not from the top.
const answers = ["[data-invalid] :is(input, select, textarea)", ".notice[role=alert]", ".notice[role=status]", ".notices .notice"];
const answer = !location.hash && answers.map((one) => document.querySelector(one)).find(Boolean);
if (answer) {
  if (answer.matches(".notice")) answer.tabIndex = -1;
  answer.focus();
}

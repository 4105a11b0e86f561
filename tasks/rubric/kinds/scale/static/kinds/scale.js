// Scores: one named step for each answer. The step pointed at is spelt out; Q and digits fill the grid in.
import { all, fill, find, form } from "../touchstone/rating/dom.js";
import { isRequired, register, verdict } from "../touchstone/rating/kinds.js";
import * as scoreMode from "./score_mode.js";

const steps = (question) => [...question.querySelectorAll(".steps")];
const isEmpty = (group) => !group.querySelector(":checked");
const unanswered = (question) => (verdict() || !isRequired(question) ? [] : steps(question).filter(isEmpty));

// All scales are named together, by the first of them.
const missing = (question) => {
  if (question !== find("[data-kind=scale]")) return [];
  const left = all("[data-kind=scale]").flatMap(unanswered);
  const { one, many } = question.dataset;
  return left.length ? [[left[0], fill(left.length === 1 ? one : many, { n: left.length })]] : [];
};

const paint = (question) => {
  for (const group of steps(question)) {
    const choice = group.querySelector(":checked");
    const word = group.querySelector(".steps__word");
    word.textContent = choice ? choice.dataset.word : "\u2013";
    word.removeAttribute("data-preview");
    if (choice) group.removeAttribute("data-invalid");
  }
};

// Pointing at a step, or moving focus to it, shows what the number stands for before it is chosen.
const preview = (event) => {
  const cell = event.target.closest?.(".steps__cell");
  if (!cell) return;
  if (event.type === "pointerout" || event.type === "focusout") { paint(cell.closest("[data-question]")); return; }
  const word = cell.closest(".steps").querySelector(".steps__word");
  const input = cell.querySelector("input");
  word.textContent = input.dataset.word;
  word.toggleAttribute("data-preview", !input.checked);
};

const start = () => {
  for (const kind of ["pointerover", "pointerout", "focusin", "focusout"]) form.addEventListener(kind, preview);
  scoreMode.start();
};

register("scale", {
  missing, unanswered, paint, start,
  keys: { q: scoreMode.begin },
  capture: (key) => scoreMode.isOn() && scoreMode.press(key),
  escape: () => { if (scoreMode.isOn()) scoreMode.stop(); },
});

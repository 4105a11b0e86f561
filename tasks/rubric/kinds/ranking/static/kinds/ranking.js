// Places: names the answers that have none yet.
import { fill } from "../touchstone/rating/dom.js";
import { isRequired, isSettledBy, nameOf, register } from "../touchstone/rating/kinds.js";

const unplaced = (question) => [...question.querySelectorAll("select")].filter(({ value }) => !value);

// A ranking that was begun must be finished, also where it is only offered.
const missing = (question) => {
  const left = unplaced(question);
  const all = question.querySelectorAll("select").length;
  if (!left.length || isSettledBy() || (left.length === all && !isRequired(question))) return [];
  if (left.length === all) return [[question, nameOf(question)]];
  return [[question, fill(question.dataset.left, { letters: left.map(({ dataset }) => dataset.letter).join(", ") })]];
};

const paint = (question) => { if (!unplaced(question).length) question.removeAttribute("data-invalid"); };

register("ranking", { missing, paint });

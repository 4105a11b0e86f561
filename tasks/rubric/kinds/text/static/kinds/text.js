// Texts: how long they are, and whether that is enough.
import { fill, find } from "../touchstone/rating/dom.js";
import { isRequired, isSettledBy, nameOf, register, verdict } from "../touchstone/rating/kinds.js";
import { isEnough, lengthOf } from "./length.js";

const least = (field) => Math.max(1, Number(field.dataset.min));
const box = (field) => field.querySelector("textarea");

const missing = (field) => {
  const needsWhy = verdict() === "cannot_judge" && field.dataset.question === "rationale";
  const asked = needsWhy || (isRequired(field) && !isSettledBy());
  return asked && !isEnough(box(field).value, least(field)) ? [[field, nameOf(field)]] : [];
};

const paint = (field) => {
  const { value } = box(field);
  const line = field.querySelector(".length");
  const enough = isEnough(value, least(field));
  const count = lengthOf(value);
  const { length, oneWord } = field.dataset;
  line.textContent = value.trim() ? fill(count.words === 1 ? oneWord : length, count) : line.dataset.empty;
  line.toggleAttribute("data-enough", enough);
  if (enough) field.removeAttribute("data-invalid");
};

register("text", { missing, paint, keys: { r: () => find("#rationale")?.focus() } });

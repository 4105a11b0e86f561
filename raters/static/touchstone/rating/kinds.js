// What each kind of question does on the page. A kind's own script registers it here before the page starts; a kind
// without a script is a group of inputs, of which one must be chosen or filled in.
import { all, form } from "./dom.js";

const known = new Map();
export const register = (name, kind) => known.set(name, kind);
export const kinds = () => [...known.values()];
export const actionOf = (name) => kinds().find((kind) => kind.actions?.[name])?.actions[name];
export const keyOf = (key) => kinds().find((kind) => kind.keys?.[key])?.keys[key];

export const checked = (name) => form.querySelector(`[name="${CSS.escape(name)}"]:checked`);
export const verdict = () => {
  const value = checked("preference")?.value;
  return value === "cannot_judge" || value === "both_bad" ? value : "";
};
export const questions = () => all("[data-question]");

// A question may be called for by the answer to another: {"preference": ["-3", "3"]}.
const isCalled = ({ dataset }) =>
  Object.entries(JSON.parse(dataset.when || "{}")).some(([other, values]) => values.includes(checked(other)?.value));
export const isRequired = (question) => "required" in question.dataset || isCalled(question);
export const isSettledBy = () => verdict() === "cannot_judge";
export const isAnswered = (question) =>
  Boolean(question.querySelector(":checked:not(option)")) ||
  [...question.querySelectorAll("textarea, select, input:not([type=radio], [type=checkbox])")].some(({ value }) => value.trim());
export const nameOf = ({ dataset }) => dataset.name.toLocaleLowerCase();

// `missing` gives what a question still needs, as blocks with their names; `paint` shows what it has.
const plain = {
  missing: (question) =>
    isRequired(question) && !isSettledBy() && !isAnswered(question) ? [[question, nameOf(question)]] : [],
  unanswered: () => [],
  paint: (question) => { if (isAnswered(question)) question.removeAttribute("data-invalid"); },
};
export const kindOf = ({ dataset }) => ({ ...plain, ...known.get(dataset.kind) });

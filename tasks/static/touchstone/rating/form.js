// What is chosen, what is still missing, and what was refused. The server decides; this only says it sooner.
import { all, fill, find, form, words } from "./dom.js";
import { isEnough, lengthOf } from "./length.js";

const checked = (name) => form.querySelector(`[name="${CSS.escape(name)}"]:checked`);
export const verdict = () => {
  const value = checked("preference")?.value;
  return value === "cannot_judge" || value === "both_bad" ? value : "";
};

const groups = () => all(".steps").filter((group) => !group.closest("[hidden]"));
const texts = () => all("[data-kind=text]").filter((field) => !field.hidden);
// A question may be called for by the answer to another: {"preference": ["-3", "3"]}.
const isCalled = ({ dataset }) =>
  Object.entries(JSON.parse(dataset.when ?? "{}")).some(([other, values]) => values.includes(checked(other)?.value));
const isRequired = (question) => "required" in question.dataset || isCalled(question);
const isSettledBy = (question) => verdict() === "cannot_judge" && question.dataset.question !== "rationale";

const scoresMissing = () =>
  verdict() ? [] : groups().filter((group) => isRequired(group.closest("[data-question]")) && !group.querySelector(":checked"));
const textIsMissing = (field) => {
  const needsWhy = verdict() === "cannot_judge" && field.dataset.question === "rationale";
  const asked = needsWhy || (isRequired(field) && !isSettledBy(field));
  return asked && !isEnough(field.querySelector("textarea").value, least(field));
};
const least = (field) => Math.max(1, Number(field.dataset.min));
const choiceIsMissing = (question) => isRequired(question) && !isSettledBy(question) && !question.querySelector(":checked");

const nameOf = ({ dataset }) => dataset.name.toLocaleLowerCase();

export const missing = () => {
  const list = [];
  const scores = scoresMissing();
  if (scores.length) list.push([scores[0], fill(scores.length === 1 ? words.needScore : words.needScores, { n: scores.length })]);
  const slab = find("#preference");
  if (slab && isRequired(slab) && !checked("preference")) list.push([slab, words.needPreference]);
  for (const field of texts()) if (textIsMissing(field)) list.push([field, nameOf(field)]);
  for (const question of all("[data-kind=choice], [data-kind=chips]"))
    if (choiceIsMissing(question)) list.push([question, nameOf(question)]);
  return list;
};

const target = (block) => block.querySelector("textarea, input:checked") ?? block.querySelector("input, select");

const paintLengths = () => {
  for (const field of texts()) {
    const { value } = field.querySelector("textarea");
    const line = field.querySelector(".length");
    const enough = isEnough(value, least(field));
    const count = lengthOf(value);
    line.textContent = value.trim() ? fill(count.words === 1 ? words.lengthOneWord : words.length, count) : line.dataset.empty;
    line.toggleAttribute("data-enough", enough);
    if (enough) field.removeAttribute("data-invalid");
  }
};

const paintSteps = () => {
  for (const group of all(".steps")) {
    const choice = group.querySelector(":checked");
    const word = group.querySelector(".steps__word");
    word.textContent = choice ? choice.dataset.word : "\u2013";
    word.removeAttribute("data-preview");
    if (choice) group.removeAttribute("data-invalid");
  }
};

const paintMissing = () => {
  const left = missing();
  const note = find("#missing");
  note.dataset.kind = left.length ? "" : "ok";
  if (!left.length) { note.textContent = words.ready; return; }
  note.replaceChildren(words.needed);
  left.forEach(([block, label], index) => {
    const link = document.createElement("a");
    link.href = `#${block.closest("[id]").id}`;
    link.textContent = label;
    link.addEventListener("click", (event) => { event.preventDefault(); target(block).focus(); });
    note.append(index ? words.comma : "", link);
  });
};

export const paint = () => {
  paintSteps();
  paintLengths();
  if (checked("preference")) find("#preference").removeAttribute("data-invalid");
  for (const question of all("[data-kind=choice], [data-kind=chips]")) if (question.querySelector(":checked")) question.removeAttribute("data-invalid");
  const flags = all("#flag :checked").length;
  find("#flag-count").textContent = flags ? ` ${flags}` : "";
  paintMissing();
};

const blockOf = (path) => {
  const [first, key, letter] = path.split(".").map((part) => CSS.escape(part));
  if (first === "scores") return `[data-cell="${key}_${letter}"]`;
  return `[data-question="${first === "answers" ? key : first}"]`;
};

// Marks what is missing, or what the server named, and moves to the first of it.
export const refuse = (named = {}) => {
  const blocks = missing().map(([block]) => block);
  for (const block of [...all(".steps"), ...all("[data-question]")]) block.toggleAttribute("data-invalid", blocks.includes(block));
  for (const group of scoresMissing()) group.setAttribute("data-invalid", "");
  for (const [path, message] of Object.entries(named)) {
    const block = find(blockOf(path));
    if (!block) continue;
    block.setAttribute("data-invalid", "");
    const line = block.querySelector(".field__error");
    if (line) line.textContent = message;
    blocks.push(block);
  }
  if (!blocks.length) return;
  find("#missing").dataset.kind = "bad";
  target(blocks[0])?.focus();
};

// Pointing at a step, or moving focus to it, shows what the number stands for before it is chosen.
const preview = (event) => {
  const cell = event.target.closest?.(".steps__cell");
  if (!cell) return;
  if (event.type === "pointerout" || event.type === "focusout") { paintSteps(); return; }
  const word = cell.closest(".steps").querySelector(".steps__word");
  const input = cell.querySelector("input");
  word.textContent = input.dataset.word;
  word.toggleAttribute("data-preview", !input.checked);
};

// Puts a draft (names to values, as the form would send them) into an empty form.
export const fillIn = (values) => {
  form.reset();
  for (const input of form.elements) {
    if (!input.name || input.type === "hidden" || input.type === "submit") continue;
    const given = values[input.name] ?? [];
    if (input.type === "radio" || input.type === "checkbox") input.checked = given.includes(input.value);
    else input.value = given[0] ?? "";
  }
  for (const block of all("[data-invalid]")) block.removeAttribute("data-invalid");
  paint();
};

export const start = () => {
  form.addEventListener("input", paint);
  for (const kind of ["pointerover", "pointerout", "focusin", "focusout"]) form.addEventListener(kind, preview);
  paint();
};

// What is still missing, and what was refused. The server decides; this only says it sooner. What a question needs is
// asked of its kind.
import { all, find, form, words } from "./dom.js";
import { kindOf, kinds, questions } from "./kinds.js";

export const missing = () => questions().flatMap((question) => kindOf(question).missing(question));

const target = (block) => block.querySelector("textarea, input:checked") ?? block.querySelector("input, select");

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
  for (const question of questions()) kindOf(question).paint(question);
  const flags = all("#flag :checked").length;
  find("#flag-count").textContent = flags ? ` ${flags}` : "";
  paintMissing();
};

const blockOf = (path) => {
  const [first, key] = path.split(".").map((part) => CSS.escape(part));
  const nested = first === "answers" || first === "scores";
  return find(`[data-field="${CSS.escape(path)}"]`) ?? find(`[data-question="${nested ? key : first}"]`);
};

// Marks what is missing, or what the server named, and moves to the first of it.
export const refuse = (named = {}) => {
  const blocks = missing().map(([block]) => block);
  const unanswered = questions().flatMap((question) => kindOf(question).unanswered(question));
  for (const block of all("[data-question], [data-field]"))
    block.toggleAttribute("data-invalid", blocks.includes(block) || unanswered.includes(block));
  for (const [path, message] of Object.entries(named)) {
    const block = blockOf(path);
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
  for (const kind of kinds()) kind.start?.();
  form.addEventListener("input", paint);
  paint();
};

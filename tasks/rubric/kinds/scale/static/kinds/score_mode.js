// Q, then one digit for each cell of the score grid. The mode is visibly on, and ends by itself after the last cell.
import { all, fill, find, form } from "../touchstone/rating/dom.js";

let at = -1;
const groups = () => all(".steps").filter((group) => !group.closest("[hidden]"));

export const isOn = () => at >= 0;

const show = () => {
  const list = groups();
  find("#scores")?.toggleAttribute("data-mode", isOn());
  for (const [index, group] of list.entries()) group.toggleAttribute("data-now", index === at);
  const line = find("#score-mode");
  if (!line) return;
  const group = list[at];
  const name = group?.querySelector("legend").textContent.trim();
  line.textContent = group ? fill(group.closest("[data-mode]").dataset.mode, { name, at: at + 1, of: list.length }) : "";
};

export const stop = () => {
  at = -1;
  show();
};

const goTo = (index) => {
  const list = groups();
  at = index < list.length ? index : -1;
  show();
  const next = isOn() ? list[at] : find(".scores ~ [data-question]");
  (next?.querySelector("input:checked") ?? next?.querySelector("input, select"))?.focus();
};

export const begin = () => {
  const list = groups();
  const open = list.findIndex((group) => !group.querySelector(":checked"));
  if (list.length) goTo(Math.max(0, open));
};

// True when the key belonged to the mode.
export const press = (key) => {
  if (key === "Escape") { stop(); return true; }
  if (key === "Backspace") { goTo(Math.max(0, at - 1)); return true; }
  const value = /^[n0]$/i.test(key) ? "na" : key;
  const cell = groups()[at].querySelector(`input[value="${CSS.escape(value)}"]`);
  if (!cell) return false;
  cell.checked = true;
  form.dispatchEvent(new Event("input", { bubbles: true }));
  goTo(at + 1);
  return true;
};

export const start = () => {
  document.addEventListener("pointerdown", () => { if (isOn()) stop(); });
  document.addEventListener("focusin", (event) => { if (isOn() && !event.target.closest(".steps")) stop(); });
};

// Single keys. Off in text fields, while composing, in the key sheet, and when the rater turned them off.
import { find, form } from "./dom.js";
import { set } from "../preferences.js";
import { actions, closeMenus, read } from "./panels.js";
import * as scoreMode from "./score_mode.js";

const LETTERS = {
  q: scoreMode.begin, r: actions.rationale, g: actions.guide, x: actions.flip, w: actions.quote, l: actions.extend,
  u: actions.undo, s: actions.skip, f: actions.flag, e: actions.rewrite, a: () => read("a"), b: () => read("b"), c: () => read("c"),
  "?": actions.keys,
};

const isTyping = (node) => node.closest("textarea, select, input:not([type=radio], [type=checkbox])");

const choose = (key) => {
  const choice = find(`#preference input[data-key="${CSS.escape(key)}"]`);
  if (!choice) return false;
  choice.checked = true;
  choice.focus();
  form.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
};

const escape = (event) => {
  if (scoreMode.isOn()) scoreMode.stop();
  closeMenus();
  if (isTyping(event.target)) event.target.blur();
};

const isOff = (event) =>
  event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) ||
  document.documentElement.dataset.keys === "off" || find("dialog[open], .menu[open]");

const act = (key) => {
  if (scoreMode.isOn() && scoreMode.press(key)) return true;
  if (/^[0-9]$/.test(key)) return choose(key);
  const action = LETTERS[key.toLowerCase()];
  action?.();
  return Boolean(action);
};

export const start = () => {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === "Escape") escape(event);
    else if (!isOff(event) && act(event.key)) event.preventDefault();
  });
  find("#keys-on").addEventListener("change", (event) => set("keys", event.target.checked ? "on" : "off"));
  if (/Mac|iPhone|iPad/.test(navigator.platform)) find("[data-submit-key]").textContent = "\u2318 \u21b5";
};

// Single keys. Off in text fields, while composing, in the key sheet, and when the rater turned them off.
import { find, form } from "./dom.js";
import { set } from "../preferences.js";
import { actions, closeMenus, read } from "./panels.js";
import { keyOf, kinds } from "./kinds.js";

const LETTERS = {
  g: actions.guide, x: actions.flip, w: actions.quote, l: actions.extend, u: actions.undo, s: actions.skip,
  f: actions.flag, a: () => read("a"), b: () => read("b"), c: () => read("c"), "?": actions.keys,
};

const isTyping = (node) => node.closest("textarea, select, input:not([type=radio], [type=checkbox])");

const escape = (event) => {
  for (const kind of kinds()) kind.escape?.();
  closeMenus();
  if (isTyping(event.target)) event.target.blur();
};

const isOff = (event) =>
  event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) ||
  document.documentElement.dataset.keys === "off" || find("dialog[open], .menu[open]");

// Who has a mode of its own, as the score grid, comes before who takes a digit at any time.
const capturing = () => kinds().filter((kind) => kind.capture).sort((one, other) => Boolean(other.escape) - Boolean(one.escape));

const act = (key) => {
  if (capturing().some((kind) => kind.capture(key))) return true;
  const action = LETTERS[key.toLowerCase()] ?? keyOf(key.toLowerCase());
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

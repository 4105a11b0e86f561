// The slab: a digit for each step and verdict.
import { find, form } from "../touchstone/rating/dom.js";
import { nameOf, register } from "../touchstone/rating/kinds.js";

const capture = (key) => {
  const choice = /^[0-9]$/.test(key) && find(`#preference input[data-key="${key}"]`);
  if (!choice) return false;
  choice.checked = true;
  choice.focus();
  form.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
};

// A verdict that nothing can be judged is an answer to the slab too.
register("preference", {
  missing: (slab) => ("required" in slab.dataset && !slab.querySelector(":checked") ? [[slab, nameOf(slab)]] : []),
  capture,
});

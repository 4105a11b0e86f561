// The drawer of rewrites. It never overwrites what the rater has written.
import { all, find, form } from "../touchstone/rating/dom.js";
import { register } from "../touchstone/rating/kinds.js";

const rewrite = () => {
  const drawer = find("#rewrite");
  if (!drawer) return;
  drawer.hidden = !drawer.hidden;
  for (const button of all("[data-do=rewrite][aria-expanded]"))
    button.setAttribute("aria-expanded", String(!drawer.hidden));
  if (!drawer.hidden) drawer.querySelector("textarea").focus({ preventScroll: true });
};

const begin = (button) => {
  const box = find(`#rewrite_${button.dataset.side}`);
  if (!box.value) box.value = find(`.answer[data-side="${button.dataset.side}"] .answer__raw`).textContent;
  form.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
};

register("rewrite", { actions: { rewrite, begin }, keys: { e: rewrite } });

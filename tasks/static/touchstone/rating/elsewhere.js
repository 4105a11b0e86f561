// The same item in two windows: a draft that another one has saved since, or an item that another one has finished.
import { all, find, form, notice } from "./dom.js";

const FINISHED = ["already_rated", "given_back", "lease_lost"];
let stored;

export const isStale = () => stored !== undefined;

// Says what the server refused, if it is because of another window.
export const heard = ({ code, details = {} }) => {
  if (code === "draft_moved_on") stored = details.revision;
  notice("stale", isStale());
  if (!FINISHED.includes(code)) return isStale();
  notice("elsewhere", true);
  find("#undo button").disabled = false;
  return true;
};

export const forget = () => {
  stored = undefined;
  notice("stale", false);
  notice("elsewhere", false);
};

// `keep` saves what stands here over the other version; `leave` drops it.
export const start = (keep, leave) => {
  find("[data-keep]").addEventListener("click", () => {
    form.elements.revision.value = String(stored);
    forget();
    keep();
  });
  for (const link of all("[data-leave]")) link.addEventListener("click", leave);
};

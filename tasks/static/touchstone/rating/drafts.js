// Keeps what the rater has typed on the server: soon after a change, on blur, and when the page is left.
import { clock, fill, find, form, notice, post, words } from "./dom.js";
import * as elsewhere from "./elsewhere.js";

const QUIET_MS = 800;
let timer;
let dirty = false;
let sending = Promise.resolve();

export const saved = (kind, text) => {
  const line = find("#saved");
  line.dataset.kind = kind;
  line.textContent = text;
};

export const fields = () => new URLSearchParams(new FormData(form));

const send = async (options) => {
  if (!dirty || elsewhere.isStale()) return;
  dirty = false;
  const assignment = form.dataset.assignment;
  try {
    const answer = await post("draft", fields(), options);
    if (form.dataset.assignment !== assignment) return;
    if (answer.ok) {
      const { saved_at: at, revision } = await answer.json();
      form.elements.revision.value = String(revision);
      notice("offline", false);
      saved(dirty ? "new" : "ok", fill(words.saved, { time: clock(new Date(at)) }));
    } else if (answer.status === 401) {
      dirty = true;                       // what is kept in the tab goes out after signing in again
      saved("waiting", words.signedOut);
    } else if (answer.status === 409 && elsewhere.heard(await answer.json())) {
      dirty = elsewhere.isStale();
      saved("waiting", words.notSaved);
    } else saved("waiting", words.draftRefused);
  } catch {
    if (form.dataset.assignment !== assignment) return;
    dirty = true;
    notice("offline", true);
    saved("waiting", words.kept);
  }
};

// One after the other, so that an older state never overtakes a newer one.
export const flush = (options) => {
  clearTimeout(timer);
  sending = sending.then(() => send(options));
  return sending;
};

// The dot goes hollow until the change is saved; the words stay true of what was saved before.
export const touched = () => {
  dirty = true;
  find("#saved").dataset.kind = "new";
  clearTimeout(timer);
  timer = setTimeout(flush, QUIET_MS);
};

export const forget = () => {
  clearTimeout(timer);
  dirty = false;
};

export const start = () => {
  elsewhere.start(() => { touched(); flush(); }, forget);
  form.addEventListener("input", touched);
  form.addEventListener("focusout", () => { if (dirty) flush(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") flush({ keepalive: true }); });
  addEventListener("online", () => flush());
  addEventListener("beforeunload", (event) => { if (dirty && !navigator.onLine) event.preventDefault(); });
};

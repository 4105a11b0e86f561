// Sends the rating, shows what was refused, and waits with it when the server cannot be reached.
import { find, form, notice, post, words } from "./dom.js";
import { fields, forget, saved } from "./drafts.js";
import { heard } from "./elsewhere.js";
import { missing, refuse } from "./form.js";
import { swap } from "./swap.js";

let sending = false;
let waiting = false;

const refused = (problem) => {
  find("#refused").textContent = problem.detail;
  notice("refused", true);
  refuse(problem.fields ?? {});
};

const received = async (answer) => {
  const body = await answer.json();
  if (answer.status === 201) return swap(body);
  if (answer.status === 409 && heard(body)) return undefined;
  if (answer.status === 422 || answer.status === 409) return refused(body);
  find("#refused").textContent = body.detail ?? words.failed;
  return notice("refused", true);
};

export const submit = async () => {
  if (sending) return;
  if (missing().length) { refuse(); return; }
  sending = true;
  form.setAttribute("aria-busy", "true");
  notice("refused", false);
  try {
    const answer = await post("rating", fields(), { headers: { "Idempotency-Key": form.elements.key.value } });
    if (answer.status >= 502) throw new Error("the server is away for a moment");
    waiting = false;
    notice("offline", false);
    if (answer.ok) forget();
    await received(answer);
  } catch {
    waiting = true;          // the key stays the same, so sending it again cannot count twice
    notice("offline", true);
    saved("waiting", words.kept);
  } finally {
    sending = false;
    form.removeAttribute("aria-busy");
  }
};

export const start = () => {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  const again = () => { if (waiting) submit(); };
  addEventListener("online", again);
  find("[data-retry]").addEventListener("click", again);
  addEventListener("beforeunload", (event) => { if (waiting) event.preventDefault(); });
};

// Puts the next assignment into the page that is open, so that nothing flashes and the keyboard stays where it was.
import { all, dressMaths, fill, find, form, newKey, notice, words } from "./dom.js";
import { saved } from "./drafts.js";
import { forget } from "./elsewhere.js";
import { fillIn } from "./form.js";
import { show as showLease } from "./lease.js";
import { show } from "./panels.js";
import * as activity from "./activity.js";
import * as pending from "./pending.js";

// What the page was built for: rubric, form, questions asked, guideline, letters. Another shape needs another page.
const shape = JSON.parse(document.getElementById("shape").textContent);

// The server made this HTML with its own sanitiser and its own templates; nothing else is ever put in as HTML.
const putPrompt = (turns, nEarlier) => {
  find(".prompt__body").innerHTML = turns;
  find(".prompt__body").scrollTop = 0;
  find(".prompt").removeAttribute("data-earlier");
  const earlier = find("[data-do=earlier]");
  earlier.hidden = !nEarlier;
  earlier.setAttribute("aria-expanded", "false");
  earlier.textContent = fill(words.earlier, { n: nEarlier });
};

const putAnswer = (side, { html, figure, text, notice: remark, language, direction, is_pending: isPending }) => {
  const answer = find(`.answer[data-side="${side}"]`);
  answer.querySelector(".answer__figure").innerHTML = figure;
  const reading = answer.querySelector(".reading");
  reading.innerHTML = html;
  reading.lang = language ?? "";
  reading.dir = answer.querySelector(".answer__raw").dir = direction;
  answer.querySelector(".answer__raw").textContent = text;
  answer.querySelector(".answer__notice").textContent = remark;
  answer.querySelector(".answer__notice").toggleAttribute("data-pending", isPending);
  answer.removeAttribute("data-raw");
  answer.querySelector("[data-do=raw]").setAttribute("aria-pressed", "false");
  answer.querySelector(".answer__scroll").scrollTop = 0;
};

const putCounters = ({ item }) => {
  const done = find("#done-today");
  done.dataset.n = String(Number(done.dataset.n) + 1);
  done.textContent = fill(words.today, { n: done.dataset.n });
  find("#item").textContent = item.slice(0, 8);
};

export const swap = ({ next, surplus }) => {
  if (!next || next.shape !== shape) {
    location.assign(form.dataset.page);
    return;
  }
  for (const message of all("[data-message]")) message.remove();
  form.dataset.assignment = next.id;
  form.action = `/assignments/${next.id}/rating/`;
  for (const other of all("form[data-action]")) other.action = `/assignments/${next.id}/${other.dataset.action}/`;
  form.elements.key.value = newKey();
  form.elements.revision.value = String(next.draft_revision ?? 0);
  forget();
  form.dataset.lease = next.lease_expires_at;
  putPrompt(next.turns, next.n_earlier);
  find("#beside").innerHTML = next.beside;
  for (const [side, answer] of Object.entries(next.answers)) putAnswer(side, answer);
  dressMaths();
  fillIn(next.fields ?? {});
  putCounters(next);
  form.elements.active_ms.value = String(next.draft?.active_ms ?? 0);
  activity.restart();
  pending.start();
  find("#undo button").disabled = false;
  saved("ok", surplus ? words.surplus : words.submitted);
  notice("leaseover", false);
  showLease();
  show("a");
  scrollTo(0, 0);
  (find(".answer__scroll") ?? find(".prompt__body")).focus({ preventScroll: true });
};

// Puts the next assignment into the page that is open, so that nothing flashes and the keyboard stays where it was.
import { all, fill, find, form, newKey, notice, words } from "./dom.js";
import { saved } from "./drafts.js";
import { fillIn } from "./form.js";
import { show as showLease } from "./lease.js";
import { show } from "./panels.js";
import * as activity from "./activity.js";

const shape = (assignment) => JSON.stringify([assignment.rubric, assignment.guideline.version, Object.keys(assignment.answers)]);
let now = shape(JSON.parse(document.getElementById("assignment").textContent));

const turn = ({ role, html, content }, isLast) => {
  const row = document.getElementById("turn").content.cloneNode(true).firstElementChild;
  row.classList.add(isLast ? "turn--last" : "turn--earlier");
  row.querySelector(".turn__who").textContent = words.roles[role] ?? role;
  if (html) row.querySelector(".turn__text").innerHTML = html;
  else row.querySelector(".turn__text").textContent = content;
  return row;
};

const putPrompt = (turns) => {
  find(".prompt__body").replaceChildren(...turns.map((one, index) => turn(one, index === turns.length - 1)));
  find(".prompt__body").scrollTop = 0;
  find(".prompt").removeAttribute("data-earlier");
  const earlier = find("[data-do=earlier]");
  earlier.hidden = turns.length < 2;
  earlier.setAttribute("aria-expanded", "false");
  earlier.textContent = fill(words.earlier, { n: turns.length - 1 });
};

// The server made this HTML with its own sanitiser; nothing else is ever put in as HTML.
const putAnswer = (side, { html, text, notice: remark, language }) => {
  const answer = find(`.answer[data-side="${side}"]`);
  const reading = answer.querySelector(".reading");
  reading.innerHTML = html;
  reading.lang = language ?? "";
  answer.querySelector(".answer__raw").textContent = text;
  answer.querySelector(".answer__notice").textContent = remark || (text.trim() ? "" : words.emptyAnswer);
  answer.removeAttribute("data-raw");
  answer.querySelector("[data-do=raw]").setAttribute("aria-pressed", "false");
  answer.querySelector(".answer__scroll").scrollTop = 0;
};

const putCounters = ({ done_today: done, item }) => {
  if (done !== undefined) find("#done-today").textContent = fill(words.today, { n: done });
  find("#item").textContent = item;
};

export const swap = ({ next, surplus }) => {
  if (!next || shape(next) !== now) {
    location.assign(form.dataset.page);
    return;
  }
  form.dataset.assignment = next.id;
  form.action = `/assignments/${next.id}/rating/`;
  for (const other of all("form[data-action]")) other.action = `/assignments/${next.id}/${other.dataset.action}/`;
  form.elements.key.value = newKey();
  form.dataset.lease = next.lease_expires_at;
  putPrompt(next.prompt);
  for (const [side, answer] of Object.entries(next.answers)) putAnswer(side, answer);
  fillIn(next.fields ?? {});
  putCounters(next);
  form.elements.active_ms.value = String(next.draft?.active_ms ?? 0);
  activity.restart();
  find("#undo button").disabled = false;
  saved("ok", surplus ? words.surplus : words.submitted);
  notice("leaseover", false);
  showLease();
  show("a");
  scrollTo(0, 0);
  find(".answer__scroll").focus({ preventScroll: true });
};

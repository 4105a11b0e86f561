// The few handles that every module of the rating page shares.
import { token } from "../preferences.js";

export const form = document.getElementById("rating");
export const words = JSON.parse(document.getElementById("words").textContent);
export const find = (selector) => document.querySelector(selector);
export const all = (selector) => [...document.querySelectorAll(selector)];
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
export const clock = (date) =>
  date.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
export const notice = (name, shown) => { find(`[data-notice=${name}]`).hidden = !shown; };

// The style sheet of formulas comes with the first one.
export const dressMaths = () => {
  if (find("#maths") || !find(".pair math")) return;
  document.head.append(Object.assign(document.createElement("link"), { id: "maths", rel: "stylesheet", href: find(".pair").dataset.maths }));
};

const send = (action, body, options) =>
  fetch(`/assignments/${form.dataset.assignment}/${action}/`, {
    method: "POST",
    body,
    ...options,
    headers: { Accept: "application/json", "X-CSRFToken": token(), ...options.headers },
  });

// Signing in again, in another tab, makes the tokens of this page stale; a fresh page brings one that holds.
const renew = async () => {
  const answer = await fetch(form.dataset.page);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (fresh) for (const input of all("[name=csrfmiddlewaretoken]")) input.value = fresh;
  return fresh;
};

// Posts to the assignment now on the page. A rejected promise means that the server was not reached.
export const post = async (action, body, options = {}) => {
  const answer = await send(action, body, options);
  if (answer.status !== 403 || !(await renew())) return answer;
  if (body.has("csrfmiddlewaretoken")) body.set("csrfmiddlewaretoken", token());
  return send(action, body, options);
};

// A key for one submission. Without a secure context there is no randomUUID, but there is getRandomValues.
export const newKey = () =>
  crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

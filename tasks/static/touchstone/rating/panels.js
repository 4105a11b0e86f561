// Guideline, prompt folding, raw text, narrow-screen flip, scrolling together, quoting and menus.
import { all, find, form } from "./dom.js";
import { actionOf } from "./kinds.js";
import { extend } from "./lease.js";

const press = (selector, on) => { for (const button of all(selector)) button.setAttribute("aria-pressed", String(on)); };
const expand = (selector, on) => { for (const button of all(selector)) button.setAttribute("aria-expanded", String(on)); };

export const show = (side) => {
  find(".pair").dataset.show = side;
  for (const answer of all(".answer")) answer.toggleAttribute("data-shown", answer.dataset.side === side);
  for (const tab of all(".flip__tab")) tab.setAttribute("aria-pressed", String(tab.dataset.side === side));
};

const guide = () => {
  const panel = find("#guide");
  panel.hidden = !panel.hidden;
  expand("[data-do=guide]", !panel.hidden);
  (panel.hidden ? find("header [data-do=guide]") : panel.querySelector(".guide__scroll")).focus({ preventScroll: true });
};

const sides = () => all(".answer").map((answer) => answer.dataset.side);
const flip = () => {
  const letters = sides();
  if (letters.length) show(letters[(letters.indexOf(find(".pair").dataset.show) + 1) % letters.length]);
};

const quote = () => {
  const text = String(getSelection()).trim();
  const answer = getSelection().anchorNode?.parentElement?.closest(".answer");
  const box = find("#rationale");
  if (!text || !answer || !box) return;
  box.value += `${box.value ? "\n" : ""}${answer.dataset.side.toUpperCase()}: “${text.slice(0, 160)}” `;
  form.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
};

const menu = (id) => {
  const box = find(id);
  box.open = true;
  box.querySelector("input:not([type=hidden])").focus();
};

export const read = (side) => {
  const answer = find(`.answer[data-side="${side}"]`);
  if (!answer) return;
  show(side);
  answer.querySelector(".answer__scroll").focus();
};

export const actions = {
  guide, flip, quote, extend,
  fold: (button) => button.setAttribute("aria-expanded", String(!find(".prompt").toggleAttribute("data-folded"))),
  earlier: (button) => button.setAttribute("aria-expanded", String(find(".prompt").toggleAttribute("data-earlier"))),
  raw: (button) => button.setAttribute("aria-pressed", String(button.closest(".answer").toggleAttribute("data-raw"))),
  sync: () => press("[data-do=sync]", find("[data-do=sync]").getAttribute("aria-pressed") !== "true"),
  keys: () => find("#keys").showModal(),
  skip: () => menu("#skip"),
  flag: () => menu("#flag"),
  done: (button) => { const box = button.closest(".menu"); box.open = false; box.querySelector("summary").focus(); },
  undo: () => find("#undo button:not([disabled])")?.click(),
};

export const closeMenus = () => {
  for (const box of all(".menu[open]")) {
    box.open = false;
    box.querySelector("summary").focus();
  }
};

const follow = (one) => {
  if (find("[data-do=sync]")?.getAttribute("aria-pressed") !== "true" || !one.matches(":hover, :focus-within")) return;
  const share = one.scrollTop / Math.max(1, one.scrollHeight - one.clientHeight);
  for (const other of all(".answer__scroll")) if (other !== one) other.scrollTop = share * (other.scrollHeight - other.clientHeight);
};

export const start = () => {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) (actions[button.dataset.do] ?? actionOf(button.dataset.do))?.(button);
    const tab = event.target.closest(".flip__tab");
    if (tab) show(tab.dataset.side);
    for (const box of all(".menu[open]")) if (!box.contains(event.target)) box.open = false;
  });
  for (const one of all(".answer__scroll")) one.addEventListener("scroll", () => follow(one), { passive: true });
};

// How long the item stays with this rater: the line in the action bar, a warning near the end, and keeping it longer.
import { clock, fill, find, form, notice, post, words } from "./dom.js";

const WARN_MS = 120_000;
const HEARTBEAT_MS = 60_000;
let active = false;

const end = () => new Date(form.dataset.lease).getTime();

const left = (ms) => {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return fill(seconds >= 60 ? words.minutesSeconds : words.seconds, { m: Math.floor(seconds / 60), s: seconds % 60 });
};

export const show = () => {
  const ms = end() - Date.now();
  find("#lease").textContent = ms > 0 ? fill(words.leaseUntil, { time: clock(new Date(end())) }) : words.leaseOver;
  notice("lease", ms > 0 && ms <= WARN_MS);
  notice("leaseover", ms <= 0);
  if (ms <= WARN_MS) find("#lease-left").textContent = left(ms);
};

export const extend = async () => {
  const assignment = form.dataset.assignment;
  const answer = await post("extend", new URLSearchParams()).catch(() => undefined);
  if (!answer?.ok || form.dataset.assignment !== assignment) return;
  form.dataset.lease = (await answer.json()).lease_expires_at;
  show();
};

const heartbeat = () => {
  if (active && document.visibilityState === "visible" && end() > Date.now()) extend();
  active = false;
};

export const start = () => {
  for (const kind of ["input", "keydown", "pointerdown", "scroll"])
    document.addEventListener(kind, () => { active = true; }, { passive: true, capture: true });
  setInterval(show, 1000);
  setInterval(heartbeat, HEARTBEAT_MS);
  show();
};

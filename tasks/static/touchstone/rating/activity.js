// Time spent on this item: only while the page is seen, and only up to a minute after the last sign of life.
import { form } from "./dom.js";

const STEP_MS = 1000;
const IDLE_MS = 60_000;
let last = Date.now();
let spent = Number(form.elements.active_ms.value) || 0;

export const restart = () => {
  spent = Number(form.elements.active_ms.value) || 0;
  last = Date.now();
};

export const start = () => {
  for (const kind of ["keydown", "pointerdown", "pointermove", "scroll"])
    document.addEventListener(kind, () => { last = Date.now(); }, { passive: true, capture: true });
  setInterval(() => {
    if (document.visibilityState !== "visible" || Date.now() - last > IDLE_MS) return;
    spent += STEP_MS;
    form.elements.active_ms.value = String(spent);
  }, STEP_MS);
};

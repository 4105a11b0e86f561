// The reader's own choices: shown at once, kept on the server, never in the browser.
const root = document.documentElement;

export const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

export const keep = (key, value) =>
  fetch("/profile/preferences/", {
    method: "POST",
    keepalive: true,             // also when the page is left at once
    headers: { Accept: "application/json", "X-CSRFToken": token() },
    body: new URLSearchParams({ [key]: value }),
  }).catch(() => undefined);     // offline: the choice holds on this page, and that is enough

export const set = (key, value) => {
  root.dataset[key] = value;
  keep(key, value);
};

const isDark = () =>
  root.dataset.theme === "dark" || (root.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);

const switches = {
  theme: () => {
    const theme = isDark() ? "light" : "dark";
    document.getElementById("dark").media = theme === "dark" ? "all" : "not all";
    set("theme", theme);
  },
  reading: () => {
    const sizes = ["normal", "large", "larger"];
    set("reading", sizes[(sizes.indexOf(root.dataset.reading) + 1) % sizes.length]);
  },
  hints: (button) => {
    set("hints", root.dataset.hints === "off" ? "on" : "off");
    button.setAttribute("aria-pressed", String(root.dataset.hints === "on"));
  },
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-switch]");
  if (!button) return;
  event.preventDefault();        // without script the same button posts its form
  switches[button.dataset.switch](button);
});

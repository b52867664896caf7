// Which languages the form shows: side by side, or one alone. Remembered in this browser.

import { button, element, text } from "./spa.js";

// One language alone takes the whole width of the form.
const others = (code) => cms.locales.filter((one) => one !== code).map((one) => `[data-language="${one}"]`).join(", ");
const hiding = (code) => `body[data-shown-language="${code}"] :is(.cms-field, .cms-cell):is(${others(code)}) { display: none; }
body[data-shown-language="${code}"] :is(.cms-field, .cms-cell)[data-language="${code}"] { grid-column: 1 / -1; }`;
document.head.append(element("style", {}, cms.locales.map(hiding).join("\n")));

const KEY = "cms.languages";
const listeners = [];
const choices = () => ["", ...cms.locales]; // none: all of them

/** The language that the form shows alone, or undefined. */
export function language() {
  const chosen = localStorage.getItem(KEY);
  return cms.locales.includes(chosen) ? chosen : undefined;
}

export const whenLanguageChanges = (listener) => listeners.push(listener);

/** Show one language alone, or all when `code` is empty. */
export function showLanguage(code) {
  localStorage.setItem(KEY, code);
  mark();
  const said = document.querySelector(".cms-languages-shown + [role=status]");
  if (said) said.textContent = nameOf(code);
  listeners.forEach((listener) => listener());
}

/** Go to the next choice, or the one before. */
export function nextLanguage(by) {
  const all = choices();
  showLanguage(all[(all.indexOf(language() ?? "") + by + all.length) % all.length]);
}

/** The buttons that choose; the form says in its attributes which fields are of which language. */
export function languageButtons() {
  const buttons = choices().map((code) =>
    button(code ? code.toUpperCase() : text("All"), () => showLanguage(code), { "data-language-choice": code, title: nameOf(code), "aria-label": nameOf(code) }));
  const made = element("div", { class: "cms-languages-shown cms-own", role: "group", "aria-label": text("Languages in the form") }, ...buttons);
  mark(made);
  return [made, element("span", { class: "cms-unseen", role: "status" })];
}

function nameOf(code) {
  return code ? new Intl.DisplayNames([cms.locale], { type: "language" }).of(code) : text("Languages side by side");
}

function mark(root = document) {
  document.body.dataset.shownLanguage = language() ?? "";
  for (const one of root.querySelectorAll("[data-language-choice]")) {
    one.setAttribute("aria-pressed", String(one.dataset.languageChoice === (language() ?? "")));
  }
}

// What this person may not do is shown as such, with the reason, before they try.

import { element, schema, store, text } from "./spa.js";

/** Mark a link or button as refused: it says why, and does nothing else. */
export function refuse(control, reason) {
  if (!control || !reason) return;
  control.dataset.cmsRefused = reason;
  control.title = reason;
  control.setAttribute("aria-disabled", "true");
}

document.addEventListener("click", (event) => {
  const control = event.target.closest?.("[data-cms-refused]");
  if (!control) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  store().commit("updateApiResponseMessage", { contents: control.dataset.cmsRefused, type: "error" });
}, true);

/** In a list: the link that adds. */
export function refuseInList() {
  document.querySelectorAll(".title_bar a[href$='/add/'], .title_bar a[href$='/add']")
    .forEach((link) => refuse(link, schema()?.extra?.creation_refused));
}

/** In a form: the fields that may not be changed, and what may not be done with the entry. */
export function refuseInForm(row) {
  const { refused, languages, create } = accessOf(row);
  refuse(document.querySelector("[data-uitest=delete_row_button]"), refused.delete);
  const reason = create || (refused.edit ?? "");
  if (!reason) return;
  const isLocked = (div) => create || !languages.includes(div.dataset.language);
  for (const div of document.querySelectorAll(".cms-form .cms-field")) {
    if (div.dataset.owned !== "yes" && isLocked(div)) disable(div, reason);
  }
  if (languages.length) return note(text("You may only write in: {languages}", { languages: languages.join(", ") }));
  document.querySelectorAll("[data-uitest=save_button], [data-uitest=create_button]")
    .forEach((button) => Object.assign(button, { disabled: true, title: reason }));
  note(reason);
}

function accessOf(row) {
  const none = { refused: {}, languages: [], create: "" };
  if (!row.uid) return { ...none, create: schema()?.extra?.creation_refused ?? "" };
  return { ...none, ...row.access };
}

// piccolo-admin draws its fields in steps: what comes later is caught when it comes.
function disable(div, reason) {
  div.dataset.locked = "yes";
  div.title = reason;
  div.querySelectorAll("input, select, textarea, button:not([data-reads])").forEach((one) => (one.disabled = true));
  div.querySelectorAll("cms-editor").forEach((one) => one.setAttribute("readonly", ""));
  div.querySelectorAll("[draggable=true]").forEach((one) => (one.draggable = false));
}

function note(words) {
  const form = document.querySelector(".cms-form");
  if (!form || form.previousElementSibling?.classList.contains("cms-locked")) return;
  form.before(element("p", { class: "cms-note cms-locked cms-own", role: "note" }, words));
}

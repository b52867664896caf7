// Somebody saved first: both sides of each field that both changed, to choose from. Nothing typed is lost.

import { button, element, ground, text } from "./spa.js";

/** Let the editor choose; `fill(values)` puts the outcome in the form, `save()` saves it. */
export function chooseBetween(conflict, { fill, save }) {
  document.querySelector("dialog.cms-conflict")?.remove();
  const dialog = element("dialog", { class: "cms-conflict", "aria-labelledby": "cms-conflict-title" });
  const choices = element("form", { method: "dialog", novalidate: true });
  const finish = async (isSaved) => {
    dialog.close();
    await fill(outcome(conflict, choices));
    if (isSaved) save();
  };
  choices.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isComplete(choices)) finish(true);
  });
  choices.append(
    element("h2", { id: "cms-conflict-title", tabindex: "-1" }, text("{name} saved this entry while you were typing", { name: conflict.by })),
    element("p", {}, introduction(conflict)),
    ...conflict.fields.map(field(conflict)),
    element("p", { class: "cms-missing", role: "alert" }),
    element("div", { class: "cms-actions" },
      element("button", { class: "cms-conflict-save" }, text("Save both together")),
      button(text("Put it in the form and edit on"), () => finish(false), { class: "cms-quiet cms-conflict-edit" }),
      button(text("Back"), () => dialog.close(), { class: "cms-quiet" })),
  );
  dialog.append(choices);
  dialog.addEventListener("close", () => dialog.remove());
  ground().append(dialog);
  dialog.showModal();
  dialog.querySelector("h2").focus();
}

function introduction({ when, known, taken, fields }) {
  const parts = [text("That was on {when}. Nothing was overwritten.", { when })];
  if (taken.length) parts.push(text("Taken over, since you did not change it: {fields}.", { fields: taken.join(", ") }));
  if (!known) parts.push(text("The revision you opened is no longer kept: everything that differs is shown."));
  parts.push(fields.length ? text("Choose for each field which text it will be.") : text("You did not change the same fields, so nothing has to be chosen."));
  return parts.join(" ");
}

function field({ by }) {
  return ({ name, label, theirs, mine }, index) =>
    element("fieldset", { class: "cms-sides", "data-field": name },
      element("legend", {}, label),
      side(name, `${index}-theirs`, "theirs", text("Of {name}", { name: by }), theirs),
      side(name, `${index}-mine`, "mine", text("Yours"), mine));
}

function side(name, id, value, words, html) {
  const shown = element("div", { class: "cms-diff", id: `cms-side-${id}` });
  shown.innerHTML = html || `<p><i>${text("empty")}</i></p>`; // the server's own, escaped there
  const radio = element("input", { type: "radio", name, value, "aria-describedby": shown.id });
  return element("div", { class: "cms-side" }, element("label", {}, radio, words), shown);
}

function isComplete(choices) {
  const open = [...choices.querySelectorAll("fieldset")].find((one) => !one.querySelector(":checked"));
  choices.querySelector("[role=alert]").textContent = open ? text("Choose one of the two for: {field}", { field: open.querySelector("legend").textContent }) : "";
  open?.querySelector("input").focus();
  return !open;
}

/** What goes in the form: where nothing was chosen, what the editor typed. */
function outcome({ merged, mine, revision, fields }, choices) {
  const values = { ...merged, revision };
  for (const { name } of fields) {
    if (choices.querySelector(`[name="${name}"]:checked`)?.value === "theirs") continue;
    values[name] = mine[name];
    if (`${name}_readable` in mine) values[`${name}_readable`] = mine[`${name}_readable`];
  }
  return values;
}

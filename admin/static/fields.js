// One field of a related row or of a block: its label, its control, how much may still be typed.

import { element, text } from "./spa.js";
import { choicesEditor } from "./choices.js";
import { relation } from "./relation.js";
import { mediaField } from "./media_field.js";

/** A cell for the column of `property`; `set(value)` is told of each change. */
export function cell({ property, value, set, titles = {}, bare = false, place = "" }) {
  const { extra } = property;
  const made = control(property, value, titles, set);
  const isGroup = extra.foreign_key || extra.asset || extra.rich || property.type === "array";
  const counted = extra.most && made.matches("input[type=text], textarea") ? counter(made, extra.most) : null;
  const help = bare || !extra.help_text ? null : element("span", { class: "cms-help" }, extra.help_text);
  if (!isGroup) describe(made, [help, counted]);
  if (bare && !isGroup) made.setAttribute("aria-label", nameOf(extra));
  return element(
    "div",
    {
      class: "cms-cell", "data-first": extra.language === cms.locales[0] ? "yes" : "", "data-place": place,
      "data-language": extra.language ?? "", "data-wide": isWide(property) ? "yes" : "", "data-column": extra.column ?? "",
    },
    bare ? null : caption(extra, isGroup ? null : made.id), counted, made, help,
  );
}

let cells = 0; // each control has an id of its own

/** What is read after a control's name, and is no part of that. */
function describe(control, parts) {
  control.id = `cms-cell-${(cells += 1)}`;
  const said = parts.filter(Boolean);
  said.forEach((one, index) => (one.id = `${control.id}-${index}`));
  if (said.length) control.setAttribute("aria-describedby", said.map(({ id }) => id).join(" "));
}

const isWide = ({ type, extra }) => !extra.language && (extra.rich || extra.foreign_key || extra.asset || type === "array");

function caption(extra, id) {
  const mark = extra.required_to_publish && element("span", { class: "cms-mark", title: text("Needed to publish") }, "*");
  return element(id ? "label" : "span", { class: "cms-caption", for: id }, nameOf(extra), mark || null);
}

/** What tells beside a field how much of its room is used. */
export function counter(input, most) {
  const shown = element("span", { class: "cms-counter cms-own" });
  const count = () => {
    const length = [...input.value].length;
    shown.textContent = `${length} / ${most}`;
    shown.dataset.level = length > most ? "over" : length > most * 0.9 ? "near" : "";
  };
  input.addEventListener("input", count);
  setTimeout(count); // some fields are filled in after this
  return shown;
}

const nameOf = ({ label, language }) => (language ? `${label} (${language.toUpperCase()})` : label);

function control(property, value, titles, set) {
  const { type, format, extra } = property;
  if (extra.foreign_key) return relation({ table: extra.foreign_key.to, value, title: titles[value], label: extra.label, change: set });
  if (extra.asset) return mediaField({ kinds: extra.asset, value, label: extra.label, change: set });
  if (type === "array") return choicesEditor({ label: extra.label, choices: extra.choices, values: value ?? [], changed: set });
  if (extra.choices) return select(extra.choices, value, set);
  if (type === "boolean") {
    return element("input", { type: "checkbox", checked: Boolean(value), change: ({ target }) => set(target.checked) });
  }
  if (extra.rich) return richText(extra, value, set);
  if (extra.widget === "text-area") return area(extra, value, set, 2);
  return line(type, format, extra, value, set);
}

function select(choices, value, set) {
  const options = Object.values(choices).map((one) =>
    element("option", { value: one.value, selected: one.value === value }, one.display_name));
  return element("select", { change: ({ target }) => set(target.value) }, ...options);
}

function area(extra, value, set, rows) {
  const made = element("textarea", { rows, lang: extra.language || null, input: ({ target }) => set(target.value) });
  made.value = value ?? "";
  return made;
}

function line(type, format, extra, value, set) {
  const kind = type === "integer" ? "number" : format === "date" ? "date" : "text";
  const empty = kind === "text" ? "" : null;
  return element("input", {
    type: kind, value: value ?? "", lang: extra.language || null,
    input: ({ target }) => set(target.value === "" ? empty : target.value),
  });
}

/** The text editor; its script comes when it is first needed, and `cmsReady` when it is there. */
function richText(extra, value, set) {
  const host = element("div", { class: "cms-rich" });
  host.cmsReady = import("./editor.js").then(() => {
    const editor = element("cms-editor", { lang: extra.language || cms.locale, label: nameOf(extra), input: () => set(editor.value) });
    editor.value = value ?? "";
    host.append(editor);
  });
  return host;
}

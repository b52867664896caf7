// The form: tabs, languages side by side, help and counters, our own widgets, problems at their fields.

import { button, element, place, schema, text } from "./spa.js";
import { rowsEditor } from "./rows.js";
import { blocksEditor } from "./blocks.js";
import { choicesEditor } from "./choices.js";
import { mediaField } from "./media_field.js";
import { counter } from "./fields.js";
import { language, showLanguage } from "./languages.js";
import { relation } from "./relation.js";
import { recurrenceEditor, wall } from "./recurrence.js";

let opened = { table: "", tab: "" };
let dirty = false;
let onDirty = () => {};
let onTyped = () => {};
const widgets = new Map();

export const hasUnsavedChanges = () => dirty;
export const whenDirtyChanges = (listener) => (onDirty = listener);
export const whenTyped = (listener) => (onTyped = listener);

export function setDirty(value) {
  if (value) onTyped();
  if (dirty === value) return;
  dirty = value;
  onDirty();
}

/** The form on the page, if there is one: its element and the divs of its fields by column name. */
function current() {
  const form = document.querySelector("form:has([data-uitest=save_button], [data-uitest=create_button])");
  const root = form?.querySelector(":scope > div:not(.cms-own)");
  const names = Object.keys(schema()?.properties ?? {});
  const divs = [...(root?.children ?? [])].filter((one) => !one.classList.contains("cms-own"));
  if (!root || divs.length !== names.length) return null;
  return { form, root, fields: new Map(names.map((name, index) => [name, divs[index]])) };
}

/**
 * Lay the form out as its schema says; does nothing when that has been done. What was typed since the row
 * was asked for stays, unless the form is to be filled `anew`.
 */
export function layOut(row, { anew = false } = {}) {
  const found = current();
  if (!found || !row) return;
  const { form, root, fields } = found;
  const isSame = root.cmsSchema === schema();
  if (isSame && root.cmsRow === row) return;
  if (isSame && dirty && !anew && row.uid && root.cmsRow.uid === row.uid) {
    root.cmsRow = row;
    return;
  }
  root.cmsSchema = schema();
  root.cmsRow = row;
  form.querySelectorAll(".cms-own").forEach((one) => one.remove());
  form.classList.add("cms-form");
  widgets.clear();
  for (const [name, div] of fields) dress(name, div, row);
  recurrenceEditor({ fields, able: mayEdit(row), collected, put });
  tabs(form, root);
  remark(form, row);
  listen(form);
  setDirty(false);
}

function dress(name, div, row) {
  const { extra } = schema().properties[name];
  div.className = "cms-field";
  Object.assign(div.dataset, {
    name, group: extra.group ?? "", language: extra.language ?? "",
    first: extra.language === cms.locales[0] ? "yes" : "",
    owned: extra.server_owned ? "yes" : "", kind: kindOf(name),
  });
  if (extra.server_owned) return;
  label(name, div, extra);
  if (extra.rows) rows(name, div, row, extra);
  else if (schema().properties[name].type === "array") choices(name, div, row, extra);
  else if (extra.rich) rich(name, div, row, extra);
  else if (extra.foreign_key) reference(name, div, row, extra);
  else if (extra.asset) media(name, div, row, extra);
  if (extra.help_text && firstLanguage(extra)) {
    div.append(element("p", { class: "cms-help cms-own" }, extra.help_text));
  }
  if (extra.most && !extra.rich && !extra.choices) counted(name, div, extra.most);
}

const firstLanguage = (extra) => !extra.language || extra.language === cms.locales[0];

function kindOf(name) {
  const { type, extra } = schema().properties[name];
  if (extra.rows) return "rows";
  if (extra.rich) return "rich";
  if (extra.foreign_key) return "reference";
  if (extra.asset) return "asset";
  if (type === "array") return "choices";
  return extra.widget ?? type;
}

function label(name, div, extra) {
  const made = div.querySelector("label");
  const input = div.querySelector(`[name="${name}"]:not([type=hidden]), input[type=text]`);
  if (input?.matches("input, select, textarea")) {
    input.id ||= `cms-${name}`;
    made.htmlFor = input.id;
  }
  if (extra.language) div.querySelectorAll("input, textarea").forEach((one) => (one.lang = extra.language));
  if (extra.required_to_publish) {
    made.append(element("span", { class: "cms-mark cms-own", title: text("Needed to publish") }, "*"));
  }
}

function counted(name, div, most) {
  const input = div.querySelector(`input[name="${name}"], textarea[name="${name}"]:not(#editor)`);
  if (!input) return;
  const shown = counter(input, most);
  shown.id = `cms-counter-${name}`;
  div.append(shown);
  const others = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== shown.id);
  input.setAttribute("aria-describedby", [...others, shown.id].join(" "));
}

async function rows(name, div, row, extra) {
  const textarea = div.querySelector("textarea");
  div.cmsRow = row;
  const changed = (items) => {
    textarea.value = JSON.stringify(items);
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
    div.cmsTurn = {}; // what is being drawn shows what was before
    setDirty(true);
  };
  const draw = async (items) => {
    if (div.querySelector(".cms-blocks")?.cmsHolds(items)) return; // as it was saved: the cursor stays in it
    const turn = (div.cmsTurn = {}); // titles are fetched meanwhile: only the newest of two drawings may stay
    const made = extra.blocks ? blocksEditor : rowsEditor;
    const editor = await made({ name, label: extra.label, columns: extra.rows, blocks: extra.blocks, rows: items, changed });
    if (div.cmsRow !== row || div.cmsTurn !== turn || !div.isConnected) return;
    div.querySelectorAll(".cms-rows-editor").forEach((one) => one.remove());
    textarea.after(editor);
  };
  div.cmsPut = (items) => {
    changed(items);
    return draw(items);
  };
  await draw(JSON.parse(row[name] || "[]"));
}

const mayEdit = (row) => !(row.uid ? row.access?.refused?.edit : schema().extra.creation_refused);

/** Fill a field in, as if it had been typed: rows, an instant or a text. */
function put(name, value) {
  const div = current()?.fields.get(name);
  if (!div) return undefined;
  if (div.cmsPut) return div.cmsPut(value);
  const input = div.querySelector("input");
  input.value = input.type === "datetime-local" ? wall(value, div.querySelector("select").value) : value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  setDirty(true);
  return undefined;
}

/** A relation: our picker instead of piccolo-admin's dialogue, which opens by itself and keeps the focus. */
function reference(name, div, row, extra) {
  const chosen = relation({
    table: extra.foreign_key.to, value: row[name], title: row[`${name}_readable`] || undefined,
    label: div.querySelector("label").textContent.trim(),
    change: (uid) => {
      widgets.set(name, uid);
      setDirty(true);
    },
  });
  chosen.classList.add("cms-own");
  widgets.set(name, row[name] ?? null);
  div.append(chosen);
}

/** Rich text: our editor instead of the textarea. It stays when the same entry is shown anew: the cursor is in it. */
async function rich(name, div, row, extra) {
  await import("./editor.js");
  if (current()?.root.cmsRow !== row || !div.isConnected) return;
  const html = row[name] ?? "";
  widgets.set(name, html);
  let editor = div.querySelector("cms-editor");
  if (!editor || editor.cmsEntry !== row.uid) {
    editor?.remove();
    const label = div.querySelector("label").firstChild.textContent.trim();
    editor = element("cms-editor", { id: `cms-${name}`, lang: extra.language || cms.locale, label, placeholder: text("Write here") });
    Object.assign(editor, { cmsEntry: row.uid, value: html });
    editor.addEventListener("input", () => {
      widgets.set(name, editor.value);
      setDirty(true);
    });
    div.append(editor);
    div.querySelector("label").htmlFor = editor.id;
  } else editor.value = html;
}

/** A file of the library, as it is seen. */
function media(name, div, row, extra) {
  const field = mediaField({
    kinds: extra.asset, value: row[name], label: extra.label, disabled: !mayEdit(row),
    change: (uid) => {
      widgets.set(name, uid);
      setDirty(true);
    },
  });
  field.classList.add("cms-own");
  widgets.set(name, row[name] || null);
  div.append(field);
}

function choices(name, div, row, extra) {
  const input = div.querySelector(`input[type=hidden][name="${name}"]`);
  const set = (values) => {
    widgets.set(name, values);
    input.value = JSON.stringify(values);
  };
  const changed = (values) => {
    set(values);
    setDirty(true);
  };
  div.append(choicesEditor({ label: extra.label, choices: extra.choices, values: row[name] ?? [], changed }));
  set(row[name] ?? []);
}

// Why, and whether translators need not look: said of the change, it is none itself. The inputs have
// no name: piccolo-admin looks every named one up in the schema.
function remark(form, row) {
  if (!schema().extra.entry) return;
  const note = element("input", { type: "text", class: "cms-why", maxlength: 300 });
  const minor = element("input", { type: "checkbox", class: "cms-minor" });
  form.append(element("div", { class: "cms-remark cms-own" },
    element("label", {}, element("span", { class: "cms-caption" }, text("What did you change, and why?")), note),
    row.uid && element("label", { class: "cms-tick" }, minor, text("Minor change"),
      element("span", { class: "cms-help" }, text("Translations that are up to date stay so.")))));
}

/** What the form sends: our widgets have the last word, and what the server owns stays at home. */
export function completed(data) {
  for (const [name, values] of widgets) data[name] = values;
  const said = document.querySelector(".cms-remark");
  if (said) {
    const minor = said.querySelector(".cms-minor")?.checked ?? false;
    data.remark = { note: said.querySelector(".cms-why").value, minor };
  }
  for (const [name, { extra }] of Object.entries(schema().properties)) {
    if (extra.server_owned && name !== "revision") delete data[name];
  }
  return data;
}

/** What the form would send now, as piccolo-admin reads it; nothing where there is no form. */
export function collected() {
  const form = current()?.form;
  if (!form) return null;
  const data = {};
  for (const [name, value] of new FormData(form)) {
    const { type, extra } = schema().properties[name] ?? {};
    if (type === "array") data[name] = JSON.parse(value || "[]");
    else if (type === "boolean" && value !== "") data[name] = value === "true"; // the word "false" would be shown as yes
    else data[name] = value === "" && extra?.nullable ? null : value;
  }
  return completed(data);
}

function tabs(form, root) {
  const groups = schema().extra.groups ?? [];
  const { table } = place();
  const bar = element("div", { class: "cms-tabs cms-own", role: "tablist" });
  const show = (key) => {
    opened = { table, tab: key };
    root.dataset.tab = key;
    for (const one of bar.children) {
      one.setAttribute("aria-selected", String(one.dataset.tab === key));
      one.tabIndex = one.dataset.tab === key ? 0 : -1;
    }
    for (const div of root.children) div.hidden = Boolean(div.dataset.group) && div.dataset.group !== key;
  };
  for (const { key, label: name } of groups) {
    bar.append(button(name, () => show(key), { role: "tab", "data-tab": key, "aria-controls": "cms-panel" }));
  }
  form.prepend(bar);
  if (!groups.length) return;
  root.id = "cms-panel";
  root.setAttribute("role", "tabpanel");
  root.setAttribute("aria-label", text("Fields"));
  bar.addEventListener("keydown", (event) => moveTab(event, bar));
  form.cmsShow = show;
  const again = root.cmsRow.uid && opened.table === table && groups.some(({ key }) => key === opened.tab);
  show(again ? opened.tab : groups[0].key);
}

/** The arrow keys go from tab to tab, as in every list of tabs. */
function moveTab(event, bar) {
  const all = [...bar.children];
  const now = all.indexOf(document.activeElement);
  const next = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: all.length - 1 }[event.key];
  if (next === undefined || now < 0) return;
  event.preventDefault();
  const tab = all[(next + all.length) % all.length];
  tab.click();
  tab.focus();
}

function listen(form) {
  if (form.cmsListening) return;
  form.cmsListening = true;
  for (const kind of ["input", "change"]) form.addEventListener(kind, (event) => {
    if (event.isTrusted && !event.target.closest(".cms-remark")) setDirty(true);
  });
  form.addEventListener("click", (event) => {
    if (event.target.closest(".results_list a")) setDirty(true);
  });
}

/** Show each problem at its field, and the first tab that has one. */
export function showProblems(problems) {
  clearProblems();
  const found = current();
  if (!found) return;
  for (const one of problems) {
    const [name] = String(one.loc?.[0] ?? "").split(".");
    const div = found.fields.get(name);
    if (!div) continue;
    const cell = placeOf(div, one.loc[0]);
    cell.classList.add("cms-invalid");
    if (language() && ![undefined, "", language()].includes(cell.dataset.language)) showLanguage(""); // it was out of sight
    tell(cell, one);
    found.form.querySelector(`[data-tab="${div.dataset.group}"]`)?.classList.add("cms-invalid");
  }
  const first = found.form.querySelector(".cms-field.cms-invalid, .cms-field:has(.cms-invalid)");
  if (first) found.form.cmsShow?.(first.dataset.group);
  first?.querySelector("[aria-invalid=true]")?.focus();
}

/** What a problem is about: a cell, else the block that it is in, else the whole field. */
function placeOf(div, where) {
  div.querySelector(".cms-blocks")?.cmsReveal(where);
  const found = (place) => div.querySelector(`[data-place="${CSS.escape(place)}"]`);
  const cell = found(where) ?? found(where.split(".").slice(0, 2).join(".")) ?? div;
  cell.closest("details")?.setAttribute("open", "");
  return cell;
}

const CONTROLS = "input:not([type=hidden]):not([disabled]), select, .cms-field:not([data-kind=rich]) textarea:not(#editor), .ProseMirror";

/** Say a problem where it is, and tie it to what must be changed. */
function tell(cell, one) {
  const id = `cms-error-${one.loc[0]}`;
  cell.append(element("p", { class: "cms-error", id }, one.msg));
  const control = [...cell.querySelectorAll(CONTROLS)].find((field) => field.name !== "") ?? cell.querySelector(CONTROLS);
  control?.setAttribute("aria-invalid", "true");
  control?.setAttribute("aria-describedby", `${id} ${control.getAttribute("aria-describedby") ?? ""}`.trim());
}

export function clearProblems() {
  document.querySelectorAll("[aria-describedby^=cms-error-]").forEach((one) => {
    one.removeAttribute("aria-invalid");
    const others = one.getAttribute("aria-describedby").split(" ").filter((id) => !id.startsWith("cms-error-"));
    if (others.length) one.setAttribute("aria-describedby", others.join(" "));
    else one.removeAttribute("aria-describedby");
  });
  document.querySelectorAll(".cms-error").forEach((one) => one.remove());
  document.querySelectorAll(".cms-invalid").forEach((one) => one.classList.remove("cms-invalid"));
}

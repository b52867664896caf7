// The list: states as pills, dates as people write them, a name for what has no title.

import { ask, element, place, schema, store, text } from "./spa.js";

const dates = new Intl.DateTimeFormat(cms.locale === "nl" ? "nl-NL" : "en-GB", {
  day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: cms.timezone,
});

export function dressList() {
  const columns = schema()?.extra?.visible_column_names;
  const rows = store()?.state.rows ?? [];
  const body = document.querySelector(".table_wrapper tbody");
  if (!body || !columns) return;
  [...body.rows].forEach((tr, index) => rows[index] && dressRow(tr, rows[index], columns));
  if (schema().extra.entry) {
    askStates(rows);
    [...body.rows].forEach((tr, index) => rows[index] && dressStates(tr, rows[index], columns));
    offerSteps();
  }
  document.querySelectorAll(".table_wrapper thead th").forEach((th, index) => {
    th.dataset.column = columns[index - 1] ?? "";
  });
}

function dressRow(tr, row, columns) {
  columns.forEach((column, index) => {
    const cell = tr.cells[index + 1];
    const value = row[column];
    if (!cell || (cell.cmsValue === value && cell.dataset.column === column)) return;
    cell.cmsValue = value;
    cell.dataset.column = column;
    cell.dataset.state = column.startsWith("state_") ? value : "";
    const shown = cell.querySelector("span");
    if (shown && typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value)) {
      shown.textContent = dates.format(new Date(value));
      shown.title = value;
    }
    const link = cell.querySelector(".link a");
    if (link && value === "") link.dataset.untitled = titleOf(row);
    if (link && row.editing) link.dataset.editing = row.editing;
  });
}

// Where the entries of the list stand: the state, and what is planned, ended or changed since.
let states = {};
let asked = null;

async function askStates(rows) {
  if (asked === rows || !rows.length) return;
  asked = rows;
  const uids = rows.map((row) => `uid=${encodeURIComponent(row.uid)}`).join("&");
  const found = await ask(`./entries/states/?${uids}`).catch(() => ({}));
  if (asked !== rows) return;
  states = found;
  dressList();
}

function dressStates(tr, row, columns) {
  columns.forEach((column, index) => {
    const cell = tr.cells[index + 1];
    const badge = column.startsWith("state_") && states[row.uid]?.[column.slice("state_".length)];
    const shown = cell?.querySelector("span");
    if (!badge || !shown || cell.dataset.state === badge.key) return;
    cell.dataset.state = badge.key;
    shown.textContent = badge.label;
    cell.title = badge.more;
  });
}

/** The way to the page that takes a step with many entries at once. */
function offerSteps() {
  const buttons = document.querySelector(".title_bar .buttons");
  const href = `./bulk/?type=${place().table}`;
  const known = buttons?.querySelector(".cms-bulk");
  if (!buttons || known?.getAttribute("href") === href) return;
  known?.remove();
  buttons.prepend(element("a", { class: "button cms-bulk", href }, element("span", {}, text("Many at once"))));
}

/** What an entry is called in any language. */
export function titleOf(row) {
  const named = [cms.locale, ...cms.locales].map((locale) => row[`title_${locale}`]).find(Boolean);
  return named ?? row.key ?? text("Without a title");
}

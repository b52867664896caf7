// The recurrence editor: it shows what the form's own fields mean, and fills them in. Saving is the form's.

import { ask, element, place, schema, text } from "./spa.js";
import { labelled, ruleChoices } from "./recurrence_rule.js";
import { adding, nextDates, varying } from "./recurrence_dates.js";

const LISTS = ["exclusions", "additions", "overrides", "variations"];
const FIELDS = ["starts_at", "ends_at", "whole_day", "open_end", "timezone", "rrule"];
const BLANK = { repeat: "never", interval: 1, weekdays: [], ordinals: [], days: [], until: null, count: null };

/** Put the editor into the form of what recurs. `collected()` is what the form holds, `put(name, value)` fills it. */
export function recurrenceEditor({ fields, able, collected, put }) {
  const rule = fields.get("rrule");
  if (!rule || !LISTS.every((name) => fields.has(name))) return;
  const editor = { fields, able, collected, put, turn: 0, asked: 0, chosen: 0, answering: Promise.resolve(), since: "", byHand: false, shown: null };
  editor.section = element("section", { class: "cms-recurrence cms-own", "data-group": rule.dataset.group, "aria-labelledby": "cms-recurs" });
  for (const [name, part] of Object.entries({ words: "div", wrong: "div", rule: "div", dates: "div", varying: "div" })) {
    editor[name] = element(part, { class: `cms-recurrence-${name}` });
  }
  editor.words.setAttribute("role", "status");
  editor.wrong.setAttribute("role", "alert");
  editor.section.append(element("h3", { id: "cms-recurs" }, text("Recurrence")), editor.words, editor.wrong, editor.rule, byHand(editor), editor.dates, editor.varying);
  keepToItself(editor.section);
  rule.before(editor.section);
  zones(fields);
  listen(editor);
  setTimeout(() => refresh(editor), 60); // piccolo-admin fills the fields in after this
}

/** What is typed here is no change to the entry before it is applied, and Enter does not save. */
function keepToItself(section) {
  for (const kind of ["input", "change"]) section.addEventListener(kind, (event) => event.stopPropagation());
  section.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
  });
}

/** The names of time zones to choose from, where one is typed. */
function zones(fields) {
  const known = fields.get("starts_at")?.querySelectorAll("select option");
  const input = fields.get("timezone")?.querySelector("input");
  if (!input || !known?.length || input.list) return;
  const list = element("datalist", { id: "cms-zones", class: "cms-own" }, ...[...known].map(({ value }) => element("option", { value })));
  fields.get("timezone").append(list);
  input.setAttribute("list", "cms-zones");
}

/** Those who write rules can; a rule that has no choices is always shown so. */
function byHand(editor) {
  const root = editor.fields.get("rrule").parentElement;
  delete root.dataset.byhand;
  const box = element("input", { type: "checkbox", change: ({ target }) => {
    editor.byHand = target.checked;
    show(editor);
  } });
  return element("label", { class: "cms-tick cms-by-hand" }, box, text("Show the rule and its exceptions as they are kept"));
}

function listen(editor) {
  const soon = (event) => {
    const name = event.target.closest(".cms-field")?.dataset.name ?? "";
    if (![...FIELDS, ...LISTS].includes(name) && !name.startsWith("place_")) return;
    clearTimeout(editor.timer);
    editor.timer = setTimeout(() => refresh(editor), 300);
  };
  const root = editor.fields.get("rrule").parentElement;
  root.cmsRecurring?.abort(); // the form was drawn anew
  root.cmsRecurring = new AbortController();
  for (const kind of ["input", "change"]) root.addEventListener(kind, soon, { signal: root.cmsRecurring.signal });
}

function held({ collected }) {
  const data = collected() ?? {};
  const names = [...FIELDS, ...Object.keys(data).filter((name) => name.startsWith("place_"))];
  const values = Object.fromEntries(names.map((name) => [name, data[name] ?? null]));
  for (const name of LISTS) values[name] = rowsOf(data[name]);
  return values;
}

function rowsOf(written) {
  try {
    return JSON.parse(written || "[]");
  } catch {
    return [];
  }
}

/**
 * Ask what the form means; with `more` also what it would be after a change. One question waits for the answer to the
 * one before it: a change is in the form then, and no later question forgets it. Of mere questions, and of choices,
 * which are always all of them, only the newest is asked.
 */
function refresh(editor, more = {}) {
  clearTimeout(editor.timer); // what was typed is asked with this
  const kind = more.act ? "" : more.choices ? "chosen" : "asked";
  const turn = ++editor.turn;
  if (kind) editor[kind] = turn;
  editor.answering = editor.answering.then(() => (kind && editor[kind] !== turn ? null : answered(editor, more)));
  return editor.answering;
}

async function answered(editor, more) {
  const values = held(editor);
  try {
    const answer = await ask(`./recurrence/${place().table}/`, { values, since: editor.since || null, ...more });
    if (!editor.section.isConnected) return;
    if (answer.rrule !== undefined) {
      editor.drawn = answer.rrule; // these choices are shown as they were made
      if (answer.rrule !== values.rrule) editor.put("rrule", answer.rrule);
    }
    for (const [name, rows] of Object.entries(answer.rows ?? {})) {
      if (JSON.stringify(rows) !== JSON.stringify(values[name])) await editor.put(name, rows);
    }
    const typed = FIELDS.some((name) => name !== "rrule" && held(editor)[name] !== values[name]);
    if (!typed) clearTimeout(editor.timer); // filling in is no typing
    editor.start = values.starts_at;
    editor.rrule = answer.rrule ?? values.rrule ?? "";
    editor.answer = answer;
    show(editor);
    refocus(editor, more);
  } catch (error) {
    wrong(editor, error.problems?.length ? error.problems : [{ msg: error.message }]);
  }
}

/** After an act the focus stays at its date. */
function refocus(editor, { act }) {
  if (!act) return;
  const line = act.id && editor.dates.querySelector(`[data-id="${CSS.escape(act.id)}"]`);
  (line?.querySelector("button") ?? editor.section.querySelector(act.kind.includes("vary") ? ".cms-add-variation" : ".cms-add-date"))?.focus();
}

function show(editor) {
  const { answer, able } = editor;
  if (!answer) return;
  const root = editor.fields.get("rrule").parentElement;
  root.toggleAttribute("data-byhand", editor.byHand);
  root.toggleAttribute("data-norule", !answer.choices);
  root.dataset.recurs = "yes";
  words(editor);
  wrong(editor, editor.start || editor.rrule ? answer.problems : []); // nothing is wrong before anything is typed
  rule(editor);
  const recurs = Boolean(editor.rrule || answer.variations.length || answer.dates.length > 1);
  const act = (kind, values) => refresh(editor, { act: { kind, ...values } });
  const any = able && answer.words;
  editor.dates.replaceChildren(...(answer.words && recurs ? [
    element("div", { class: "cms-next-head" }, element("h4", {}, text("Next dates")), since(editor)),
    nextDates({ dates: answer.dates, texts: texts("overrides"), act, able })] : []),
  ...(any ? [adding(act)] : []));
  editor.varying.replaceChildren(...(any && editor.rrule ? [
    element("h4", {}, text("Different on some dates")), varying({ variations: answer.variations, texts: texts("variations"), act, able })] : []));
}

function words({ words: made, answer }) {
  const said = Object.entries(answer.words ?? {});
  said.sort(([one]) => (one === cms.locale ? -1 : 1));
  made.replaceChildren(...said.map(([locale, line], index) => element("p", { lang: locale, class: index ? "cms-also" : "cms-said-so" }, line)));
}

function wrong(editor, problems) {
  const lines = problems.map(({ label, msg }) => element("p", { class: "cms-error" }, label ? `${label}: ${msg}` : msg));
  const { first, untidy } = editor.answer ?? {};
  if (first && editor.able) lines.push(tool(text("Let the first date be the next one that fits"), () => begin(editor, first)));
  if (untidy && editor.able) lines.push(tool(text("Remove what fits no longer"), () => refresh(editor, { act: { kind: "tidy" } })));
  editor.wrong.replaceChildren(...lines);
}

const tool = (label, click) => element("button", { type: "button", class: "cms-mend", click }, label);

/** Move the first date, and the end along with it. */
function begin(editor, first) {
  const { starts_at: was, ends_at: end } = held(editor);
  const later = end && new Date(new Date(end) - new Date(was) + Number(new Date(first.starts_at))).toISOString();
  editor.put("starts_at", first.starts_at);
  if (later) editor.put("ends_at", later);
  setTimeout(() => refresh(editor), 60);
}

function rule(editor) {
  const { answer, able } = editor;
  if (editor.drawn === editor.rrule && editor.rule.childElementCount) return; // the choices as they are being made
  editor.drawn = editor.rrule;
  if (!answer.choices) {
    editor.rule.replaceChildren(element("p", { class: "cms-help" }, text("This rule says more than there are choices for. It is kept as it was written.")));
    return;
  }
  const made = ruleChoices({
    choices: { ...BLANK, ...answer.choices }, start: () => localStart(editor),
    changed: (choices) => refresh(editor, { choices }),
    problem: (msg) => wrong(editor, msg ? [{ msg }] : []),
  });
  if (!able) made.querySelectorAll("input, select").forEach((one) => (one.disabled = true));
  editor.rule.replaceChildren(made);
}

/** The first date on the clocks of the event's zone. */
function localStart(editor) {
  const { starts_at: start, timezone } = held(editor);
  return start ? wall(start, timezone) : "";
}

/** `2009-01-12T09:00`: what the clocks of a zone show. */
export function wall(instant, timeZone) {
  const options = { timeZone: timeZone || cms.timezone, dateStyle: "short", timeStyle: "short" };
  try {
    return new Date(instant).toLocaleString("sv-SE", options).replace(" ", "T").slice(0, 16);
  } catch {
    return "";
  }
}

function since(editor) {
  const change = ({ target }) => {
    editor.since = target.value;
    refresh(editor);
  };
  return labelled(text("From"), element("input", { type: "date", value: editor.since, min: "1971-01-01", max: "2199-12-31", change }));
}

/** The columns of a list of rows that hold a place or a note. */
function texts(name) {
  const { rows } = schema().properties[name].extra;
  return Object.fromEntries(Object.entries(rows).filter(([column]) => /^(place|note)_/.test(column)));
}

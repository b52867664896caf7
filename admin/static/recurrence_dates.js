// The next dates of what recurs: each in words, and small forms to change one, to add one, or to vary some.

import { button, element, text } from "./spa.js";
import { ORDINALS, choice, labelled, weekdays } from "./recurrence_rule.js";

const CODES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/** The list. `act(kind, values)` does something to a date; `texts` are the columns of place and note. */
export function nextDates({ dates, texts, act, able }) {
  const items = dates.map((one) => item(one, { texts, act, able }));
  if (!items.length) items.push(element("li", { class: "cms-help" }, text("There is no date from here on.")));
  return element("ol", { class: "cms-next" }, ...items);
}

function item(one, { texts, act, able }) {
  const made = element("li", { "data-id": one.id, class: one.left_out || one.cancelled ? "cms-off" : "" });
  const tools = element("span", { class: "cms-date-tools" });
  const tool = (label, action, kind) => button(label, action, { class: kind, "aria-label": `${label}: ${one.said}` });
  const open = () => openForm(made, tools, differing(one, texts, act));
  if (able && one.left_out) tools.append(tool(text("Put back"), () => act("put_back", { id: one.id }), "cms-put-back"));
  else if (able) {
    tools.append(tool(text("Change…"), open, "cms-change"),
      tool(one.added ? text("Remove") : text("Leave out"), () => act("leave_out", { id: one.id }), "cms-leave-out"));
  }
  made.append(element("div", { class: "cms-date" },
    element("span", { class: "cms-when" }, one.said), ...badges(one), tools,
    element("span", { class: "cms-about" }, [one.place, one.note].filter(Boolean).join(" · ")),
    ...one.clock.map((words) => element("span", { class: "cms-clock" }, words))));
  return made;
}

function badges(one) {
  const found = [];
  if (one.left_out) found.push(text("Left out"));
  if (one.cancelled) found.push(text("Does not take place"));
  if (one.moved) found.push(text("Moved from {day}", { day: one.planned }));
  if (one.added) found.push(text("Added"));
  return found.map((words) => element("span", { class: "cms-badge" }, words));
}

/** Show a small form in place of what opened it; closing it gives the focus back. */
function openForm(place, opener, form) {
  const was = opener.querySelector("button") ?? opener;
  place.querySelector(".cms-small")?.remove();
  form.close = () => {
    form.remove();
    was.focus();
  };
  place.append(form);
  form.querySelector("input, select")?.focus();
}

/** A small form that is no form: it stands in one. Enter applies it, Escape closes it. */
function small(label, apply, ...children) {
  const made = element("div", { class: "cms-small", role: "group", "aria-label": label }, ...children);
  const done = button(text("Apply"), apply, { class: "cms-apply" });
  made.append(element("div", { class: "cms-small-tools" }, done, button(text("Close"), () => made.close(), { class: "cms-close" })));
  made.addEventListener("keydown", (event) => {
    if (event.key === "Escape") made.close();
    else if (event.key === "Enter" && event.target.matches("input")) apply();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return made;
}

const moment = (value = "") => element("input", { type: "datetime-local", value, step: 60 });

/** What is different on one date. */
function differing(one, texts, act) {
  const cancelled = element("input", { type: "checkbox", checked: one.cancelled });
  const [starts, ends] = [moment(one.own.starts_at), moment(one.own.ends_at)];
  const fields = textFields(texts, one.own);
  const apply = () => act("differ", {
    id: one.id, cancelled: cancelled.checked, starts_at: starts.value, ends_at: ends.value, texts: fields.values(),
  });
  const made = small(text("What is different: {day}", { day: one.said }), apply,
    element("label", { class: "cms-tick" }, cancelled, text("Does not take place")),
    labelled(text("Starts at another time"), starts), labelled(text("Ends at another time"), ends), ...fields.controls);
  if (one.differs) {
    made.lastChild.append(button(text("As the rule has it"), () => act("put_back", { id: one.id }), { class: "cms-as-rule" }));
  }
  return made;
}

/** Inputs for the columns of a place and a note; `values()` is what stands in them. */
function textFields(texts, own = {}) {
  const inputs = Object.entries(texts).map(([column, { extra }]) => [column, extra,
    element("input", { type: "text", value: own[column] ?? "", maxlength: extra.most, lang: extra.language || null })]);
  return {
    controls: inputs.map(([, extra, input]) => control(extra, input)),
    values: () => Object.fromEntries(inputs.map(([column, , input]) => [column, input.value])),
  };
}

/** What is the same in every language takes a line of its own, so that the languages stand side by side. */
function control({ label, language }, input) {
  const made = labelled(language ? `${label} (${language.toUpperCase()})` : label, input);
  made.classList.toggle("cms-wide", !language);
  return made;
}

/** A button that opens a small form for one more date. */
export function adding(act) {
  const place = element("div", { class: "cms-adding" });
  const opener = button(`+ ${text("Add a date")}`, () => {
    const [starts, ends] = [moment(), moment()];
    const apply = () => act("add", { starts_at: starts.value, ends_at: ends.value });
    openForm(place, opener, small(text("Add a date"), apply, labelled(text("Starts at"), starts), labelled(text("Ends at"), ends)));
  }, { class: "cms-add cms-add-date" });
  place.append(opener);
  return place;
}

/** The variations, and a small form for one more. */
export function varying({ variations, texts, act, able }) {
  const made = element("div", { class: "cms-varying" });
  const items = variations.map((one, index) => {
    const tools = element("span", { class: "cms-date-tools" });
    const line = element("li", {}, element("div", { class: "cms-date" },
      element("span", { class: "cms-when" }, one.words), tools,
      element("span", { class: "cms-about" }, [one.place, one[`note_${cms.locale}`]].filter(Boolean).join(" · "))));
    if (able) {
      tools.append(
        button(text("Change…"), () => openForm(line, tools, variation(one, index, texts, act)), { "aria-label": `${text("Change…")}: ${one.words}` }),
        button(text("Remove"), () => act("unvary", { index }), { "aria-label": `${text("Remove")}: ${one.words}` }));
    }
    return line;
  });
  if (items.length) made.append(element("ul", { class: "cms-next" }, ...items));
  if (!able) return made;
  const opener = button(`+ ${text("Some dates are different…")}`, () => openForm(made, opener, variation({}, null, texts, act)), { class: "cms-add cms-add-variation" });
  made.append(opener);
  return made;
}

function variation(one, index, texts, act) {
  const [, number = "1", code = "MO"] = /^FREQ=MONTHLY;BYDAY=(-?\d)([A-Z]{2})$/.exec(one.rrule ?? "") ?? [];
  const byHand = one.rrule && one.rrule !== `FREQ=MONTHLY;BYDAY=${number}${code}`;
  const picked = { number, code };
  const days = Object.fromEntries(weekdays().map((name, day) => [CODES[day], name]));
  const rule = element("input", { type: "text", value: one.rrule ?? "", maxlength: 500 });
  const which = byHand ? [labelled(text("Rule"), rule)] : [
    labelled(text("Each"), choice("number", ORDINALS, number, (value) => { picked.number = value; }),
      choice("code", days, code, (value) => { picked.code = value; }), element("span", { class: "cms-unit" }, text("of the month")))];
  which[0].classList.add("cms-wide");
  const fields = textFields(texts, one);
  const rrule = () => (byHand ? rule.value : `FREQ=MONTHLY;BYDAY=${picked.number}${picked.code}`);
  return small(text("Some dates are different…"), () => act("vary", { index, rrule: rrule(), texts: fields.values() }), ...which, ...fields.controls);
}

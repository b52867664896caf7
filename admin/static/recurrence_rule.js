// A recurrence rule as choices: how often, on which days, until when.

import { element, text } from "./spa.js";

const REPEATS = {
  never: text("Never"), daily: text("Every day"), weekly: text("Every week"),
  monthly_by_weekday: text("Every month on a weekday"), monthly_by_date: text("Every month on a date"), yearly: text("Every year"),
};
const UNITS = {
  daily: text("days"), weekly: text("weeks"), monthly_by_weekday: text("months"), monthly_by_date: text("months"), yearly: text("years"),
};
export const ORDINALS = {
  1: text("first"), 2: text("second"), 3: text("third"), 4: text("fourth"), 5: text("fifth"), "-1": text("last"),
};
const ENDS = { never: text("Never"), until: text("On a day"), count: text("After a number of times") };

/** Monday to Sunday in the panel's language. */
export const weekdays = (style = "long") => [...Array(7)].map((_, day) =>
  new Intl.DateTimeFormat(cms.locale, { weekday: style, timeZone: "UTC" }).format(Date.UTC(2024, 0, 1 + day)));

/** Controls for `choices`; `changed(choices)` after each change. `start()` is the first date as it is typed, as a local text. */
export function ruleChoices({ choices, start, changed, problem }) {
  const chosen = structuredClone(choices);
  const made = element("div", { class: "cms-rule" });
  const set = (values) => {
    Object.assign(chosen, values);
    draw();
  };
  const tell = () => {
    const missing = lacking(chosen);
    problem(missing);
    if (!missing) changed({ ...chosen });
  };
  const draw = () => {
    const held = made.contains(document.activeElement) ? document.activeElement.dataset.part : "";
    made.replaceChildren(...parts(chosen, (values) => {
      set(values);
      tell();
    }, start));
    made.querySelector(`[data-part="${held}"]`)?.focus();
  };
  draw();
  return made;
}

function lacking({ repeat, weekdays: days, ordinals }) {
  if (repeat === "monthly_by_weekday" && !(days.length && ordinals.length)) return text("Choose at least one week of the month and one day.");
  return "";
}

function parts(chosen, set, start) {
  const { repeat } = chosen;
  const found = [labelled(text("Repeats"), choice("repeat", REPEATS, repeat, (value) => set(begun(value, chosen, start()))))];
  if (repeat === "never") return found;
  found.push(interval(chosen, set));
  if (repeat === "monthly_by_weekday") found.push(boxes("ordinals", text("Which of the month"), Object.entries(ORDINALS).map(([key, name]) => [Number(key), name]), chosen, set));
  if (repeat === "weekly" || repeat === "monthly_by_weekday") found.push(boxes("weekdays", text("On these days"), weekdays().map((name, day) => [day, name]), chosen, set));
  if (repeat === "monthly_by_date") found.push(boxes("days", text("On the"), numbers(), chosen, set, "cms-numbers"));
  found.push(...end(chosen, set));
  return found;
}

const numbers = () => [...[...Array(31)].map((_, index) => [index + 1, String(index + 1)]), [-1, text("last")]];

/** Another way to repeat begins with what the first date is an example of. */
function begun(repeat, chosen, start) {
  const first = start ? new Date(`${start.slice(0, 10)}T00:00:00Z`) : new Date();
  const day = (first.getUTCDay() + 6) % 7;
  const fresh = { repeat, weekdays: [], ordinals: [], days: [] };
  if (repeat === "weekly" || repeat === "monthly_by_weekday") fresh.weekdays = chosen.weekdays.length ? chosen.weekdays : [day];
  if (repeat === "monthly_by_weekday") fresh.ordinals = [Math.ceil(first.getUTCDate() / 7)];
  if (repeat === "monthly_by_date") fresh.days = [first.getUTCDate()];
  return fresh;
}

function interval({ repeat, interval: value }, set) {
  const input = element("input", {
    type: "number", min: 1, max: 999, value, "data-part": "interval",
    change: ({ target }) => set({ interval: Math.max(1, Number(target.value) || 1) }),
  });
  return labelled(text("Every"), input, element("span", { class: "cms-unit" }, UNITS[repeat]));
}

function boxes(name, label, options, chosen, set, kind = "") {
  const flip = (value, on) => set({ [name]: on ? [...chosen[name], value] : chosen[name].filter((one) => one !== value) });
  return element("div", { class: "cms-part", role: "group", "aria-label": label },
    element("span", { class: "cms-caption" }, label),
    element("div", { class: `cms-choices ${kind}` }, ...options.map(([value, words]) =>
      element("label", { class: "cms-choice" },
        element("input", { type: "checkbox", checked: chosen[name].includes(value), "data-part": `${name}-${value}`, change: ({ target }) => flip(value, target.checked) }),
        element("span", {}, words)))));
}

function end(chosen, set) {
  const kind = chosen.until ? "until" : chosen.count ? "count" : "never";
  const nextYear = `${new Date().getFullYear() + 1}-12-31`;
  const begin = { never: { until: null, count: null }, until: { until: nextYear, count: null }, count: { until: null, count: 10 } };
  const found = [labelled(text("Ends"), choice("end", ENDS, kind, (value) => set(begin[value])))];
  if (kind === "until") {
    const change = ({ target }) => target.value && set({ until: target.value });
    found.push(labelled(text("Last day"), element("input", { type: "date", value: chosen.until, "data-part": "until", change })));
  }
  if (kind === "count") {
    const change = ({ target }) => set({ count: Math.max(1, Number(target.value) || 1) });
    found.push(labelled(text("Number of times"), element("input", { type: "number", min: 1, max: 999, value: chosen.count, "data-part": "count", change })));
  }
  return found;
}

/** A control under its name. */
export const labelled = (name, ...controls) =>
  element("label", { class: "cms-part" }, element("span", { class: "cms-caption" }, name), element("span", { class: "cms-controls" }, ...controls));

/** A list to choose one of. */
export function choice(part, options, value, change) {
  const made = Object.entries(options).map(([key, name]) => element("option", { value: key, selected: key === String(value) }, name));
  return element("select", { "data-part": part, change: ({ target }) => change(target.value) }, ...made);
}

// Several choices from a list: tags, fields of expertise, menus.

import { element, text } from "./spa.js";

const MANY = 12;

/** Checkboxes for `choices`, with a filter when there are many; `changed(values)` after each change. */
export function choicesEditor({ label, choices, values, changed }) {
  const chosen = new Set(values);
  const known = Object.values(choices ?? {});
  for (const value of values) {
    if (!known.some((one) => one.value === value)) known.push({ value, display_name: value });
  }
  const boxes = known.map(({ value, display_name: name }) =>
    element("label", { class: "cms-choice" },
      element("input", {
        type: "checkbox", checked: chosen.has(value), value,
        change: (event) => {
          if (event.target.checked) chosen.add(value);
          else chosen.delete(value);
          changed([...chosen]);
        },
      }),
      element("span", {}, name),
    ),
  );
  const list = element("div", { class: "cms-choices", role: "group", "aria-label": label }, ...boxes);
  if (!boxes.length) list.append(element("p", { class: "cms-help" }, text("There is nothing to choose yet.")));
  const made = element("div", { class: "cms-own" }, list);
  if (boxes.length > MANY) made.prepend(filter(boxes));
  return made;
}

function filter(boxes) {
  return element("input", {
    type: "search", class: "cms-filter", placeholder: text("Type here to filter"),
    "aria-label": text("Type here to filter"),
    input: (event) => {
      event.stopPropagation(); // it is no change to the entry
      const wanted = event.target.value.toLowerCase();
      for (const box of boxes) {
        const checked = box.querySelector("input").checked;
        box.hidden = !checked && !box.textContent.toLowerCase().includes(wanted);
      }
    },
  });
}

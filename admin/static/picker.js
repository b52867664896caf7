// Choosing an entry by its title: an input with a list, for mouse and keyboard.

import { ask, element, button, text } from "./spa.js";

let count = 0;

/** A picker of entries of `table`; `change(uid)` is called with each choice, null when cleared. */
export function picker({ table, value, title, label, change }) {
  const id = `cms-options-${++count}`;
  const chosen = title ?? value ?? "";
  const made = { id, table, change, chosen, input: combobox(id, label, chosen) };
  made.options = element("ul", { class: "cms-options", role: "listbox", id, hidden: true });
  const clear = button("×", () => choose(made, null, ""), { class: "cms-clear", "aria-label": text("Clear") });
  listen(made);
  return element("div", { class: "cms-picker" }, made.input, clear, made.options);
}

function combobox(id, label, value) {
  return element("input", {
    type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": id,
    "aria-autocomplete": "list", "aria-label": label, autocomplete: "off",
    placeholder: text("Type a title"), value,
  });
}

function listen(made) {
  const { input } = made;
  let timer;
  input.addEventListener("focus", () => input.select());
  input.addEventListener("click", () => open(made));
  input.addEventListener("input", (event) => {
    event.stopPropagation(); // typing is no change; choosing is
    clearTimeout(timer);
    timer = setTimeout(() => open(made), 200);
  });
  input.addEventListener("blur", () => leave(made));
  input.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    if (!act) return;
    if (event.key !== "Escape") event.preventDefault();
    act(made);
  });
}

const KEYS = {
  ArrowDown: (made) => step(made, 1),
  ArrowUp: (made) => step(made, -1),
  Enter: ({ options }) => options.querySelector("[aria-selected=true]")?.choose(),
  Escape: leave,
};

function choose(made, uid, name) {
  made.chosen = made.input.value = name;
  close(made);
  made.change(uid);
}

/** Close without a choice: what was chosen stands. */
function leave(made) {
  made.input.value = made.chosen;
  close(made);
}

function close({ input, options }) {
  options.hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

async function open(made) {
  const { table, input, options, chosen } = made;
  const query = new URLSearchParams({ limit: 8, search: input.value === chosen ? "" : input.value });
  const found = Object.entries(await ask(`./api/tables/${table}/ids/?${query}`));
  options.replaceChildren(...found.map(([uid, name], index) => option(made, uid, name, index)));
  if (!found.length) options.append(element("li", { class: "cms-none" }, text("No results found")));
  options.hidden = false;
  input.setAttribute("aria-expanded", "true");
}

function option(made, uid, name, index) {
  const mousedown = (event) => {
    event.preventDefault(); // the input keeps the focus
    choose(made, uid, name);
  };
  const properties = { role: "option", id: `${made.id}-${index}`, "aria-selected": "false", mousedown };
  return Object.assign(element("li", properties, name), { choose: () => choose(made, uid, name) });
}

/** Go to the next option, or the one before; open the list first. */
async function step(made, by) {
  const { input, options } = made;
  if (options.hidden) await open(made);
  const all = [...options.querySelectorAll("[role=option]")];
  const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const next = all[(at + by + all.length) % all.length] ?? all[0];
  all.forEach((one) => one.setAttribute("aria-selected", String(one === next)));
  if (next) input.setAttribute("aria-activedescendant", next.id);
  next?.scrollIntoView({ block: "nearest" });
}

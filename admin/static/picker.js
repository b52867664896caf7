// Choosing an entry by its title: an input with a list, for mouse and keyboard.

import { ask, element, button, text } from "./spa.js";

let count = 0;

/** A picker of entries of `table`; `change(uid)` is called with each choice, null when cleared. */
export function picker({ table, value, title, label, change }) {
  const id = `cms-options-${++count}`;
  const options = element("ul", { class: "cms-options", role: "listbox", id, hidden: true });
  const input = element("input", {
    type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": id,
    "aria-autocomplete": "list", "aria-label": label, autocomplete: "off",
    placeholder: text("Type a title"), value: title ?? value ?? "",
  });
  const clear = button("×", () => choose(null, ""), { class: "cms-clear", "aria-label": text("Clear") });
  const box = element("div", { class: "cms-picker" }, input, clear, options);
  let chosen = title ?? value ?? "";
  let timer;

  function choose(uid, name) {
    chosen = input.value = name;
    close();
    change(uid);
  }

  function close() {
    options.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  async function open() {
    const query = new URLSearchParams({ limit: 8, search: input.value === chosen ? "" : input.value });
    const found = Object.entries(await ask(`./api/tables/${table}/ids/?${query}`));
    options.replaceChildren(...found.map(([uid, name], index) => option(uid, name, index)));
    if (!found.length) options.append(element("li", { class: "cms-none" }, text("No results found")));
    options.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  function option(uid, name, index) {
    const made = element("li", { role: "option", id: `${id}-${index}`, "aria-selected": "false" }, name);
    made.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the input keeps the focus
      choose(uid, name);
    });
    made.choose = () => choose(uid, name);
    return made;
  }

  function move(step) {
    const all = [...options.querySelectorAll("[role=option]")];
    const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const next = all[(at + step + all.length) % all.length] ?? all[0];
    all.forEach((one) => one.setAttribute("aria-selected", String(one === next)));
    if (next) input.setAttribute("aria-activedescendant", next.id);
    next?.scrollIntoView({ block: "nearest" });
  }

  input.addEventListener("focus", () => input.select());
  input.addEventListener("click", open);
  input.addEventListener("input", (event) => {
    event.stopPropagation(); // typing is no change; choosing is
    clearTimeout(timer);
    timer = setTimeout(open, 200);
  });
  input.addEventListener("blur", () => {
    input.value = chosen;
    close();
  });
  input.addEventListener("keydown", async (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (options.hidden) await open();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      options.querySelector("[aria-selected=true]")?.choose();
    } else if (event.key === "Escape") {
      input.value = chosen;
      close();
    }
  });
  return box;
}

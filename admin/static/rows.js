// Related rows inside the entry's form: a list of small forms instead of a textarea with JSON.

import { ask, button, element, text } from "./spa.js";
import { picker } from "./picker.js";

/** An editor of `rows`; `changed(rows)` is called after each change. */
export async function rowsEditor({ name, label, columns, rows, changed }) {
  const list = element("ol", { class: "cms-rows" });
  const titles = await titlesIn(columns, rows);
  const entries = Object.entries(columns);
  const compact = entries.length === 1;
  const items = rows.map((row) => ({ ...row }));

  const report = () => changed(items);

  function draw(focus) {
    list.replaceChildren(...items.map(item));
    list.classList.toggle("cms-compact", compact);
    if (focus) list.children[focus.index]?.querySelector(focus.selector)?.focus();
  }

  function move(from, to, selector) {
    if (to < 0 || to >= items.length) return;
    items.splice(to, 0, ...items.splice(from, 1));
    report();
    draw({ index: to, selector });
  }

  function item(row, index) {
    const tools = element("div", { class: "cms-row-tools" },
      element("span", {
        class: "cms-handle", draggable: "true", title: text("Drag to reorder"), "aria-hidden": "true",
        dragstart: (event) => {
          event.dataTransfer.setData("text/plain", String(index));
          event.dataTransfer.effectAllowed = "move";
          list.dataset.dragging = name;
        },
        dragend: () => delete list.dataset.dragging,
      }, "⠿"),
      element("span", { class: "cms-number" }, String(index + 1)),
      button("↑", () => move(index, index - 1, ".cms-up"), {
        class: "cms-up", disabled: index === 0, "aria-label": text("Move up"), title: text("Move up"),
      }),
      button("↓", () => move(index, index + 1, ".cms-down"), {
        class: "cms-down", disabled: index === items.length - 1,
        "aria-label": text("Move down"), title: text("Move down"),
      }),
      button("×", () => {
        items.splice(index, 1);
        report();
        draw();
        add.focus();
      }, { class: "cms-remove", "aria-label": text("Remove"), title: text("Remove") }),
    );
    const fields = element("div", { class: "cms-row-fields" });
    for (const [column, property] of entries) fields.append(cell(row, index, column, property));
    const made = element("li", { class: "cms-row", "data-index": String(index) }, tools, fields);
    made.addEventListener("keydown", (event) => {
      if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
      event.preventDefault();
      move(index, index + (event.key === "ArrowUp" ? -1 : 1), "input, textarea, select");
    });
    made.addEventListener("dragover", (event) => {
      if (list.dataset.dragging) event.preventDefault();
      made.classList.toggle("cms-over", Boolean(list.dataset.dragging));
    });
    made.addEventListener("dragleave", () => made.classList.remove("cms-over"));
    made.addEventListener("drop", (event) => {
      event.preventDefault();
      made.classList.remove("cms-over");
      move(Number(event.dataTransfer.getData("text/plain")), index, ".cms-up");
    });
    return made;
  }

  function cell(row, index, column, property) {
    const set = (value) => {
      row[column] = value;
      report();
    };
    const { extra } = property;
    const input = control(property, row[column], titles, set);
    const mark = extra.required_to_publish
      ? element("span", { class: "cms-mark", title: text("Needed to publish") }, "*")
      : null;
    const caption = element("span", { class: "cms-caption" }, extra.label, mark);
    if (extra.language) caption.append(element("span", { class: "cms-language" }, extra.language));
    return element(
      extra.foreign_key ? "div" : "label",
      { class: "cms-cell", "data-first": extra.language === cms.locales[0] ? "yes" : "", "data-place": `${name}.${index}.${column}` },
      compact ? null : caption, input,
    );
  }

  const add = button(`+ ${text("Add")}: ${label}`, () => {
    items.push(blank(columns));
    report();
    draw({ index: items.length - 1, selector: ".cms-row-fields input, textarea, select" });
  }, { class: "cms-add" });

  draw();
  return element("div", { class: "cms-rows-editor cms-own" }, list, add);
}

function blank(columns) {
  return Object.fromEntries(
    Object.entries(columns).map(([column, { type, format, extra }]) => {
      if (extra.choices) return [column, Object.values(extra.choices)[0].value];
      if (type === "boolean") return [column, false];
      if (type === "integer" || format || extra.foreign_key) return [column, null];
      return [column, ""];
    }),
  );
}

function control(property, value, titles, set) {
  const { type, format, extra } = property;
  if (extra.foreign_key) {
    const table = extra.foreign_key.to;
    return picker({ table, value, title: titles[value], label: extra.label, change: set });
  }
  if (extra.choices) {
    const options = Object.values(extra.choices).map((one) =>
      element("option", { value: one.value, selected: one.value === value }, one.display_name),
    );
    return element("select", { change: (event) => set(event.target.value) }, ...options);
  }
  if (type === "boolean") {
    return element("input", {
      type: "checkbox", checked: Boolean(value), change: (event) => set(event.target.checked),
    });
  }
  if (extra.widget === "text-area") {
    const area = element("textarea", { rows: 2, maxlength: extra.most, input: (event) => set(event.target.value) });
    area.value = value ?? "";
    return area;
  }
  const kind = type === "integer" ? "number" : format === "date" ? "date" : "text";
  const empty = kind === "text" ? "" : null;
  return element("input", {
    type: kind, value: value ?? "", maxlength: kind === "text" ? extra.most : null,
    input: (event) => set(event.target.value === "" ? empty : event.target.value),
  });
}

async function titlesIn(columns, rows) {
  const relations = Object.keys(columns).filter((column) => columns[column].extra.foreign_key);
  const uids = rows.flatMap((row) => relations.map((column) => row[column])).filter(Boolean);
  if (!uids.length) return {};
  return ask(`./entries/titles/?${new URLSearchParams(uids.map((uid) => ["uid", uid]))}`);
}

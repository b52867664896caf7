// Related rows inside the entry's form: a list of small forms instead of a textarea with JSON.

import { ask, button, element, text } from "./spa.js";
import { copied } from "./blocks_model.js";
import { cell as fieldCell } from "./fields.js";

/** An editor of `rows`; `changed(rows)` is called after each change. */
export async function rowsEditor({ name, label, columns, rows, changed }) {
  const list = element("ol", { class: "cms-rows" });
  const editor = { name, columns, list, items: rows.map((row) => ({ ...row })), titles: await titlesIn(columns, rows) };
  editor.compact = Object.keys(columns).length === 1;
  editor.report = () => changed(editor.items);
  editor.add = button(`+ ${text("Add")}`, () => append(editor), { class: "cms-add", "aria-label": `${text("Add")}: ${label}` });
  draw(editor);
  return element("div", { class: "cms-rows-editor cms-own" }, list, editor.add);
}

function draw(editor, focus) {
  const { list, items, compact } = editor;
  list.replaceChildren(...items.map((row, index) => item(editor, row, index)));
  list.classList.toggle("cms-compact", compact);
  if (focus) list.children[focus.index]?.querySelector(focus.selector)?.focus();
}

function append(editor) {
  editor.items.push(blank(editor.columns));
  editor.report();
  draw(editor, { index: editor.items.length - 1, selector: ".cms-row-fields input, textarea, select" });
}

function remove(editor, index) {
  editor.items.splice(index, 1);
  editor.report();
  draw(editor);
  editor.add.focus();
}

/** Put a row in another place; the focus goes with it, to what `selector` finds in it. */
function move(editor, from, to, selector) {
  const { items, report } = editor;
  if (to < 0 || to >= items.length) return;
  items.splice(to, 0, ...items.splice(from, 1));
  report();
  draw(editor, { index: to, selector });
}

function item(editor, row, index) {
  const cells = Object.keys(editor.columns).map((column) => cell(editor, row, index, column));
  const fields = element("div", { class: "cms-row-fields" }, ...cells);
  return element(
    "li", { class: "cms-row", "data-index": String(index), ...movedByKeys(editor, index), ...droppedOn(editor, index) },
    tools(editor, index), fields,
  );
}

function movedByKeys(editor, index) {
  const keydown = (event) => {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    move(editor, index, index + (event.key === "ArrowUp" ? -1 : 1), "input, textarea, select");
  };
  return { keydown };
}

function droppedOn(editor, index) {
  const mark = (event, over) => event.currentTarget.classList.toggle("cms-over", over);
  return {
    dragover: (event) => {
      const ours = Boolean(editor.list.dataset.dragging);
      if (ours) event.preventDefault();
      mark(event, ours);
    },
    dragleave: (event) => mark(event, false),
    drop: (event) => {
      event.preventDefault();
      mark(event, false);
      move(editor, Number(event.dataTransfer.getData("text/plain")), index, ".cms-up");
    },
  };
}

function tools(editor, index) {
  const tool = (sign, name, properties, action) =>
    button(sign, action, { "aria-label": name, title: name, ...properties });
  const last = editor.items.length - 1;
  return element("div", { class: "cms-row-tools" },
    handle(editor, index),
    element("span", { class: "cms-number" }, String(index + 1)),
    tool("↑", text("Move up"), { class: "cms-up", disabled: index === 0 }, () => move(editor, index, index - 1, ".cms-up")),
    tool("↓", text("Move down"), { class: "cms-down", disabled: index === last }, () => move(editor, index, index + 1, ".cms-down")),
    tool("×", text("Remove"), { class: "cms-remove" }, () => remove(editor, index)),
  );
}

function handle({ name, list }, index) {
  return element("span", {
    class: "cms-handle", draggable: "true", title: text("Drag to reorder"), "aria-hidden": "true",
    dragstart: (event) => {
      event.dataTransfer.setData("text/plain", String(index));
      event.dataTransfer.effectAllowed = "move";
      list.dataset.dragging = name;
    },
    dragend: () => delete list.dataset.dragging,
  }, "⠿");
}

function cell({ name, columns, titles, compact, report }, row, index, column) {
  return fieldCell({
    property: columns[column], value: row[column], titles, bare: compact, place: `${name}.${index}.${column}`,
    set: (value) => {
      row[column] = value;
      report();
    },
  });
}

function blank(columns) {
  return Object.fromEntries(
    Object.entries(columns).map(([column, { extra }]) => [column, copied(extra.default)]),
  );
}

export async function titlesIn(columns, rows) {
  const relations = Object.keys(columns).filter((column) => columns[column].extra.foreign_key);
  const uids = rows.flatMap((row) => relations.map((column) => row[column])).filter(Boolean);
  if (!uids.length) return {};
  return ask(`./entries/titles/?${new URLSearchParams(uids.map((uid) => ["uid", uid]))}`);
}

// What stands in the toolbar, in its order.

import type { Command, EditorState } from "prosemirror-state";
import { redo, undo } from "prosemirror-history";
import {
  addColumnAfter, addColumnBefore, addRowAfter, addRowBefore, deleteColumn, deleteRow, deleteTable, isInTable, toggleHeader,
} from "prosemirror-tables";
import { block, clear, indent, insertTable, isBlock, isIn, isInCode, isMarked, lineBreak, list, listName, outdent, quote, toggle } from "./commands";
import { mark } from "./schema";
import { text } from "./spa.js";

export interface Tool {
  name: string;
  label: string;
  /** As it is shown: "Ctrl+B". */
  keys?: string;
  run?: Command;
  /** One that the editor itself does: a dialogue, another view. */
  act?: string;
  isOn?: (state: EditorState) => boolean;
  /** Whether it can be done here, of one with `act`. */
  isAble?: (state: EditorState) => boolean;
}

export const inWords = (state: EditorState) => !isInCode(state);

const heading = (level: number, label: string): Tool => ({
  name: `heading${level}`, label, keys: `Ctrl+Alt+${level}`,
  run: block("heading", { level }), isOn: (state) => isBlock(state, "heading", { level }),
});
const marking = (name: string, label: string, keys: string): Tool => ({
  name, label, keys, run: toggle(name), isOn: (state) => isMarked(state, mark(name)),
});
const listing = (name: string, label: string, keys: string): Tool => ({
  name, label, keys, run: list(name), isOn: (state) => listName(state) === name,
});

const inLine = (): Tool[] => [
  marking("strong", text("Bold"), "Ctrl+B"),
  marking("emphasis", text("Italic"), "Ctrl+I"),
  marking("code", text("Code"), "Ctrl+E"),
  { name: "link", label: text("Link"), keys: "Ctrl+K", act: "link", isAble: inWords, isOn: (state) => isMarked(state, mark("link")) },
  { name: "language", label: text("Words in another language"), act: "language", isAble: inWords, isOn: (state) => isMarked(state, mark("language")) },
];

/** The tools in groups; of those with `act` the ones that the editor knows. */
export const tools = (isPlain: boolean): Tool[][] => (isPlain ? [inLine()] : all());

const all = (): Tool[][] => [
  [
    { name: "paragraph", label: text("Paragraph"), keys: "Ctrl+Alt+0", run: block("paragraph"), isOn: (state) => isBlock(state, "paragraph") },
    heading(2, text("Heading")),
    heading(3, text("Subheading")),
    heading(4, text("Small heading")),
  ],
  inLine(),
  [
    listing("bullet_list", text("List"), "Ctrl+Shift+8"),
    listing("ordered_list", text("Numbered list"), "Ctrl+Shift+7"),
    { name: "outdent", label: text("Outdent"), keys: "Shift+Tab", run: outdent },
    { name: "indent", label: text("Indent"), keys: "Tab", run: indent },
    { name: "quotation", label: text("Quotation"), keys: "Ctrl+Shift+9", run: quote, isOn: (state) => isIn(state, "quotation") },
    {
      name: "code_block", label: text("Code block"), run: block("code_block"), isOn: (state) => isBlock(state, "code_block"),
    },
  ],
  [
    { name: "table", label: text("Table"), run: insertTable(), isOn: (state) => isIn(state, "table") },
    { name: "image", label: text("Image"), act: "image" },
    { name: "embed", label: text("Video or other page"), act: "embed" },
    { name: "footnote", label: text("Footnote"), keys: "Ctrl+Alt+F", act: "footnote", isAble: inWords },
    { name: "text", label: text("Insert text"), act: "text" },
    { name: "break", label: text("Line break"), keys: "Shift+Enter", run: lineBreak },
  ],
  [
    { name: "clear", label: text("Clear formatting"), keys: "Ctrl+\\", run: clear },
    { name: "undo", label: text("Undo"), keys: "Ctrl+Z", run: undo },
    { name: "redo", label: text("Redo"), keys: "Ctrl+Y", run: redo },
  ],
  [
    { name: "source", label: text("Edit the HTML"), act: "source" },
    { name: "wide", label: text("Full screen"), keys: "Ctrl+Shift+F", act: "wide" },
  ],
];

/** What there is to do with the table that the cursor is in. */
export const tableTools = (): Tool[] => [
  { name: "row_before", label: text("Row above"), run: addRowBefore },
  { name: "row_after", label: text("Row below"), run: addRowAfter },
  { name: "column_before", label: text("Column before"), run: addColumnBefore },
  { name: "column_after", label: text("Column after"), run: addColumnAfter },
  { name: "heads", label: text("Row of headings"), run: toggleHeader("row") },
  { name: "row_gone", label: text("Remove this row"), run: deleteRow },
  { name: "column_gone", label: text("Remove this column"), run: deleteColumn },
  { name: "table_gone", label: text("Remove the table"), run: deleteTable },
];

export const isTableShown = isInTable;

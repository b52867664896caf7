// What the toolbar and the keys do.

import { exitCode, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import { NodeRange, type MarkType, type Node, type NodeType } from "prosemirror-model";
import { liftListItem, sinkListItem, wrapInList } from "prosemirror-schema-list";
import { NodeSelection, TextSelection, type Command, type EditorState, type Transaction } from "prosemirror-state";
import { isInTable } from "prosemirror-tables";
import { mark, type } from "./schema";

const LISTS = ["bullet_list", "ordered_list"];

/** Whether all that is chosen is of this kind. */
export function isBlock(state: EditorState, name: string, attrs: Record<string, unknown> = {}): boolean {
  const { parent } = state.selection.$from;
  return parent.type.name === name && Object.entries(attrs).every(([key, value]) => parent.attrs[key] === value);
}

/** Code is words alone: nothing leads away from it, and no note belongs to it. */
export const isInCode = (state: EditorState) => Boolean(state.selection.$from.parent.type.spec.code);

/** How deep the innermost ancestor of such a kind lies, or 0. */
export function depthOf(state: EditorState, names: string[]): number {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) if (names.includes($from.node(depth).type.name)) return depth;
  return 0;
}

export const isIn = (state: EditorState, name: string) => depthOf(state, [name]) > 0;

/** The kind of the innermost list. */
export function listName(state: EditorState): string {
  const depth = depthOf(state, LISTS);
  return depth ? state.selection.$from.node(depth).type.name : "";
}

export function isMarked(state: EditorState, marked: MarkType): boolean {
  const { from, to, empty, $from } = state.selection;
  if (empty) return Boolean(marked.isInSet(state.storedMarks ?? $from.marks()));
  return state.doc.rangeHasMark(from, to, marked);
}

export const toggle = (name: string): Command => toggleMark(mark(name));

/** Make it a paragraph or a heading; once more makes it a paragraph again. */
export function block(name: string, attrs: Record<string, unknown> = {}): Command {
  return (state, dispatch) => {
    const isThat = name !== "paragraph" && isBlock(state, name, attrs);
    return setBlockType(type(isThat ? "paragraph" : name), isThat ? null : attrs)(state, dispatch);
  };
}

/** Make it a list of this kind; a list of the other kind changes, one of this kind ends. */
export function list(name: string): Command {
  return (state, dispatch) => {
    const depth = depthOf(state, LISTS);
    if (!depth) return wrapInList(type(name))(state, dispatch);
    const { $from } = state.selection;
    if ($from.node(depth).type.name === name) return liftListItem(type("item"))(state, dispatch);
    dispatch?.(state.tr.setNodeMarkup($from.before(depth), type(name)));
    return true;
  };
}

/** Put it in a quotation, or take it out. */
export const quote: Command = (state, dispatch) => {
  const depth = depthOf(state, ["quotation"]);
  if (!depth) return wrapIn(type("quotation"))(state, dispatch);
  const { $from, $to } = state.selection;
  const start = state.doc.resolve($from.start(depth));
  const end = state.doc.resolve(Math.max($to.pos, $from.end(depth)));
  const range = new NodeRange(start, state.doc.resolve(Math.min(end.pos, $from.end(depth))), depth);
  dispatch?.(state.tr.lift(range, depth - 1).scrollIntoView());
  return true;
};

export const indent: Command = sinkListItem(type("item"));
export const outdent: Command = (state, dispatch) => depthOf(state, LISTS) > 1 && liftListItem(type("item"))(state, dispatch);

/** A line break; out of a code block, the end of it. */
export const lineBreak: Command = (state, dispatch) => {
  if (exitCode(state, dispatch)) return true;
  const { $from } = state.selection;
  const made = type("break").create();
  if (!$from.parent.canReplaceWith($from.index(), $from.index(), made.type)) return false;
  dispatch?.(state.tr.replaceSelectionWith(made).scrollIntoView());
  return true;
};

/** In a cell Enter breaks the line: a cell holds one. */
export const enterInCell: Command = (state, dispatch) => isInTable(state) && lineBreak(state, dispatch);

/** Take every mark off; headings and code become paragraphs. */
export const clear: Command = (state, dispatch) => {
  const { from, to, empty, $from } = state.selection;
  const [start, end] = empty ? [$from.start(), $from.end()] : [from, to];
  let tr = state.tr.removeMark(start, end).setStoredMarks([]);
  state.doc.nodesBetween(start, end, (node, at) => {
    if (!node.isTextblock || !["heading", "code_block"].includes(node.type.name)) return;
    tr = tr.setBlockType(tr.mapping.map(at), tr.mapping.map(at + node.nodeSize), type("paragraph"));
  });
  dispatch?.(tr);
  return true;
};

/** Put a node where the cursor is, and the cursor after it: in a new paragraph where nothing follows. */
export function insert(made: Node): Command {
  return (state, dispatch) => {
    const tr = past(state.tr).replaceSelectionWith(made, made.isInline);
    dispatch?.(past(tr).scrollIntoView());
    return true;
  };
}

/** A block that is chosen stays: what comes goes in a paragraph after it. */
export function past(tr: Transaction): Transaction {
  const { selection } = tr;
  if (!(selection instanceof NodeSelection) || !selection.node.isBlock) return tr;
  const at = selection.to;
  return tr.insert(at, type("paragraph").create()).setSelection(TextSelection.create(tr.doc, at + 1));
}

/** Whether such a block may stand where the cursor is. */
export function mayHold(state: EditorState, kind: NodeType): boolean {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth >= 0; depth -= 1) {
    const index = $from.index(depth);
    if ($from.node(depth).canReplaceWith(index, index, kind)) return true;
    if ($from.node(depth).type.spec.isolating) return false;
  }
  return false;
}

/** A table with a row of heads; the cursor goes to its first cell. */
export function insertTable(rows = 3, columns = 3): Command {
  return (state, dispatch) => {
    if (isInTable(state) || !mayHold(state, type("table"))) return false;
    const row = (kind: string) => type("row").create(null, Array.from({ length: columns }, () => type(kind).create()));
    const table = type("table").create(null, [row("header"), ...Array.from({ length: rows - 1 }, () => row("cell"))]);
    const tr = state.tr.replaceSelectionWith(table);
    let at = -1;
    tr.doc.nodesBetween(Math.max(0, state.selection.from - 2), tr.doc.content.size, (node, pos) => {
      if (at < 0 && node.type.name === "header" && pos >= state.selection.from - 2) at = pos;
    });
    if (at >= 0) tr.setSelection(TextSelection.near(tr.doc.resolve(at + 1)));
    dispatch?.(tr.scrollIntoView());
    return true;
  };
}

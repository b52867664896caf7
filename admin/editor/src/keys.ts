// Keys and what Markdown writers type. docs/how-to/editor.md lists them.

import { baseKeymap, chainCommands } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { InputRule, inputRules, undoInputRule, textblockTypeInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { keydownHandler, keymap } from "prosemirror-keymap";
import { splitListItem } from "prosemirror-schema-list";
import { Plugin, type Command } from "prosemirror-state";
import { goToNextCell } from "prosemirror-tables";
import type { EditorView } from "prosemirror-view";
import { vertically } from "./cells";
import { block, clear, enterInCell, indent, lineBreak, list, outdent, quote, toggle } from "./commands";
import { mark, type } from "./schema";

const LINE: Record<string, Command> = {
  "Mod-z": undo,
  "Mod-y": redo,
  "Shift-Mod-z": redo,
  "Mod-b": toggle("strong"),
  "Mod-i": toggle("emphasis"),
  "Mod-e": toggle("code"),
  "Mod-\\": clear,
  "Shift-Enter": lineBreak,
  "Mod-Enter": lineBreak,
  Backspace: undoInputRule,
};
const BLOCKS: Record<string, Command> = {
  "Mod-Alt-0": block("paragraph"),
  "Mod-Alt-2": block("heading", { level: 2 }),
  "Mod-Alt-3": block("heading", { level: 3 }),
  "Mod-Alt-4": block("heading", { level: 4 }),
  "Shift-Mod-7": list("ordered_list"),
  "Shift-Mod-8": list("bullet_list"),
  "Shift-Mod-9": quote,
  "Mod-]": indent,
  "Mod-[": outdent,
  Enter: chainCommands(enterInCell, splitListItem(type("item"))),
  ArrowDown: vertically(1),
  ArrowUp: vertically(-1),
  Tab: chainCommands(goToNextCell(1), indent),
  "Shift-Tab": chainCommands(goToNextCell(-1), outdent),
};

/** `more` are the keys that open dialogues. After Escape, Tab leaves the text. In a plain one there are lines alone. */
export function keys(more: Record<string, Command>, isPlain: boolean): Plugin[] {
  let leaves = false;
  const bound: Record<string, Command> = { ...LINE, ...(isPlain ? {} : BLOCKS) };
  for (const name of isPlain ? [] : ["Tab", "Shift-Tab"]) {
    bound[name] = (state, dispatch, view) => !leaves && BLOCKS[name]!(state, dispatch, view);
  }
  const escape: Command = () => {
    leaves = true;
    setTimeout(() => (leaves = false), 3000);
    return false;
  };
  const handle = keydownHandler({ ...more, ...bound, Escape: escape });
  // AltGr comes as Ctrl+Alt on some systems, and types signs such as ².
  const handleKeyDown = (view: EditorView, event: KeyboardEvent) => !event.getModifierState("AltGraph") && handle(view, event);
  return [new Plugin({ props: { handleKeyDown } }), keymap(baseKeymap)];
}

/** `**strong**`, `*emphasis*`, `` `code` ``: the signs go, what is between them is marked. */
function marking(pattern: RegExp, name: string): InputRule {
  return new InputRule(pattern, (state, match, start, end) => {
    const [whole, before = "", inner = ""] = match;
    const from = start + before.length;
    if (!whole || !inner.trim() || !state.doc.resolve(from).parent.type.allowsMarkType(mark(name))) return null;
    const tr = state.tr.insertText(inner, from, end);
    return tr.addMark(from, from + inner.length, mark(name).create()).removeStoredMark(mark(name));
  });
}

const blocks = () => [
  textblockTypeInputRule(/^(#{2,4})\s$/, type("heading"), (match) => ({ level: match[1]!.length })),
  wrappingInputRule(/^\s*[-+*]\s$/, type("bullet_list")),
  wrappingInputRule(/^\s*\d+[.)]\s$/, type("ordered_list")),
  wrappingInputRule(/^\s*>\s$/, type("quotation")),
  textblockTypeInputRule(/^```$/, type("code_block")),
];
const marks = () => [
  marking(/(^|[^*])\*\*([^*\s](?:[^*]*[^*\s])?)\*\*$/, "strong"),
  marking(/(^|[^*\w])\*([^*\s](?:[^*]*[^*\s])?)\*$/, "emphasis"),
  marking(/(^|[^`])`([^`]+)`$/, "code"),
];

export const rules = (isPlain: boolean) => inputRules({ rules: isPlain ? marks() : [...blocks(), ...marks()] });

// A text being edited: its plugins, and how another text takes its place.

import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import { history } from "prosemirror-history";
import { EditorState, Plugin, type Command, type Transaction } from "prosemirror-state";
import { tableEditing } from "prosemirror-tables";
import { Decoration, DecorationSet } from "prosemirror-view";
import { parse } from "./html";
import { keys, rules } from "./keys";
import { syncing } from "./sync";
import { typing } from "./typing";
import { pasting, type Receiver } from "./paste";
import { places } from "./place";
import { isBlank } from "./schema";

export function begin(html: string, bound: Record<string, Command>, receiver: Receiver, placeholder: () => string, isPlain: boolean): EditorState {
  return EditorState.create({
    doc: parse(html),
    plugins: [
      syncing(), typing(), rules(isPlain), ...keys(bound, isPlain), history(), tableEditing(), places(), pasting(receiver),
      dropCursor({ class: "cms-drop", color: false }), gapCursor(), hint(placeholder),
    ],
  });
}

function hint(words: () => string): Plugin {
  return new Plugin({
    props: {
      decorations({ doc }) {
        if (!words() || !isBlank(doc)) return null;
        return DecorationSet.create(doc, [Decoration.node(0, 2, { class: "cms-placeholder", "data-placeholder": words() })]);
      },
    },
  });
}

/** Only what differs is replaced: the cursor stays where it was, and what was typed can still be undone. */
export function replaced(state: EditorState, html: string): Transaction | null {
  const doc = parse(html);
  const start = state.doc.content.findDiffStart(doc.content);
  if (start === null) return null;
  let { a, b } = state.doc.content.findDiffEnd(doc.content)!;
  const overlap = start - Math.min(a, b);
  if (overlap > 0) {
    a += overlap;
    b += overlap;
  }
  const near = attempt(() => state.tr.replace(start, a, doc.slice(start, b)));
  const exact = near?.doc.eq(doc) ? near : state.tr.replaceWith(0, state.doc.content.size, doc.content); // else it was made to fit
  return exact.setMeta("addToHistory", false);
}

function attempt<Made>(make: () => Made): Made | null {
  try {
    return make();
  } catch {
    return null;
  }
}

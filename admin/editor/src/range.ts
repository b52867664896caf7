// What the cursor is in: the whole of a link or of words in another language, or the node that is chosen.

import type { Mark, MarkType, Node } from "prosemirror-model";
import { NodeSelection, type EditorState } from "prosemirror-state";

export interface Marked {
  from: number;
  to: number;
  mark: Mark;
}

/** The stretch with such a mark around the cursor, or at the beginning of what is chosen. */
export function marked(state: EditorState, type: MarkType): Marked | null {
  const { $from, empty } = state.selection;
  const { parent } = $from;
  const offset = $from.parentOffset;
  const within = (index: number) => (index >= 0 && index < parent.childCount ? type.isInSet(parent.child(index).marks) : undefined);
  const before = parent.childBefore(offset);
  const after = parent.childAfter(offset);
  let index = within(after.index) ? after.index : empty && within(before.index) ? before.index : -1;
  if (!parent.inlineContent || index < 0) return null;
  const mark = within(index)!;
  const same = (at: number) => within(at)?.eq(mark) ?? false;
  let last = index;
  while (same(index - 1)) index -= 1;
  while (same(last + 1)) last += 1;
  let from = $from.start();
  for (let at = 0; at < index; at += 1) from += parent.child(at).nodeSize;
  let to = from;
  for (let at = index; at <= last; at += 1) to += parent.child(at).nodeSize;
  return { from, to, mark };
}

/** The node that is chosen as a whole, such as an image. */
export function chosen(state: EditorState, ...names: string[]): { node: Node; pos: number } | null {
  const { selection } = state;
  if (!(selection instanceof NodeSelection) || !names.includes(selection.node.type.name)) return null;
  return { node: selection.node, pos: selection.from };
}

// Going through a table with the arrow keys: the browser's own way ends up in the wrong cells.

import { Selection, TextSelection, type Command } from "prosemirror-state";
import { isInTable, nextCell, selectionCell } from "prosemirror-tables";

/** To the cell above or below; from the first or last row out of the table. */
export function vertically(step: 1 | -1): Command {
  return (state, dispatch, view) => {
    const { selection } = state;
    if (!(selection instanceof TextSelection) || !selection.empty || !isInTable(state)) return false;
    if (view && !view.endOfTextblock(step > 0 ? "down" : "up")) return false;
    const $cell = selectionCell(state);
    const $next = nextCell($cell, "vert", step);
    if ($next) {
      dispatch?.(state.tr.setSelection(TextSelection.near(state.doc.resolve($next.pos + 1))).scrollIntoView());
      return true;
    }
    const beside = state.doc.resolve(step > 0 ? $cell.after(-1) : $cell.before(-1));
    const found = Selection.findFrom(beside, step);
    if (found) dispatch?.(state.tr.setSelection(found).scrollIntoView());
    return Boolean(found);
  };
}

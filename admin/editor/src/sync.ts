// On a busy machine a key may come before the browser has told where the cursor went.

import { AllSelection, Plugin, TextSelection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";

export const syncing = () => new Plugin({
  props: {
    handleDOMEvents: {
      keydown(view, event) {
        if (!event.isComposing) sync(view);
        return false;
      },
    },
  },
});

/** Choose what the page shows as chosen. */
function sync(view: EditorView): void {
  const shown = document.getSelection();
  const { selection, doc } = view.state;
  const isInside = (node: Node | null | undefined) => Boolean(node && view.dom.contains(node));
  const isLeft = selection instanceof AllSelection && shown?.isCollapsed; // all was chosen, then the cursor was moved
  if (!(selection instanceof TextSelection || isLeft) || !isInside(shown?.anchorNode) || !isInside(shown?.focusNode)) return;
  const anchor = view.posAtDOM(shown!.anchorNode!, shown!.anchorOffset);
  const head = view.posAtDOM(shown!.focusNode!, shown!.focusOffset);
  if (anchor === selection.anchor && head === selection.head) return;
  if (!doc.resolve(anchor).parent.inlineContent || !doc.resolve(head).parent.inlineContent) return;
  view.dispatch(view.state.tr.setSelection(TextSelection.create(doc, anchor, head)));
}

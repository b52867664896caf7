// Typing on a video that is chosen writes below it, instead of in its place.

import { NodeSelection, Plugin, TextSelection } from "prosemirror-state";
import { schema, type } from "./schema";

export const typing = () => new Plugin({
  props: {
    handleTextInput(view, _from, _to, text) {
      const { selection, tr } = view.state;
      if (!(selection instanceof NodeSelection) || !selection.node.isBlock) return false;
      tr.insert(selection.to, type("paragraph").create(null, schema.text(text)));
      view.dispatch(tr.setSelection(TextSelection.create(tr.doc, selection.to + 1 + text.length)).scrollIntoView());
      return true;
    },
  },
});

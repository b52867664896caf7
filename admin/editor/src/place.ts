// Places in the text where something will come that is still under way: each a cursor of its own, that stays
// where it was while its writer goes on.

import { Plugin, PluginKey, Selection, TextSelection, type Command, type EditorState, type Transaction } from "prosemirror-state";
import type { Node } from "prosemirror-model";
import type { Mappable } from "prosemirror-transform";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";

interface Mark {
  map(mapping: Mappable, side: -1 | 1): Mark;
  resolve(doc: Node): Selection;
}

interface Change {
  place: Place;
  /** Where it is now; nothing when it is no longer needed. */
  mark: Mark | null;
}

const key = new PluginKey<ReadonlyMap<Place, Mark>>("places");

export class Place {
  /** Where the cursor is. */
  constructor(private readonly view: EditorView) {
    view.dispatch(view.state.tr.setMeta(key, { place: this, mark: marked(view.state.selection) } satisfies Change));
  }

  /** Do it there, unless the editor has gone or is not to be written in any more. The writer's own cursor stays where it is. */
  does(command: Command): void {
    const { view } = this;
    const here = view.isDestroyed || !view.editable ? null : this.selection(view.state);
    if (!here) return;
    const { state } = view;
    const isAlone = !here.eq(state.selection);
    command(state.apply(state.tr.setSelection(here)), (tr) => {
      tr.setMeta(key, { place: this, mark: marked(tr.selection) } satisfies Change);
      view.dispatch(isAlone ? tr.setSelection(state.selection.map(tr.doc, tr.mapping)) : tr);
    }, view);
  }

  /** It is no longer needed. */
  release(): void {
    if (!this.view.isDestroyed) this.view.dispatch(this.view.state.tr.setMeta(key, { place: this, mark: null } satisfies Change));
  }

  private selection(state: EditorState): Selection | null {
    return key.getState(state)?.get(this)?.resolve(state.doc) ?? null;
  }
}

/** What is typed at a cursor comes after what was to come there. */
class Cursor implements Mark {
  constructor(private readonly at: number) {}

  map(mapping: Mappable, side: -1 | 1): Mark {
    return new Cursor(mapping.map(this.at, side));
  }

  resolve(doc: Node): Selection {
    const $at = doc.resolve(this.at);
    return $at.parent.inlineContent ? new TextSelection($at) : Selection.near($at);
  }
}

const marked = (selection: Selection): Mark =>
  selection instanceof TextSelection && selection.empty ? new Cursor(selection.head) : selection.getBookmark();

export const places = () => new Plugin<ReadonlyMap<Place, Mark>>({
  key,
  state: { init: () => new Map(), apply: moved },
  props: {
    decorations(state) {
      const kept = [...(key.getState(state)?.values() ?? [])];
      if (!kept.length) return null;
      return DecorationSet.create(state.doc, kept.map((mark) => Decoration.widget(mark.resolve(state.doc).to, sign, { side: -1 })));
    },
  },
});

/** Of two at one spot, what the first brings comes before what the second brings. */
function moved(tr: Transaction, kept: ReadonlyMap<Place, Mark>): ReadonlyMap<Place, Mark> {
  const change = tr.getMeta(key) as Change | undefined;
  if (!change && !tr.docChanged) return kept;
  const made = new Map<Place, Mark>();
  let side: -1 | 1 = -1;
  for (const [place, mark] of kept) {
    if (place === change?.place) side = 1;
    made.set(place, mark.map(tr.mapping, side));
  }
  if (change?.mark) made.set(change.place, change.mark);
  else if (change) made.delete(change.place);
  return made;
}

function sign(): HTMLElement {
  const made = document.createElement("span");
  made.className = "cms-coming";
  made.textContent = "…";
  made.ariaHidden = "true";
  return made;
}

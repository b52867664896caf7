// What is copied here says so: it is canonical, and pasted here it needs no cleaning.

import { DOMSerializer, type Fragment } from "prosemirror-model";
import { schema } from "./schema";

const OWN = "data-klankbord";

class Serializer extends DOMSerializer {
  override serializeFragment(fragment: Fragment, options?: { document?: Document }, target?: HTMLElement | DocumentFragment) {
    const made = super.serializeFragment(fragment, options, target);
    if (!target) made.firstElementChild?.setAttribute(OWN, "");
    return made;
  }
}

const { nodes, marks } = DOMSerializer.fromSchema(schema);

export const serializer = new Serializer(nodes, marks);

/** Whether an editor of ours wrote it; others that are built as ours is know other elements. */
export const isOwn = (html: string) => new RegExp(`<[a-z][^>]*\\s${OWN}=""`, "i").test(html);

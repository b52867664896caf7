// An image in the text. Only pictures of the library are shown: no other server hears who is writing.

import type { Node } from "prosemirror-model";
import type { NodeView } from "prosemirror-view";
import { icon } from "./icons";
import { element, text } from "./spa.js";

export class ImageView implements NodeView {
  readonly dom = element("span", { class: "cms-image", contenteditable: "false" });

  constructor(private node: Node) {
    this.draw();
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false;
    if (node.attrs.src !== this.node.attrs.src || node.attrs.alt !== this.node.attrs.alt) {
      this.node = node;
      this.draw();
    }
    return true;
  }

  ignoreMutation = () => true;

  private draw(): void {
    const { alt } = this.node.attrs;
    const words = element("span", { class: alt ? "cms-alt" : "cms-alt cms-none" }, alt || text("Image without words"));
    this.dom.replaceChildren(icon("image"), words);
  }
}

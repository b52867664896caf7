// What is no text in the text: pictures, videos, footnotes. Only pictures of the library are fetched: no
// other server hears who is writing.

import type { Node } from "prosemirror-model";
import type { NodeView } from "prosemirror-view";
import { internal } from "./address";
import { icon } from "./icons";
import { pictureOf } from "./image";
import { element, text } from "./spa.js";

abstract class Drawn implements NodeView {
  readonly dom: HTMLElement;

  constructor(protected node: Node, name: string, tag: "span" | "div" = "span") {
    this.dom = element(tag, { class: name, contenteditable: "false" });
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false;
    if (!node.eq(this.node)) {
      this.node = node;
      this.draw();
    }
    return true;
  }

  ignoreMutation = () => true;

  protected abstract draw(): void;
}

export class ImageView extends Drawn {
  constructor(node: Node, private readonly locale: string) {
    super(node, "cms-image");
    this.draw();
  }

  protected draw(): void {
    const { src, alt, decorative } = this.node.attrs;
    const none = decorative ? text("Only decoration") : text("Image without words");
    const words = element("span", { class: alt ? "cms-alt" : "cms-alt cms-none" }, alt || none);
    this.dom.replaceChildren(icon("image"), words);
    const there = internal(src);
    if (there) void this.show(there.uid);
  }

  private async show(uid: string): Promise<void> {
    const picture = await pictureOf(uid, this.locale).catch((error: { status?: number }) => (error.status === 404 ? "gone" : null));
    if (internal(this.node.attrs.src)?.uid !== uid || !picture) return; // of what did not answer nothing is known
    if (picture === "gone") this.dom.append(element("span", { class: "cms-warning" }, text("no longer in the library")));
    else if (picture.thumb) {
      const shown = element("img", { src: picture.thumb, alt: "", draggable: "false" });
      shown.addEventListener("error", () => shown.remove());
      this.dom.prepend(shown);
    }
  }
}

export class EmbedView extends Drawn {
  constructor(node: Node) {
    super(node, "cms-embed", "div");
    this.draw();
  }

  protected draw(): void {
    const { title, page } = this.node.attrs;
    this.dom.replaceChildren(icon("embed"), element("span", {}, element("strong", {}, title || page), element("br"), title ? page : text("without a title")));
  }
}

/** A sign in the line; the note is read and written below the text. */
export class FootnoteView extends Drawn {
  constructor(node: Node) {
    super(node, "cms-footnote");
    this.draw();
  }

  protected draw(): void {
    const words = this.node.textContent;
    this.dom.title = words;
    this.dom.replaceChildren(element("span", { class: "sr" }, `${text("Footnote")}: ${words}`));
  }
}

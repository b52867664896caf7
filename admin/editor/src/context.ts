// The line below the text: what the cursor is in, and what there is to do with it.

import type { EditorView } from "prosemirror-view";
import { internal } from "./address";
import type { EditorState } from "prosemirror-state";
import { chosen, marked } from "./range";
import { mark } from "./schema";
import { target, type Target } from "./server";
import { button, element, text } from "./spa.js";
import type { Acts } from "./toolbar";

const known = new Map<string, Promise<Target>>();

export class Context {
  readonly root = element("div", { class: "cms-context", role: "group", "aria-label": text("Where the cursor is") });
  private shown = "";

  constructor(private readonly view: EditorView, private readonly acts: Acts, private readonly locale: () => string) {}

  update(): void {
    const { state } = this.view;
    const key = this.key(state);
    if (key === this.shown) return;
    this.shown = key;
    this.root.replaceChildren();
    const link = marked(state, mark("link"));
    if (link) this.link(link.mark.attrs.href);
    this.node(state);
  }

  private key(state: EditorState): string {
    const node = chosen(state, "image", "embed", "footnote");
    return JSON.stringify([marked(state, mark("link"))?.mark.attrs.href, node?.pos, node?.node.toJSON()]);
  }

  private link(href: string): void {
    const there = internal(href);
    const words = element("span", {}, there ? "…" : href);
    this.root.append(element("span", { class: "cms-about" }, text("Leads to:")), words);
    this.act("link", text("Change the link"));
    if (there) void this.entry(there.uid, words, href);
  }

  private async entry(uid: string, words: HTMLElement, href: string): Promise<void> {
    const key = `${uid} ${this.locale()}`;
    if (!known.has(key)) known.set(key, target(uid, this.locale()));
    try {
      const { title, said, public: isPublic } = await known.get(key)!;
      words.replaceChildren(element("strong", {}, title), href.includes("#") ? ` #${href.split("#")[1]}` : "", isPublic ? "" : " ",
        isPublic ? "" : element("span", { class: "cms-state" }, said ?? text("not public")));
    } catch {
      known.delete(key);
      words.replaceChildren(element("span", { class: "cms-warning" }, text("This entry does not exist any more, or you may not see it.")));
    }
  }

  private node(state: EditorState): void {
    const found = chosen(state, "image", "embed", "footnote");
    if (!found) return;
    const { node } = found;
    const name = node.type.name;
    const words = { image: node.attrs.alt, embed: node.attrs.title || node.attrs.page, footnote: node.textContent }[name] ?? "";
    this.root.append(element("span", {}, words));
    this.act(name, { image: text("Describe the picture"), embed: text("Change the video"), footnote: text("Change the footnote") }[name] ?? "");
  }

  private act(name: string, label: string): void {
    const act = this.acts[name];
    if (act && this.view.editable) this.root.append(button(label, act, { class: "cms-quiet" }));
  }
}

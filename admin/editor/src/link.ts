// The dialogue of a link: an entry found by its title, a heading in it, or an address typed.

import { TextSelection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { address, internal } from "./address";
import { ask, field } from "./dialog";
import { entry, Finder, type Found } from "./finder";
import { marked } from "./range";
import { mark, schema } from "./schema";
import { findTargets, target, type Heading, type Target } from "./server";
import { element, text } from "./spa.js";

interface Answer {
  href: string;
  words: string;
}

/** Ask where the link leads, and lay it: over what is chosen, over the link that is there, or with words of its own. */
export async function editLink(view: EditorView, locale: string): Promise<void> {
  const here = marked(view.state, mark("link"));
  const { empty } = view.state.selection;
  const form = new LinkForm(locale, here?.mark.attrs.href ?? "", !here && empty);
  const answer = await ask<Answer>({
    title: here ? text("Change the link") : text("Make a link"),
    body: form.body,
    does: text("Save the link"),
    answer: () => form.answer(),
    other: here ? { label: text("Remove the link"), answer: () => ({ href: "", words: "" }) } : undefined,
  });
  if (view.isDestroyed) return;
  view.focus();
  if (answer) lay(view, answer);
}

function lay(view: EditorView, { href, words }: Answer): void {
  const { state } = view;
  const type = mark("link");
  const { from, to } = marked(state, type) ?? state.selection;
  const tr = state.tr.removeMark(from, to, type);
  if (href && from === to) {
    const made = schema.text(words, [...(state.selection.$from.marks()), type.create({ href })]);
    tr.insert(from, made).setSelection(TextSelection.create(tr.doc, from + words.length)).removeStoredMark(type);
  } else if (href) tr.addMark(from, to, type.create({ href }));
  view.dispatch(tr.scrollIntoView());
}

class LinkForm {
  readonly body: HTMLElement[];
  private chosen: { href: string; title: string };
  private readonly finder: Finder;
  private readonly about = element("div", { class: "cms-target", "aria-live": "polite" });
  private readonly words = element("input", { type: "text", maxlength: 1000 });
  private readonly anchor = element("select", {});
  private readonly anchorField: HTMLElement;

  constructor(private readonly locale: string, href: string, needsWords: boolean) {
    this.chosen = { href, title: "" };
    this.finder = new Finder(
      text("A title of this site, or an address"), (words) => (words ? findTargets(words, locale) : Promise.resolve([])),
      (found) => this.choose(found), (typed) => (address(typed) ? text("Link to this address") : ""),
    );
    this.anchorField = field(text("To this heading"), this.anchor);
    this.anchorField.hidden = true;
    const wordsField = field(text("Words of the link"), this.words);
    wordsField.hidden = !needsWords;
    this.words.lang = locale;
    this.body = [this.finder.root, this.about, this.anchorField, wordsField];
    const there = internal(href);
    if (there) void this.show(there.uid, there.anchor);
    else this.finder.input.value = href;
  }

  answer(): Answer | null {
    const typed = this.finder.input.value.trim();
    if (typed && !this.isChosen(typed)) {
      const href = address(typed);
      if (!href) throw new Error(text("Choose an entry from the list, or type a whole address."));
      this.chosen = { href, title: typed };
    }
    if (!this.chosen.href) throw new Error(text("Choose where the link leads."));
    const href = this.anchor.value ? `${this.chosen.href.split("#")[0]}#${this.anchor.value}` : this.chosen.href;
    return { href, words: this.words.value.trim() || this.chosen.title || href };
  }

  private isChosen(typed: string): boolean {
    return typed === this.chosen.title || (typed === this.chosen.href && Boolean(address(typed)));
  }

  private choose({ target: found, typed }: Found): void {
    this.finder.close();
    if (found) {
      this.finder.input.value = found.title;
      void this.show(found.uid, "");
    } else {
      const href = address(typed ?? "");
      this.chosen = { href, title: typed ?? "" };
      this.about.replaceChildren();
      this.offer([], "");
    }
  }

  /** Tell of the entry how it stands, and which headings are in it. */
  private async show(uid: string, anchor: string): Promise<void> {
    this.chosen = { href: anchor ? `uid:${uid}#${anchor}` : `uid:${uid}`, title: this.finder.input.value };
    try {
      const found = await target(uid, this.locale);
      this.chosen = { href: `uid:${uid}`, title: found.title };
      this.finder.input.value = found.title;
      this.about.replaceChildren(...described(found));
      this.offer(found.headings, anchor);
    } catch {
      this.finder.input.value = this.chosen.title = this.chosen.href;
      this.about.replaceChildren(element("p", { class: "cms-warning" }, text("This entry does not exist any more, or you may not see it.")));
    }
  }

  private offer(headings: Heading[], anchor: string): void {
    const options = headings.map((one) => element("option", { value: one.anchor }, "\u00a0\u00a0".repeat(one.level - 2) + one.text));
    this.anchor.replaceChildren(element("option", { value: "" }, text("(the beginning)")), ...options);
    if (anchor && !headings.some((one) => one.anchor === anchor)) this.anchor.append(element("option", { value: anchor }, `#${anchor}`));
    this.anchor.value = anchor;
    this.anchorField.hidden = this.anchor.options.length < 2;
  }
}

/** How an entry stands, with a warning when readers of this language do not get there. */
export function described(found: Target): HTMLElement[] {
  const shown: HTMLElement[] = [element("p", { class: "cms-entry" }, ...entry(found))];
  if (!found.public) {
    shown.push(element("p", { class: "cms-warning" }, text("Readers cannot go there yet: it is not public in this language. They see only the words.")));
  }
  return shown;
}

// <cms-editor>: a rich text as a form's field. `.value` is canonical HTML, in and out.

import type { Command, EditorState } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { minutes, words } from "./count";
import { parse, serialise } from "./html";
import { editImage, send, upload } from "./image";
import { editEmbed, editFootnote, editLanguage, insertText } from "./inserts";
import { editLink } from "./link";
import { problem } from "./dialog";
import { Context } from "./context";
import { clean } from "./server";
import { element, text } from "./spa.js";
import type { Receiver } from "./paste";
import { begin, replaced } from "./state";
import { Toolbar, type Acts } from "./toolbar";
import { inWords } from "./tools";
import { EmbedView, FootnoteView, ImageView } from "./views";

/**
 * Attributes: `name`, `value`, `lang`, `label`, `placeholder`, `required`, `readonly`, `disabled`, and `plain`
 * for a few words without pictures and the like.
 */
export class CmsEditor extends HTMLElement {
  static readonly formAssociated = true;
  static readonly observedAttributes = ["lang", "label", "placeholder", "required", "readonly", "disabled"];

  /** Canonical HTML as the editor writes it: no other than what was given. */
  static rewritten(html: string): string {
    return serialise(parse(html));
  }

  private readonly internals = this.attachInternals();
  private view: EditorView | null = null;
  private toolbar: Toolbar | null = null;
  private context: Context | null = null;
  private source: HTMLTextAreaElement | null = null;
  private first: string | null = null; // what was given before it was in the page
  private written = { doc: null as EditorState["doc"] | null, html: "" };
  private readonly status = element("p", { class: "cms-status", "aria-live": "polite" });
  private readonly count = element("p", { class: "cms-words" });

  connectedCallback(): void {
    if (this.view) return;
    if (Object.hasOwn(this, "value")) { // set before this class was known
      const { value } = this;
      delete (this as { value?: string }).value;
      this.first = value;
    }
    const field = element("div", { class: "cms-text" });
    const html = this.first ?? this.getAttribute("value") ?? "";
    this.view = new EditorView(field, {
      state: begin(html, this.bound(), this.receiver(), () => this.getAttribute("placeholder") ?? "", this.hasAttribute("plain")),
      editable: () => !this.isHeld(),
      attributes: () => this.attributesOfText(),
      nodeViews: {
        image: (node) => new ImageView(node, this.lang),
        embed: (node) => new EmbedView(node),
        footnote: (node) => new FootnoteView(node),
      },
      handleDoubleClickOn: (_view, _pos, node) => this.edit(node.type.name),
      dispatchTransaction: (transaction) => this.dispatched(transaction),
    });
    this.written = { doc: this.view.state.doc, html }; // unchanged, it is what was given
    this.toolbar = new Toolbar(this.view, this.acts(), this.label, this.hasAttribute("plain"));
    this.context = new Context(this.view, this.acts(), () => this.lang);
    this.append(this.toolbar.root, field, element("div", { class: "cms-foot" }, this.context.root, this.status, this.count));
    field.addEventListener("input", (event) => event.stopPropagation()); // ours tells of it when it is there
    this.addEventListener("click", (event) => event.target === this && this.focus()); // of its label
    this.addEventListener("keydown", (event) => this.pressed(event));
    this.renewed();
  }

  disconnectedCallback(): void {
    setTimeout(() => { // it may only be moved
      if (this.isConnected || !this.view) return;
      if (this.classList.contains("cms-wide")) this.shape(false);
      this.first = this.value;
      this.view.destroy();
      this.view = this.toolbar = this.context = this.source = null;
      this.replaceChildren();
    });
  }

  attributeChangedCallback(): void {
    if (!this.view) return;
    this.view.setProps({});
    this.toolbar?.update();
    this.validate();
  }

  formResetCallback(): void {
    this.value = this.getAttribute("value") ?? "";
  }

  formDisabledCallback(): void {
    this.attributeChangedCallback();
  }

  get value(): string {
    if (this.source) return this.source.value;
    if (!this.view) return this.first ?? this.getAttribute("value") ?? "";
    const { doc } = this.view.state;
    if (this.written.doc !== doc) this.written = { doc, html: serialise(doc) };
    return this.written.html;
  }

  set value(html: string) {
    if (!this.view) {
      this.first = html;
      return;
    }
    if (this.source) this.source.value = html;
    if (html !== this.value || this.source) {
      const transaction = replaced(this.view.state, html);
      if (transaction) this.view.updateState(this.view.state.apply(transaction));
    }
    this.renewed();
  }

  get name(): string {
    return this.getAttribute("name") ?? "";
  }

  get form(): HTMLFormElement | null {
    return this.internals.form;
  }

  get label(): string {
    return this.getAttribute("label") ?? "";
  }

  get validity(): ValidityState {
    return this.internals.validity;
  }

  checkValidity = (): boolean => this.internals.checkValidity();
  reportValidity = (): boolean => this.internals.reportValidity();

  override focus(): void {
    if (this.source) this.source.focus();
    else this.view?.focus();
  }

  /** Say something in the line below the text. */
  say(said: string): void {
    this.status.textContent = said;
  }

  private isHeld(): boolean {
    return this.hasAttribute("readonly") || this.matches(":disabled");
  }

  private attributesOfText(): Record<string, string> {
    return {
      role: "textbox", "aria-multiline": "true", "aria-label": this.label, lang: this.lang || document.documentElement.lang,
      tabindex: "0", "aria-required": String(this.hasAttribute("required")), "aria-readonly": String(this.isHeld()), spellcheck: "true",
    };
  }

  private dispatched(transaction: Parameters<EditorView["dispatch"]>[0]): void {
    this.view!.updateState(this.view!.state.apply(transaction));
    this.toolbar?.update();
    this.context?.update();
    if (transaction.docChanged) this.changed();
  }

  private changed(): void {
    this.renewed();
    this.dispatchEvent(new Event("input", { bubbles: true }));
  }

  private renewed(): void {
    this.internals.setFormValue(this.value);
    this.validate();
    this.toolbar?.update();
    const number = words(this.view!.state.doc);
    this.count.textContent = number
      ? text("{words} words, {minutes} min. to read", { words: number, minutes: minutes(number) }) : "";
  }

  private validate(): void {
    const isMissing = this.hasAttribute("required") && !this.value;
    this.internals.setValidity(isMissing ? { valueMissing: true } : {}, text("Write a text."), this.view?.dom);
  }

  // What the toolbar and the keys do beside formatting

  private acts(): Acts {
    type Act = (view: EditorView, locale: string) => Promise<void>;
    const open = (act: Act) => () => {
      if (this.view && !this.isHeld() && !this.source) act(this.view, this.lang).catch((error) => this.say(problem(error)));
    };
    const inLine = (act: Act) => () => {
      if (this.view && inWords(this.view.state)) open(act)();
    };
    const few: Acts = { link: inLine(editLink), language: inLine(editLanguage) };
    if (this.hasAttribute("plain")) return few;
    return {
      ...few, image: open(editImage), embed: open(editEmbed), footnote: inLine(editFootnote), text: open(insertText),
      source: () => void this.switchSource(), wide: () => this.widen(),
    };
  }

  private edit(name: string): boolean {
    const act = { image: "image", embed: "embed", footnote: "footnote" }[name];
    if (act) this.acts()[act]?.();
    return Boolean(act);
  }

  private receiver(): Receiver {
    return {
      files: (files) => {
        if (this.hasAttribute("plain") || this.isHeld()) return;
        void upload(this.view!, files, this.lang, (said) => this.say(said));
      },
      send: (file) => send(file, (said) => this.say(said)),
      say: (said) => this.say(said),
    };
  }

  private bound(): Record<string, Command> {
    const acts = this.acts();
    const doing = (act: (() => void) | undefined): Command => () => {
      act?.();
      return Boolean(act);
    };
    return { "Alt-F10": doing(() => this.toolbar?.focus()), "Mod-k": doing(acts.link), "Shift-Mod-f": doing(acts.wide), "Mod-Alt-f": doing(acts.footnote) };
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === "Escape" && this.classList.contains("cms-wide")) this.widen();
  }

  /** The whole screen for the text, or back. */
  private widen(): void {
    this.shape(!this.classList.contains("cms-wide"));
    this.focus();
  }

  private shape(isWide: boolean): void {
    this.classList.toggle("cms-wide", isWide);
    document.documentElement.classList.toggle("cms-has-wide", isWide);
    this.toolbar?.root.querySelector("[data-tool=wide]")?.setAttribute("aria-pressed", String(isWide));
  }

  /** The HTML itself; back in the text it is cleaned as when it is saved. */
  private async switchSource(): Promise<void> {
    const tool = this.toolbar!.root.querySelector("[data-tool=source]")!;
    if (this.source) {
      const area = this.source;
      try {
        const { html, said } = await clean(area.value);
        this.say(said);
        area.remove();
        this.source = null;
        this.value = html;
      } catch (error) {
        return this.say(problem(error as Error));
      }
    } else {
      this.source = element("textarea", {
        class: "cms-source", rows: 14, spellcheck: "false", "aria-label": `${this.label}: HTML`, lang: this.lang,
        input: (event: Event) => {
          event.stopPropagation();
          this.internals.setFormValue(this.value);
          this.dispatchEvent(new Event("input", { bubbles: true }));
        },
      });
      this.source.value = this.written.doc === this.view!.state.doc ? this.written.html : serialise(this.view!.state.doc);
      this.view!.dom.after(this.source);
    }
    this.classList.toggle("cms-as-source", Boolean(this.source));
    tool.setAttribute("aria-pressed", String(Boolean(this.source)));
    this.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cms-editor": CmsEditor;
  }
}

if (!customElements.get("cms-editor")) customElements.define("cms-editor", CmsEditor);

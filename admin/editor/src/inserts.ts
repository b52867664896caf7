// Dialogues that put something in the text: a video, a footnote, words in another language, a ready text.

import type { Fragment, Node } from "prosemirror-model";
import type { Command } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { insert as insertNode, past } from "./commands";
import { ask, field, tick } from "./dialog";
import { described } from "./link";
import { Finder } from "./finder";
import { parse, serialise } from "./html";
import { insert, lines } from "./paste";
import { Place } from "./place";
import { chosen, marked } from "./range";
import { mark, schema, type } from "./schema";
import { embed, embeddable, findTexts, readyText } from "./server";
import { button, element, text } from "./spa.js";

/** A video by its address, or another title for the one that is chosen. */
export async function editEmbed(view: EditorView, locale: string): Promise<void> {
  const here = chosen(view.state, "embed");
  const title = element("input", { type: "text", maxlength: 300, lang: locale, value: here?.node.attrs.title ?? "" });
  const place = element("input", { type: "url", maxlength: 2000, value: here?.node.attrs.page ?? "" });
  const accepted = element("small", {});
  void embeddable().then((labels) => (accepted.textContent = text("Videos of {providers} can be shown: their players follow nobody. Anything else can be a link.", { providers: listed(labels) })));
  const spot = new Place(view);
  const html = await ask<string>({
    title: here ? text("Change the video") : text("Show a video"),
    body: [field(text("Address"), place, text("Of the video’s own page. It starts at its beginning.")), accepted, field(text("Title"), title, text("What it shows; it is read before the video is started."))],
    does: text("Put it in the text"),
    answer: () => embed(place.value, title.value),
  });
  if (!view.isDestroyed) view.focus();
  if (html) spot.does(shown(parse(html).firstChild!));
  spot.release();
}

const listed = (words: string[]) => new Intl.ListFormat(document.documentElement.lang || "en").format(words);

/** A video in the place of the one that is chosen, or where the cursor is. */
const shown = (made: Node): Command => (state, dispatch, view) => {
  const here = chosen(state, "embed");
  if (!here) return insertNode(made)(state, dispatch, view);
  dispatch?.(state.tr.replaceWith(here.pos, here.pos + here.node.nodeSize, made));
  return true;
};

/** A footnote, written in an editor of its own. */
export async function editFootnote(view: EditorView, locale: string): Promise<void> {
  const here = chosen(view.state, "footnote");
  const before = here ? serialise(wrapped(here.node.content)) : "";
  const area = element("cms-editor", { label: text("Footnote"), lang: locale, plain: true });
  area.value = before;
  const answer = ask<string>({
    title: text("Footnote"), body: [area], does: text("Put it in the text"),
    other: here ? { label: text("Remove"), answer: () => "" } : undefined,
    answer: () => {
      if (!area.value) throw new Error(text("Write a text."));
      return area.value;
    },
  });
  area.focus();
  const place = new Place(view);
  const html = await answer;
  if (!view.isDestroyed) view.focus();
  if (html !== null) place.does(noted(html));
  place.release();
}

/** A footnote in the place of the one that is chosen, or after the cursor; without words there is none. */
const noted = (html: string): Command => (state, dispatch) => {
  const here = chosen(state, "footnote");
  const at = here ? here.pos : state.selection.to;
  const until = here ? at + here.node.nodeSize : at;
  const made = html ? type("footnote").create(null, lines(html, ["footnote"])) : [];
  dispatch?.(state.tr.replaceWith(at, until, made).scrollIntoView());
  return true;
};

const wrapped = (content: Fragment) => type("document").create(null, type("paragraph").create(null, content));

const LANGUAGES = ["nl", "en", "fr", "de", "es", "it", "la", "fy", "tr", "ar", "pl", "uk"];

/** Say of words in which language they are: they are spoken and translated as such. */
export async function editLanguage(view: EditorView): Promise<void> {
  const { state } = view;
  const here = marked(state, mark("language"));
  const { from, to } = here ?? state.selection;
  const now = here?.mark.attrs.lang ?? "";
  const names = new Intl.DisplayNames([document.documentElement.lang || "en"], { type: "language" });
  const codes = now && !LANGUAGES.includes(now) ? [now, ...LANGUAGES] : LANGUAGES;
  const chooser = element("select", {}, ...codes.map((code) => element("option", { value: code }, named(names, code))), element("option", { value: "" }, text("Another language")));
  chooser.value = now || "en";
  const code = element("input", { type: "text", maxlength: 35, placeholder: "pt-BR" });
  const codeField = field(text("Code of the language"), code);
  codeField.hidden = true;
  chooser.addEventListener("change", () => (codeField.hidden = Boolean(chooser.value)));
  const lang = await ask<string>({
    title: text("Words in another language"),
    body: [from === to ? element("p", { class: "cms-warning" }, text("Choose the words first.")) : null, field(text("Language"), chooser), codeField],
    does: text("Mark"),
    other: here ? { label: text("Remove"), answer: () => "" } : undefined,
    answer: () => {
      const value = chooser.value || code.value.trim();
      if (!/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(value)) throw new Error(text("This is no code of a language."));
      return value;
    },
  });
  if (view.isDestroyed) return;
  view.focus();
  if (lang === null) return;
  const tr = view.state.tr.removeMark(from, to, mark("language"));
  view.dispatch(lang ? tr.addMark(from, to, schema.marks.language!.create({ lang })) : tr);
}

function named(names: Intl.DisplayNames, code: string): string {
  const name = names.of(code) ?? code;
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} (${code})`;
}

/** A text that was made to be copied, or pieces of it; as a quotation it names where it is from. */
export async function insertText(view: EditorView, locale: string): Promise<void> {
  const pieces = element("div", { class: "cms-pieces", "aria-live": "polite" });
  let source = { uid: "", title: "" };
  const finder = new Finder(text("Search the mission texts"), (words) => findTexts(words, locale), ({ target }) => {
    finder.close();
    if (!target) return;
    finder.input.value = target.title;
    source = target;
    if (target.public) void show(target.uid);
    else pieces.replaceChildren(...described(target));
  });
  const show = async (uid: string) => {
    const ready = await readyText(uid, locale);
    const boxes = ready.pieces.map((html) => piece(html));
    const all = (isOn: boolean) => () => boxes.forEach((one) => (one.querySelector("input")!.checked = isOn));
    pieces.replaceChildren(
      element("div", { class: "cms-dialog-acts" }, button(text("Choose all"), all(true), { class: "cms-quiet" }), button(text("Choose none"), all(false), { class: "cms-quiet" })),
      ...boxes);
  };
  const quotation = tick(text("As a quotation, with a link to its source"), false);
  const answer = ask<string>({
    title: text("Insert text"), wide: true, body: [finder.root, pieces, quotation.row], does: text("Put it in the text"),
    answer: () => {
      const html = [...pieces.querySelectorAll<HTMLInputElement>("input:checked")].map(({ value }) => value).join("");
      if (!html) throw new Error(text("Choose a text, and what of it you want."));
      return quotation.box.checked ? quoted(html, source) : html;
    },
  });
  void finder.load();
  const html = await answer;
  if (view.isDestroyed) return;
  view.focus();
  if (!html) return;
  view.dispatch(past(view.state.tr));
  insert(serialise(parse(html)), true)(view.state, view.dispatch);
}

function quoted(html: string, { uid, title }: { uid: string; title: string }): string {
  const link = element("a", { href: `uid:${uid}` }, title);
  return `<blockquote>${html}<p>${link.outerHTML}</p></blockquote>`;
}

function piece(html: string): HTMLElement {
  const { row, box } = tick("", true);
  box.value = html;
  const shown = element("span", { class: "cms-piece" });
  shown.innerHTML = html; // the server's own, canonical
  shown.querySelectorAll("a, img").forEach((one) => one.replaceWith(...one.childNodes));
  box.ariaLabel = shown.textContent;
  row.append(shown);
  return row;
}

// Pictures of the library: chosen, described, and put in the text.

import type { Node } from "prosemirror-model";
import { TextSelection, type Command } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { ask, field, problem, tick } from "./dialog";
import { insert } from "./commands";
import { Place } from "./place";
import { chosen } from "./range";
import { type } from "./schema";
import { element, text } from "./spa.js";

export interface Picture {
  uid: string;
  name: string;
  alt: string;
  thumb?: string | null;
}

const library = () => import("./media_picker.js");

/** What the library knows of a picture; the promise fails when it is not there, or does not answer. */
export async function pictureOf(uid: string, locale: string): Promise<Picture> {
  return (await library()).media_of(uid, locale);
}

/** Choose a picture and put it in the text, or describe anew the one that is chosen there. */
export async function editImage(view: EditorView, locale: string): Promise<void> {
  const here = chosen(view.state, "image");
  const place = new Place(view);
  try {
    if (here) {
      const said = await describe(here.node.attrs as Described, locale);
      if (said) place.does(redescribed(said));
    } else {
      const { choose_media } = await library();
      const picture = await choose_media({ kind: ["image", "drawing"], locale });
      if (picture) await put(place, picture, locale);
    }
  } finally {
    place.release();
  }
  if (!view.isDestroyed) view.focus();
}

const redescribed = (said: Described): Command => (state, dispatch) => {
  const here = chosen(state, "image");
  if (here) dispatch?.(state.tr.setNodeMarkup(here.pos, null, { ...here.node.attrs, ...said }));
  return Boolean(here);
};

async function put(place: Place, { uid, alt }: Picture, locale: string): Promise<void> {
  const said = await describe({ alt, decorative: false }, locale);
  if (said) place.does(below(type("image").create({ src: `uid:${uid}`, ...said })));
}

/** A picture gets a paragraph of its own, below the one that was being written; in lists and tables it stands in the line. */
function below(picture: Node): Command {
  return (state, dispatch, view) => {
    const { $to, empty } = state.selection;
    const isLong = empty && $to.parent.content.size > 0 && ["paragraph", "heading"].includes($to.parent.type.name);
    if (!isLong || !["document", "quotation"].includes($to.node(-1).type.name)) return insert(picture)(state, dispatch, view);
    const tr = state.tr.insert($to.after(), type("paragraph").create(null, picture));
    dispatch?.(tr.setSelection(TextSelection.create(tr.doc, $to.after() + 2)).scrollIntoView());
    return true;
  };
}

interface Described {
  alt: string;
  decorative: boolean;
}

/** What one reads who does not see it. */
async function describe({ alt, decorative }: Described, locale: string): Promise<Described | null> {
  const words = element("input", { type: "text", maxlength: 400, value: alt, lang: locale, disabled: decorative });
  const { row, box } = tick(text("Only decoration: there is nothing to describe"), decorative);
  box.addEventListener("change", () => (words.disabled = box.checked));
  return ask<Described>({
    title: text("Describe the picture"),
    body: [field(text("Alternative text"), words, text("What it shows and why it is here, for those who do not see it.")), row],
    does: text("Put it in the text"),
    answer: () => {
      if (!box.checked && !words.value.trim()) throw new Error(text("Describe the picture, or say that it is only decoration."));
      return { alt: box.checked ? "" : words.value.trim(), decorative: box.checked };
    },
  });
}

/** Tells how something goes. */
type Say = (words: string) => void;

/** A file to the library: its uid there. */
export async function send(file: File, say: Say): Promise<string> {
  const { upload: begin } = await import("./tus.js");
  const progress = (share: number) => say(text("{name}: {percent} %", { name: file.name, percent: Math.floor(share * 100) }));
  const { uid } = await begin(file, { folder: "" }, { signal: new AbortController().signal, progress });
  say("");
  return uid;
}

/** Files that were dropped or pasted go to the library first, and come where the cursor was. */
export async function upload(view: EditorView, files: File[], locale: string, say: Say): Promise<void> {
  const place = new Place(view);
  for (const file of files) {
    try {
      const uid = await send(file, say);
      if (!view.isDestroyed) await put(place, await pictureOf(uid, locale), locale);
    } catch (error) {
      say(`${file.name}: ${problem(error as Error)}`);
    }
  }
  place.release();
  if (!view.isDestroyed) view.focus();
}

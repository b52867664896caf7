// Pictures of the library: chosen, described, and put in the text.

import type { EditorView } from "prosemirror-view";
import { ask, field, problem, tick } from "./dialog";
import { insert } from "./commands";
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
const known = new Map<string, Promise<Picture>>();

/** What the library knows of a picture; asked once. */
export function pictureOf(uid: string, locale: string): Promise<Picture> {
  const key = `${uid} ${locale}`;
  if (!known.has(key)) known.set(key, library().then(({ media_of }) => media_of(uid, locale)));
  return known.get(key)!;
}

/** Choose a picture and put it in the text, or describe anew the one that is chosen there. */
export async function editImage(view: EditorView, locale: string): Promise<void> {
  const here = chosen(view.state, "image");
  if (here) {
    const alt = await describe(here.node.attrs.alt, locale);
    if (alt !== null) view.dispatch(view.state.tr.setNodeAttribute(here.pos, "alt", alt));
  } else {
    const { choose_media } = await library();
    const picture = await choose_media({ kind: ["image", "drawing"], locale });
    if (picture) await put(view, picture, locale);
  }
  view.focus();
}

async function put(view: EditorView, { uid, alt }: Picture, locale: string): Promise<void> {
  const words = await describe(alt, locale);
  if (words !== null) insert(type("image").create({ src: `uid:${uid}`, alt: words }))(view.state, view.dispatch, view);
}

/** What one reads who does not see it. */
async function describe(alt: string, locale: string): Promise<string | null> {
  const words = element("input", { type: "text", maxlength: 400, value: alt, lang: locale });
  const { row, box } = tick(text("Only decoration: there is nothing to describe"), false);
  box.addEventListener("change", () => (words.disabled = box.checked));
  return ask<string>({
    title: text("Describe the picture"),
    body: [field(text("Alternative text"), words, text("What it shows and why it is here, for those who do not see it.")), row],
    does: text("Put it in the text"),
    answer: () => {
      if (!box.checked && !words.value.trim()) throw new Error(text("Describe the picture, or say that it is only decoration."));
      return box.checked ? "" : words.value.trim();
    },
  });
}

/** Files that were dropped or pasted go to the library first; `say` tells how that goes. */
export async function upload(view: EditorView, files: File[], locale: string, say: (words: string) => void): Promise<void> {
  const { upload: send } = await import("./tus.js");
  for (const file of files) {
    try {
      const progress = (share: number) => say(text("{name}: {percent} %", { name: file.name, percent: Math.floor(share * 100) }));
      const uid = await send(file, { folder: "" }, { signal: new AbortController().signal, progress });
      say("");
      await put(view, await pictureOf(uid, locale), locale);
    } catch (error) {
      say(`${file.name}: ${problem(error as Error)}`);
    }
  }
  view.focus();
}

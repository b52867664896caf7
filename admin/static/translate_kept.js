// What was typed and not saved stays in this browser, under the person's name, until it is saved.

import { button, element, text } from "./spa.js";
import { changed, editOf, insert, isDirty, seenOf } from "./translate_text.js";

const { uid, locale, user } = document.querySelector(".desk").dataset;
const place = (piece) => `cms.translation.${user}.${uid}.${locale}.${piece.dataset.key}`;

export function keepTyped(piece) {
  if (!isDirty(piece)) return forgetTyped(piece);
  const kept = { text: editOf(piece).value, seen: seenOf(piece) };
  try {
    localStorage.setItem(place(piece), JSON.stringify(kept));
  } catch { /* it is full: the page itself still holds it */ }
}

export const forgetTyped = (piece) => localStorage.removeItem(place(piece));

/** Put back what was typed earlier; where the text became another one meanwhile, it is only offered. */
export function restoreTyped(piece) {
  const found = localStorage.getItem(place(piece));
  if (!found || editOf(piece).readOnly) return;
  const kept = JSON.parse(found);
  if (kept.text === seenOf(piece)) return forgetTyped(piece);
  const said = piece.querySelector(".said");
  if (kept.seen === seenOf(piece)) {
    editOf(piece).value = kept.text;
    changed(piece);
    const back = () => {
      insert(piece, seenOf(piece), { all: true });
      forgetTyped(piece);
      said.replaceChildren();
    };
    said.replaceChildren(text("You typed this earlier and did not save it."), " ", button(text("Throw away"), back, { class: "plain" }));
    return;
  }
  const take = () => {
    insert(piece, kept.text, { all: true });
    said.replaceChildren();
  };
  said.replaceChildren(element("q", {}, kept.text), " ", button(text("Insert what you typed earlier"), take, { class: "plain" }));
}

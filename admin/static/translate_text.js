// What is typed in one text's box: inserting with the browser's own undo, the counter, what is wrong with it.

import { ask, element, text } from "./spa.js";

const PAUSE = 600;
const desk = document.querySelector(".desk");
export const here = `/admin/translations/${desk.dataset.uid}/${desk.dataset.locale}/`;
const timers = new WeakMap();

export const pieceOf = (node) => node?.closest?.(".piece");
export const editOf = (piece) => piece.querySelector(".edit");
export const seenOf = (piece) => piece.querySelector("[name=seen]").value;
export const sourceOf = (piece) => piece.querySelector("[name=source]").value;
export const isDirty = (piece) => editOf(piece).value !== seenOf(piece);

/** Put words where the cursor is, or in place of everything, so that Ctrl+Z takes them back. */
export function insert(piece, words, { all = false } = {}) {
  const edit = editOf(piece);
  if (edit.readOnly) return;
  edit.focus();
  if (all) edit.select();
  if (!document.execCommand("insertText", false, words)) edit.setRangeText(words, edit.selectionStart, edit.selectionEnd, "end");
  changed(piece);
}

/** A placeholder: words that are chosen become the text of a link. */
export function insertSign(piece, sign) {
  const edit = editOf(piece);
  const chosen = edit.value.slice(edit.selectionStart, edit.selectionEnd);
  const isLink = sourceOf(piece).includes(`]${sign}`);
  insert(piece, isLink && chosen ? `[${chosen}]${sign}` : sign);
}

/** Something was typed: count at once, ask what is wrong with it in a moment. */
export function changed(piece) {
  count(piece);
  piece.toggleAttribute("data-dirty", isDirty(piece));
  clearTimeout(timers.get(piece));
  timers.set(piece, setTimeout(() => check(piece), PAUSE));
}

export function stopChecking(piece) {
  clearTimeout(timers.get(piece));
}

export function count(piece) {
  const edit = editOf(piece);
  const limit = Number(edit.dataset.limit);
  if (!limit) return;
  const written = "formatted" in edit.dataset ? edit.value : edit.value.replaceAll("{{", "{").replaceAll("}}", "}");
  const length = [...written].length;
  const meter = piece.querySelector(".meter");
  meter.querySelector(".length").textContent = text("{length} of at most {limit} characters", { length, limit });
  meter.toggleAttribute("data-over", length > limit);
  meter.toggleAttribute("data-near", length <= limit && length >= limit * 0.9);
}

async function check(piece) {
  const edit = editOf(piece);
  const asked = edit.value;
  const body = { key: piece.dataset.key, text: asked };
  const found = await ask(`${here}check/`, body).catch(() => null); // without a network nothing is known
  if (!found || edit.value !== asked || !piece.isConnected) return;
  showTold(piece, found.told);
}

/** Say what is wrong: what keeps it from being ready, and what only deserves a look. */
export function showTold(piece, told) {
  const lines = told.map(({ error, text: words, code = "" }) => element("li", { "data-error": error ? "yes" : "no" },
    element("span", { "aria-hidden": "true" }, error ? "✕ " : "! "),
    element("span", { class: "sr" }, `${error ? text("Error") : text("Warning")}: `),
    `${words} `, element("small", {}, code)));
  const list = piece.querySelector(".told");
  if (list.textContent !== lines.map((line) => line.textContent).join("")) list.replaceChildren(...lines);
  const hasError = told.some(({ error }) => error);
  editOf(piece).setAttribute("aria-invalid", String(hasError));
}

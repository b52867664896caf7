// Dragging a block by its handle: a line shows where it would go, in any list that may hold it.

import { element } from "./spa.js";
import { isReadOnly } from "./blocks_card.js";

let dragged = null; // { editor, key }
const line = element("li", { class: "cms-block-line", "aria-hidden": "true" });

/** Let blocks be dragged from and to a list; `move(key, index)` puts one in it. */
export function dragging(list, editor, { move }) {
  const own = (event, act) => dragged?.editor === editor && act(event);
  list.addEventListener("dragstart", (event) => begin(event, list, editor));
  list.addEventListener("dragover", (event) => own(event, () => over(event, list)));
  list.addEventListener("drop", (event) => own(event, () => drop(event, list, move)));
  list.addEventListener("dragend", end);
}

function begin(event, list, editor) {
  const card = event.target.closest?.(".cms-block");
  if (!event.target.closest?.(".cms-handle") || card?.parentElement !== list) return;
  event.stopPropagation();
  if (isReadOnly(card)) return event.preventDefault();
  dragged = { editor, key: card.dataset.key, card };
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", "");
  event.dataTransfer.setDragImage(card, 16, 16);
  setTimeout(() => card.classList.add("cms-dragged")); // once the browser has its picture
  return undefined;
}

function over(event, list) {
  const { editor, key } = dragged;
  if (!editor.model.fits(key, list.dataset.within)) return; // the list around it may
  event.preventDefault();
  event.stopPropagation();
  const after = cards(list).findLast((one) => {
    const { top, height } = one.getBoundingClientRect();
    return event.clientY > top + height / 2;
  });
  if (after) after.after(line);
  else list.prepend(line);
}

function drop(event, list, move) {
  if (line.parentElement !== list) return;
  event.preventDefault();
  event.stopPropagation();
  const { key, card } = dragged;
  let index = 0;
  for (let one = line.previousElementSibling; one; one = one.previousElementSibling) {
    if (one.matches(".cms-block") && one !== card) index++;
  }
  end();
  move(key, index);
}

function end() {
  dragged?.card.classList.remove("cms-dragged");
  line.remove();
  dragged = null;
}

const cards = (list) => [...list.children].filter((one) => one.matches(".cms-block"));

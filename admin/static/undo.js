// After an act: what was done, and a button that undoes it. Whatever answer brings a token is heard here.

import { ask, button, element, ground, text } from "./spa.js";

const DOOR = new URL("../undo/", import.meta.url);
const LONG_ENOUGH = 10_000;
let undone = () => location.reload();

/** Call `listener({uid, revision})` after each act that was undone; no revision: the entry is gone. */
export function whenUndone(listener) {
  undone = listener;
  window.addEventListener("cms:undo", ({ detail }) => offerUndo(detail.token, detail.message));
}

export const undoButton = (token) => button(text("Undo"), () => undo(token), { class: "cms-undo-button" });

/** Say what was done, with the way back. */
export function offerUndo(token, message) {
  show(message || text("Saved."), undoButton(token));
}

/** Take the offer away. */
export function withdrawUndo() {
  line()?.replaceChildren();
}

const line = () => document.querySelector(".cms-undo");

function show(words, ...actions) {
  const place = line() ?? element("div", { class: "cms-undo", role: "status" });
  if (!place.isConnected) ground().append(place);
  const close = button("×", withdrawUndo, { class: "cms-undo-close", "aria-label": text("Close") });
  place.replaceChildren(element("p", {}, words), ...actions, close);
  since = Date.now();
}

// Who goes on with something else has seen it; who does nothing may still be reading.
let since = 0;
for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, ({ target }) => {
  if (Date.now() - since > LONG_ENOUGH && !line()?.contains(target)) withdrawUndo();
}, true);

async function undo(token) {
  const hadFocus = line()?.contains(document.activeElement);
  try {
    const done = await ask(DOOR, { token });
    show(done.message);
    await undone(done);
  } catch (error) {
    show(error.message || text("The server cannot be reached. Nothing was saved; try again in a moment."));
  }
  if (hadFocus) line()?.querySelector("button")?.focus();
}

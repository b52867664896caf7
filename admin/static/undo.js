// After an act: what was done, and a button that undoes it. Whatever answer brings a token is heard here.

import { ask, button, element, text } from "./spa.js";

let undone = () => {};

/** Call `listener({uid, revision})` after each act that was undone; no revision: the entry is gone. */
export const whenUndone = (listener) => (undone = listener);

/** Say what was done, with the way back. */
export function offerUndo(token, message) {
  show(message || text("Saved."), button(text("Undo"), () => undo(token), { class: "cms-undo-button" }));
}

/** Take the offer away. */
export function withdrawUndo() {
  line()?.replaceChildren();
}

window.addEventListener("cms:undo", ({ detail }) => offerUndo(detail.token, detail.message));

const line = () => document.querySelector(".cms-undo");

function show(words, ...actions) {
  const place = line() ?? element("div", { class: "cms-undo", role: "status" });
  if (!place.isConnected) document.querySelector("#app").append(place);
  const close = button("×", withdrawUndo, { class: "cms-undo-close", "aria-label": text("Close") });
  place.replaceChildren(element("p", {}, words), ...actions, close);
}

async function undo(token) {
  const hadFocus = line()?.contains(document.activeElement);
  try {
    const done = await ask("./undo/", { token });
    show(done.message);
    await undone(done);
  } catch (error) {
    show(error.message || text("The server cannot be reached. Nothing was saved; try again in a moment."));
  }
  if (hadFocus) line()?.querySelector("button")?.focus();
}

// A field that holds a file of the library: what was chosen, choosing another, taking it away.

import { button, element, text } from "./spa.js";
import { choose_media, media_of, style } from "./media_picker.js";
import { thumbnail } from "./thumbnail.js";

const PAGE = new URL("../library/files/", import.meta.url);

/** The field; `change(uid)` is called with each choice, null when it was taken away. */
export function mediaField({ kinds, value, label, change, disabled = false }) {
  style();
  const field = element("div", { class: "media-field", role: "group", "aria-label": label });
  const made = { field, kinds, label, change, disabled };
  if (value) known(made, value);
  else draw(made, null);
  return field;
}

async function known(made, uid) {
  made.field.setAttribute("aria-busy", "true");
  try {
    draw(made, await media_of(uid));
  } catch {
    draw(made, { uid, name: text("This file cannot be shown here."), alts: {}, kind: "file", suffix: "?" });
  }
}

function draw(made, media) {
  const { field, kinds, disabled } = made;
  field.removeAttribute("aria-busy");
  field.classList.toggle("empty", !media);
  const first = kinds.includes("file") ? text("Choose a file") : text("Choose a picture");
  const choose = button(media ? text("Choose another") : first, () => ask(made), { class: "plain", disabled });
  if (!media) return field.replaceChildren(element("div", { class: "bar" }, choose));
  const remove = button(text("Remove"), () => put(made, null), { class: "plain", disabled });
  const link = element("a", { href: `${PAGE}${media.uid}/`, target: "_blank" }, media.name);
  return field.replaceChildren(thumbnail(media),
    element("div", {}, element("p", {}, link), described(media), element("div", { class: "bar" }, choose, remove)));
}

/** What those read who do not see it; that is written on the file's own page. */
function described({ alts, kind }) {
  if (kind === "file") return null;
  const lacking = Object.keys(alts).filter((one) => !alts[one]);
  const words = alts[cms.locale] || Object.values(alts).find(Boolean);
  if (!lacking.length) return element("p", { class: "media-alt" }, words);
  const codes = lacking.map((one) => one.toUpperCase()).join(", ");
  return element("p", { class: "media-lacks" }, text("It has no alternative text yet ({languages}).", { languages: codes }));
}

async function ask(made) {
  const media = await choose_media({ kind: made.kinds });
  if (media) put(made, media);
  else made.field.querySelector("button")?.focus();
}

function put(made, media) {
  draw(made, media);
  made.change(media?.uid ?? null);
  made.field.querySelector("button")?.focus();
}

// A file of the media library: what was chosen, and buttons to choose another or none.

import { button, element, text } from "./spa.js";

const picker = import("./media_picker.js").catch(() => null); // nobody chooses where there is no library
const thumbnails = import("./thumbnail.js").catch(() => null);

/** A field that holds the uid of a file of one of `kinds`; `change(uid)` is told of each choice. */
export function media({ kinds, value, label, change }) {
  const shown = element("div", { class: "cms-media-shown" });
  const made = element("div", { class: "cms-media", role: "group", "aria-label": label });
  const set = (card) => {
    change(card?.uid ?? null);
    draw(made, shown, card);
  };
  const choose = async () => {
    const found = await (await picker)?.choose_media({ kind: kinds, locale: cms.locale });
    if (found) set(found);
    made.querySelector("button").focus();
  };
  made.append(shown, element("div", { class: "cms-media-tools" },
    button(text("Choose…"), choose, { class: "cms-media-choose" }),
    button(text("Clear"), () => set(null), { class: "cms-quiet cms-media-clear", hidden: true })));
  if (value) fetchCard(value).then((card) => draw(made, shown, card ?? { uid: value, name: value }));
  else draw(made, shown, null);
  return made;
}

const fetchCard = async (uid) => (await picker)?.media_of(uid, cms.locale).catch(() => null);

async function draw(made, shown, card) {
  made.querySelector(".cms-media-clear").hidden = !card;
  made.querySelector(".cms-media-choose").textContent = card ? text("Choose another…") : text("Choose…");
  if (!card) return shown.replaceChildren(element("span", { class: "cms-none" }, text("Nothing chosen")));
  const drawing = (await thumbnails)?.thumbnail(card);
  shown.replaceChildren(drawing ?? "", element("span", { class: "cms-media-name" }, card.name));
}

/** What a chosen file is called. */
export const mediaName = async (uid) => (await fetchCard(uid))?.name ?? "";

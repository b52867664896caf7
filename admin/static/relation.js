// A relation: the picker, and below it what was chosen as visitors and colleagues know it.

import { ask, element } from "./spa.js";
import { picker } from "./picker.js";

let asked = null; // the cards of one moment are fetched together

/** The card of an entry: `{title, type, summary, states, image}`; nothing for what is not there. */
function cardOf(uid) {
  if (!asked) {
    const mine = { uids: new Set() };
    asked = mine;
    mine.answer = new Promise((done) => setTimeout(done)).then(() => {
      asked = null;
      return ask(`./cards/?${new URLSearchParams([...mine.uids].map((one) => ["uid", one]))}`);
    });
  }
  asked.uids.add(uid);
  return asked.answer.then((cards) => cards[uid], () => undefined);
}

/** A picker of entries of `table`; `change(uid)` is told of each choice. */
export function relation({ table, value, title, label, change }) {
  const preview = element("div", { class: "cms-card-of", hidden: true });
  const choose = (uid) => {
    change(uid);
    show(preview, uid);
  };
  show(preview, value);
  return element("div", { class: "cms-relation" }, picker({ table, value, title, label, change: choose }), preview);
}

async function show(preview, uid) {
  preview.dataset.uid = uid ?? "";
  const card = uid ? await cardOf(uid) : undefined;
  if (preview.dataset.uid !== (uid ?? "")) return;
  preview.hidden = !card;
  if (card) preview.replaceChildren(picture(card), words(uid, card));
}

function picture({ image }) {
  if (!image) return "";
  return element("img", { src: image, alt: "", width: 72, height: 54, loading: "lazy" });
}

function words(uid, { title, type, table, summary, states }) {
  const badges = states.map(({ locale, key, label }) =>
    element("span", { class: "cms-state", "data-state": key }, `${locale.toUpperCase()} · ${label}`));
  return element("div", {},
    element("p", {}, element("span", { class: "cms-type" }, type), " ",
      element("a", { href: `#/${table}/${uid}/`, target: "_blank" }, title)),
    summary ? element("p", { class: "cms-help" }, summary) : null,
    element("p", { class: "cms-card-states" }, ...badges));
}

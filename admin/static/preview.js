// Under the bar above the form: the preview of the entry in each language, and its text to copy.

import { element, schema, text } from "./spa.js";
import { besideButton } from "./beside.js";
import { languageButtons } from "./languages.js";

/** Draw the links to the previews of `uid` after `header`, once. */
export function showPreviews(uid, header) {
  const shown = document.querySelector(".cms-previews");
  if (shown?.dataset.uid === uid) return;
  shown?.remove();
  const names = new Intl.DisplayNames([cms.locale], { type: "language" });
  const links = cms.locales.map((locale) =>
    element("a", { href: `./preview/${uid}/${locale}/`, "data-locale": locale }, names.of(locale)));
  if (schema().extra.copied) links.push(element("a", { href: `./copies/${uid}/` }, text("Copy this text")));
  header.after(element("nav", { class: "cms-previews cms-own", "data-uid": uid, "aria-label": text("Preview") },
    element("span", {}, text("Preview"), ": "), ...links,
    besideButton(uid), ...languageButtons()));
}

// Under the bar above the form: the preview of the entry in each language.

import { element, text } from "./spa.js";

/** Draw the links to the previews of `uid` after `header`, once. */
export function showPreviews(uid, header) {
  const shown = document.querySelector(".cms-previews");
  if (shown?.dataset.uid === uid) return;
  shown?.remove();
  const names = new Intl.DisplayNames([cms.locale], { type: "language" });
  const links = cms.locales.map((locale) =>
    element("a", { href: `./preview/${uid}/${locale}/`, "data-locale": locale }, names.of(locale)));
  header.after(element("nav", { class: "cms-previews cms-own", "data-uid": uid, "aria-label": text("Preview") },
    element("span", {}, text("Preview"), ": "), ...links));
}

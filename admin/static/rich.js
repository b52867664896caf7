// Rich text: the visual editor knows less than what may be stored. What nobody touched goes back as it
// came, and a text with something the editor cannot show is edited as HTML, so that nothing is lost.

import { element, text } from "./spa.js";

const BEYOND = "table, img, [lang], li > p, pre";
const untouched = new Map();

/** Watch one rich text field; `changed(html)` is called when its HTML was edited by hand. */
export function richText(name, div, stored, changed) {
  untouched.delete(name);
  const parsed = new DOMParser().parseFromString(stored, "text/html");
  if (parsed.body.querySelector(BEYOND)) asHtml(name, div, stored, changed);
  else watch(name, div, stored);
}

/** The stored HTML of a field that nobody touched, or undefined. */
export const untouchedHtml = (name) => untouched.get(name);

function asHtml(name, div, stored, changed) {
  div.querySelector(".quillWrapper")?.classList.add("cms-hidden");
  const area = element("textarea", {
    class: "cms-html cms-own", rows: 16, spellcheck: "true",
    "aria-label": div.querySelector("label")?.textContent.trim(),
    input: () => changed(area.value),
  });
  area.value = stored;
  div.append(
    element("p", { class: "cms-help cms-own" }, text("This text holds something the visual editor cannot show, such as a table. Edit its HTML.")),
    area,
  );
  untouched.set(name, stored);
  area.addEventListener("input", () => untouched.delete(name));
}

function watch(name, div, stored, attempt = 0) {
  const quill = div.querySelector(".ql-container")?.__quill;
  div.querySelector(".quillWrapper")?.classList.remove("cms-hidden");
  if (!quill) {
    if (attempt < 20) setTimeout(() => watch(name, div, stored, attempt + 1), 50);
    return;
  }
  untouched.set(name, stored);
  quill.on("text-change", (_delta, _before, source) => source === "user" && untouched.delete(name));
}

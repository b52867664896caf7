// Rich text in the visual editor. The server sends it as the editor itself would write it, and is asked
// whether the editor holds all of it; a text of which something would be lost is edited as HTML.

import { ask, element, text } from "./spa.js";

const BREAK = "cms-break";
const ENTER = 13;
const untouched = new Map();

// Called by piccolo-admin's script (admin/assets.py) before it makes an editor.
window.cmsQuill = (Quill) => {
  if (Quill.imports[`formats/${BREAK}`]) return;
  Quill.register(hardBreak(Quill.import("blots/embed")));
  Quill.import("modules/keyboard").DEFAULTS.bindings[BREAK] = { key: ENTER, shiftKey: true, handler: breakLine };
};

/** A line break within a paragraph: the editor itself knows only paragraphs. */
function hardBreak(Embed) {
  return class extends Embed {
    static blotName = BREAK;
    static className = BREAK;
    static tagName = "SPAN";
    static value = () => true;
  };
}

function breakLine({ index, length }, { format }) {
  if (format.header || format["code-block"]) return true; // as Enter alone
  this.quill.deleteText(index, length, "user");
  this.quill.insertEmbed(index, BREAK, true, "user");
  this.quill.setSelection(index + 1, "silent");
  return false;
}

/** Watch one rich text field: `typed()` when something was, `changed(html)` when its HTML was edited by hand. */
export function richText(name, div, shown, { typed, changed }) {
  const turn = (div.cmsTurn = Symbol(name)); // the form may be laid out again before the answer is there
  untouched.set(name, shown);
  loaded(div, async (quill) => {
    const made = settled(quill);
    watch(name, quill, typed);
    const { kept, html } = await asked(shown, made);
    if (div.cmsTurn !== turn) return;
    div.querySelector(".quillWrapper").classList.toggle("cms-hidden", !kept);
    if (!kept) asHtml(name, div, html, changed);
  });
}

/** The HTML of a field that nobody touched, as it came; or undefined. */
export const untouchedHtml = (name) => untouched.get(name);

/** Call `then(quill)` once the field's editor is there. */
function loaded(div, then, attempts = 20) {
  const quill = div.querySelector(".ql-container")?.__quill;
  if (quill) then(quill);
  else if (attempts) setTimeout(() => loaded(div, then, attempts - 1), 50);
}

/** The editor's HTML; what its model does not hold goes now, and not at the first letter. */
function settled(quill) {
  if (!quill.hasFocus()) {
    quill.setContents(quill.getContents(), "silent");
    quill.history.clear();
  }
  return quill.root.innerHTML;
}

function watch(name, quill, typed) {
  if (quill.cmsWatched) return;
  quill.cmsWatched = true;
  quill.on("text-change", (_delta, _before, source) => {
    if (source !== "user") return;
    untouched.delete(name);
    if (quill.hasFocus()) typed(); // without, piccolo-admin has filled it again after a save
  });
}

async function asked(shown, made) {
  if (made === shown || !shown) return { kept: true };
  return ask("./rich-text/", { shown, made }).catch(() => ({ kept: false, html: shown }));
}

function asHtml(name, div, html, changed) {
  untouched.set(name, html);
  const area = element("textarea", {
    class: "cms-html cms-own", rows: 16, spellcheck: "true",
    "aria-label": div.querySelector("label")?.textContent.trim(),
    input: () => {
      untouched.delete(name);
      changed(area.value);
    },
  });
  area.value = html;
  div.append(
    element("p", { class: "cms-help cms-own" }, text("This text holds something the visual editor cannot show, such as a table. Edit its HTML.")),
    area,
  );
}

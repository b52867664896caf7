// The page of one file: its focal point, how long its texts are, another file in its place.

import { element, text } from "./spa.js";
import { setUpFocus } from "./focus.js";
import { changed } from "./media_cards.js";
import { fileButton, uploadList } from "./uploading.js";

const form = document.querySelector(".library-file");
const { uid, revision, most } = form.dataset;
let dirty = false;

function setUp() {
  const focus = form.querySelector(".focus");
  if (focus) setUpFocus(focus, form.elements.focus_x, form.elements.focus_y);
  form.querySelectorAll("textarea[data-good]").forEach(count);
  form.addEventListener("input", () => (dirty = true));
  form.addEventListener("submit", () => (dirty = false));
  window.addEventListener("beforeunload", (event) => dirty && event.preventDefault());
  document.querySelector("form[action$='/delete/']")?.addEventListener("submit", (event) => {
    if (confirm(text("Delete this file? This cannot be undone."))) dirty = false;
    else event.preventDefault();
  });
  replacing();
  if (new URLSearchParams(location.search).get("said") === "saved") changed(uid);
}

/** How long a text is, and what there is to say of that. */
function count(area) {
  const said = document.querySelector(`#alt-said-${area.lang}`);
  const needed = "needed" in area.dataset;
  const show = () => {
    const { length } = area.value.trim();
    const long = length > Number(area.dataset.good);
    said.dataset.level = !length && needed ? "none" : long ? "long" : "";
    if (!length) said.textContent = needed ? text("Without a text here, some visitors do not know what this shows.") : "";
    else said.textContent = text(long ? "{length} of at most {limit} characters. Shorter is easier to listen to." : "{length} of at most {limit} characters", { length, limit: area.maxLength });
  };
  area.addEventListener("input", show);
  show();
}

function replacing() {
  const place = form.querySelector(".library-replace");
  if (!place) return;
  const { list, add } = uploadList({
    about: () => ({ replaces: uid, revision }), most: Number(most),
    arrived: () => {
      dirty = false;
      location.assign(`./?said=saved`);
    },
  });
  const replace = fileButton(text("Replace"), (files) => add(files.slice(0, 1)), { multiple: false });
  const first = element("p", { class: "help", role: "status" });
  place.append(replace, first, list);
  form.addEventListener("input", () => { // the page is read anew after it: what was typed would be lost
    replace.querySelector("button").disabled = true;
    first.textContent = text("Save first, then replace the file.");
  });
}

setUp();

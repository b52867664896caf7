// Choosing a file of the media library, or uploading one right there: a dialogue for every page of the panel.

import { ask, button, element, ground, text } from "./spa.js";
import { cardOf } from "./media_cards.js";
import { fileButton, takeDrops, uploadList } from "./uploading.js";
import { thumbnail } from "./thumbnail.js";

const ROOT = new URL("../", import.meta.url);
const PICTURES = ["image", "drawing"];

/**
 * Let somebody choose a file. `kind` is one of image, drawing, file, or a list of them (pictures when it
 * is left out); `locale` is the language whose alternative text is asked. The promise brings
 * `{uid, name, alt, width, height, thumb}`, and more of what is known, or null when nothing was chosen.
 */
export function choose_media({ kind = PICTURES, locale = cms.locale } = {}) {
  style();
  const made = build([kind].flat(), locale);
  ground().append(made.dialog);
  made.dialog.showModal();
  made.search.focus();
  load(made);
  return new Promise((done) => {
    made.dialog.addEventListener("close", () => {
      made.dialog.remove();
      const found = made.dialog.returnValue === "chosen" ? made.chosen() : null;
      done(found && chosen(found, locale));
    });
  });
}

export const chosen = (card, locale) => ({ ...card, alt: card.alt[locale] ?? "", alts: card.alt });

/** What is known of one file by its uid, in the shape of a choice. */
export async function media_of(uid, locale = cms.locale) {
  return chosen(await cardOf(uid), locale);
}

/** What files look like, on a page that does not have it yet. */
export function style() {
  if (document.querySelector('link[href*="static/library.css"]')) return;
  document.head.append(element("link", { rel: "stylesheet", href: new URL("library.css", import.meta.url) }));
}

function build(kinds, locale) {
  const made = { kinds, locale, page: 1, known: new Map() };
  const pictures = !kinds.includes("file");
  made.search = element("input", { type: "search", maxlength: 200, "aria-label": text("Search the library"), placeholder: text("Search the library") });
  made.folder = element("select", { "aria-label": text("Folder"), change: () => load(made) }, element("option", { value: "*" }, text("All folders")));
  made.grid = element("ul", { class: "media-grid" });
  made.said = element("p", { class: "media-said", role: "status" });
  made.more = button(text("Show more"), () => load(made, made.page + 1), { class: "plain", hidden: true });
  made.choose = element("button", { value: "chosen", disabled: true }, text("Choose"));
  made.about = element("p", { class: "media-about", "aria-live": "polite" });
  made.uploads = uploadList({ about: () => ({ folder: folderOf(made) ?? "" }), arrived: (uid) => arrived(made, uid) });
  made.chosen = () => made.known.get(made.grid.querySelector("input:checked")?.value);
  const title = element("h2", { id: "media-title" }, pictures ? text("Choose a picture") : text("Choose a file"));
  const cancel = () => made.dialog.close("");
  const take = (files) => made.uploads.add(files);
  const form = element("form", { method: "dialog", class: "media-form" },
    element("header", {}, title, button("×", cancel, { class: "media-close", "aria-label": text("Close") })),
    element("div", { class: "media-tools" }, made.search, made.folder, fileButton(text("Upload"), take, { accept: pictures ? "image/*" : "" })),
    made.uploads.list,
    element("div", { class: "media-results" }, made.said, made.grid, made.more),
    element("footer", {}, made.about, element("span", { class: "bar" }, button(text("Cancel"), cancel, { class: "plain" }), made.choose)));
  made.dialog = element("dialog", { class: "media-picker", "aria-labelledby": "media-title" }, form);
  listen(made, take);
  return made;
}

function listen(made, take) {
  let timer;
  made.search.addEventListener("input", (event) => {
    event.stopPropagation();
    clearTimeout(timer);
    timer = setTimeout(() => load(made), 250);
  });
  made.dialog.addEventListener("keydown", (event) => {
    event.stopPropagation(); // the page behind has keys of its own
    if (event.key !== "Enter" || event.target.matches("button")) return;
    event.preventDefault();
    if (event.target === made.search) load(made);
    else if (made.chosen()) made.dialog.close("chosen");
  });
  for (const kind of ["input", "change", "submit"]) made.dialog.addEventListener(kind, (event) => event.stopPropagation());
  made.grid.addEventListener("change", () => tell(made));
  made.grid.addEventListener("dblclick", (event) => event.target.closest(".media-card") && made.dialog.close("chosen"));
  takeDrops(made.dialog, take);
}

const folderOf = ({ folder }) => (folder.value === "*" ? undefined : folder.value);

/** Show what fits; a slower answer to an earlier question is too late. */
async function load(made, page = 1) {
  const turn = (made.turn = {});
  const query = new URLSearchParams({ q: made.search.value, kind: made.kinds.join(","), page });
  if (folderOf(made) !== undefined) query.set("folder", folderOf(made));
  let found;
  try {
    found = await ask(new URL(`library/data/?${query}`, ROOT));
  } catch (error) {
    made.said.textContent = error.message || text("The server cannot be reached.");
    return;
  }
  if (made.turn !== turn) return;
  const kept = made.chosen();
  made.page = page;
  const cards = found.assets.map((card) => option(made, card));
  if (page === 1) made.grid.replaceChildren(...cards);
  else made.grid.append(...cards);
  made.more.hidden = !found.more;
  made.said.textContent = summary(made, found.total);
  folders(made, found.folders);
  if (kept) pick(made, kept.uid);
  tell(made);
}

function summary({ search, folder }, total) {
  if (!total) return search.value ? text("Nothing found. Try fewer words.") : text("Nothing here yet. Upload something, or drag it here.");
  return search.value || folder.value !== "*" ? text("Found: {number}", { number: total }) : text("Newest first");
}

function folders({ folder }, found) {
  const now = folder.value;
  const options = found.map(({ path, name, depth }) => element("option", { value: path }, "\u00a0\u00a0".repeat(depth) + name));
  folder.replaceChildren(folder.options[0], ...options);
  folder.value = now;
  if (folder.selectedIndex < 0) folder.value = "*";
}

function option(made, card) {
  made.known.set(card.uid, card);
  const input = element("input", { type: "radio", name: "cms-media", value: card.uid, class: "unseen" });
  return element("li", {}, element("label", { class: "media-card" }, input, thumbnail(card), element("span", { class: "media-name" }, card.name)));
}

function pick(made, uid) {
  const input = made.grid.querySelector(`input[value="${CSS.escape(uid)}"]`);
  if (input) input.checked = true;
  return input;
}

/** Say what was chosen. */
function tell(made) {
  const card = made.chosen();
  made.choose.disabled = !card;
  if (!card) return made.about.replaceChildren();
  const alt = card.alt[made.locale];
  const measures = card.width ? `${card.width} × ${card.height} · ` : "";
  made.about.replaceChildren(
    element("strong", {}, card.name), " ", `${measures}${card.size}`, element("br"),
    ...(alt || card.kind === "file" ? [alt] : lacks(card)));
  return undefined;
}

const lacks = ({ page }) => [
  element("span", { class: "media-lacks" }, text("No alternative text in this language yet.")), " ",
  element("a", { href: page, target: "_blank" }, text("Describe it")),
];

/** What was just uploaded stands first, and is chosen. */
async function arrived(made, uid) {
  const card = await ask(new URL(`library/data/${encodeURIComponent(uid)}/`, ROOT));
  if (!made.kinds.includes(card.kind)) {
    made.said.textContent = text("“{name}” is in the library, but cannot be chosen here.", { name: card.name });
    return;
  }
  made.grid.querySelector(`input[value="${CSS.escape(uid)}"]`)?.closest("li").remove();
  made.grid.prepend(option(made, card));
  pick(made, uid)?.focus();
  tell(made);
}

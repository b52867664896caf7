// One block as a card: what it is, what stands in it in a line, its fields, its buttons.

import { element, text } from "./spa.js";
import { cell } from "./fields.js";
import { icon } from "./icons.js";
import { media_of } from "./media_picker.js";
import { given } from "./blocks_given.js";

const LONGEST = 90;
const named = new Intl.DisplayNames([cms.locale], { type: "language" });
const KEYS = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "inward", ArrowLeft: "outward" };
const TYPED_IN = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true], cms-editor";

/** The card of a block, without its fields; `fill` gives it those when it is first opened. */
export function makeCard(editor, key, acts) {
  const kind = editor.model.kind(key);
  const body = element("div", { class: "cms-block-body", id: `cms-block-${key}` });
  const card = element("li", {
    class: "cms-block", "data-kind": kind.name, "data-key": key, "data-part": kind.part ? "yes" : "no",
    keydown: (event) => moveByKey(event, key, acts),
  }, element("div", { class: "cms-block-head" }, handle(), heading(kind, key, acts), tools(key, kind, acts)), body);
  return card;
}

function moveByKey(event, key, acts) {
  const act = KEYS[event.key];
  const isSideways = act === "inward" || act === "outward";
  if (!act || !event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
  if (isReadOnly(event.currentTarget)) return;
  if (isSideways && event.target.closest(TYPED_IN)) return; // there it goes from word to word
  event.preventDefault();
  event.stopPropagation();
  acts[act](key);
}

/** Whether somebody else edits the entry, or this person may not. */
export const isReadOnly = (one) => Boolean(one.closest(".cms-held, [data-locked=yes]"));

const handle = () => element("span", { class: "cms-handle", draggable: "true", title: text("Drag to reorder"), "aria-hidden": "true" }, "⠿");

function heading(kind, key, acts) {
  const words = [icon(kind.name), element("span", { class: "cms-block-kind-name" }, kind.label), element("span", { class: "cms-block-summary" })];
  const said = element("span", { class: "cms-block-said" });
  if (kind.part) return element("div", { class: "cms-block-name" }, ...words, said);
  const fold = element("button", {
    type: "button", class: "cms-block-fold", "data-reads": true, "aria-controls": `cms-block-${key}`, click: () => acts.toggle(key),
  }, ...words);
  return element("div", { class: "cms-block-name" }, fold, said);
}

function tools(key, { part }, acts) {
  const tool = (name, words, act) =>
    element("button", { type: "button", class: `cms-${name}`, title: words, "aria-label": words, click: () => act(key) }, icon(name));
  return element("div", { class: "cms-block-tools" },
    tool("up", text("Move up"), acts.up), tool("down", text("Move down"), acts.down),
    part ? null : tool("in", text("Move into the columns above"), acts.inward),
    part ? null : tool("out", text("Move out"), acts.outward),
    part ? null : tool("hide", text("Hide"), acts.hide),
    tool("duplicate", text("Duplicate"), acts.duplicate),
    tool("remove", text("Delete"), acts.remove));
}

/** Give a card its fields, and the list of what lies in it. */
export function fill(editor, key, acts) {
  const { model, cards, titles, name } = editor;
  const card = cards.get(key);
  const kind = model.kind(key);
  const row = model.row(key);
  const cells = Object.entries(kind.fields).map(([column, property]) => {
    const made = cell({
      property, value: row[column], titles,
      set: (value) => {
        row[column] = value;
        acts.changed(key);
      },
    });
    made.dataset.column = column;
    made.dataset.place = `${name}.${model.flat().indexOf(row)}.${column}`;
    return made;
  });
  card.cmsCells = cells;
  const body = card.querySelector(".cms-block-body");
  const anchor = cells.find(({ dataset }) => dataset.column === "anchor");
  body.append(element("div", { class: "cms-row-fields" }, ...cells.filter((one) => one !== anchor)));
  if (kind.lists) body.append(card.cmsGiven = given());
  if (kind.holds) body.append(acts.holder(key));
  if (anchor) body.append(element("details", { class: "cms-block-more", open: Boolean(row.anchor) }, element("summary", {}, text("More")), anchor));
}

/** Say again what a block is, now that something in it or around it is another. */
export function redress(editor, key) {
  const { model, cards } = editor;
  const card = cards.get(key);
  if (!card) return;
  const row = model.row(key);
  card.dataset.hidden = row.hidden ? "yes" : "no";
  summarise(editor, card, key);
  const hide = card.querySelector(":scope > .cms-block-head .cms-hide");
  if (hide) {
    const words = row.hidden ? text("Show") : text("Hide");
    if (hide.title !== words) hide.replaceChildren(icon(row.hidden ? "show" : "hide"));
    hide.title = words;
    hide.setAttribute("aria-label", words);
  }
  offer(card, "up", model.step(key, -1));
  offer(card, "down", model.step(key, 1));
  offer(card, "in", model.inward(key), true);
  offer(card, "out", model.outward(key), true);
  offer(card, "duplicate", !model.isFull(row.within));
  const holds = card.querySelector(":scope > .cms-block-body > .cms-block-holder");
  if (holds && "choice" in row) holds.hidden = row.choice === "next";
  card.cmsGiven?.cmsShow(row);
}

/** Where a button would do nothing it is not to be pressed, or is not there at all. */
function offer(card, name, can, away = false) {
  const made = card.querySelector(`:scope > .cms-block-head .cms-${name}`);
  if (!made) return;
  if (away) made.hidden = !can;
  else made.disabled = !can || Boolean(made.dataset.held);
}

async function summarise(editor, card, key) {
  const { model } = editor;
  const row = model.row(key);
  const kind = model.kind(key);
  const words = card.querySelector(":scope > .cms-block-head .cms-block-summary");
  const turn = (card.cmsSaid = {});
  const said = (await summary(editor, row, kind)) || contents(model, key);
  if (card.cmsSaid === turn) words.textContent = said;
  const notes = missing(kind, row).map((code) =>
    element("span", { class: "cms-block-missing" }, text("Not in {language}", { language: named.of(code) })));
  if (row.hidden) notes.unshift(element("span", { class: "cms-block-hidden" }, text("Hidden")));
  const place = card.querySelector(":scope > .cms-block-head .cms-block-said");
  if (place.textContent !== notes.map((one) => one.textContent).join("")) place.replaceChildren(...notes);
}

/** What stands in it first, in the reader's language if it is there. */
async function summary({ titles }, row, { fields }) {
  const named = Object.entries(fields);
  const texts = named.filter(([, { type, extra }]) => type === "string" && !extra.foreign_key && !extra.asset && !extra.choices);
  const own = texts.filter(([, { extra }]) => [cms.locale, ""].includes(extra.language));
  for (const [column, { extra }] of [...own, ...texts]) {
    const found = plain(row[column], extra.rich);
    if (found) return found.length > LONGEST ? `${found.slice(0, LONGEST)}…` : found;
  }
  for (const [column, { extra }] of named) {
    if (row[column] && extra.foreign_key) return titles[row[column]] ?? "";
    if (row[column] && extra.asset) return media_of(row[column]).then(({ name }) => name, () => "");
  }
  return "";
}

function plain(value, isRich) {
  if (!value || typeof value !== "string") return "";
  const found = isRich ? new DOMParser().parseFromString(value.replaceAll("<", " <"), "text/html").body.textContent : value;
  return found.replace(/\s+/g, " ").trim();
}

function contents(model, key) {
  const inside = model.flat(key).filter((row) => !model.kinds.get(row.kind)?.holds); // columns only hold
  return inside.length ? text("{number} in it", { number: inside.length }) : "";
}

/** The languages in which a text is missing that another language has. */
function missing({ fields }, row) {
  const has = {};
  for (const [column, { extra }] of Object.entries(fields)) {
    if (!extra.language) continue;
    (has[extra.name] ??= {})[extra.language] = Boolean(plain(row[column], extra.rich));
  }
  return cms.locales.filter((code) => Object.values(has).some((one) => !one[code] && Object.values(one).some(Boolean)));
}

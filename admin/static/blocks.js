// The blocks of an entry, inside its form: cards that are added, moved, copied, hidden, put in columns.
// Cards stay the same elements while they move, so that no editor in them is begun anew.

import { button, element, text } from "./spa.js";
import { chooseKind } from "./blocks_menu.js";
import { fill, isReadOnly, makeCard, redress } from "./blocks_card.js";
import { dragging } from "./blocks_drag.js";
import { Model } from "./blocks_model.js";
import { titlesIn } from "./rows.js";

const FEW = 3; // so many are shown opened
const FIRST = ":scope > .cms-block-body > .cms-row-fields :is(cms-editor, input:not([type=checkbox]), textarea, select, button)";
const opened = new Map(); // by key, as long as the page is there: which cards the editor opened or closed

/** An editor of the blocks `rows`; `changed(rows)` is called after each change. */
export async function blocksEditor({ name, label, columns, blocks, rows, changed }) {
  const editor = {
    name, label, changed, model: new Model(blocks, rows), titles: await titlesIn(columns, rows),
    cards: new Map(), lists: new Map(), gone: [],
  };
  editor.said = element("p", { class: "cms-unseen", role: "status" });
  const root = element("div", { class: "cms-rows-editor cms-blocks", role: "group", "aria-label": label },
    tools(editor), holder(editor, ""), editor.said);
  Object.assign(root, {
    cmsAddBlock: () => isReadOnly(root) || add(editor, "", editor.model.list("").length),
    cmsReveal: (place) => reveal(editor, place),
    cmsHolds: (rows) => editor.model.equals(rows),
  });
  arrange(editor);
  return root;
}

function tools(editor) {
  const all = (open) => {
    for (const key of editor.cards.keys()) fold(editor, key, open);
  };
  return element("div", { class: "cms-blocks-tools" },
    element("p", { class: "cms-help" }, text("Drag a block by its handle, or press Alt with the arrow keys.")),
    editor.folding = element("span", { class: "cms-blocks-folding" },
      button(text("Open all"), () => all(true), { class: "cms-quiet", "data-reads": true }),
      button(text("Fold all"), () => all(false), { class: "cms-quiet", "data-reads": true })));
}

/** The list of what lies in a block, or in the entry, and the button that adds to it. */
function holder(editor, within) {
  const list = element("ol", { class: "cms-block-list", "data-within": within });
  editor.lists.set(within, list);
  dragging(list, editor, { move: (key, index) => put(editor, key, { within, index }, ".cms-block-fold") });
  return element("div", { class: "cms-block-holder" }, list,
    button("", () => add(editor, within, editor.model.list(within).length), { class: "cms-add cms-block-add" }));
}

/** What a card asks of the list that it stands in. */
const acts = (editor) => ({
  holder: (key) => holder(editor, key),
  toggle: (key) => fold(editor, key, !isOpen(editor, key)),
  changed: (key) => {
    redress(editor, key);
    for (let at = editor.model.row(key).within; at; at = editor.model.row(at).within) redress(editor, at);
    report(editor);
  },
  up: (key) => put(editor, key, editor.model.step(key, -1), ".cms-up"),
  down: (key) => put(editor, key, editor.model.step(key, 1), ".cms-down"),
  inward: (key) => put(editor, key, editor.model.inward(key), ".cms-block-fold"),
  outward: (key) => put(editor, key, editor.model.outward(key), ".cms-block-fold"),
  duplicate: (key) => duplicate(editor, key),
  remove: (key) => remove(editor, key),
  hide: (key) => hide(editor, key),
});

// Every change: the model first, then the page, then the form.

function report(editor) {
  const rows = editor.model.flat();
  rows.forEach(({ key }, index) => {
    const card = editor.cards.get(key);
    if (!card) return;
    card.dataset.place = `${editor.name}.${index}`;
    for (const cell of card.cmsCells ?? []) cell.dataset.place = `${editor.name}.${index}.${cell.dataset.column}`;
  });
  editor.changed(rows);
}

/** Put the cards where the model says that they are. */
function arrange(editor, within = "") {
  const { model, lists } = editor;
  const list = lists.get(within);
  if (!list) return;
  const wanted = model.list(within).map((key) => cardOf(editor, key));
  const offers = editor.gone.filter((one) => one.within === within);
  for (const offer of offers) wanted.splice(Math.min(offer.index, wanted.length), 0, offer.element);
  for (const one of [...list.children]) if (!wanted.includes(one)) one.remove();
  wanted.forEach((one, index) => {
    if (list.children[index] === one) return;
    const before = list.children[index] ?? null;
    if (one.isConnected && list.moveBefore) list.moveBefore(one, before);
    else list.insertBefore(one, before);
  });
  nameAdd(editor, within);
  if (!within) editor.folding.hidden = !model.list("").length;
  model.list(within).forEach((key) => {
    redress(editor, key);
    arrange(editor, key);
  });
}

function cardOf(editor, key) {
  if (!editor.cards.has(key)) {
    const card = makeCard(editor, key, acts(editor));
    editor.cards.set(key, card);
    fold(editor, key, isOpen(editor, key));
  }
  return editor.cards.get(key);
}

function nameAdd({ model, lists, label }, within) {
  const kinds = model.holdable(within);
  const made = lists.get(within).nextElementSibling;
  const only = kinds.length === 1 ? model.kinds.get(kinds[0]).label : text("Block");
  made.textContent = `+ ${only}`;
  const where = within ? model.kind(within).label : label;
  made.setAttribute("aria-label", text("Add to {where}: {kind}", { where, kind: only }));
  made.hidden = model.isFull(within) || !kinds.length;
}

async function add(editor, within, index) {
  const { model } = editor;
  const kinds = model.holdable(within);
  const kind = kinds.length === 1 ? kinds[0] : await chooseKind(kinds.map((name) => model.kinds.get(name)));
  if (!kind) return;
  const key = model.add(kind, within, index);
  opened.set(key, true);
  done(editor, key, text("Added"));
  const card = editor.cards.get(key);
  await Promise.all([...card.querySelectorAll(".cms-rich")].map((one) => one.cmsReady));
  if (!focusIn(card, FIRST)) focusOn(card, ".cms-block-add");
}

function duplicate(editor, key) {
  const copied = editor.model.duplicate(key);
  opened.set(copied, isOpen(editor, key));
  done(editor, copied, text("Copied"));
  focusOn(editor.cards.get(copied), ".cms-block-fold");
}

function hide(editor, key) {
  const row = editor.model.row(key);
  row.hidden = !row.hidden;
  done(editor, key, row.hidden ? text("Hidden from readers") : text("Shown to readers"));
}

function remove(editor, key) {
  const { model } = editor;
  const { within } = model.row(key);
  const index = model.index(key);
  const back = model.remove(key);
  const offer = { within, index, element: null };
  offer.element = element("li", { class: "cms-block-gone" },
    element("span", {}, text("{kind} was deleted.", { kind: model.kind(key).label })),
    button(text("Put back"), () => {
      forget(editor, offer);
      back();
      done(editor, key, text("Put back"));
      focusOn(editor.cards.get(key), ".cms-block-fold");
    }, { class: "cms-quiet cms-block-back" }),
    button("×", () => {
      forget(editor, offer);
      arrange(editor, within);
      editor.lists.get(within)?.nextElementSibling.focus();
    }, { class: "cms-quiet", "aria-label": text("Close") }));
  editor.gone.push(offer);
  arrange(editor);
  report(editor);
  offer.element.querySelector("button").focus();
}

function forget(editor, offer) {
  editor.gone = editor.gone.filter((one) => one !== offer);
}

/** Put a block in another place, if there is one; the focus goes with it, to what `selector` finds in it. */
function put(editor, key, to, selector) {
  if (!to) return say(editor, text("It cannot go further that way."));
  editor.model.move(key, to.within, to.index);
  for (let at = to.within; at; at = editor.model.row(at).within) fold(editor, at, true);
  done(editor, key, text("Moved"));
  const card = editor.cards.get(key);
  if (!card.contains(document.activeElement) || document.activeElement.disabled) focusOn(card, selector);
  card.scrollIntoView({ block: "nearest" });
  return undefined;
}

function done(editor, key, what) {
  arrange(editor);
  report(editor);
  say(editor, `${what}: ${place(editor, key)}`);
}

const say = (editor, words) => { editor.said.textContent = words; };

/** Where a block is, in words: “Text, 2 of 5 in Column 1”. */
function place({ model }, key) {
  const { within } = model.row(key);
  const values = { kind: model.kind(key).label, number: model.index(key) + 1, all: model.list(within).length };
  if (!within) return text("{kind}, {number} of {all}", values);
  const around = `${model.kind(within).label} ${model.index(within) + 1}`;
  return text("{kind}, {number} of {all} in {around}", { ...values, around });
}

/** Put the focus on what `selector` finds in a card, if it is there and can take it. */
function focusIn(card, selector) {
  const found = card.querySelector(selector);
  if (!found || found.disabled) return false;
  found.focus();
  return true;
}

function focusOn(card, selector) {
  if (!focusIn(card, selector)) card.querySelector(".cms-block-fold, button:not(:disabled)")?.focus();
}

// Folded and opened.

function isOpen({ model }, key) {
  if (model.kind(key).part) return true;
  return opened.get(key) ?? model.flat().length <= FEW;
}

function fold(editor, key, open) {
  opened.set(key, open);
  const card = editor.cards.get(key);
  if (open && !card.cmsCells) {
    fill(editor, key, acts(editor));
    redress(editor, key);
    arrange(editor, key);
  }
  card.dataset.open = open ? "yes" : "no";
  card.querySelector(".cms-block-fold")?.setAttribute("aria-expanded", String(open));
}

/** Open the block that a problem is about, and those around it. */
function reveal(editor, where) {
  const [, index] = where.split(".");
  const around = [];
  for (let at = editor.model.flat()[Number(index)]?.key; at; at = editor.model.row(at).within) around.unshift(at);
  for (const key of around) fold(editor, key, true);
}

// The tree in the page: levels that are fetched when they are opened, and the one entry that is chosen.

import { ask, element, text } from "./spa.js";

export const TOP = "top";
export const tree = document.querySelector(".tree");

/** What is known of each entry that was fetched: `{entry, parent, order, shown, open, li, row, group}`. */
export const known = new Map([
  [TOP, { entry: null, parent: null, order: [], shown: 0, depth: 0, open: true, group: tree }],
]);

let current = null;
let chosen = () => {};

export const entryOf = (uid) => known.get(uid)?.entry;
export const currentUid = () => current;

/** Call `hear(node)` with each entry that is chosen. */
export const whenChosen = (hear) => (chosen = hear);

// Fetching and drawing

/** Draw a level: the children of `uid`, or the top. What was open in it stays open. */
export async function loadLevel(uid) {
  const level = await ask(`./data/level/${uid}/`);
  const node = known.get(uid);
  if (!node) return;
  const opened = [...node.group.querySelectorAll("[aria-expanded=true]")].map((one) => one.dataset.uid);
  node.order = level.order;
  node.shown = 0;
  node.group.replaceChildren();
  append(node, level.entries);
  node.loaded = true;
  expandable(node, level.order.length > 0);
  for (const one of opened) if (known.get(one)?.li.isConnected) await open(one);
}

async function more(node) {
  const level = await ask(`./data/level/${node.entry?.uid ?? TOP}/?offset=${node.shown}`);
  if (level.order.join() !== node.order.join()) return loadLevel(level.parent);
  append(node, level.entries);
}

function append(node, entries) {
  node.group.querySelector(":scope > .tree-more")?.remove();
  for (const entry of entries) node.group.append(item(entry, node, node.depth + 1, ++node.shown));
  if (node.shown < node.order.length) node.group.append(moreItem(node));
}

/** The last line of a level that is not shown whole: it fetches what follows. */
function moreItem(node) {
  const parent = node.entry?.uid ?? TOP;
  const fetchMore = async () => {
    const first = node.shown;
    await more(node);
    choose(node.order[first]);
  };
  const label = text("Show more ({number})", { number: node.order.length - node.shown });
  const row = element("div", { class: "tree-row", style: `--depth: ${node.depth}`, click: fetchMore },
    element("span", { class: "name" }, element("span", { class: "twist" }), label));
  const uid = `${parent}+`;
  const li = element("li", {
    role: "treeitem", class: "tree-more", "data-uid": uid, "aria-level": node.depth + 1, tabindex: "-1",
    "aria-selected": "false", "aria-posinset": node.shown + 1, "aria-setsize": node.order.length,
  }, row);
  known.set(uid, { entry: null, parent, more: fetchMore, li, row });
  return li;
}

function item(entry, parent, depth, place) {
  const { uid } = entry;
  const group = element("ul", { role: "group", hidden: true });
  const twist = element("span", { class: "twist", "aria-hidden": "true" });
  const row = element("div", { class: "tree-row", style: `--depth: ${depth - 1}`, draggable: String(movable(entry)) },
    element("span", { class: "name" }, twist, element("span", { class: "title" }, entry.title),
      element("span", { class: "type" }, entry.type_label)),
    ...entry.states.map((one) =>
      element("span", { class: "sign", "data-state": one.state, title: `${one.language}: ${one.label}` }, one.symbol)));
  const li = element("li", {
    role: "treeitem", "data-uid": uid, "aria-level": depth, "aria-posinset": place, tabindex: "-1",
    "aria-setsize": parent.order.length, "aria-selected": "false", "aria-label": inWords(entry),
  }, row, group);
  twist.addEventListener("click", (event) => {
    event.stopPropagation();
    toggle(uid);
  });
  row.addEventListener("click", () => choose(uid));
  row.addEventListener("dblclick", () => goTo(entry));
  const node = { entry, parent: parent.entry?.uid ?? TOP, order: [], shown: 0, depth, open: false, li, row, group };
  known.set(uid, node);
  expandable(node, entry.below);
  return li;
}

const inWords = (entry) =>
  [entry.title, entry.type_label, ...entry.states.map((one) => `${one.language}: ${one.label}`)].join(", ");

export const movable = (entry) => entry.may.edit && !entry.home;

function expandable(node, can) {
  if (!node.li) return;
  if (can) node.li.setAttribute("aria-expanded", String(node.open));
  else {
    node.open = false;
    node.li.removeAttribute("aria-expanded");
  }
  node.group.hidden = !node.open;
}

// Opening and closing

export async function open(uid) {
  const node = known.get(uid);
  if (!node || node.open) return;
  if (!node.loaded) await loadLevel(uid);
  node.open = node.order.length > 0;
  expandable(node, node.open);
}

export function close(uid) {
  const node = known.get(uid);
  node.open = false;
  expandable(node, true);
  if (node.li.contains(document.activeElement) || node.group.querySelector("[aria-selected=true]")) choose(uid);
}

export const toggle = (uid) => (known.get(uid).open ? close(uid) : open(uid));

/** Open all that stands above an entry, and choose it. */
export async function reveal(uid) {
  const way = await ask(`./data/way/${uid}/`);
  for (const one of way.slice(0, -1)) await open(one);
  const node = known.get(known.get(uid)?.parent ?? way.at(-2));
  while (!known.has(uid) && node && node.shown < node.order.length) await more(node);
  choose(uid);
}

/** Take what is known of an entry's place anew from the server. */
export async function refresh(uids) {
  for (const uid of new Set(uids)) if (known.has(uid)) await loadLevel(uid);
}

/** Take all that is shown anew from the server; what is open stays open. */
export const reloadTree = async () => loadLevel(TOP);

// Choosing

/** The one entry that the buttons are about; the keyboard is there. */
export function choose(uid, focus = true) {
  const node = known.get(uid);
  if (!node?.li) return;
  for (const one of tree.querySelectorAll("[aria-selected=true]")) {
    one.setAttribute("aria-selected", "false");
    one.tabIndex = -1;
  }
  current = uid;
  node.li.setAttribute("aria-selected", "true");
  node.li.tabIndex = 0;
  if (focus) node.li.focus({ preventScroll: true });
  node.row.scrollIntoView({ block: "nearest" });
  chosen(node);
}

export const goTo = (entry) => location.assign(`../#/${entry.type}/${entry.uid}/`);

// Saying

const said = document.querySelector(".tree-said");
const failed = document.querySelector(".tree-failed");
const spoken = document.querySelector("#tree-say");

/** Say what was done; `undo` is an element to put behind it. */
export function say(message, undo = null) {
  failed.replaceChildren();
  said.replaceChildren(message ? element("p", { class: "done" }, message, " ", undo) : "");
}

/** Say why something was not done. */
export function sayFailed(error) {
  said.replaceChildren();
  const lines = error.problems?.length ? error.problems.map((one) => one.msg) : [error.message];
  failed.replaceChildren(element("div", { class: "failed" }, ...lines.map((line) => element("p", {}, line))));
}

/** Tell only those who listen. */
export const tell = (words) => (spoken.textContent = words);

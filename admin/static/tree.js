// The tree's page: levels that are fetched when they are opened, for mouse and keyboard.

import { ask, element, text } from "./spa.js";
import { isPlacing, placingKey, setUpDragging } from "./tree_place.js";
import { rename, setUpTools, showTools } from "./tree_tools.js";

export const TOP = "top";
export const tree = document.querySelector(".tree");

/** What is known of each entry that was fetched: `{entry, parent, order, open, li, row, group}`. */
export const known = new Map();

let current = null;

export const entryOf = (uid) => known.get(uid)?.entry;
export const currentUid = () => current;

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
  for (const one of opened.filter((each) => level.order.includes(each))) await open(one);
}

async function more(node) {
  const level = await ask(`./data/level/${node.entry?.uid ?? TOP}/?offset=${node.shown}`);
  if (level.order.join() !== node.order.join()) return loadLevel(level.parent);
  append(node, level.entries);
}

function append(node, entries) {
  node.group.querySelector(":scope > .tree-more")?.remove();
  const depth = node.depth + 1;
  for (const entry of entries) node.group.append(item(entry, node, depth, ++node.shown));
  if (node.shown < node.order.length) {
    const label = text("Show more ({number})", { number: node.order.length - node.shown });
    const next = async () => {
      const first = node.shown;
      await more(node);
      choose(node.order[first]);
    };
    node.group.append(element("li", { role: "none", class: "tree-more" }, element("button", { type: "button", click: next }, label)));
  }
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

function close(uid) {
  const node = known.get(uid);
  node.open = false;
  expandable(node, true);
  if (node.li.contains(document.activeElement) || node.group.querySelector("[aria-selected=true]")) choose(uid);
}

const toggle = (uid) => (known.get(uid).open ? close(uid) : open(uid));

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
  showTools(node);
}

export const goTo = (entry) => location.assign(`../#/${entry.type}/${entry.uid}/`);

const isVisible = (li) => !li.parentElement.closest("[role=group][hidden]");
const visible = () => [...tree.querySelectorAll("[role=treeitem]")].filter(isVisible);

function step(by) {
  const all = visible();
  const at = all.findIndex((one) => one.dataset.uid === current);
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  if (next) choose(next.dataset.uid);
}

const KEYS = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  ArrowRight: (node) => (node.open ? choose(node.order[0]) : open(node.entry.uid)),
  ArrowLeft: (node) => (node.open ? close(node.entry.uid) : choose(node.parent)),
  Home: () => step(-Infinity),
  End: () => step(Infinity),
  Enter: (node) => goTo(node.entry),
  F2: (node) => rename(node),
};

let typed = "";
let typing;
function typeAhead(letter) {
  clearTimeout(typing);
  typing = setTimeout(() => (typed = ""), 700);
  typed += letter.toLowerCase();
  const all = visible();
  const at = all.findIndex((one) => one.dataset.uid === current) + (typed.length === 1 ? 1 : 0);
  const found = [...all.slice(at), ...all.slice(0, at)].find((one) =>
    entryOf(one.dataset.uid).title.toLowerCase().startsWith(typed));
  if (found) choose(found.dataset.uid);
}

tree.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("button")) return;
  const isLetter = event.key.length === 1 && event.key !== " ";
  if (isPlacing() ? placingKey(event.key) : handled(event.key, isLetter)) {
    event.preventDefault();
    event.stopPropagation();
  }
});

function handled(key, isLetter) {
  const node = known.get(current);
  if (!node) return false;
  if (KEYS[key]) KEYS[key](node);
  else if (isLetter) typeAhead(key);
  return Boolean(KEYS[key]) || isLetter;
}

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

async function start() {
  known.set(TOP, { entry: null, parent: null, order: [], shown: 0, depth: 0, open: true, group: tree });
  setUpTools();
  setUpDragging();
  try {
    await loadLevel(TOP);
    const { order } = known.get(TOP);
    if (order.length === 1) await open(order[0]);
    const asked = new URLSearchParams(location.search).get("show");
    if (asked) await reveal(asked);
    else if (order.length) choose(order[0], false);
    else say(text("There is nothing here yet that you may see."));
  } catch (error) {
    sayFailed(error);
  }
  tree.setAttribute("aria-busy", "false");
}

start();

// The tree's page: the keyboard in the tree, and what happens when the page opens.

import { text } from "./spa.js";
import { TOP, choose, close, currentUid, entryOf, goTo, known, loadLevel, open, reveal, say, sayFailed, tree } from "./tree_view.js";
import { isPlacing, placingKey, setUpDragging } from "./tree_place.js";
import { rename, setUpTools } from "./tree_tools.js";

const isVisible = (li) => !li.parentElement.closest("[role=group][hidden]");
const visible = () => [...tree.querySelectorAll("[role=treeitem]")].filter(isVisible);

function step(by) {
  const all = visible();
  const at = all.findIndex((one) => one.dataset.uid === currentUid());
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
  const at = all.findIndex((one) => one.dataset.uid === currentUid()) + (typed.length === 1 ? 1 : 0);
  const found = [...all.slice(at), ...all.slice(0, at)].find((one) =>
    entryOf(one.dataset.uid)?.title.toLowerCase().startsWith(typed));
  if (found) choose(found.dataset.uid);
}

tree.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isLetter = event.key.length === 1 && event.key !== " ";
  if (isPlacing() ? placingKey(event.key) : handled(event.key, isLetter)) {
    event.preventDefault();
    event.stopPropagation();
  }
});

function handled(key, isLetter) {
  const node = known.get(currentUid());
  if (!node) return false;
  if (node.more && ["Enter", "ArrowRight", "F2"].includes(key)) node.more();
  else if (KEYS[key]) KEYS[key](node);
  else if (isLetter) typeAhead(key);
  return Boolean(KEYS[key]) || isLetter;
}

async function start() {
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

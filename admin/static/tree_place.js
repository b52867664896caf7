// Choosing a place for an entry in the tree: by dragging, or with the arrow keys or buttons.

import { element, text } from "./spa.js";
import { TOP, choose, entryOf, known, movable, open, tell, tree } from "./tree_view.js";

const HOVER = 700; // after so long a closed entry opens under what is dragged

/** While a place is chosen: `{uid, slot, inside}`; `inside` are entries without children to go into. */
let placing = null;
let dragged = null;

const marker = element("li", { role: "none", class: "slot", "aria-hidden": "true" });

let placed = () => {};

/** Call `hear(uid, {parent, position, order})` with each place that was chosen. */
export const whenPlaced = (hear) => (placed = hear);

export const isPlacing = () => placing !== null;

/** Begin to choose a place for an entry; it starts where the entry is. */
export function startPlacing(uid) {
  const node = known.get(uid);
  placing = { uid, inside: new Set() };
  const here = { parent: node.parent, index: known.get(node.parent).order.indexOf(uid) };
  const all = slots();
  if (!all.length) {
    placing = null;
    return tell(text("There is no place where you may put it."));
  }
  node.li.classList.add("moving");
  go(all.find((one) => same(one, here)) ?? all[0]);
  choose(uid);
  const how = text("Choose a place for “{title}”: arrow keys choose, Enter places, Escape cancels.", { title: node.entry.title });
  tell(`${how} ${words(placing.slot)}`);
}

/** Stop choosing; the entry stays where it is. */
export function cancelPlacing() {
  stop();
  tell(text("Nothing was moved."));
}

function stop() {
  const was = placing;
  placing = null;
  marker.remove();
  known.get(was.uid)?.li.classList.remove("moving");
  choose(was.uid);
  return was;
}

/** Put the entry at the place that was chosen. */
export async function finishPlacing() {
  const { uid, slot } = stop();
  await placed(uid, sent(slot, uid));
}

const PLACING_KEYS = {
  ArrowUp: () => stepSlot(-1),
  ArrowDown: () => stepSlot(1),
  ArrowRight: goInside,
  ArrowLeft: goOutside,
  Enter: finishPlacing,
  Escape: cancelPlacing,
};

export function placingKey(key) {
  PLACING_KEYS[key]?.();
  return key in PLACING_KEYS || key.length === 1;
}

// Places: before or after the children of entries that are open

const others = (parent, uid) => known.get(parent).order.slice(0, known.get(parent).shown).filter((one) => one !== uid);

function slots() {
  const found = [];
  const walk = (uid) => {
    const node = known.get(uid);
    if (!node || !(node.open || placing.inside.has(uid))) return;
    const children = others(uid, placing.uid);
    const isOpen = uid !== TOP && node.entry.may.edit;
    children.forEach((one, index) => {
      if (isOpen) found.push({ parent: uid, index });
      walk(one);
    });
    if (isOpen || node.entry?.may.add) found.push({ parent: uid, index: children.length });
  };
  walk(TOP);
  return found;
}

const same = (one, other) => one.parent === other.parent && one.index === other.index;

export function stepSlot(by) {
  const all = slots();
  const at = all.findIndex((one) => same(one, placing.slot));
  go(all[Math.min(Math.max(at + by, 0), all.length - 1)] ?? placing.slot);
}

export async function goInside() {
  const { uid, slot } = placing;
  const above = others(slot.parent, uid)[slot.index - 1];
  if (!above || !entryOf(above).may.add) return tell(text("It cannot go further in here."));
  await open(above);
  placing.inside.add(above);
  go({ parent: above, index: others(above, uid).length });
}

export function goOutside() {
  const { uid, slot } = placing;
  const out = known.get(slot.parent).parent;
  if (!out || out === TOP) return tell(text("It cannot go further out."));
  go({ parent: out, index: others(out, uid).indexOf(slot.parent) + 1 });
}

function go(slot) {
  placing.slot = slot;
  show(slot, placing.uid);
  tell(words(slot));
}

function show({ parent, index }, uid) {
  const { group, depth, open: isOpen } = known.get(parent);
  const children = others(parent, uid);
  marker.style.setProperty("--depth", depth);
  marker.textContent = words({ parent, index });
  if (!isOpen) known.get(parent).row.after(marker);
  else if (children[index]) known.get(children[index]).li.before(marker);
  else if (children.length) known.get(children.at(-1)).li.after(marker);
  else group.append(marker);
  marker.scrollIntoView({ block: "nearest" });
}

function words({ parent, index }) {
  const uid = placing?.uid ?? dragged;
  const before = others(parent, uid)[index - 1];
  const params = { parent: entryOf(parent)?.title ?? "", sibling: entryOf(before)?.title };
  if (index === null) return text("In “{parent}”", params);
  return before ? text("Under “{parent}”, after “{sibling}”", params) : text("Under “{parent}”, in the first place", params);
}

/** What the server is asked: without a place where the client could not see the others. */
function sent({ parent, index }, uid) {
  const node = known.get(parent);
  const isPrecise = index !== null && node.loaded && node.entry.may.edit && others(parent, uid).length > 0;
  return { parent, position: isPrecise ? index : null, order: isPrecise ? node.order : null };
}

/** While a place is chosen, a click on an entry chooses the place after it. */
tree.addEventListener("click", (event) => {
  const li = placing && event.target.closest("[role=treeitem]:not(.tree-more)");
  if (!li) return;
  event.stopPropagation();
  const { parent } = known.get(li.dataset.uid);
  if (parent === TOP || li.dataset.uid === placing.uid) return;
  go({ parent, index: others(parent, placing.uid).indexOf(li.dataset.uid) + 1 });
}, true);

// Dragging

let hovering;
let under = null; // the place that the marker shows

export function setUpDragging() {
  tree.addEventListener("dragstart", (event) => {
    const li = event.target.closest?.("[role=treeitem]:not(.tree-more)");
    if (!li || isPlacing() || !movable(entryOf(li.dataset.uid))) return event.preventDefault();
    dragged = li.dataset.uid;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", entryOf(dragged).title);
    li.classList.add("moving");
  });
  tree.addEventListener("dragover", (event) => {
    const slot = dragged && slotUnder(event);
    if (!slot) return marker.remove();
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    show(slot, dragged);
  });
  tree.addEventListener("drop", async (event) => {
    const slot = dragged && slotUnder(event);
    if (!slot) return;
    event.preventDefault();
    const uid = dragged;
    endDragging();
    await placed(uid, sent(slot, uid));
  });
  tree.addEventListener("dragend", endDragging);
}

function endDragging() {
  clearTimeout(hovering);
  marker.remove();
  if (dragged) known.get(dragged)?.li.classList.remove("moving");
  for (const one of tree.querySelectorAll(".into")) one.classList.remove("into");
  dragged = null;
}

/** Over the upper or lower part of a row: before or after it; over its middle: into it. */
function slotUnder(event) {
  for (const one of tree.querySelectorAll(".into")) one.classList.remove("into");
  const row = event.target.closest?.(":not(.tree-more) > .tree-row");
  const uid = row?.parentElement.dataset.uid;
  if (event.target === marker) return under;
  if (!uid || known.get(dragged).li.contains(row)) return null;
  const { top, height } = row.getBoundingClientRect();
  const at = (event.clientY - top) / height;
  const { parent, entry, open: isOpen } = known.get(uid);
  const mayBeside = parent !== TOP && entryOf(parent).may.edit;
  let slot = null;
  if (mayBeside && at < 0.25) slot = { parent, index: others(parent, dragged).indexOf(uid) };
  else if (mayBeside && at > 0.75 && !isOpen) slot = { parent, index: others(parent, dragged).indexOf(uid) + 1 };
  else if (isOpen && at > 0.75 && entry.may.edit) slot = { parent: uid, index: 0 };
  else if (entry.may.add) {
    slot = { parent: uid, index: null };
    row.classList.add("into");
  }
  openSoon(slot?.index === null ? uid : null);
  under = slot;
  return slot;
}

let waiting = null;
function openSoon(uid) {
  if (uid === waiting) return;
  clearTimeout(hovering);
  waiting = uid;
  if (uid) hovering = setTimeout(() => dragged && open(uid), HOVER);
}

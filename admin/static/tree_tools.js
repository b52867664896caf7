// What can be done with the chosen entry of the tree, and the questions that come with it.

import { ask, button, element, text } from "./spa.js";
import { TOP, choose, entryOf, known, movable, refresh, reloadTree, reveal, say, sayFailed, currentUid, whenChosen } from "./tree_view.js";
import { cancelPlacing, finishPlacing, goInside, goOutside, isPlacing, startPlacing, stepSlot, whenPlaced } from "./tree_place.js";

const tools = document.querySelector(".tree-tools");
const adding = document.querySelector(".tree-add");
const renaming = document.querySelector(".tree-rename");
const asking = document.querySelector(".tree-ask");

let shown = {};

export function setUpTools() {
  whenChosen(showTools);
  whenPlaced(moveTo);
  const chosen = (act) => () => act(known.get(currentUid()));
  shown = {
    open: element("a", { class: "button" }, text("Open")),
    translate: element("a", { class: "button plain" }, text("Translate")),
    add: button(text("Add under"), chosen(add), { class: "plain" }),
    move: button(text("Move"), () => startPlacing(currentUid()), { class: "plain" }),
    rename: button(text("Rename"), chosen(rename), { class: "plain", "aria-keyshortcuts": "F2" }),
    copy: button(text("Copy"), chosen(copy), { class: "plain" }),
    order: element("a", { class: "button plain" }, text("Order")),
  };
}

/** The buttons for an entry; while a place is chosen for it, those that choose. */
function showTools(node) {
  if (!node?.entry) return tools.replaceChildren();
  if (isPlacing()) return tools.replaceChildren(...placingTools(node.entry));
  const { entry } = node;
  shown.open.href = `../#/${entry.type}/${entry.uid}/`;
  shown.order.href = `./${entry.uid}/order/`;
  shown.order.hidden = !entry.below || !entry.may.edit;
  shown.translate.href = `../translations/${entry.uid}/`;
  shown.add.disabled = !entry.may.add;
  shown.move.disabled = !movable(entry);
  shown.rename.disabled = entry.home || entry.may.rename.length === 0;
  shown.copy.disabled = entry.home || !entryOf(node.parent)?.may.add;
  tools.replaceChildren(...Object.values(shown));
}

function placingTools(entry) {
  const arrow = (sign, label, act) => button(sign, act, { "aria-label": label, title: label, class: "arrow" });
  return [
    element("p", {}, text("Choose a place for “{title}”", { title: entry.title })),
    arrow("↑", text("Earlier"), () => stepSlot(-1)),
    arrow("↓", text("Later"), () => stepSlot(1)),
    arrow("←", text("Further out"), goOutside),
    arrow("→", text("Further in"), goInside),
    button(text("Place here"), finishPlacing),
    button(text("Cancel"), cancelPlacing, { class: "plain" }),
  ];
}

// Moving, renaming, copying

/** Put an entry elsewhere. Public addresses that change are shown first. */
async function moveTo(uid, { parent, position, order }) {
  const from = known.get(uid).parent;
  await act("move", { uid, parent, position, order }, [from, parent]);
}

export async function rename(node) {
  const { entry } = node;
  if (entry.home || !entry.may.rename.length) return;
  for (const input of renaming.querySelectorAll("input")) {
    input.value = entry.slugs[input.name];
    input.disabled = !entry.may.rename.includes(input.name);
  }
  if (!(await answered(renaming))) return choose(entry.uid);
  for (const { name, value, disabled } of renaming.querySelectorAll("input")) {
    const slug = value.trim();
    if (disabled || slug === entry.slugs[name]) continue;
    if (!(await act("rename", { uid: entry.uid, locale: name, slug }, [node.parent]))) return;
  }
}

async function copy({ entry, parent }) {
  try {
    let answer = await ask("./data/copy/", { uid: entry.uid, parent });
    if (answer.ask) {
      if (!confirm(answer.ask)) return;
      answer = await ask("./data/copy/", { uid: entry.uid, parent, sure: true });
    }
    await refresh([parent]);
    await reveal(answer.uid);
    done(answer);
  } catch (error) {
    await failed(error, [parent]);
  }
}

/** Do it, after the question if there is one; then show these levels anew. Whether it was done. */
async function act(what, body, levels) {
  try {
    let answer = await ask(`./data/${what}/`, body);
    if (answer.ask) {
      if (!(await agreed(answer.ask))) {
        choose(body.uid);
        return false;
      }
      answer = await ask(`./data/${what}/`, { ...body, sure: true });
    }
    await refresh(levels);
    await reveal(body.uid);
    done(answer);
    return true;
  } catch (error) {
    await failed(error, levels);
    return false;
  }
}

/** Say what was done, with the way back if there is one. */
function done(answer) {
  const back = () => undo(answer.undo);
  say(answer.said, answer.undo ? button(text("Undo"), back, { class: "plain" }) : null);
}

async function undo(token) {
  try {
    const answer = await ask("../undo/", { token });
    await reloadTree();
    await reveal(answer.uid).catch(() => choose(known.get(TOP).order[0]));
    say(answer.message);
  } catch (error) {
    await failed(error, []);
  }
}

/** Say why not. What somebody else changed meanwhile is shown anew. */
async function failed(error, levels) {
  const uid = currentUid();
  if (error.status === 409 || error.status === 404) await refresh(levels).catch(() => {});
  choose(uid);
  sayFailed(error);
}

// Questions

function answered(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}

function agreed({ moved, gone, aliases }) {
  const lines = [...addresses(moved), ...addresses(gone)];
  if (aliases.length) {
    const paths = aliases.join(", ");
    lines.push(element("p", {}, text("At rest as long as something lives there, these aliases: {paths}", { paths })));
  }
  asking.querySelector(".what").replaceChildren(...lines);
  return answered(asking);
}

function addresses({ items, total, hidden }) {
  if (!total) return [];
  const lines = items.map((one) =>
    element("li", {}, element("span", { class: "title" }, `${one.title} (${one.language})`),
      element("span", { class: "address" }, one.old),
      element("span", { class: "address" }, "→ ", one.new ?? text("no longer public"))));
  const rest = total - items.length - hidden;
  if (rest > 0) lines.push(element("li", {}, text("and {number} more", { number: rest })));
  if (hidden) lines.push(element("li", {}, text("and {number} that you may not see", { number: hidden })));
  return [element("ul", {}, ...lines)];
}

function add({ entry }) {
  adding.querySelector(".under").textContent = `“${entry.title}”`;
  const under = new URLSearchParams({ under: entry.uid, title: entry.title });
  for (const link of adding.querySelectorAll("a")) link.href = `../#/${link.dataset.type}/add/?${under}`;
  adding.showModal();
  adding.addEventListener("close", () => choose(entry.uid), { once: true });
}

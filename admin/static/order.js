// One list to put in order, by dragging or with the keyboard; it is sent once, by the form.
"use strict";

const form = document.querySelector(".ordering");
const list = form.querySelector(".order");
const says = document.querySelector("#order-say");
const saves = form.querySelector(".order-save button");
const rows = () => [...list.children];
const uids = () => rows().map((row) => row.dataset.uid).join(" ");
const begun = uids();
const alphabet = new Intl.Collator(document.documentElement.lang, { numeric: true });
const sorts = {
  title: (one, other) => alphabet.compare(one.dataset.title, other.dataset.title),
  newest: (one, other) => other.dataset.date.localeCompare(one.dataset.date) || sorts.title(one, other),
  oldest: (one, other) => one.dataset.date.localeCompare(other.dataset.date) || sorts.title(one, other),
};
let chosen = null;
let sending = false;

/** Make a row the one that the buttons move, and the one that Tab comes to. */
function choose(row) {
  for (const one of rows()) {
    one.setAttribute("aria-selected", String(one === row));
    one.tabIndex = one === row ? 0 : -1;
  }
  chosen = row;
  changed();
}

function changed() {
  const at = rows().indexOf(chosen);
  for (const button of form.querySelectorAll("[data-move]")) {
    const isUp = ["first", "up"].includes(button.dataset.move);
    button.disabled = isUp ? at === 0 : at === rows().length - 1;
  }
  form.elements.order.value = uids();
  saves.disabled = !isDirty();
}

const isDirty = () => uids() !== begun || form.hasAttribute("data-changed");

const moves = {
  first: (row) => list.prepend(row),
  up: (row) => row.previousElementSibling?.before(row),
  down: (row) => row.nextElementSibling?.after(row),
  last: (row) => list.append(row),
};

function move(row, where, focused) {
  moves[where](row);
  choose(row);
  tell(row);
  focused?.focus();
  if (focused?.disabled) row.focus();
  row.scrollIntoView({ block: "nearest" });
}

function tell(row) {
  const all = rows();
  const said = { title: row.dataset.title, place: all.indexOf(row) + 1, number: all.length };
  says.textContent = says.dataset.moved.replace(/\{(\w+)\}/g, (_, name) => said[name]);
}

const KEYS = { Home: "first", ArrowUp: "up", ArrowDown: "down", End: "last" };

list.addEventListener("keydown", (event) => {
  const where = KEYS[event.key];
  if (!where || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (event.altKey) return move(chosen, where, chosen);
  const at = { first: list.firstElementChild, up: chosen.previousElementSibling,
    down: chosen.nextElementSibling, last: list.lastElementChild }[where];
  if (!at) return;
  choose(at);
  at.focus();
});
list.addEventListener("click", ({ target }) => {
  const row = target.closest("li");
  if (!row) return;
  choose(row);
  row.focus();
});
list.addEventListener("focusin", ({ target }) => {
  if (target !== chosen && target.parentElement === list) choose(target);
});

list.addEventListener("dragstart", (event) => {
  choose(event.target.closest("li"));
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", chosen.dataset.title);
  chosen.classList.add("dragged");
});
list.addEventListener("dragover", (event) => {
  const over = event.target.closest("li");
  if (!chosen?.classList.contains("dragged")) return;
  event.preventDefault();
  if (!over || over === chosen) return;
  const { top, height } = over.getBoundingClientRect();
  if (event.clientY < top + height / 2) over.before(chosen);
  else over.after(chosen);
});
list.addEventListener("drop", (event) => event.preventDefault());
list.addEventListener("dragend", () => {
  chosen.classList.remove("dragged");
  choose(chosen);
  tell(chosen);
});

form.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-move], [data-sort]");
  if (!button) return;
  if (button.dataset.move) return move(chosen, button.dataset.move, button);
  list.append(...rows().sort(sorts[button.dataset.sort]));
  choose(chosen);
  tell(chosen);
});
form.addEventListener("submit", () => { sending = true; });
window.addEventListener("beforeunload", (event) => {
  if (!sending && isDirty()) event.preventDefault();
});

choose(list.firstElementChild);

// The translate page: the keys, saving one text after another, and leaving without a loss.

import { ask, button, element, text } from "./spa.js";
import { offerUndo, whenUndone } from "./undo.js";
import { changed, count, editOf, here, insert, insertSign, isDirty, pieceOf, seenOf, showTold, sourceOf, stopChecking } from "./translate_text.js";
import { forgetTyped, keepTyped, restoreTyped } from "./translate_kept.js";
import { holdLock } from "./translate_lock.js";
import { assist, firstProposal } from "./translate_aid.js";

const desk = document.querySelector(".desk");
const pieces = () => [...desk.querySelectorAll(".piece")];
const keys = document.querySelector("dialog.keys");

whenUndone(() => location.reload());

// Saving

/** Keep a text, as ready or as a draft; answers whether it is what was asked for. */
async function save(piece, ready) {
  const edit = editOf(piece);
  stopChecking(piece);
  if (!edit.value.trim()) return sayNothingTyped(piece);
  const sent = edit.value;
  const body = { key: piece.dataset.key, text: sent, source: sourceOf(piece), seen: seenOf(piece), ready, settles: settledBy(piece) };
  piece.setAttribute("aria-busy", "true");
  try {
    const kept = await ask(`${here}save/${location.search}`, body);
    return arrived(piece, kept, sent, ready);
  } catch (error) {
    if (error.code === "overtaken") choose(piece, error);
    else say(piece, error.message || error.problems?.[0]?.msg || text("The server cannot be reached. Nothing was saved; try again in a moment."), true);
    return false;
  } finally {
    piece.removeAttribute("aria-busy");
  }
}

function arrived(piece, kept, sent, ready) {
  desk.querySelector(".progress-place").innerHTML = kept.progress; // the server's own, escaped there
  desk.querySelector(".tabs").innerHTML = kept.tabs; // and this
  renewEnding(kept);
  const typedSince = editOf(piece).value !== sent;
  if (kept.standing === "aside") {
    say(piece, kept.message, true);
    showTold(piece, kept.problems);
    return false;
  }
  const now = element("div");
  now.innerHTML = kept.piece; // and this
  const fresh = now.firstElementChild;
  const later = editOf(piece).value;
  const hadFocus = piece.contains(document.activeElement);
  piece.replaceWith(fresh);
  if (typedSince) {
    editOf(fresh).value = later;
    changed(fresh);
  } else forgetTyped(fresh);
  say(fresh, kept.message);
  if (hadFocus) editOf(fresh).focus();
  if (kept.problems.length) say(fresh, [kept.message, ...kept.problems.map((one) => `${one.text} ${one.code}`)].join(" "), true);
  if (kept.undo) offerUndo(kept.undo, kept.message);
  return !typedSince && !kept.problems.length && (!ready || kept.standing === "ready");
}

/** What may be done next. Publishing is of what the page shows: with one's own save, and nobody else's. */
function renewEnding({ ending, revision }) {
  const place = desk.querySelector(".ending");
  const shown = Number(place.dataset.revision);
  place.dataset.revision = revision - shown === 1 ? revision : shown;
  place.innerHTML = ending; // the server's own, escaped there
  for (const field of place.querySelectorAll("[name=revision]")) field.value = place.dataset.revision;
}

/** The texts from files that were shown to choose from. */
const settledBy = (piece) => [...piece.querySelectorAll("[name=settles]")].map(({ value }) => value);

function sayNothingTyped(piece) {
  say(piece, text("Write a text."), true);
  editOf(piece).focus();
  return false;
}

function say(piece, words, isWrong = false) {
  const said = piece.querySelector(".said");
  if (said) said.replaceChildren(isWrong ? element("strong", {}, words) : words);
}

/** Somebody else was faster: both texts, and who types decides. */
async function choose(piece, error) {
  const mine = editOf(piece).value;
  const now = error.content?.now ?? "";
  const seen = piece.querySelector("[name=seen]");
  const settle = (words) => () => {
    seen.value = now;
    insert(piece, words, { all: true });
    piece.querySelector(".clash")?.remove();
  };
  const side = (heading, words, label) => element("div", {}, element("strong", {}, heading),
    element("blockquote", { lang: desk.dataset.locale }, words), button(label, settle(words), { class: "plain" }));
  const clash = element("div", { class: "clash", role: "alert" }, element("h3", {}, error.message),
    side(text("What stands there now"), now, text("Take that")), side(text("What you typed"), mine, text("Keep mine")));
  piece.querySelector(".clash")?.remove();
  piece.querySelector(".told").after(clash);
  clash.querySelector("button").focus();
}

// Going on

/** The next text that is not finished, after this one and then from the top. */
function nextUnfinished(piece) {
  const all = pieces();
  const at = all.indexOf(piece);
  return [...all.slice(at + 1), ...all.slice(0, at)].find((one) => one.hasAttribute("data-unfinished"));
}

function goTo(piece) {
  if (!piece) return;
  editOf(piece).focus({ preventScroll: true });
  piece.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

function beside(piece, by) {
  const all = pieces();
  return all[all.indexOf(piece) + by];
}

async function saveAndGoOn(piece, ready) {
  if (piece.hasAttribute("aria-busy")) return; // a second press of the same keys
  const id = piece.id;
  const isDone = await save(piece, ready);
  const same = document.getElementById(id);
  if (!isDone) return editOf(same ?? piece).focus();
  const next = ready ? nextUnfinished(same) : beside(same, 1);
  if (next) return goTo(next);
  say(same, text("That was the last one here."));
  document.querySelector(".done-here")?.scrollIntoView({ block: "center" });
}

// The keyboard and the buttons

const KEYS = {
  "c-Enter": (piece) => saveAndGoOn(piece, true),
  "cs-Enter": (piece) => saveAndGoOn(piece, false),
  "a-ArrowDown": (piece) => goTo(beside(piece, 1)),
  "a-ArrowUp": (piece) => goTo(beside(piece, -1)),
  "a-KeyC": (piece) => insert(piece, sourceOf(piece), { all: true }),
  "a-KeyM": (piece) => firstProposal(piece),
};

function pressed(event) {
  const held = [event.ctrlKey || event.metaKey ? "c" : "", event.altKey ? "a" : "", event.shiftKey ? "s" : ""].join("");
  const named = ["Enter", "ArrowDown", "ArrowUp"].includes(event.key) ? event.key : event.code;
  return `${held}-${named}`;
}

desk.addEventListener("keydown", (event) => {
  const piece = pieceOf(event.target);
  if (!piece || event.isComposing) return;
  const act = KEYS[pressed(event)];
  const digit = event.altKey && !event.ctrlKey && event.code.match(/^Digit([1-9])$/)?.[1];
  const chip = digit && piece.querySelector(`[data-insert="{${digit}}"]`);
  if (!act && !chip) return;
  event.preventDefault();
  if (chip) insertSign(piece, chip.dataset.insert);
  else act(piece);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "?" || event.target.closest("input, textarea, select, dialog")) return;
  event.preventDefault();
  keys?.showModal();
});

desk.addEventListener("submit", (event) => {
  const asked = event.submitter?.dataset.confirm;
  if (asked && !confirm(asked)) event.preventDefault();
  const piece = pieceOf(event.target);
  if (!piece) return;
  event.preventDefault();
  saveAndGoOn(piece, event.submitter?.value !== "draft");
});

desk.addEventListener("click", ({ target }) => {
  const piece = pieceOf(target);
  const chip = target.closest("[data-insert]");
  if (chip) insertSign(piece, chip.dataset.insert);
  const choice = target.closest("[data-choose]");
  if (choice) insert(piece, choice.dataset.choose, { all: true });
  if (target.closest("[data-copy]")) insert(piece, sourceOf(piece), { all: true });
});

desk.addEventListener("input", ({ target }) => {
  const piece = pieceOf(target);
  if (!piece || !target.matches(".edit")) return;
  changed(piece);
  keepTyped(piece);
  holdLock();
});

desk.addEventListener("focusin", ({ target }) => {
  const piece = pieceOf(target);
  if (piece) assist(piece);
});

window.addEventListener("beforeunload", (event) => {
  if (pieces().some(isDirty)) event.preventDefault();
});

// When the page opens

const opener = document.querySelector(".keys-open");
if (opener) {
  opener.hidden = false;
  opener.addEventListener("click", () => keys.showModal());
}
pieces().forEach((piece) => {
  count(piece);
  restoreTyped(piece);
});
// Only after the browser itself went to the fragment, which takes the focus away.
window.addEventListener("load", () => setTimeout(() => {
  if (location.hash === "#todo" && desk.hasAttribute("data-able")) goTo(desk.querySelector("[data-unfinished]"));
}));

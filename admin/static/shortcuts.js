// Keys: what each does, where it does it, and the list of them on “?”. A letter alone does nothing while
// somebody types, and can be switched off altogether.

import { element, ground, text } from "./spa.js";

const OFF = "cms.letters";
const TYPED_IN = "input, textarea, select, [contenteditable=true], cms-editor";
const WAIT = 1500; // for the letter after g

const lettersAre = () => localStorage.getItem(OFF) !== "off";
const PANEL = new URL("../", import.meta.url);
const isForm = () => Boolean(document.querySelector(".cms-form"));
const click = (selector) => document.querySelector(selector)?.click();

/** What the page adds to the keys: the form tells how it goes to a language, adds a block and so on. */
const acts = {};
export const shortcutsDo = (added) => Object.assign(acts, added);

const go = (path) => () => location.assign(new URL(path, PANEL));

// `words` are msgids of the panel's phrases; they are looked up once the list is asked for.
const KEYS = [
  { group: "Everywhere", keys: ["?"], words: "This list", act: () => showShortcuts(), where: () => !document.querySelector("dialog.keys") }, // the page to translate on has its own
  { group: "Everywhere", keys: ["/"], words: "Search everything" }, // frame.js and page.js
  { group: "Everywhere", keys: ["g", "h"], words: "Go to: home", act: go("") },
  { group: "Everywhere", keys: ["g", "o"], words: "Go to: dashboard", act: go("overview/") },
  { group: "Everywhere", keys: ["g", "b"], words: "Go to: tree", act: go("tree/") },
  { group: "Everywhere", keys: ["g", "v"], words: "Go to: translation board", act: go("translations/") },
  { group: "Everywhere", keys: ["g", "m"], words: "Go to: library", act: go("library/") },
  { group: "In a form", keys: ["Ctrl", "S"], words: "Save, also while you type", act: () => acts.save?.(), chord: true, where: isForm },
  { group: "In a form", keys: ["s"], words: "Save", act: () => acts.save?.(), where: isForm },
  { group: "In a form", keys: ["u"], words: "Go to the button that publishes; again: the next language", act: () => toPublish(), where: isForm },
  { group: "In a form", keys: ["p"], words: "Preview beside the form", act: () => click(".cms-beside-toggle"), where: isForm },
  { group: "In a form", keys: ["]"], words: "Next language", act: () => acts.language?.(1), where: isForm },
  { group: "In a form", keys: ["["], words: "Previous language", act: () => acts.language?.(-1), where: isForm },
  { group: "In a form", keys: ["1–9"], words: "Go to a tab", act: (key) => toTab(Number(key)), where: isForm },
  { group: "In a form", keys: ["b"], words: "Add a block", act: () => acts.block?.(), where: isForm },
  { group: "In a text", keys: ["Alt", "F10"], words: "To the toolbar; Escape goes back" },
  { group: "In a text", keys: ["Ctrl", "K"], words: "Make or change a link" },
  { group: "In a text", keys: ["Ctrl", "Alt", "2–4"], words: "Make it a heading; 0: a paragraph" },
  { group: "In a text", keys: ["Ctrl", "Shift", "7–9"], words: "Numbered list, list, quotation" },
  { group: "In a text", keys: ["Ctrl", "Alt", "F"], words: "Put a footnote here" },
  { group: "In a text", keys: ["Shift", "Enter"], words: "Start a new line within the paragraph" },
  { group: "In a text", keys: ["Ctrl", "Shift", "V"], words: "Paste the words alone" },
  { group: "In a text", keys: ["Ctrl", "Shift", "F"], words: "Write on the whole screen, or back" },
  { group: "On a block or a row", keys: ["Alt", "↑ ↓"], words: "Move it up or down" },
  { group: "On a block or a row", keys: ["Alt", "← →"], words: "Move a block out of columns, or into them" },
];

function toPublish() {
  const all = [...document.querySelectorAll(".cms-step.cms-publish")];
  const next = all[(all.indexOf(document.activeElement) + 1) % all.length];
  next?.scrollIntoView({ block: "center" });
  if (next?.disabled) next.closest(".cms-standing").querySelector("summary, a, button:not(:disabled)")?.focus();
  else next?.focus();
}

function toTab(number) {
  const tab = document.querySelectorAll(".cms-tabs button")[number - 1];
  tab?.click();
  tab?.focus();
}

let begun = "";
let timer;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]:not(.cms-shortcuts)")) return;
  const found = event.ctrlKey || event.metaKey ? ofChord(event) : event.altKey ? undefined : ofLetter(event);
  if (!found) return;
  event.preventDefault();
  found.act(event.key);
});

const isHere = ({ where }) => !where || where();

function ofChord({ key, shiftKey }) {
  return KEYS.find((one) => one.chord && !shiftKey && one.keys.at(-1).toLowerCase() === key.toLowerCase() && isHere(one));
}

/** A letter alone, or the second of two. */
function ofLetter({ key, target }) {
  if (key.length > 1 || !lettersAre() || target.closest?.(TYPED_IN)) return undefined;
  const typed = begun ? [begun, key] : [key];
  begun = "";
  clearTimeout(timer);
  const found = KEYS.find((one) => one.act && !one.chord && isHere(one) && fits(one.keys, typed));
  if (!found && KEYS.some((one) => one.keys.length > typed.length && !one.chord && fits(one.keys.slice(0, typed.length), typed))) {
    begun = key;
    timer = setTimeout(() => (begun = ""), WAIT);
  }
  return found;
}

const fits = (keys, typed) =>
  keys.length === typed.length && keys.every((one, index) => (one === "1–9" ? /^[1-9]$/.test(typed[index]) : one === typed[index]));

/** Show the list. */
export async function showShortcuts() {
  await texts();
  document.querySelector("dialog.cms-shortcuts")?.remove();
  const groups = new Map();
  for (const one of KEYS) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  const off = element("input", { type: "checkbox", checked: lettersAre(), change: ({ target }) => localStorage.setItem(OFF, target.checked ? "on" : "off") });
  const close = element("button", { type: "button", class: "cms-quiet", click: () => dialog.close() }, text("Close"));
  const dialog = element("dialog", { class: "cms-shortcuts", "aria-labelledby": "cms-shortcuts-title" },
    element("h2", { id: "cms-shortcuts-title" }, text("Keys")),
    ...[...groups].map(([group, keys]) => element("section", {}, element("h3", {}, text(group)), list(keys))),
    element("label", { class: "cms-tick" }, off, text("Letters alone do something, while nobody types")), close);
  dialog.addEventListener("close", () => dialog.remove());
  ground().append(dialog);
  dialog.showModal();
  close.focus();
}

function list(keys) {
  return element("dl", {}, ...keys.flatMap((one) => [
    element("dt", {}, ...one.keys.flatMap((key, index) => [index ? (one.chord || one.keys[0] === "Alt" ? "+" : " ") : "", element("kbd", {}, key)])),
    element("dd", {}, text(one.words)),
  ]));
}

/** Our own pages do not have the panel's texts until they are needed. */
async function texts() {
  for (const source of window.cmsText ? [] : ["texts.js", "static/early.js"]) {
    await new Promise((done) => document.head.append(element("script", { src: new URL(source, PANEL), load: done })));
  }
}

// What was typed is kept while it is not saved: on the server, or in this browser when that cannot be
// reached. When the form is opened again, it is offered.

import { ask, button, element, place as placeNow, store, text } from "./spa.js";

const PAUSE = 2_000;
const MOST = 8_000; // so long at most is anything typed kept nowhere, however fast somebody types on
const PATIENCE = 3_000; // so long a save waits for what is being kept: it holds all of that itself
const LATE = 15_000; // by then what was given up has arrived at the server, or never will
let open = null;
let resumed = ""; // what the editor goes on with: it is not offered to them once more

/** Watch the form of `uid` (empty for a new entry) of a type; `collected()` tells what it holds. */
export async function watchForm({ type, uid, collected, restore }) {
  const place = `${type}/${uid || "add"}`;
  if (open?.place === place) return;
  leaveForm();
  open = { place, collected, restore, draft: draftOf(place), timer: 0, giveUp: new AbortController() };
  await offer(open);
}

/** The form is about to be left: keep what was typed last. */
export function flush() {
  if (open?.timer) keepNext(open);
}

/** Nothing is open any more. */
export function leaveForm() {
  clearTimeout(open?.timer);
  open = null;
  document.querySelectorAll(".cms-offer, .cms-kept").forEach((one) => one.remove());
}

/** Something was typed. */
export function typed() {
  if (!open) return;
  clearTimeout(open.timer);
  const form = open;
  form.since ||= Date.now();
  const wait = Math.max(0, Math.min(PAUSE, form.since + MOST - Date.now()));
  form.timer = setTimeout(() => keepNext(form), wait);
}

/**
 * The form is to be sent: nothing more is kept of it. Answers the name under which it was kept, once what
 * is under way has arrived: coming after the save, it would be offered as something never saved. What does
 * not arrive is given up, for nobody can be kept from saving by it.
 */
export async function sent() {
  if (!open) return "";
  const form = open;
  clearTimeout(form.timer);
  form.timer = form.since = 0;
  const { draft } = form;
  const patience = setTimeout(() => giveUp(form), PATIENCE);
  await form.keeping;
  clearTimeout(patience);
  form.giveUp = new AbortController();
  return draft;
}

/** Wait for it no longer; and should the server keep it after the save, let it be thrown away. */
function giveUp(form) {
  const { place, draft } = form;
  form.giveUp.abort();
  setTimeout(() => ask(`./autosave/${place}/${draft}/discard/`, {}).catch(() => {}), LATE);
}

/** The form was saved: from now on another name, so that what is still under way does no harm. */
export function saved() {
  if (!open) return;
  forget(open);
  sessionStorage.removeItem(draftKey(open.place));
  open.draft = draftOf(open.place);
  document.querySelectorAll(".cms-kept, .cms-offer").forEach((one) => one.remove());
}

const draftKey = (place) => `cms.draft.${place}`;

/** The form's name, the same after a reload of this tab. */
function draftOf(place) {
  const key = draftKey(place);
  const name = sessionStorage.getItem(key) ?? `tab${crypto.getRandomValues(new Uint32Array(1))[0]}x`.padEnd(14, "0");
  sessionStorage.setItem(key, name);
  return name;
}

/** Keep what the form holds now, after what is still under way. */
function keepNext(form) {
  clearTimeout(form.timer);
  form.timer = form.since = 0;
  const body = contents(form);
  if (body) form.keeping = Promise.resolve(form.keeping).then(() => keep(form, body));
}

async function keep(form, body) {
  try {
    const { time } = await ask(`./autosave/${form.place}/${form.draft}/`, body, { signal: form.giveUp.signal });
    forget(form);
    if (open === form) tell(text("What you typed is kept ({time}), not saved yet.", { time }));
  } catch (error) {
    if (error.status && error.status !== 401 && error.status < 500) return;
    remember(form, body);
    if (open === form) tell(text("What you typed is kept in this browser, not saved yet."));
  }
}

/** What the form holds, if it is still the one on the page. */
function contents(form) {
  const { table, uid } = placeNow();
  const typed = form.place === `${table}/${uid || "add"}` ? form.collected() : null;
  return typed && { typed, revision: Number(typed.revision ?? 0) };
}

function tell(words) {
  const button = document.querySelector("[data-uitest=save_button], [data-uitest=create_button]");
  if (!button) return;
  const said = document.querySelector(".cms-kept") ?? element("p", { class: "cms-kept cms-own" });
  if (!said.isConnected) button.after(said);
  said.textContent = words;
}

// In this browser, under the person's name.

let user = "";
const localKey = (place) => `cms.autosave.${user || store()?.state.user?.username}.${place}`;

function remember({ place, draft }, body) {
  try {
    localStorage.setItem(localKey(place), JSON.stringify({ ...body, draft, at: new Date().toISOString() }));
  } catch { /* it is full: the page itself still holds it */ }
}

const forget = ({ place }) => localStorage.removeItem(localKey(place));

/** What is kept for a form. What this browser held goes to the server first, to be found from everywhere. */
async function keptFor(form) {
  const answer = await ask(`./autosave/${form.place}/`);
  user = answer.user;
  const found = localStorage.getItem(localKey(form.place));
  if (!found) return answer.kept;
  const { draft, ...body } = JSON.parse(found);
  await ask(`./autosave/${form.place}/${draft}/`, body);
  forget(form);
  return (await ask(`./autosave/${form.place}/`)).kept;
}

window.addEventListener("pagehide", () => {
  if (!open?.timer) return;
  const body = contents(open);
  if (body) remember(open, body);
});

// The offer above the form.

async function offer(form) {
  const found = await keptFor(form).catch(() => []);
  const kept = found.filter(({ draft }) => draft !== resumed);
  resumed = "";
  const dressed = document.querySelector(".cms-form");
  if (open !== form || !kept.length || !dressed) return;
  const heading = text("You typed this earlier and did not save it");
  const items = kept.map((one) => item(form, one));
  dressed.before(element("section", { class: "cms-offer cms-own", "aria-label": heading }, element("h2", {}, heading), ...items));
}

function item(form, one) {
  const made = element("div", { class: "cms-offered" },
    element("p", {}, element("strong", {}, one.when), ` · ${one.changes.map(({ label }) => label).join(", ")}`),
    element("details", {}, element("summary", {}, text("Show what you typed")), ...one.changes.map(change)),
    element("div", { class: "cms-actions" },
      button(text("Continue with what I typed"), () => goOn(form, one), { class: "cms-continue" }),
      button(text("Throw away"), () => throwAway(form, one, made), { class: "cms-throw" })),
  );
  return made;
}

function change({ label, html }) {
  const shown = element("div", { class: "cms-diff" });
  shown.innerHTML = html; // the server's own, escaped there
  return element("div", {}, element("h3", {}, label), shown);
}

async function goOn(form, one) {
  document.querySelector(".cms-offer")?.remove();
  sessionStorage.setItem(draftKey(form.place), one.draft);
  form.draft = one.draft;
  if (form.place.endsWith("/add")) resumed = one.draft;
  await form.restore(one.typed, one.revision);
}

async function throwAway(form, one, made) {
  if (!confirm(text("Throw away what you typed? It cannot be brought back."))) return;
  await ask(`./autosave/${form.place}/${one.draft}/discard/`, {});
  const all = made.closest(".cms-offer");
  made.remove();
  if (!all.querySelector(".cms-offered")) all.remove();
  document.querySelector(".cms-form input:not([type=hidden])")?.focus();
}

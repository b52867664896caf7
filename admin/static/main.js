// What we add to piccolo-admin's application: it draws, we dress what it drew and listen to its store.

import { place, router, schema, store, text } from "./spa.js";
import { dirtyChanged, refreshBar, showBar } from "./bar.js";
import {
  clearProblems, collected, completed, hasUnsavedChanges, layOut, setDirty, showProblems, whenDirtyChanges, whenTyped,
} from "./form.js";
import { dressList, titleOf } from "./list.js";
import { dressHome } from "./home.js";
import { deleteAgreed } from "./deleting.js";
import { showPreviews } from "./preview.js";
import { leaveBeside, savedBeside, showBeside, typedBeside } from "./beside.js";
import { refuseInForm, refuseInList } from "./access.js";
import { leaveLock, takeLock } from "./locks.js";
import * as autosave from "./autosave.js";
import { chooseBetween } from "./conflict.js";
import { offerUndo, whenUndone } from "./undo.js";
import { repair, skipLink } from "./accessible.js";
import { dressFrame } from "./frame.js";
import { nextLanguage } from "./languages.js";
import { shortcutsDo } from "./shortcuts.js";

let row = null;
let filling = false;
let filled = Promise.resolve();
let restored = null; // what a new entry's form is to show once it is drawn again

const isEntry = () => Boolean(schema()?.extra?.entry);

function dress() {
  scheduled = false;
  if (!store()) return;
  guardRoutes();
  const { table, uid, adding } = place();
  dressLogin();
  document.body.dataset.view = !table ? "home" : uid || adding ? "form" : "list";
  if (!uid && !adding) autosave.leaveForm();
  if (!uid) {
    leaveLock();
    leaveBeside();
  }
  if (!table) dressHome();
  else if (uid || adding) dressForm(uid);
  else {
    dressList();
    refuseInList();
  }
  dressFrame();
  repair();
}

function dressLogin() {
  const form = document.querySelector("#login form");
  if (!form || form.querySelector(".cms-forgot")) return;
  const link = document.createElement("a");
  Object.assign(link, { className: "cms-forgot", href: "./password/forgot/", textContent: text("Forgotten your password?") });
  form.append(link, languages());
}

/** The panel's languages, before anybody has logged in; the same cookie tells it afterwards. */
function languages() {
  const line = document.createElement("p");
  line.className = "cms-languages";
  for (const [code, name] of [["nl", "Nederlands"], ["en", "English"]]) {
    const choice = document.createElement("button");
    Object.assign(choice, { type: "button", lang: code, textContent: name });
    if (code === cms.locale) choice.setAttribute("aria-current", "true");
    choice.addEventListener("click", async () => {
      await fetch(`./public/translations/${code}/`);
      location.reload();
    });
    line.append(choice);
  }
  return line;
}

function dressForm(uid) {
  layOut(row, { anew: filling });
  if (filling) setDirty(true);
  if (row && isEntry() && (row.uid ?? "") === uid) {
    refuseInForm(row);
    protect(uid);
  }
  const header = document.querySelector("div.inner div.header");
  if (!header || !row || !isEntry() || row.uid !== uid) return;
  const heading = header.querySelector("h1");
  heading.dataset.title = titleOf(row);
  heading.dataset.type = schema().extra.label;
  document.title = `${titleOf(row)} · Klankbord`;
  showPreviews(uid, header);
  showBeside(uid);
  showBar(uid, header, hasUnsavedChanges);
}

/** Keep others from editing at the same time, and what is typed from being lost. */
function protect(uid) {
  const { table } = place();
  if (!document.querySelector(".cms-form") || (!uid && row.table !== table)) return;
  const { refused = {}, languages = [] } = row.access ?? {};
  if (uid && refused.edit && !languages.length) return; // they only read
  if (uid) takeLock(uid, { isDirty: () => filling || hasUnsavedChanges(), reload: () => fetchAgain(table, uid) });
  autosave.watchForm({ type: table, uid, collected, restore });
}

const fetchAgain = (tableName, rowID) => store().dispatch("fetchSingleRow", { tableName, rowID });

/** Show what was typed earlier, on the revision that it was typed on: saving puts it and others' work together. */
async function restore(typed, revision) {
  const { table: tableName, uid } = place();
  if (uid) return fill({ ...typed, revision });
  restored = typed;
  await router().replace({ name: "rowListing", params: { tableName } });
  await router().replace({ name: "addRow", params: { tableName } });
  await drawn();
  setDirty(true);
}

/** Put values in the form, in place of what stands there; one after the other, if it is still that form. */
function fill(values) {
  const { table, uid } = place();
  const isThere = () => place().table === table && place().uid === uid;
  filled = filled.catch(() => {}).then(() => isThere() && fillNow(values));
  return filled;
}

/** Half filled it cannot be saved. */
async function fillNow(values) {
  const save = document.querySelector("[data-uitest=save_button]");
  const was = save?.disabled;
  if (save) save.disabled = true;
  const shown = { ...row, ...collected() }; // piccolo-admin renews only what differs from what it knows
  delete shown.remark;
  filling = true;
  try {
    store().commit("updateSelectedRow", shown);
    await drawn();
    store().commit("updateSelectedRow", { ...shown, ...values });
    arrived({ ...shown, ...values });
    await drawn();
  } finally {
    filling = false;
    if (save) save.disabled = was;
  }
}

const drawn = () => new Promise((done) => setTimeout(() => requestAnimationFrame(() => setTimeout(done, 50)), 50));

/** As a press on the button does: while that is out of use, a form is locked, half filled or being sent. */
const saveForm = () => document.querySelector(":is([data-uitest=save_button], [data-uitest=create_button]):enabled")?.closest("form").requestSubmit();

shortcutsDo({
  save: saveForm,
  language: nextLanguage,
  block: addBlock,
});

/** Add a block, on the tab that has them. */
function addBlock() {
  const blocks = document.querySelector(".cms-blocks");
  if (!blocks) return;
  blocks.closest("form").cmsShow?.(blocks.closest(".cms-field").dataset.group);
  blocks.cmsAddBlock();
}

// piccolo-admin does everything through its store; we complete what it sends, and hear the answers.
window.cmsStore = (spa) => {
  const dispatch = spa.dispatch;
  const act = async (type, payload) => {
    await before[type]?.(payload);
    try {
      const isDeletion = type === "deleteRow" && isEntry();
      const answer = isDeletion ? await deleteAgreed(payload) : await dispatch(type, payload);
      await after[type]?.(payload, answer);
      return answer;
    } catch (error) {
      failed(type, error);
      throw error;
    }
  };
  spa.dispatch = (type, payload) => (type in before ? once(type, payload, act) : act(type, payload));
  return spa;
};

const underWay = new Map(); // what is being saved: saving it again meanwhile is the same save

function once(type, payload, act) {
  const what = JSON.stringify([type, payload.tableName, payload.rowID]);
  if (!underWay.has(what)) underWay.set(what, act(type, payload).finally(() => underWay.delete(what)));
  return underWay.get(what);
}

const sending = async ({ data }) => {
  completed(data);
  clearProblems();
  filling = false;
  setDirty(false); // what is typed from now on is not in it
  const draft = await autosave.sent();
  if (draft) data.draft = draft;
};
const before = { updateRow: sending, createRow: sending };

const after = {
  fetchSingleRow: (_payload, answer) => {
    arrived(answer.data);
    setTimeout(savedBeside, 100); // once the form shows it
  },
  getNew: (table, answer) => {
    arrived(Object.assign(placed(answer.data), restored, { table }));
    restored = null;
  },
  updateRow: async ({ tableName, rowID }, answer) => {
    autosave.saved();
    if (answer.data.undo) offerUndo(answer.data.undo);
    if (place().table === tableName && place().uid === rowID) showSaved(answer.data);
    await refreshBar();
  },
  createRow: async ({ tableName }, answer) => {
    const rowID = answer.data.uid ?? answer.data.key;
    autosave.saved();
    if (answer.data.undo) offerUndo(answer.data.undo);
    setTimeout(() => goOnWith(tableName, rowID, answer.data.revision));
  },
  loadTranslation: (code) => {
    if (code !== cms.locale) location.reload();
  },
};

/** The form of what was a new entry until now; what was typed while the answer was under way goes along. */
async function goOnWith(tableName, rowID, revision) {
  const typed = hasUnsavedChanges() ? collected() : null;
  setDirty(false);
  await router().replace({ name: "editRow", params: { tableName, rowID } });
  if (!typed) return;
  while (place().uid === rowID && !isShown(rowID)) await drawn();
  if (place().uid === rowID) await fill({ ...typed, uid: rowID, revision });
}

const isShown = (uid) => row?.uid === uid && document.querySelector(".cms-form [data-uitest=save_button]");

/** The form shows what was stored; what was typed while the answer was under way stays. */
function showSaved({ undo: _undo, ...saved }) {
  if (hasUnsavedChanges()) {
    const { revision } = saved;
    store().commit("updateSelectedRow", { ...store().state.selectedRow, revision });
    return;
  }
  store().commit("updateSelectedRow", saved);
  arrived(saved);
  setTimeout(savedBeside, 100); // once the form shows it
}

/** A new entry that was asked for in the tree stands under what was chosen there. */
function placed(data) {
  const asked = new URLSearchParams(location.hash.split("?")[1]);
  if (asked.get("under")) Object.assign(data, { parent: asked.get("under"), parent_readable: asked.get("title") });
  return data;
}

function arrived(data) {
  row = data;
  setTimeout(schedule); // once piccolo-admin has drawn it
}

function failed(type, error) {
  const answer = error.response;
  if (type in before) setDirty(true);
  if (answer?.status === 409 && answer.data?.conflict) {
    const { conflict, detail } = answer.data;
    answer.data = detail; // what piccolo-admin shows of it
    setTimeout(() => {
      store().commit("updateApiResponseMessage", { contents: detail, type: "error" });
      chooseBetween(conflict, { fill, save: saveForm });
    });
  }
  if (type in before && (!answer || answer.status === 401 || answer.status >= 500)) say(refusedBy(answer?.status));
  if (type in before && answer?.status === 422) {
    showProblems(Array.isArray(answer.data.detail) ? answer.data.detail : []);
  }
  if (type === "deleteRow" && typeof answer?.data === "string") {
    setTimeout(() => store().commit("updateApiResponseMessage", { contents: answer.data, type: "error" }));
  }
}

const say = (contents) => setTimeout(() => store().commit("updateApiResponseMessage", { contents, type: "error" }));

function refusedBy(status) {
  if (status === 401) return text("You are logged out. Log in in another tab, then save again here: nothing is lost.");
  if (status === undefined) return text("The server cannot be reached. Nothing was saved; try again in a moment.");
  return text("The server has a problem. Nothing was saved; try again in a moment.");
}

let guarded = false;
function guardRoutes() {
  if (guarded) return;
  guarded = true;
  whenDirtyChanges(dirtyChanged);
  whenTyped(() => {
    autosave.typed();
    typedBeside();
  });
  whenUndone(showAgain);
  router().beforeEach((to) => {
    if (to.name !== "login" || !hasUnsavedChanges()) return true;
    setTimeout(() => say(refusedBy(401))); // what was typed stays on the page
    return false;
  });
  router().beforeEach(() => {
    if (!hasUnsavedChanges()) return true;
    autosave.flush();
    return confirm(text("There are unsaved changes. Leave anyway?"));
  });
  router().afterEach((_to, _from, failure) => failure || setDirty(false));
}

/** Something was undone: show it as it is now. */
async function showAgain({ uid, revision }) {
  const { table, uid: shown } = place();
  if (shown && shown === uid && revision === null) {
    setDirty(false);
    await router().push({ name: "rowListing", params: { tableName: table } });
  } else if (shown === uid && !hasUnsavedChanges()) {
    await Promise.all([fetchAgain(table, uid), refreshBar()]);
  } else if (table && !shown) await store().dispatch("fetchRows");
}

window.cmsRow = (key) => {
  const known = store().state.rows.find((one) => (one.uid ?? one.key) === key);
  return known ? `“${titleOf(known)}”` : key;
};

// An entry's form needs a page of its own: no dialogue over the list.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".title_bar a[href$='/add/'], .title_bar a[href$='/add']");
  if (!link || link.dataset.cmsRefused) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  location.hash = link.hash;
}, true);

window.addEventListener("beforeunload", (event) => {
  if (hasUnsavedChanges()) event.preventDefault();
});

let scheduled = false;
function schedule() {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(dress);
}

skipLink();
new MutationObserver(schedule).observe(document.querySelector("#app"), { childList: true, subtree: true });
schedule();

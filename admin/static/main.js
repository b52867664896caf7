// What we add to piccolo-admin's application: it draws, we dress what it drew and listen to its store.

import { place, router, schema, store, text } from "./spa.js";
import { dirtyChanged, refreshBar, showBar } from "./bar.js";
import { clearProblems, completed, hasUnsavedChanges, layOut, setDirty, showProblems, whenDirtyChanges } from "./form.js";
import { dressList, titleOf } from "./list.js";
import { dressHome } from "./home.js";
import { refuseInForm, refuseInList } from "./access.js";

let row = null;

const isEntry = () => Boolean(schema()?.extra?.entry);

function dress() {
  scheduled = false;
  if (!store()) return;
  guardRoutes();
  const { table, uid, adding } = place();
  document.body.dataset.view = !table ? "home" : uid || adding ? "form" : "list";
  if (!table) dressHome();
  else if (uid || adding) dressForm(uid);
  else {
    dressList();
    refuseInList();
  }
}

function dressForm(uid) {
  layOut(row);
  if (row && isEntry() && (row.uid ?? "") === uid) refuseInForm(row);
  const header = document.querySelector("div.inner div.header");
  if (!header || !row || !isEntry() || row.uid !== uid) return;
  const heading = header.querySelector("h1");
  heading.dataset.title = titleOf(row);
  heading.dataset.type = schema().extra.label;
  document.title = `${titleOf(row)} · Klankbord`;
  showBar(uid, header, hasUnsavedChanges);
}

// piccolo-admin does everything through its store; we complete what it sends, and hear the answers.
window.cmsStore = (spa) => {
  const dispatch = spa.dispatch;
  spa.dispatch = async (type, payload) => {
    before[type]?.(payload);
    try {
      const answer = await dispatch(type, payload);
      await after[type]?.(payload, answer);
      return answer;
    } catch (error) {
      failed(type, error);
      throw error;
    }
  };
  return spa;
};

const sending = ({ data }) => {
  completed(data);
  clearProblems();
  setDirty(false);
};
const before = { updateRow: sending, createRow: sending };

const after = {
  fetchSingleRow: (_payload, answer) => arrived(answer.data),
  getNew: (_payload, answer) => arrived(placed(answer.data)),
  updateRow: async ({ tableName, rowID }, answer) => {
    // What was typed while the answer was under way stays; else the form shows what was stored.
    if (hasUnsavedChanges()) {
      const { revision } = answer.data;
      store().commit("updateSelectedRow", { ...store().state.selectedRow, revision });
    } else await store().dispatch("fetchSingleRow", { tableName, rowID });
    await refreshBar();
  },
  createRow: async ({ tableName }, answer) => {
    const rowID = answer.data.uid ?? answer.data.key;
    setTimeout(() => router().replace({ name: "editRow", params: { tableName, rowID } }));
  },
  loadTranslation: (code) => {
    if (code !== cms.locale) location.reload();
  },
};

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
  router().beforeEach((to) => {
    if (to.name !== "login" || !hasUnsavedChanges()) return true;
    setTimeout(() => say(refusedBy(401))); // what was typed stays on the page
    return false;
  });
  router().beforeEach(() => !hasUnsavedChanges() || confirm(text("There are unsaved changes. Leave anyway?")));
  router().afterEach(() => setDirty(false));
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

// What the text editor says from its style sheet.
const SAID_BY_STYLES = {
  "--cms-visit": text("Visit URL:"), "--cms-enter": text("Enter link:"), "--cms-edit": text("Edit"),
  "--cms-remove": text("Remove"), "--cms-save": text("Save"), "--cms-h2": text("Heading"),
  "--cms-h3": text("Subheading"), "--cms-h4": text("Small heading"), "--cms-normal": text("Paragraph"),
};
for (const [name, words] of Object.entries(SAID_BY_STYLES)) {
  document.documentElement.style.setProperty(name, JSON.stringify(words));
}
new MutationObserver(schedule).observe(document.querySelector("#app"), { childList: true, subtree: true });
schedule();

// Before an entry is deleted, the server says what comes of it; then all that was chosen goes at once.

import { ask, schema, store, text } from "./spa.js";

let agreed = { uids: [], breaks: false, done: null };

/** Whether these rows may go: what it comes to is asked, or why it cannot be is said. */
window.cmsMayDelete = async (keys, words) => {
  agreed = { uids: [], breaks: false, done: null };
  if (!schema()?.extra?.entry) return confirm(words);
  try {
    const { question, breaks } = await ask("./bin/question/", { uids: keys });
    if (!confirm(question)) return false;
    agreed = { uids: keys.map(String), breaks, done: null };
    return true;
  } catch (error) {
    const contents = error.problems?.[0]?.msg || error.message || text("The request failed.");
    store().commit("updateApiResponseMessage", { contents, type: "error" });
    return false;
  }
};

/** Delete what was agreed on, once, however often piccolo-admin asks for each of them. */
export async function deleteAgreed({ rowID }) {
  if (!agreed.uids.includes(String(rowID))) throw new Error(text("The request failed."));
  agreed.done ??= ask("./bin/delete/", { uids: agreed.uids, break_links: agreed.breaks });
  try {
    return await agreed.done;
  } catch (error) {
    throw Object.assign(error, { response: { data: error.message, status: error.status } });
  }
}

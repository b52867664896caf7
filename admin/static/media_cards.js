// What is known of files of the library by their uid: asked once for all of one moment, kept for a while.

import { ask } from "./spa.js";

const CARDS = new URL("../library/cards/", import.meta.url);
const WHILE = 60_000; // colleagues change files too
const known = new Map(); // by uid: the promise of its card
const changes = new BroadcastChannel("cms.media");
let asked = null;

/** The card of a file; for what is not there the promise fails, as a question of its own would: with status 404. */
export function cardOf(uid) {
  if (!known.has(uid)) {
    const forget = () => known.get(uid) === card && known.delete(uid);
    const card = fetched(uid);
    known.set(uid, card);
    card.then(() => setTimeout(forget, WHILE), forget);
  }
  return known.get(uid);
}

/** A file was changed on this page: every page of this browser asks anew. */
export function changed(uid) {
  known.delete(uid);
  changes.postMessage(uid);
}

changes.addEventListener("message", ({ data }) => known.delete(data));

async function fetched(uid) {
  if (!asked) {
    const mine = { uids: new Set() };
    asked = mine;
    mine.answer = new Promise((done) => setTimeout(done)).then(() => {
      asked = null;
      return ask(`${CARDS}?${new URLSearchParams([...mine.uids].map((one) => ["uid", one]))}`);
    });
  }
  asked.uids.add(uid);
  const card = (await asked.answer)[uid];
  if (!card) throw Object.assign(new Error(uid), { status: 404 });
  return card;
}

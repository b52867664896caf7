// Uploading a file by tus 1.0: in parts, going on where it broke off, after a reload too.

import { csrfToken, text } from "./spa.js";

const ADDRESS = new URL("../uploads/", import.meta.url);
const PART = 4 * 1024 * 1024;
const PAUSES = [500, 1000, 2000, 4000, 8000, 15000];
const KEPT = "cms-upload:";
const DAY = 24 * 60 * 60 * 1000;

/** What to say of a failure; `again` is whether trying once more may help. */
class Failed extends Error {
  constructor(message, { again = false, status = 0 } = {}) {
    super(message);
    Object.assign(this, { again, status });
  }
}

/**
 * Send a file; the promise brings the `uid` of what it became in the library,
 * and whether it was there `already`.
 * `about` says folder, replaces, revision; `progress(share)` is told how far it is, `signal` stops it.
 */
export async function upload(file, about, { progress = () => {}, signal } = {}) {
  const key = KEPT + JSON.stringify([file.name, file.size, file.lastModified, about]);
  let stand = await resumed(key, file, signal);
  for (let turn = 0; ; turn += 1) {
    try {
      stand ??= await begun(key, file, about, signal);
      while (!stand.asset) {
        stand = await sent(file, stand, progress, signal);
        turn = 0; // it moves again: patience anew
      }
      localStorage.removeItem(key);
      progress(1);
      return { uid: stand.asset, already: stand.already };
    } catch (error) {
      if (signal?.aborted) await end(key, stand);
      if (!error.again || signal?.aborted || turn >= PAUSES.length) {
        if (!error.again) localStorage.removeItem(key);
        throw error;
      }
      await paused(PAUSES[turn], signal);
      stand = (await resumed(key, file, signal)) ?? (stand && !localStorage.getItem(key) ? null : stand);
    }
  }
}

/** Files that broke off in this browser, by name: choosing them again goes on with them. */
export function interrupted() {
  const found = [];
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith(KEPT))) {
    const { begun: since = 0 } = kept(key) ?? {};
    if (Date.now() - since > DAY) localStorage.removeItem(key);
    else found.push({ name: JSON.parse(key.slice(KEPT.length))[0], forget: () => localStorage.removeItem(key) });
  }
  return found;
}

function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

/** A pause before the next attempt; stopping ends it. */
function paused(time, signal) {
  return new Promise((go) => {
    const timer = setTimeout(go, time);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      go();
    }, { once: true });
  });
}

async function resumed(key, file, signal) {
  const known = kept(key);
  if (!known) return null;
  const answer = await asked("HEAD", known.address, {}, { signal }).catch(() => null);
  if (!answer) return { address: known.address, offset: known.offset ?? 0 };
  if (answer.status !== 200) {
    localStorage.removeItem(key);
    return null;
  }
  const stand = standOf(answer, known.address);
  return stand.offset <= file.size ? stand : null;
}

async function begun(key, file, about, signal) {
  const said = { filename: file.name, ...about };
  const metadata = Object.entries(said).filter(([, value]) => value !== undefined && value !== "")
    .map(([name, value]) => `${name} ${base64(String(value))}`).join(",");
  const answer = await asked("POST", ADDRESS, { "Upload-Length": file.size, "Upload-Metadata": metadata }, { signal });
  if (answer.status !== 201) throw refusal(answer);
  const address = new URL(answer.getResponseHeader("Location"), ADDRESS).href;
  localStorage.setItem(key, JSON.stringify({ address, begun: Date.now() }));
  return { address, offset: 0, asset: "" };
}

async function sent(file, { address, offset }, progress, signal) {
  const part = file.slice(offset, offset + PART);
  const headers = { "Upload-Offset": offset, "Content-Type": "application/offset+octet-stream" };
  const told = (loaded) => progress(file.size ? Math.min((offset + loaded) / file.size, 1) : 1);
  const answer = await asked("PATCH", address, headers, { body: part, progress: told, signal });
  if (answer.status !== 204) throw refusal(answer);
  return standOf(answer, address);
}

const standOf = (answer, address) => ({
  address,
  offset: Number(answer.getResponseHeader("Upload-Offset")),
  asset: answer.getResponseHeader("Cms-Asset") ?? "",
  already: answer.getResponseHeader("Cms-Code") === "already_there",
});

async function end(key, stand) {
  localStorage.removeItem(key);
  if (stand?.address) await asked("DELETE", stand.address).catch(() => null);
}

/** XMLHttpRequest tells how much has left, which fetch does not. */
function asked(method, address, headers = {}, { body, progress, signal } = {}) {
  return new Promise((done, fail) => {
    if (signal?.aborted) return fail(new Failed(text("Stopped.")));
    const request = new XMLHttpRequest();
    request.open(method, address);
    const all = { "Tus-Resumable": "1.0.0", "X-CSRFToken": csrfToken(), ...headers };
    for (const [name, value] of Object.entries(all)) request.setRequestHeader(name, value);
    const stop = () => request.abort();
    signal?.addEventListener("abort", stop, { once: true });
    const over = (act) => () => {
      signal?.removeEventListener("abort", stop);
      act();
    };
    if (progress) request.upload.addEventListener("progress", (event) => progress(event.loaded));
    request.onload = over(() => done(request));
    request.onabort = over(() => fail(new Failed(text("Stopped."))));
    request.onerror = over(() => fail(new Failed(text("The connection broke off. Try again: it goes on where it was."), { again: true })));
    return request.send(body);
  });
}

function refusal(answer) {
  const { status } = answer;
  const behind = answer.getResponseHeader("Cms-Code") === "wrong_offset";
  const again = behind || [408, 423, 429, 460].includes(status) || (status >= 500 && status !== 507);
  return new Failed(words(answer), { again, status });
}

function words({ status, responseText }) {
  if (status === 401) return text("You are logged out. Log in in another tab, then try again.");
  try {
    const { detail } = JSON.parse(responseText);
    return Array.isArray(detail) ? detail.map(({ msg }) => msg).join(" ") : String(detail);
  } catch {
    return responseText || text("The server has a problem. Try again in a moment.");
  }
}

function base64(value) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(value)));
}

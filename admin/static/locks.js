// Who is editing: the form takes the entry's lock, keeps it while it is open, and gives it back.
// It is a courtesy: saving is guarded by the revision.

import { ask, button, csrfToken, element, text } from "./spa.js";

const HEARTBEAT = 30_000;
const NOTHING = { uid: "", token: "", state: "", message: "", freed: "", timer: 0 };
let open = { ...NOTHING };
let form = { isDirty: () => false, reload: () => {} };

/** Be marked as editing `uid`; `isDirty()` tells of unsaved changes, `reload()` fetches the entry anew. */
export function takeLock(uid, { isDirty, reload }) {
  form = { isDirty, reload };
  if (open.uid === uid) return draw();
  leaveLock();
  open = { ...NOTHING, uid, timer: setInterval(beat, HEARTBEAT) };
  beat();
}

/** The form is closed: others may edit. */
export function leaveLock() {
  clearInterval(open.timer);
  release();
  open = { ...NOTHING };
}

function release() {
  if (!open.token) return;
  navigator.sendBeacon(`./locks/${open.uid}/release/`, new URLSearchParams({ token: open.token, csrftoken: csrfToken() }));
}

window.addEventListener("pagehide", release);
window.addEventListener("pageshow", ({ persisted }) => persisted && open.uid && beat());

const beat = () => send(open.token ? "renew" : "take");

async function send(act) {
  const { uid, token, state } = open;
  const answer = await ask(`./locks/${uid}/${act}/`, { token }).catch(() => null); // the next beat tries again
  if (!answer || open.uid !== uid) return;
  if (answer.state === "free") {
    open.token = "";
    return beat();
  }
  const isMine = answer.state === "mine";
  Object.assign(open, { state: answer.state, message: answer.message });
  open.token = isMine ? answer.token : answer.state === "elsewhere" ? token : "";
  if (isMine && state === "theirs") await freed();
  draw();
}

/** Whoever held it left: show what they made of it, and say so for a while. */
async function freed() {
  const mine = open;
  mine.freed = text("You can edit this now.");
  setTimeout(() => {
    mine.freed = "";
    if (open === mine) draw();
  }, 10_000);
  if (!form.isDirty()) await form.reload();
}

// The banner stands above the form; fields are read-only while somebody else edits, unless something
// has been typed: that must stay where it can be saved.
function draw() {
  const dressed = document.querySelector(".cms-form");
  if (!dressed) return;
  const isReadOnly = open.state === "theirs" && !form.isDirty();
  hold(dressed, isReadOnly);
  const words = said(isReadOnly);
  let banner = document.querySelector(".cms-lock");
  if (!banner && !words) return;
  if (!banner?.isConnected || banner.nextElementSibling !== dressed) {
    banner?.remove();
    banner = element("div", { class: "cms-lock cms-own", role: "status" });
    dressed.before(banner);
  }
  if (banner.dataset.words === words) return;
  banner.dataset.words = words;
  banner.hidden = !words;
  banner.replaceChildren(element("p", {}, words));
  if (open.state === "theirs") banner.append(button(text("Take over"), takeOver, { class: "cms-take-over" }));
}

function said(isReadOnly) {
  if (open.state === "elsewhere") return open.message;
  if (open.state !== "theirs") return open.freed;
  if (isReadOnly) return `${open.message} ${text("You can read along.")}`;
  return `${open.message} ${text("What you typed is still here; if you save, you see both versions.")}`;
}

async function takeOver() {
  if (!confirm(`${open.message} ${text("Take over? They are told.")}`)) return;
  await send("steal");
  document.querySelector(".cms-form :is(input, textarea, select):not([type=hidden], :disabled)")?.focus();
}

const FIELDS = "input:not([type=hidden]), textarea, select, button:not([data-reads])";

/** Make the form read-only, or as it was: what piccolo-admin draws later is caught when it comes. */
function hold(dressed, on) {
  dressed.classList.toggle("cms-held", on);
  const save = document.querySelectorAll("[data-uitest=save_button]");
  if (on) {
    for (const one of [...dressed.querySelectorAll(`.cms-field:not([data-owned=yes]) :is(${FIELDS}), .cms-remark input`), ...save]) {
      if (one.disabled) continue;
      one.disabled = true;
      one.dataset.held = "yes";
    }
  } else for (const one of document.querySelectorAll("[data-held]")) {
    one.disabled = false;
    delete one.dataset.held;
  }
  dressed.querySelectorAll(".cms-field:not([data-locked]) cms-editor").forEach((one) => one.toggleAttribute("readonly", on));
}

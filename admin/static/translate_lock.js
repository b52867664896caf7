// Who is editing: from the first letter typed, colleagues see it; whoever else is at work is named.

import { ask, csrfToken } from "./spa.js";

const HEARTBEAT = 30_000;
const { uid } = document.querySelector(".desk").dataset;
const line = document.querySelector(".lock");
const door = `/admin/locks/${uid}/`;
let token = "";
let timer = 0;

/** Be marked as editing from now on, until the page is left. */
export function holdLock() {
  if (timer) return;
  timer = setInterval(beat, HEARTBEAT);
  beat();
}

async function beat() {
  const answer = await ask(`${door}${token ? "renew" : "take"}/`, { token }).catch(() => null); // the next one tries again
  if (!answer) return;
  token = answer.state === "mine" ? answer.token : "";
  line.hidden = answer.state !== "theirs";
  if (line.textContent !== answer.message) line.textContent = answer.message;
}

window.addEventListener("pagehide", () => {
  if (!token) return;
  navigator.sendBeacon(`${door}release/`, new URLSearchParams({ token, csrftoken: csrfToken() }));
});

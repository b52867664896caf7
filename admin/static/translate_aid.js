// Beside a text: what the memory proposes, what the glossary says, and what stood here earlier.

import { ask, text } from "./spa.js";
import { here, insert } from "./translate_text.js";

/** Ask once, when somebody comes to a text, and show it. */
export async function assist(piece) {
  const aid = piece.querySelector(".aid");
  if (!aid || aid.dataset.asked) return;
  aid.dataset.asked = "yes";
  const answer = await ask(`${here}aid/?key=${encodeURIComponent(piece.dataset.key)}`).catch(() => null);
  if (!answer || !answer.html) return;
  aid.innerHTML = answer.html; // the server's own, escaped there
  aid.hidden = false;
}

/** The machine is slow: it is asked only when somebody wants it. */
async function askMachine(piece, button) {
  button.disabled = true;
  const answer = await ask(`${here}aid/?machine=yes&key=${encodeURIComponent(piece.dataset.key)}`).catch(() => null);
  const place = button.closest(".asking");
  if (answer?.html) place.innerHTML = answer.html; // the server's own, escaped there
  else place.textContent = text("The machine has no suggestion.");
  place.querySelector("[data-proposal]")?.focus();
}

/** The first proposal, into the box. */
export function firstProposal(piece) {
  piece.querySelector(".aid [data-proposal]")?.click();
}

document.addEventListener("click", ({ target }) => {
  const chosen = target.closest("[data-proposal]");
  const piece = chosen?.closest(".piece");
  const machine = target.closest("[data-machine]");
  if (machine) askMachine(machine.closest(".piece"), machine);
  if (piece) insert(piece, chosen.dataset.proposal, { all: chosen.dataset.all !== "no" });
});

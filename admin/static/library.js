// The page of the library: uploading from anywhere on it, and how many files are chosen.

import { button, element, text } from "./spa.js";
import { interrupted } from "./tus.js";
import { fileButton, takeDrops, uploadList } from "./uploading.js";

const zone = document.querySelector(".library-upload");

function setUp() {
  const { list, add } = uploadList({
    about: () => ({ folder: zone.dataset.folder }), most: Number(zone.dataset.most), rested: (number) => number && renew(),
    arrived: (uid, _file, item) => item.querySelector(".upload-acts").append(
      element("a", { href: `./files/${uid}/` }, text("Describe it"))),
  });
  zone.prepend(fileButton(text("Choose files"), add));
  zone.append(list);
  takeDrops(document.querySelector("#app"), add);
  remind();
  dress();
}

/** What broke off in this browser goes on when the same file is chosen again. */
function remind() {
  const found = interrupted();
  if (!found.length) return;
  const note = element("p", { class: "library-interrupted", role: "status" },
    text("These were cut off: {names}. Choose them again, and they go on where they were.", { names: found.map(({ name }) => name).join(", ") }), " ",
    button(text("Forget them"), () => {
      found.forEach(({ forget }) => forget());
      note.remove();
    }, { class: "plain" }));
  zone.append(note);
}

/** The list anew, with what has arrived; what is chosen in it stays so. */
async function renew() {
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const ticked = new Set([...document.querySelectorAll("[name=uid]:checked")].map(({ value }) => value));
  const parts = [".library-files", ".library-folders"].map((one) => [document.querySelector(one), fresh.querySelector(one)]);
  if (parts.some(([, renewed]) => !renewed)) return; // another page came: one must log in again
  for (const [shown, renewed] of parts) shown.replaceWith(document.adoptNode(renewed));
  for (const box of document.querySelectorAll("[name=uid]")) box.checked = ticked.has(box.value);
  dress();
}

function dress() {
  const form = document.querySelector(".library-files");
  const all = form.querySelector("[data-all]");
  const said = form.querySelector(".library-chosen");
  if (!all) return;
  const boxes = [...form.querySelectorAll("[name=uid]")];
  const follow = () => {
    const ticked = boxes.filter(({ checked }) => checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && !all.checked;
    said.textContent = ticked ? `(${ticked})` : "";
    form.querySelectorAll(".library-acts button").forEach((one) => (one.disabled = !ticked));
  };
  all.addEventListener("change", () => {
    boxes.forEach((box) => (box.checked = all.checked));
    follow();
  });
  form.addEventListener("change", follow);
  form.addEventListener("submit", (event) => {
    const { value } = event.submitter ?? {};
    const asks = text("Delete the chosen files that are not used? This cannot be undone.");
    if (value === "delete" && !confirm(asks)) event.preventDefault();
  });
  follow();
}

setUp();

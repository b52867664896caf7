// Files being uploaded, as a list: each with its name, how far it is, and what came of it.

import { button, element, text } from "./spa.js";
import { upload } from "./tus.js";

const AT_ONCE = 3;
const HOPELESS = [409, 413, 422]; // the same once more would be refused once more
const underWay = new Set(); // what is being sent on this page, by all its lists

window.addEventListener("beforeunload", (event) => underWay.size && event.preventDefault());

/**
 * A list that uploads what it is given: `add(files)`. `about()` says folder and the like of each,
 * `arrived(uid, file, item)` is called for each that is in the library, `rested(number)` once nothing is under way.
 */
export function uploadList({ about = () => ({}), arrived = () => {}, rested = () => {}, most = Infinity }) {
  const list = element("ul", { class: "uploads", "aria-label": text("What is being uploaded") });
  const waiting = [];
  let busy = 0;
  let done = 0;
  const next = () => {
    while (busy < AT_ONCE && waiting.length) run(waiting.shift());
    if (!busy && !waiting.length) {
      rested(done);
      done = 0;
    }
  };
  const run = async (line) => {
    busy += 1;
    underWay.add(line);
    try {
      const { uid, already } = await line.send();
      done += 1;
      line.over(already ? text("It was in the library already") : text("Uploaded"), "done");
      underWay.delete(line); // before it is told: that may leave the page
      show(uid, line);
    } catch (error) {
      line.over(error.message, "failed", error.again || !HOPELESS.includes(error.status));
    }
    underWay.delete(line);
    busy -= 1;
    next();
  };
  const show = async (uid, line) => {
    try {
      await arrived(uid, line.file, line.item);
    } catch {
      line.over(text("Uploaded, but it cannot be shown here now. It is in the library."), "done");
    }
  };
  const enqueue = (line) => {
    waiting.push(line);
    next();
  };
  const add = (files) => {
    for (const file of files) {
      const line = uploadLine(file, about(), enqueue);
      list.append(line.item);
      if (file.size > most) line.over(text("This file is too large."), "failed");
      else if (!file.size) line.over(text("This is an empty file, or a folder."), "failed");
      else waiting.push(line);
    }
    next();
  };
  return { list, add };
}

function uploadLine(file, about, enqueue) {
  const id = `upload-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
  const bar = element("progress", { max: 1, value: 0, "aria-labelledby": id });
  const said = element("span", { role: "status" }, text("Waiting")); // how it begins and ends; not each step
  const far = element("span", { "aria-hidden": "true" }); // the bar says it to whoever asks
  const acts = element("span", { class: "upload-acts" });
  const item = element("li", { class: "upload" }, element("span", { class: "upload-name", id }, file.name), bar, element("span", { class: "upload-said" }, said, " ", far), acts);
  let stop = new AbortController();
  const line = { file, item };
  line.send = () => {
    stop = new AbortController();
    said.textContent = text("Being uploaded");
    acts.replaceChildren(button(text("Stop"), () => stop.abort(), { class: "plain", "aria-label": text("Stop {name}", { name: file.name }) }));
    return upload(file, about, { signal: stop.signal, progress: (share) => {
      bar.value = share;
      far.textContent = share < 1 ? `${Math.floor(share * 100)} %` : `· ${text("Being looked at")}`;
    } });
  };
  line.over = (words, state, again = false) => {
    item.dataset.state = state;
    said.textContent = words;
    far.textContent = "";
    bar.hidden = state === "failed";
    const retry = () => {
      delete item.dataset.state;
      bar.hidden = false;
      acts.replaceChildren();
      enqueue(line);
    };
    acts.replaceChildren(...(again ? [button(text("Try again"), retry, { class: "plain" })] : []));
  };
  return line;
}

/** Let files be dropped on an element; it shows that it takes them. */
export function takeDrops(target, take) {
  const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  let depth = 0;
  const shown = (by) => {
    depth = Math.max(0, depth + by);
    target.classList.toggle("takes-files", depth > 0);
  };
  target.addEventListener("dragenter", (event) => hasFiles(event) && (event.preventDefault(), shown(1)));
  target.addEventListener("dragleave", (event) => hasFiles(event) && shown(-1));
  target.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  target.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.stopPropagation();
    shown(-depth);
    take([...event.dataTransfer.files]);
  });
}

/** A button that opens the system's own dialogue for files. */
export function fileButton(label, take, { multiple = true, accept = "" } = {}) {
  const input = element("input", { type: "file", multiple, accept: accept || null, class: "unseen", tabindex: -1, "aria-hidden": "true" });
  input.addEventListener("input", (event) => event.stopPropagation()); // no part of the form that it may stand in
  input.addEventListener("change", (event) => {
    event.stopPropagation();
    take([...input.files]);
    input.value = "";
  });
  return element("span", { class: "file-button" }, button(label, () => input.click()), input);
}

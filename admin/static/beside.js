// The preview beside the form: the page in a frontend, or the entry as the system reads it, as it is typed.
// docs/how-to/frontend.md says what passes between the two.

import { ask, button, element, place, text } from "./spa.js";
import { icon } from "./icons.js";
import { collected, hasUnsavedChanges } from "./form.js";
import { language, whenLanguageChanges } from "./languages.js";

const PAUSE = 700;
const PLAIN = "";
const WIDTHS = { phone: 390, tablet: 820, desktop: 1280 };
const NAMES = { phone: text("Telephone"), tablet: text("Tablet"), desktop: text("Desktop") };

let pane = null; // { uid, root, frame, answer, listens, timer, asked, stop, locale }

const kept = (name, otherwise) => localStorage.getItem(`cms.beside.${name}`) ?? otherwise;
const keep = (name, value) => localStorage.setItem(`cms.beside.${name}`, value);
const isWanted = () => kept("open", "no") === "yes";

/** The button that opens and closes it; `uid` is the entry of the form. */
export function besideButton(uid) {
  const toggle = button(text("Preview beside the form"), () => toggleBeside(uid), {
    class: "cms-beside-toggle", "aria-pressed": String(isWanted()), "aria-keyshortcuts": "p",
  });
  return toggle;
}

export function toggleBeside(uid = place().uid) {
  if (!uid) return;
  keep("open", isWanted() ? "no" : "yes");
  showBeside(uid);
  if (!isWanted()) document.querySelector(".cms-beside-toggle")?.focus();
}

/** Show it if it is wanted; call it whenever the form was drawn. */
export function showBeside(uid) {
  document.querySelector(".cms-beside-toggle")?.setAttribute("aria-pressed", String(isWanted()));
  if (!isWanted()) return leaveBeside();
  if (pane?.uid === uid) return;
  leaveBeside();
  pane = { uid, timer: 0, listens: false, asked: 0, stop: null, locale: "" };
  draw();
  refresh();
}

/** There is no form any more. */
export function leaveBeside() {
  clearTimeout(pane?.timer);
  pane?.stop?.abort();
  pane?.sizes?.disconnect();
  pane?.root.remove();
  pane = null;
  delete document.body.dataset.beside;
}

/** Something was typed: show it as soon as the typing pauses. */
export function typedBeside() {
  if (!pane) return;
  clearTimeout(pane.timer);
  pane.timer = setTimeout(refresh, PAUSE);
}

/** The entry was saved, published or read anew. */
export function savedBeside() {
  if (!pane) return;
  clearTimeout(pane.timer);
  refresh();
}

async function refresh() {
  const mine = pane;
  const turn = ++mine.asked;
  const typed = hasUnsavedChanges() ? collected() : null;
  mine.stop?.abort(); // an earlier one must not arrive after this one
  mine.stop = new AbortController();
  const { signal } = mine.stop;
  const answer = await ask(`./beside/${mine.uid}/`, { typed }, { signal }).catch((error) => ({ failed: error }));
  if (pane !== mine || turn !== mine.asked) return;
  if (answer.failed) return tell(answer.failed.message || text("The preview cannot be shown now."));
  mine.answer = answer;
  tell(answer.problem || (typed ? text("As you type it, not saved yet.") : text("As it is saved.")));
  drawSites();
  show(typed ? "typed" : "saved");
}

function tell(words) {
  const said = pane.root.querySelector(".cms-beside-said");
  if (said.textContent !== words) said.textContent = words;
}

// What is shown: one site, one language, one width.

const site = () => pane.answer.frontends.find((one) => one.name === kept("site", "")) ?? null;
const chosen = () => (kept("site", "") === PLAIN && "cms.beside.site" in localStorage ? null : site() ?? pane.answer.frontends[0] ?? null);
/** What was chosen here, until another language is chosen for the form. */
const locale = () => pane.locale || (language() ?? kept("locale", cms.locales[0]));

function show(reason) {
  const one = chosen();
  pane.root.dataset.plain = one ? "no" : "yes";
  const open = pane.root.querySelector(".cms-beside-open");
  open.hidden = !one;
  if (!one) return showPlain();
  const link = one.links[locale()];
  open.href = link;
  if (pane.frame.dataset.link !== link) {
    pane.frame.dataset.link = link;
    pane.listens = false;
    pane.frame.src = link;
  } else if (pane.listens) {
    const path = pane.answer.paths[locale()];
    const message = { type: "klankbord:preview", uid: pane.uid, locale: locale(), path, reason };
    pane.frame.contentWindow.postMessage(message, one.origin);
  } else pane.frame.src = link; // it does not listen: read it again
  fit();
}

async function showPlain() {
  const mine = pane;
  const turn = (mine.turn = {});
  const html = await ask(`./beside/${mine.uid}/${locale()}/`).catch(() => "");
  if (pane !== mine || mine.turn !== turn) return;
  pane.frame.dataset.link = "";
  pane.plain.lang = locale();
  pane.plain.innerHTML = html; // the server's own, cleaned there
}

window.addEventListener("message", ({ source, origin, data }) => {
  if (!pane?.frame || source !== pane.frame.contentWindow || origin !== chosen()?.origin) return;
  if (data?.type === "klankbord:listening") pane.listens = true;
});

// Drawing.

function draw() {
  pane.frame = element("iframe", {
    class: "cms-beside-frame", title: text("Preview"), referrerpolicy: "no-referrer",
    sandbox: "allow-scripts allow-same-origin allow-forms allow-popups",
  });
  pane.plain = element("div", { class: "cms-beside-plain beside", tabindex: "0", role: "region", "aria-label": text("Preview") });
  pane.stage = element("div", { class: "cms-beside-stage" }, pane.frame, pane.plain);
  pane.root = element("aside", { class: "cms-beside", "aria-label": text("Preview beside the form") },
    element("div", { class: "cms-beside-tools" }, sites(), languages(), widths(), actions()),
    element("p", { class: "cms-beside-said", role: "status" }), pane.stage);
  document.querySelector("#app > *")?.append(pane.root);
  document.body.dataset.beside = "open";
  hang();
  pane.sizes = new ResizeObserver(fit);
  pane.sizes.observe(pane.stage);
}

function sites() {
  return element("label", { class: "cms-beside-sites" }, element("span", { class: "cms-unseen" }, text("Site")),
    element("select", { change: ({ target }) => {
      keep("site", target.value);
      pane.frame.dataset.link = "";
      show("chosen");
    } }));
}

function drawSites() {
  const select = pane.root.querySelector(".cms-beside-sites select");
  const names = [...pane.answer.frontends.map(({ name }) => name), PLAIN];
  if (select.dataset.names === names.join("\n")) return;
  select.dataset.names = names.join("\n");
  const now = chosen()?.name ?? PLAIN;
  select.replaceChildren(...names.map((name) =>
    element("option", { value: name, selected: name === now }, name || text("Without a site"))));
}

function languages() {
  const names = new Intl.DisplayNames([cms.locale], { type: "language" });
  const choose = (code) => {
    keep("locale", code);
    pane.locale = code;
    press(".cms-beside-languages", code);
    if (pane.answer) show("chosen");
  };
  return group("cms-beside-languages", text("Language"), cms.locales.map((code) =>
    button(code.toUpperCase(), () => choose(code), { "data-value": code, title: names.of(code), "aria-label": names.of(code), "aria-pressed": String(code === locale()) })));
}

function widths() {
  const now = kept("width", "tablet");
  return group("cms-beside-widths", text("Width"), Object.keys(WIDTHS).map((name) =>
    pictured(name, NAMES[name], () => {
      keep("width", name);
      press(".cms-beside-widths", name);
      fit();
    }, { "data-value": name, "aria-pressed": String(name === now) })));
}

const pictured = (name, words, click, properties = {}) =>
  element("button", { type: "button", click, title: words, "aria-label": words, ...properties }, icon(name));

const group = (name, label, buttons) => element("div", { class: `cms-beside-group ${name}`, role: "group", "aria-label": label }, ...buttons);

function press(selector, value) {
  for (const one of pane.root.querySelectorAll(`${selector} button`)) one.setAttribute("aria-pressed", String(one.dataset.value === value));
}

function actions() {
  const again = () => {
    pane.frame.dataset.link = "";
    refresh();
  };
  return element("div", { class: "cms-beside-group" },
    pictured("again", text("Read it again"), again),
    element("a", { class: "cms-beside-open", target: "_blank", rel: "noopener", hidden: true, title: text("In a tab of its own"), "aria-label": text("In a tab of its own") }, icon("open")),
    button("×", () => toggleBeside(pane.uid), { title: text("Close"), "aria-label": text("Close") }));
}

/** The page is as wide as on the device that was chosen, and made smaller until it fits. */
function fit() {
  const { clientWidth: width, clientHeight: height } = pane.stage;
  const wanted = WIDTHS[kept("width", "tablet")];
  const scale = Math.min(1, width / wanted);
  Object.assign(pane.frame.style, {
    width: `${wanted}px`, height: `${height / scale}px`, transform: `scale(${scale})`,
    marginLeft: `${Math.max(0, (width - wanted * scale) / 2)}px`,
  });
  pane.plain.style.maxWidth = `${wanted}px`;
}

/** Below the bar at the top as long as that is in sight. */
function hang() {
  if (!pane) return;
  const bar = document.querySelector("#nav")?.getBoundingClientRect().bottom ?? 0;
  pane.root.style.top = `${Math.max(0, bar)}px`;
}
document.addEventListener("scroll", hang, { passive: true, capture: true });

whenLanguageChanges(() => {
  if (!pane) return;
  pane.locale = "";
  press(".cms-beside-languages", locale());
  if (pane.answer) show("chosen");
});

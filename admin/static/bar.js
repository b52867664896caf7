// The bar above the form: where the entry stands in each language, and the buttons that change that.

import { ask, button, element, text } from "./spa.js";

const POINTLESS = ["wrong_state", "not_published", "not_planned", "unchanged"]; // why a step is not shown at all
const OURS = ["at", "until", "comment"]; // no fields of the entry: what is wrong says which is meant

let typing = {}; // by language: the comment and dates that were typed and not sent yet
let shown = { uid: "", bar: null, status: null };
let isDirty = () => false;

/** Draw the bar for `uid` after `header`, once; `dirty()` says whether the form has unsaved changes. */
export async function showBar(uid, header, dirty) {
  isDirty = dirty;
  if (shown.uid === uid && shown.bar?.isConnected) return;
  document.querySelectorAll(".cms-bar").forEach((bar) => bar.remove());
  const bar = element("section", { class: "cms-bar cms-own", "aria-label": text("Publication") });
  shown = { uid, bar, status: null };
  typing = {};
  header.after(bar);
  await refreshBar();
}

/** Ask the server again; the form is not touched. */
export async function refreshBar() {
  if (!shown.uid) return;
  const { uid } = shown;
  hold(); // what is pressed meanwhile would act on what was
  const status = await ask(`./entries/${uid}/`).catch(() => shown.status);
  if (status && shown.uid === uid) draw(status);
}

function hold() {
  shown.bar?.querySelectorAll("[data-step]").forEach((made) => { made.disabled = true; });
}

/** Say that the form has unsaved changes, or no longer has. */
export function dirtyChanged() {
  if (shown.status && shown.bar?.isConnected) draw(shown.status);
}

export function currentStatus() {
  return shown.status;
}

function draw(status, error) {
  shown.status = status;
  const message = error ? problem(error) : said(status.message);
  shown.bar.replaceChildren(...status.languages.map((one) => language(status, one)));
  if (isDirty()) {
    shown.bar.append(element("p", { class: "cms-note" }, text("There are unsaved changes. Save first, then publish.")));
  }
  const links = [element("a", { href: `./history/${status.uid}/`, class: "cms-history" }, text("History"))];
  if (!status.access.refused.share) {
    const label = text("Share this and what stands under it");
    links.push(element("a", { href: `./sharing/${status.uid}/`, class: "cms-sharing" }, label));
  }
  if (!status.access.refused.review) links.push(element("a", { href: `./comments/?entry=${status.uid}` }, text("Comments")));
  if (status.type === "session" && !status.access.refused.edit) links.push(element("a", { href: `./sign-ups/${status.uid}/` }, text("Sign-ups")));
  if (status.orders) links.push(element("a", { href: `./tree/${status.uid}/order/` }, text("Order what stands under it")));
  if (status.type === "session") links.push(element("a", { href: `./reports/${status.uid}/` }, text("Reports")));
  shown.bar.append(element("p", { class: "cms-links" }, ...links));
  shown.bar.append(element("div", { role: "status", class: "cms-said" }, message));
}

function said(message) {
  return message ? element("p", { class: "cms-done" }, message) : "";
}

function problem(error) {
  const lines = error.problems.map(({ label, msg }) => element("li", {}, label && !OURS.includes(label) ? `${label}: ${msg}` : msg));
  return element("div", { class: "cms-failed" }, error.message, element("ul", {}, ...lines));
}

function language(status, one) {
  const current = one.changed !== null && one.changed.length === 0 && one.path === one.live_path && !one.planned;
  const out = one.live_path === null && !one.planned && !one.dates.length; // nothing there to take away
  const steps = one.steps.filter((step) => !POINTLESS.includes(step.code) && !(out && !step.allowed && step.name === "retire"));
  const refused = steps.filter((step) => !step.allowed && step.why && !(step.name === "publish" && one.problems.length));
  const wishes = dates(one);
  const actions = steps.map((step) => stepButton(status, one, step, current));
  return element("div", { class: "cms-standing", "data-locale": one.locale, "data-state": one.badge.key },
    element("h2", {}, one.name, element("span", { class: "cms-state", "data-state": one.badge.key }, one.badge.label)),
    address(one),
    ...one.dates.map((line) => element("p", { class: "cms-dates" }, line)),
    one.word ? element("p", { class: "cms-word" }, one.word, one.comment ? element("q", {}, one.comment) : null) : null,
    ...effects(one, current),
    ...refused.map((step) => element("p", { class: "cms-fine" }, `${step.label}: ${step.why}`)),
    one.source ? null : element("p", { class: "cms-translate" },
      element("a", { href: `./translations/${status.uid}/${one.locale}/` }, text("Translate text by text"))),
    steps.some((step) => step.allowed) ? wishes : null,
    element("div", { class: "cms-actions" }, ...actions),
  );
}

/** The comment and the dates that go with a step; what was typed stays while the bar is drawn anew. */
function dates(one) {
  const typed = (typing[one.locale] ??= { open: false, comment: "", at: "", until: "" });
  const field = (name, label, properties) => element("label", {}, label, element("input", {
    name, value: typed[name], input: ({ target }) => {
      typed[name] = target.value;
      renameSteps(target.closest(".cms-standing"), typed);
    }, ...properties,
  }));
  const mayPublish = one.steps.some((step) => step.allowed && ["publish", "retire"].includes(step.name));
  const moments = mayPublish ? [
    field("at", text("Public from"), { type: "datetime-local" }),
    field("until", text("Public until"), { type: "datetime-local" }),
    element("p", { class: "cms-zone" }, text("Empty means now, and for ever. Times are those of {zone}.", { zone: cms.timezone })),
  ] : [];
  return element("details", { class: "cms-wishes", open: typed.open, toggle: ({ target }) => { typed.open = target.open; } },
    element("summary", {}, mayPublish ? text("Comment and dates") : text("Comment")),
    element("div", {},
      field("comment", text("Comment"), { maxlength: 300, placeholder: text("For the history, and for who reviews it") }),
      ...moments));
}

function stepButton(status, one, step, current) {
  const typed = typing[one.locale];
  const idle = step.name === "publish" && current;
  return button(stepLabel(step, one, typed), () => take(status, one, step), {
    class: `cms-step cms-${step.name}`, "data-step": step.name, "data-locale": one.locale, "data-label": step.label,
    "data-idle": idle, title: step.allowed ? null : step.why,
    disabled: !step.allowed || isDirty() || (idle && !typed.at && !typed.until),
    "data-refused": !step.allowed || isDirty(),
  });
}

function stepLabel(step, one, typed) {
  if (step.name === "publish" && typed.at) return text("Schedule");
  if (step.name === "publish" && one.planned) return text("Publish now");
  if (step.name === "publish" && one.live_path !== null) return text("Publish again");
  if (step.name === "retire" && typed.until) return text("Retract at that moment");
  return step.label;
}

/** Dates change what the buttons do; drawing all anew would take the focus from the field. */
function renameSteps(standing, typed) {
  const one = shown.status.languages.find(({ locale }) => locale === standing.dataset.locale);
  for (const made of standing.querySelectorAll("[data-step]")) {
    const step = one.steps.find(({ name }) => name === made.dataset.step);
    made.textContent = stepLabel(step, one, typed);
    made.disabled = made.hasAttribute("data-refused") || (made.hasAttribute("data-idle") && !typed.at && !typed.until);
  }
}

function take(status, one, step) {
  const typed = typing[one.locale];
  const now = step.name === "retire" && !typed.until;
  const words = text("Retract {language}? Its address will say that it is gone.", { language: one.name });
  if (now && !confirm([words, one.breaks].filter(Boolean).join("\n\n"))) return;
  const at = step.name === "retire" ? typed.until : typed.at;
  const until = step.name === "publish" ? typed.until : "";
  act(one, step, status, { comment: typed.comment, at, until, break_links: now && Boolean(one.breaks) });
}

function address(one) {
  if (one.live_path === null) return null; // the badge says so
  return element("p", { class: "cms-address" },
    cms.site // without a frontend's address there is nothing to open
      ? element("a", { href: cms.site + one.live_path, target: "_blank", rel: "noopener" }, one.live_path)
      : element("code", {}, one.live_path));
}

function effects(one, current) {
  const lines = [];
  const say = (words, values, name) => lines.push(element("p", { class: name }, text(words, values)));
  if (current) say("The public reads what you see here.", {}, "cms-fine");
  if (one.changed?.length) say("Changed since: {fields}", { fields: one.changed.join(", ") });
  if (one.behind.length) say("Behind the source text: {fields}", { fields: one.behind.join(", ") }, "cms-behind");
  if (one.without.length) say("Not translated: {fields}", { fields: one.without.join(", ") }, "cms-behind");
  if (one.path && one.path !== one.live_path) say("Publishing gives it the address {path}", { path: one.path });
  if (one.moves) {
    say("{path} will lead there.", { path: one.live_path });
    if (one.moves.number) {
      const values = { number: one.moves.number, paths: one.moves.paths.join(", ") };
      if (one.moves.number > one.moves.paths.length) values.paths += ", …";
      say("{number} addresses below it move too: {paths}", values);
    }
  }
  lines.push(...one.notes.map((note) => element("p", { class: "cms-fine" }, note)));
  if (one.problems.length) {
    say("Not ready to publish:", {}, "cms-missing");
    lines.push(element("ul", { class: "cms-missing" }, ...one.problems.map((it) => element("li", {}, whereAndWhat(it)))));
  }
  if (one.advice.length) {
    say("Worth a look, though it can be published as it is:", {}, "cms-advice");
    lines.push(element("ul", { class: "cms-advice" }, ...one.advice.map((it) => element("li", {}, whereAndWhat(it)))));
  }
  return lines;
}

/** Of a row or a block it is said which. */
const whereAndWhat = ({ loc, label, msg }) => (String(loc[0]).includes(".") ? `${label}: ${msg}` : msg);

async function act(one, step, status, wishes) {
  hold();
  try {
    const answer = await ask(`./entries/${status.uid}/${step.name}/${one.locale}/`, { revision: status.revision, ...wishes });
    delete typing[one.locale];
    draw(answer);
  } catch (error) {
    draw(status, error);
    if (error.code !== "would_break_links") return;
    const anyway = () => act(one, step, status, { ...wishes, break_links: true });
    shown.bar.querySelector(".cms-failed").append(button(text("Do it anyway"), anyway, { class: "cms-anyway" }));
  }
}

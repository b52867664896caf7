// The bar above the form: where the entry stands in each language, and the buttons that change that.

import { ask, button, element, text } from "./spa.js";

let shown = { uid: "", bar: null, status: null };
let isDirty = () => false;

/** Draw the bar for `uid` after `header`, once; `dirty()` says whether the form has unsaved changes. */
export async function showBar(uid, header, dirty) {
  isDirty = dirty;
  if (shown.uid === uid && shown.bar?.isConnected) return;
  document.querySelectorAll(".cms-bar").forEach((bar) => bar.remove());
  const bar = element("section", { class: "cms-bar cms-own", "aria-label": text("Publication") });
  shown = { uid, bar, status: null };
  header.after(bar);
  await refreshBar();
}

/** Ask the server again; the form is not touched. */
export async function refreshBar() {
  if (!shown.uid) return;
  const { uid } = shown;
  const status = await ask(`./entries/${uid}/`).catch(() => null);
  if (status && shown.uid === uid) draw(status);
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
    links.push(" · ", element("a", { href: `./sharing/${status.uid}/`, class: "cms-sharing" }, label));
  }
  shown.bar.append(element("p", { class: "cms-links" }, ...links));
  shown.bar.append(element("div", { role: "status", class: "cms-said" }, message));
}

function said(message) {
  return message ? element("p", { class: "cms-done" }, message) : "";
}

function problem(error) {
  const lines = error.problems.map((one) => element("li", {}, `${one.label}: ${one.msg}`));
  return element("div", { class: "cms-failed" }, error.message, element("ul", {}, ...lines));
}

function language(status, one) {
  const refusal = status.access.refused.publish;
  const blocked = refusal || isDirty() || one.problems.length > 0;
  const current = one.changed !== null && one.changed.length === 0 && one.path === one.live_path;
  const label = one.live_path === null ? text("Publish") : text("Publish again");
  const publish = button(label, (event) => act(event, "publish", one, status), {
    class: "cms-publish", disabled: Boolean(blocked) || current, title: refusal, "data-locale": one.locale,
  });
  const retract = button(text("Retract"), (event) => {
    if (confirm(text("Retract {language}? Its address will say that it is gone.", { language: one.name }))) {
      act(event, "retract", one, status);
    }
  }, { class: "cms-retract", disabled: Boolean(refusal), title: refusal, "data-locale": one.locale });
  return element("div", { class: "cms-standing", "data-locale": one.locale, "data-state": one.state },
    element("h2", {}, one.name, element("span", { class: "cms-state", "data-state": one.state }, one.state_label)),
    address(one),
    ...effects(one, current),
    refusal ? element("p", { class: "cms-fine" }, refusal) : null,
    element("div", { class: "cms-actions" }, publish, one.live_path === null ? null : retract),
  );
}

function address(one) {
  if (one.live_path === null) return element("p", { class: "cms-address" }, text("Not public"));
  return element("p", { class: "cms-address" },
    cms.site // without a frontend's address there is nothing to open
      ? element("a", { href: cms.site + one.live_path, target: "_blank", rel: "noopener" }, one.live_path)
      : element("code", {}, one.live_path));
}

function effects(one, current) {
  const lines = [];
  if (current) lines.push(element("p", { class: "cms-fine" }, text("The public reads what you see here.")));
  if (one.changed?.length) {
    lines.push(element("p", {}, text("Changed since: {fields}", { fields: one.changed.join(", ") })));
  }
  if (one.path && one.path !== one.live_path) {
    lines.push(element("p", {}, text("Publishing gives it the address {path}", { path: one.path })));
  }
  if (one.moves) {
    lines.push(element("p", {}, text("{path} will lead there.", { path: one.live_path })));
    if (one.moves.number) {
      const values = { number: one.moves.number, paths: one.moves.paths.join(", ") };
      if (one.moves.number > one.moves.paths.length) values.paths += ", …";
      lines.push(element("p", {}, text("{number} addresses below it move too: {paths}", values)));
    }
  }
  lines.push(...one.notes.map((note) => element("p", { class: "cms-fine" }, note)));
  if (one.problems.length) {
    lines.push(element("p", { class: "cms-missing" }, text("Not ready to publish:")));
    lines.push(element("ul", { class: "cms-missing" }, ...one.problems.map((it) => element("li", {}, it.msg))));
  }
  return lines;
}

async function act(event, what, one, status) {
  event.target.disabled = true;
  try {
    draw(await ask(`./entries/${status.uid}/${what}/${one.locale}/`, { revision: status.revision }));
  } catch (error) {
    draw(status, error);
  }
}

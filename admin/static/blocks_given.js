// What a listing gives readers now: asked of the server whenever the question changes.

import { ask, element, place, text } from "./spa.js";

const PAUSE = 500;
/** A list that shows what a block gives: `cmsShow(row)` asks again if the question is another. */
export function given() {
  const made = element("section", { class: "cms-block-given", "aria-label": text("What it gives now") });
  let asked = "";
  let timer;
  made.cmsShow = (row) => {
    const question = JSON.stringify(row);
    if (question === asked) return;
    asked = question;
    clearTimeout(timer);
    timer = setTimeout(() => show(made, row, () => asked === question), PAUSE);
  };
  return made;
}

async function show(made, row, isStill) {
  const answer = await ask(`./blocks/given/${place().table}/`, row).catch((error) => ({ failed: error }));
  if (!isStill()) return;
  made.hidden = answer.languages?.length === 0; // it shows what stands in it
  const heading = element("h4", {}, text("What it gives now"));
  made.replaceChildren(heading, answer.failed ? problem(answer.failed) : lists(answer));
}

const problem = ({ problems, message }) =>
  element("p", { class: "cms-help" }, problems.map(({ label, msg }) => `${label}: ${msg}`).join(" ") || message || text("Nothing."));

function lists({ languages }) {
  return element("div", { class: "cms-block-gives" }, ...languages.map(({ locale, name, entries, more }) =>
    element("div", { lang: locale }, element("h5", {}, name),
      entries.length ? list(entries, more) : element("p", { class: "cms-help" }, text("Nothing.")))));
}

function list(entries, more) {
  const lines = entries.map(({ uid, table, title, about }) =>
    element("li", {}, element("a", { href: `#/${table}/${uid}/`, target: "_blank" }, title), about ? ` · ${about}` : null));
  if (more) lines.push(element("li", { class: "cms-help" }, text("and more")));
  return element("ul", {}, ...lines);
}

// The home page: what was changed lately, what waits to be published, what is not translated.

import { ask, element, text } from "./spa.js";

export async function dressHome() {
  const welcome = document.querySelector("div.welcome");
  if (!welcome || welcome.dataset.dressed) return;
  welcome.dataset.dressed = "yes";
  const lists = await ask("./entries/").catch(() => null);
  if (!lists) return;
  if (lists.roleless) {
    welcome.append(element("p", { class: "cms-own" }, text("You have no role yet. Ask an administrator.")));
    return;
  }
  const cards = [
    card(text("Changed lately"), lists.recent, text("Nothing yet.")),
    card(text("Changed since it was published"), lists.changed, text("Everything published is up to date.")),
    card(text("Not public yet"), lists.drafts, text("Every entry is public in some language.")),
    card(text("Public in one language only"), lists.untranslated, text("Every public entry is public in all languages.")),
  ];
  const dashboard = element("a", { href: "./overview/" }, text("All that waits is on the dashboard"));
  welcome.append(element("p", { class: "cms-own" }, dashboard), element("div", { class: "cms-cards cms-own" }, ...cards));
}

function card(title, entries, none) {
  const items = entries.map((one) =>
    element("li", {},
      element("a", { href: `#/${one.type}/${one.uid}/` }, one.title),
      element("span", { class: "cms-type" }, [one.type_label, ...one.notes].join(" · "))),
  );
  const body = items.length ? element("ul", {}, ...items) : element("p", { class: "cms-help" }, none);
  return element("section", { class: "cms-card" }, element("h2", {}, title), body);
}

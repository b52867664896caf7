// The frame around piccolo-admin's pages: search in the bar, the menu in groups, a title for each page.

import { element, place, text } from "./spa.js";

export function dressFrame() {
  searchBox();
  groupLinks();
  const { table, uid, adding } = place();
  if (!table || !(uid || adding)) document.title = table ? `${cmsTable(table)} · Klankbord` : "Klankbord";
}

function searchBox() {
  const title = document.querySelector("#nav > h1");
  if (!title || document.querySelector(".cms-find")) return;
  const label = text("Search everything");
  title.after(element("form", { role: "search", action: "./search/", class: "cms-find cms-own" },
    element("input", { type: "search", name: "q", maxlength: 200, "aria-label": label, placeholder: label, "aria-keyshortcuts": "/" })));
}

/** Our own pages stand under the same headings as at the side of those pages. */
function groupLinks() {
  for (const [path, group] of Object.entries(cms.groups)) {
    for (const link of document.querySelectorAll(`.sidebar li:not(.group) > a[href="${path}"]`)) {
      const item = link.parentElement;
      const before = item.previousElementSibling;
      const isFirst = !before || cms.groups[before.querySelector("a")?.getAttribute("href")] !== group;
      if (isFirst && !before?.classList.contains("cms-group")) item.before(element("li", { class: "group cms-group" }, group));
    }
  }
}

// “/” goes to the search box, unless somebody is typing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable=true]")) return;
  const box = document.querySelector(".cms-find input");
  if (!box) return;
  event.preventDefault();
  box.focus();
});

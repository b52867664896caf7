// What piccolo-admin's pages lack for the keyboard and for screen readers: names, roles, landmarks.
// It runs after each drawing and says the same again; docs/explanation/accessibility.md tells what is left.

import { element, text } from "./spa.js";

const set = (one, name, value) => one.getAttribute(name) === value || one.setAttribute(name, value);

export function repair() {
  labelFields();
  nameFields();
  nameIcons();
  nameRows();
  landmarks();
  dialogues();
}

/** A label that stands before its field, and does not say so. */
function labelFields() {
  for (const label of document.querySelectorAll("#app label:not([for]):not(.cms-choice)")) {
    if (label.querySelector("input, select, textarea")) continue;
    const next = label.nextElementSibling;
    const fields = "input:not([type=hidden]), select, textarea";
    const all = !next ? [] : next.matches(fields) ? [next] : [...next.querySelectorAll(fields)].filter((one) => one.offsetParent);
    if (!all.length) continue;
    const words = label.firstChild?.textContent.trim() || label.textContent.trim();
    all.forEach((one) => one.labels?.length || one.ariaLabel || set(one, "aria-label", words));
  }
}

function nameFields() {
  const names = { ".pages .current input": text("Page number"), "#page_size select": text("Entries per page"),
    "thead th input[type=checkbox]": text("Choose all") };
  for (const [selector, name] of Object.entries(names)) {
    document.querySelectorAll(selector).forEach((one) => set(one, "aria-label", name));
  }
}

const ICONS = {
  bars: text("Menu"), xmark: text("Close"), "caret-down": text("Change the order"), "caret-up": text("Change the order"),
  "angle-left": text("Previous page"), "angle-right": text("Next page"), "ellipsis-vertical": text("Actions"),
  "ellipsis-h": text("Actions"), ellipsis: text("Actions"),
};

/** A link without words and without an address is a button with a picture. */
function nameIcons() {
  for (const link of document.querySelectorAll("#app a[href='#'], #app a:not([href])")) {
    const icon = link.querySelector("svg")?.dataset.icon;
    const words = [...link.childNodes].some((one) => one.nodeType === Node.TEXT_NODE ? one.data.trim() : one.matches?.("span") && one.textContent.trim());
    if (!words && !link.title && ICONS[icon] && !link.ariaLabel) set(link, "aria-label", ICONS[icon]);
    const holdsMenu = link.matches("#user, [data-uitest=drop_down_button]"); // a button may hold no links
    if (!holdsMenu) set(link, "role", "button");
    if (!link.hasAttribute("href")) set(link, "tabindex", "0");
    if (link.classList.contains("disabled")) set(link, "aria-disabled", "true");
    else link.removeAttribute("aria-disabled");
    menuOf(link);
  }
}

const listOf = (link) => link.querySelector("ul") ?? link.parentElement.querySelector(":scope > ul");
const isOpen = (link) => Boolean(listOf(link)?.checkVisibility());

function menuOf(link) {
  const opens = link.id === "user" || link.querySelector("svg[data-icon^=ellipsis]");
  if (opens) set(link, "aria-expanded", String(isOpen(link)));
}

/** In a list each box and each menu says of which entry it is. */
function nameRows() {
  for (const row of document.querySelectorAll(".table_wrapper tbody tr")) {
    const title = row.querySelector(".link a")?.textContent.trim() || text("Without a title");
    const box = row.querySelector("td:first-child input[type=checkbox]");
    if (box) set(box, "aria-label", title);
    const menu = row.querySelector("td:last-child a:has(svg[data-icon=ellipsis-vertical])");
    if (menu) set(menu, "aria-label", text("Actions for {title}", { title }));
  }
}

function landmarks() {
  const nav = document.querySelector("#nav");
  if (nav) set(nav, "role", "banner");
  for (const side of document.querySelectorAll(".sidebar_wrapper > .sidebar, #sidebar_overlay > .sidebar")) {
    set(side, "role", "navigation");
    set(side, "aria-label", text("Panel"));
  }
  const main = document.querySelector("#login, .welcome, .left_column, div.inner");
  if (main && !document.querySelector("[role=main]")) set(main, "role", "main");
  if (main) set(main, "tabindex", "-1");
  const filters = document.querySelector(".right_column");
  if (filters) {
    set(filters, "role", "complementary");
    set(filters, "aria-label", "Filter");
  }
  const said = document.querySelector("#message_popup");
  if (said) set(said, "role", said.classList.contains("error") ? "alert" : "status");
}

/** A dialogue takes the focus when it opens, and gives it back. */
function dialogues() {
  for (const modal of document.querySelectorAll(".modal")) {
    const visible = modal.checkVisibility();
    set(modal, "role", "dialog");
    set(modal, "aria-modal", "true");
    const heading = modal.querySelector("h1")?.textContent.trim() || modal.querySelector(":scope > p")?.textContent.trim();
    if (heading) set(modal, "aria-label", heading);
    if (visible && !modal.cmsOpen) {
      modal.cmsCame = document.activeElement;
      modal.querySelector("input:not([type=hidden]), select, button, a")?.focus();
    } else if (!visible && modal.cmsOpen) modal.cmsCame?.focus?.();
    modal.cmsOpen = visible;
  }
}

// What is a button now also answers the space bar; one without an address the enter key.
document.addEventListener("keydown", (event) => {
  const link = event.target.closest?.("a[role=button]");
  const pressed = event.key === " " || (event.key === "Enter" && link && !link.hasAttribute("href"));
  if (!link || !pressed) return;
  event.preventDefault();
  link.click();
});

// Escape closes what is open, as everywhere.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const modal = [...document.querySelectorAll(".modal")].find((one) => one.checkVisibility());
  if (modal) return modal.querySelector(".close a")?.click();
  const opened = [...document.querySelectorAll("a[aria-expanded]")].find(isOpen);
  opened?.click();
  opened?.focus();
});

/** The first thing one meets: past the menu to what the page is about. */
export function skipLink() {
  const toMain = () => document.querySelector("[role=main]")?.focus();
  document.body.prepend(element("button", { type: "button", class: "skip", click: toMain }, text("To the text")));
}

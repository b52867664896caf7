// The frame of our own pages. The first lines run before anything is drawn.
"use strict";

const app = document.querySelector("#app");
const isDark = () => JSON.parse(localStorage.getItem("darkMode") ?? "false");
const paint = () => (app.className = isDark() ? "dark_mode" : "light_mode");
paint();

document.addEventListener("DOMContentLoaded", () => {
  foldPlaces();
  dressOwnMenu();
  goToProblem();
  offerCopies();
});

/** Copy what an element says, or a field holds; where the browser does not let us, select it for the keyboard. */
function offerCopies() {
  for (const button of document.querySelectorAll("[data-copies]")) {
    const said = document.getElementById(button.dataset.copies);
    const status = button.parentElement.querySelector("[role=status]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(said.value ?? said.textContent);
        status.textContent = button.dataset.done;
      } catch {
        getSelection().selectAllChildren(said);
        said.focus();
        said.select?.();
        status.textContent = button.dataset.failed;
      }
    });
  }
}

/** On a narrow screen the menu is behind a button. Without scripts it is simply there. */
function foldPlaces() {
  const fold = document.querySelector(".fold");
  const places = document.querySelector("#places");
  if (!fold || !places) return;
  app.classList.add("folds");
  const open = (isOpen) => fold.setAttribute("aria-expanded", String(isOpen));
  fold.addEventListener("click", () => open(fold.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || fold.getAttribute("aria-expanded") !== "true") return;
    open(false);
    fold.focus();
  });
}

function dressOwnMenu() {
  const me = document.querySelector(".me");
  if (!me) return;
  const theme = me.querySelector(".theme");
  const name = () => (theme.textContent = isDark() ? theme.dataset.themeLight : theme.dataset.themeDark);
  name();
  theme.addEventListener("click", () => {
    localStorage.setItem("darkMode", String(!isDark()));
    paint();
    app.classList.add("folds");
    name();
  });
  for (const language of me.querySelectorAll(".language")) {
    language.addEventListener("click", async () => {
      await fetch(`/admin/public/translations/${language.value}/`);
      location.reload();
    });
  }
  me.querySelector(".leave").addEventListener("click", async () => {
    const { csrfToken } = await import("./spa.js");
    await fetch("/admin/public/logout/", { method: "POST", headers: { "X-CSRFToken": csrfToken() } });
    location.assign("/admin/");
  });
  const close = (event) => {
    if (me.open && !me.contains(event.target)) me.open = false;
  };
  document.addEventListener("click", close);
  document.addEventListener("focusin", close);
  me.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    me.open = false;
    me.querySelector("summary").focus();
  });
}

/** What went wrong is read first: the field it is about, or the message on top. */
function goToProblem() {
  const field = document.querySelector("main [aria-invalid=true]");
  const message = document.querySelector("main > [role=alert]");
  (field ?? message)?.focus();
}

// “/” goes to the search box, unless somebody is typing.
document.addEventListener("keydown", (event) => {
  const isPlain = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!isPlain || event.target.closest("input, textarea, select, [contenteditable=true]")) return;
  const box = document.querySelector("main input[type=search]") ?? document.querySelector(".find input");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

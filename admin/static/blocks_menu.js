// Choosing which kind of block to add: a dialogue with what each is for.

import { button, element, ground, text } from "./spa.js";
import { icon } from "./icons.js";

/** Let the editor choose one of `kinds`; answers its name, or undefined. */
export function chooseKind(kinds) {
  document.querySelector("dialog.cms-block-menu")?.remove();
  return new Promise((done) => {
    let chosen;
    const dialog = element("dialog", { class: "cms-block-menu", "aria-labelledby": "cms-block-menu-title" });
    const choose = (name) => {
      chosen = name;
      dialog.close();
    };
    const options = kinds.map((kind) => option(kind, choose));
    dialog.append(
      element("div", { class: "cms-block-menu-head" },
        element("h2", { id: "cms-block-menu-title" }, text("Add a block")),
        button("×", () => dialog.close(), { class: "cms-quiet", "aria-label": text("Close") })),
      element("div", { class: "cms-block-kinds", keydown: (event) => step(event, options) }, ...options));
    dialog.addEventListener("close", () => {
      dialog.remove();
      done(chosen);
    });
    dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
    ground().append(dialog);
    dialog.showModal();
    options[0]?.focus();
  });
}

function option({ name, label, help }, choose) {
  return element("button", { type: "button", class: "cms-block-kind", "data-kind": name, click: () => choose(name) },
    icon(name), element("strong", {}, label), help ? element("span", { class: "cms-help" }, help) : null);
}

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/** The arrow keys go through the kinds; a letter goes to the next that begins with it. */
function step(event, options) {
  const at = options.indexOf(document.activeElement);
  if (STEPS[event.key]) {
    event.preventDefault();
    options[(at + STEPS[event.key] + options.length) % options.length].focus();
  } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && event.key !== " ") {
    const after = [...options.slice(at + 1), ...options.slice(0, at + 1)];
    after.find((one) => one.querySelector("strong").textContent.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
  }
}

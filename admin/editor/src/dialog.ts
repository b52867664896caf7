// A dialogue of the editor: a question with fields, an answer or none.

import { button, element, ground, text } from "./spa.js";

export interface Question<Answer> {
  title: string;
  body: (HTMLElement | null)[];
  /** What the main button says. */
  does: string;
  /** The answer, or nothing (and it stays open) when something is not right. */
  answer: () => Answer | null | Promise<Answer | null>;
  /** Another way out, such as taking a link away. */
  other?: { label: string; answer: () => Answer } | undefined;
  wide?: boolean;
}

let number = 0;

/** Ask; brings null when nothing was answered. The focus goes back by itself. */
export function ask<Answer>({ title, body, does, answer, other, wide }: Question<Answer>): Promise<Answer | null> {
  const id = `cms-dialog-${(number += 1)}`;
  let given: Answer | null = null;
  const finish = (value: Answer | null) => {
    given = value;
    if (value !== null) dialog.close();
  };
  const said = element("p", { class: "cms-dialog-said", role: "alert" });
  const form = element("form", {
    method: "dialog", novalidate: true,
    submit: async (event: Event) => {
      event.preventDefault();
      said.textContent = "";
      try {
        finish(await answer());
      } catch (error) {
        said.textContent = problem(error as Error);
      }
    },
  },
    element("h2", { id }, title), ...body, said,
    element("div", { class: "cms-dialog-acts" },
      element("button", { class: "cms-main" }, does),
      other && button(other.label, () => finish(other.answer()), { class: "cms-quiet" }),
      button(text("Cancel"), () => dialog.close(), { class: "cms-quiet" })));
  const dialog = element("dialog", { class: wide ? "cms-dialog cms-dialog-wide" : "cms-dialog", "aria-labelledby": id }, form);
  for (const kind of ["input", "change", "submit", "keydown", "click"]) {
    dialog.addEventListener(kind, (event) => event.stopPropagation()); // the form behind has ears of its own
  }
  ground().append(dialog);
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      done(given);
    });
  });
}

/** The words of what the server refused. */
export function problem(error: Error & { problems?: { msg: string }[] }): string {
  return error.problems?.map(({ msg }) => msg).join(" ") || error.message || text("The server cannot be reached.");
}

/** A field with its label above it. */
export function field(label: string, control: HTMLElement, help = ""): HTMLElement {
  return element("label", { class: "cms-dialog-field" }, element("span", {}, label), control,
    help ? element("small", {}, help) : null);
}

export function tick(label: string, isOn: boolean): { row: HTMLElement; box: HTMLInputElement } {
  const box = element("input", { type: "checkbox", checked: isOn });
  return { row: element("label", { class: "cms-dialog-tick" }, box, label), box };
}

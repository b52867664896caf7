// A field that looks for entries as one types, with a list below it: for mouse and keyboard.

import { element, text } from "./spa.js";
import type { Target } from "./server";

let number = 0;

export interface Found {
  target?: Target;
  /** What was typed, when it is to be taken as it is. */
  typed?: string;
}

export class Finder {
  readonly root: HTMLElement;
  readonly input: HTMLInputElement;
  private readonly list: HTMLUListElement;
  private readonly none = element("p", { class: "cms-about", role: "status" });
  private turn = {};
  private timer = 0;

  /** `literally(typed)` says what the typed words themselves would be, or nothing. */
  constructor(
    label: string,
    private readonly find: (words: string) => Promise<Target[]>,
    private readonly choose: (found: Found) => void,
    private readonly literally: (typed: string) => string = () => "",
  ) {
    const id = `cms-finder-${(number += 1)}`;
    this.list = element("ul", { id, role: "listbox", class: "cms-found", "aria-label": label, hidden: true });
    this.input = element("input", {
      type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list",
      autocomplete: "off", maxlength: 2000,
      input: () => {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => void this.load(), 200);
      },
      keydown: (event: KeyboardEvent) => this.key(event),
    });
    this.root = element("div", { class: "cms-finder" }, element("label", { class: "cms-dialog-field" }, element("span", {}, label), this.input), this.list, this.none);
  }

  async load(): Promise<void> {
    const turn = (this.turn = {});
    const words = this.input.value.trim();
    const found = await this.find(words).catch(() => []);
    if (turn !== this.turn) return; // a newer question is under way
    const options = found.map((target) => this.option({ target }, entry(target)));
    const literal = this.literally(words);
    if (literal) options.unshift(this.option({ typed: words }, [element("strong", {}, literal), element("span", { class: "cms-about" }, words)]));
    this.list.replaceChildren(...options);
    this.none.textContent = !options.length && words ? text("No results found") : "";
    this.list.hidden = !options.length;
    this.input.setAttribute("aria-expanded", String(Boolean(options.length)));
    this.mark(literal ? 0 : -1);
  }

  close(): void {
    this.turn = {};
    clearTimeout(this.timer);
    this.none.textContent = "";
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  private option(found: Found, shown: HTMLElement[]): HTMLLIElement {
    const made = element("li", {
      role: "option", id: `${this.list.id}-${(number += 1)}`, "aria-selected": "false",
      mousedown: (event: Event) => event.preventDefault(),
      click: () => this.choose(found),
    }, ...shown);
    return made;
  }

  private get options(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>("[role=option]")];
  }

  private mark(at: number): void {
    this.options.forEach((one, index) => one.setAttribute("aria-selected", String(index === at)));
    const now = this.options[at];
    if (!now) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", now.id);
    now.scrollIntoView({ block: "nearest" });
  }

  private key(event: KeyboardEvent): void {
    const now = this.options.findIndex((one) => one.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) return void this.load();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.mark((now + step + this.options.length) % this.options.length);
    } else if (event.key === "Enter" && !this.list.hidden && now >= 0) {
      event.preventDefault();
      this.options[now]!.click();
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault(); // the list goes, the dialogue stays
      this.close();
    }
  }
}

/** An entry in a list: its title, and how it stands. */
export function entry({ title, type, path, state, said, public: isPublic }: Target): HTMLElement[] {
  const about = [type, path].filter(Boolean).join(" · ");
  const words = isPublic ? said : said ? `${said} · ${text("not public")}` : text("not public");
  return [
    element("strong", {}, title),
    element("span", { class: "cms-about" }, about),
    ...(words ? [element("span", { class: "cms-state", "data-state": isPublic ? state ?? "published" : state ?? "draft" }, words)] : []),
  ];
}

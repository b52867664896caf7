// The toolbar: one stop for the Tab key, within it the arrow keys; pressed is what holds here.

import { closeHistory } from "prosemirror-history";
import type { Transaction } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { icon } from "./icons";
import { button, element, text } from "./spa.js";
import { isTableShown, tableTools, tools, type Tool } from "./tools";

/** The editor's own acts by name; one that is absent has no tool. */
export type Acts = Record<string, () => void>;

export class Toolbar {
  readonly root: HTMLElement;
  private readonly buttons = new Map<HTMLButtonElement, Tool>();
  private readonly table: HTMLElement;

  constructor(private readonly view: EditorView, private readonly acts: Acts, label: string, isPlain = false) {
    const groups = tools(isPlain).map((group) => group.filter(({ act }) => !act || act in acts)).filter((group) => group.length);
    this.table = this.group(tableTools(), "cms-tools cms-table-tools");
    this.root = element("div", { class: "cms-toolbar", role: "toolbar", "aria-label": text("Formatting of {field}", { field: label }) },
      element("div", { class: "cms-all-tools" }, ...groups.map((group) => this.group(group, "cms-tools"))), this.table);
    this.root.addEventListener("keydown", (event) => this.step(event));
    this.root.addEventListener("mousedown", (event) => event.preventDefault()); // the text keeps its selection
    this.update();
  }

  focus(): void {
    this.stops().find((one) => one.tabIndex === 0)?.focus();
  }

  /** Show what holds where the cursor is. */
  update(): void {
    const { state, editable } = this.view;
    this.table.hidden = !isTableShown(state);
    for (const [made, { run, isOn, isAble }] of this.buttons) {
      if (isOn) made.setAttribute("aria-pressed", String(isOn(state)));
      const able = editable && (isAble?.(state) ?? true) && (!run || Boolean(isOn?.(state)) || run(state, undefined, this.view));
      made.setAttribute("aria-disabled", String(!able));
    }
    const stops = this.stops();
    if (!stops.some((one) => one.tabIndex === 0)) this.stopAt(stops[0]);
  }

  private group(made: Tool[], name: string): HTMLElement {
    return element("div", { class: name, role: "group" }, ...made.map((tool) => this.button(tool)));
  }

  private button(tool: Tool): HTMLButtonElement {
    const { name, label, keys, run, act } = tool;
    const press = () => {
      if (made.getAttribute("aria-disabled") === "true") return;
      if (act) this.acts[act]!();
      else {
        const alone = (transaction: Transaction) => this.view.dispatch(closeHistory(transaction)); // to undo by itself
        run!(this.view.state, alone, this.view);
        this.view.focus();
      }
    };
    const made = button("", press, {
      "data-tool": name, "aria-label": label, title: keys ? `${label} (${shown(keys)})` : label, tabindex: "-1",
      "aria-pressed": tool.isOn ? "false" : null,
    });
    made.append(icon(name));
    this.buttons.set(made, tool);
    return made;
  }

  private stops(): HTMLButtonElement[] {
    return [...this.buttons.keys()].filter((one) => !one.closest("[hidden]"))
      .sort((one, other) => (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  }

  private stopAt(target: HTMLButtonElement | undefined): void {
    for (const one of this.buttons.keys()) one.tabIndex = one === target ? 0 : -1;
  }

  private step(event: KeyboardEvent): void {
    if (event.key === "Escape") return this.view.focus();
    const stops = this.stops();
    const now = stops.indexOf(event.target as HTMLButtonElement);
    const next = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: stops.length - 1 }[event.key];
    if (next === undefined || now < 0) return;
    event.preventDefault();
    const target = stops[(next + stops.length) % stops.length];
    this.stopAt(target);
    target?.focus();
  }
}

const isApple = /Mac|iP(hone|ad)/.test(navigator.platform);
const shown = (keys: string) => (isApple ? keys.replace("Ctrl+", "⌘").replace("Alt+", "⌥").replace("Shift+", "⇧") : keys);

// One way to write a line: what cms/content/richtext/inline.py does, so that what is typed here is
// written as it will be stored. Runs with marks; spaces once; the mark that reaches furthest outermost.

import type { Node } from "prosemirror-model";
import { escaped, quoted } from "./escape";

const WRAPPERS = ["link", "language", "emphasis", "strong"] as const; // code is always innermost
type Wrapper = (typeof WRAPPERS)[number];
type Marks = Record<Wrapper | "code", string>;

export interface Run {
  /** A text; or what is no text, with its HTML. */
  text?: string;
  html?: string;
  isBreak?: boolean;
  marks: Marks;
}

const NONE: Marks = { link: "", language: "", emphasis: "", strong: "", code: "" };
const CONTROLS = /[\0-\x08\x0b\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]/g;
const SPACES = /[ \t\n\r\f]+/g;

export const printable = (text: string) => text.replace(CONTROLS, "");

/** The runs of a line, as they were typed; of a footnote too. */
export function runs(line: Node): Run[] {
  const found: Run[] = [];
  line.forEach((node) => {
    const marks = { ...NONE };
    for (const { type, attrs } of node.marks) {
      marks[type.name as keyof Marks] = attrs.href ?? attrs.lang ?? "on";
    }
    if (node.isText) found.push({ text: node.text ?? "", marks });
    else if (node.type.name === "break") found.push({ html: "<br>", isBreak: true, marks: { ...marks, code: "" } });
    else if (node.type.name === "footnote") found.push(...footnote(node));
    else found.push({ html: leaf(node), marks: { ...marks, code: "" } });
  });
  return found;
}

/** It lies in no formatting, and what is in it in none but its own. */
function footnote(node: Node): Run[] {
  const inner = html(runs(node));
  return inner ? [{ html: `<span data-footnote="">${inner}</span>`, marks: NONE }] : [];
}

function leaf({ attrs }: Node): string {
  const alt = printable(attrs.alt).split(/\s+/).filter(Boolean).join(" ");
  return `<img src="${quoted(attrs.src)}" alt="${quoted(alt)}"${attrs.decorative && !alt ? ' role="presentation"' : ""}>`;
}

const isGap = ({ text, isBreak }: Run) => (text === undefined ? Boolean(isBreak) : !text.trim());

/** The lines between empty lines: each is a paragraph of its own. */
export function paragraphs(line: Run[]): string[] {
  const written: string[] = [];
  let paragraph: Run[] = [];
  let blank = true;
  for (const run of line) {
    paragraph.push(run);
    if (run.isBreak) {
      if (blank) {
        written.push(html(paragraph));
        paragraph = [];
      }
      blank = true;
    } else if (!isGap(run)) blank = false;
  }
  return [...written, html(paragraph)].filter(Boolean);
}

/** A line as HTML. Without `breaks` (in a heading) a line break becomes a space. */
export const html = (line: Run[], breaks = true) => nested(merged(tidy(line, breaks)));

function tidy(line: Run[], breaks: boolean): Run[] {
  const made: Run[] = [];
  let before: Marks | null = null;
  let gap: Run[] = [];
  for (const run of line.flatMap(pieces)) {
    if (isGap(run)) {
      gap.push(run);
      continue;
    }
    if (before && gap.length) made.push(between(gap, breaks, shared(before, run.marks)));
    gap = [];
    before = run.marks;
    made.push(run);
  }
  return made;
}

function pieces(run: Run): Run[] {
  if (run.text === undefined) return [run];
  const text = printable(run.text).replace(SPACES, " ");
  const core = text.trim();
  const at = core ? text.indexOf(core) : text.length;
  return [text.slice(0, at), core, text.slice(at + core.length)]
    .filter(Boolean)
    .map((piece) => ({ text: piece, marks: run.marks }));
}

function between(gap: Run[], breaks: boolean, marks: Marks): Run {
  if (breaks && gap.some(({ isBreak }) => isBreak)) return { html: "<br>", isBreak: true, marks: { ...marks, code: "" } };
  return { text: gap.map(({ text }) => text ?? " ").join("").replace(SPACES, " "), marks };
}

const NAMES = [...WRAPPERS, "code"] as const;
const same = (one: Marks, other: Marks) => NAMES.every((name) => one[name] === other[name]);

function shared(one: Marks, other: Marks): Marks {
  const made = { ...NONE };
  for (const name of NAMES) if (one[name] === other[name]) made[name] = one[name];
  return made;
}

function merged(line: Run[]): Run[] {
  const made: Run[] = [];
  for (const run of line) {
    const last = made.at(-1);
    if (last?.text !== undefined && run.text !== undefined && same(last.marks, run.marks)) {
      made[made.length - 1] = { text: last.text + run.text, marks: run.marks };
    } else made.push(run);
  }
  return made;
}

function nested(line: Run[]): string {
  let written = "";
  let position = 0;
  while (position < line.length) {
    const run = line[position]!;
    const [wrapper, end] = furthest(line, position);
    if (wrapper) {
      const inner = line.slice(position, end).map((one) => ({ ...one, marks: { ...one.marks, [wrapper]: "" } }));
      written += wrapped(wrapper, run.marks[wrapper], nested(inner));
      position = end;
    } else {
      written += run.html ?? (run.marks.code ? `<code>${escaped(run.text!)}</code>` : escaped(run.text!));
      position += 1;
    }
  }
  return written;
}

function furthest(line: Run[], start: number): [Wrapper | null, number] {
  let best: [Wrapper | null, number] = [null, start];
  for (const wrapper of WRAPPERS) {
    const value = line[start]!.marks[wrapper];
    let end = start;
    while (value && end < line.length && line[end]!.marks[wrapper] === value) end += 1;
    if (end > best[1]) best = [wrapper, end];
  }
  return best;
}

function wrapped(wrapper: Wrapper, value: string, inner: string): string {
  if (wrapper === "link") return `<a href="${quoted(value)}">${inner}</a>`;
  if (wrapper === "language") return `<span lang="${quoted(value)}">${inner}</span>`;
  return wrapper === "emphasis" ? `<em>${inner}</em>` : `<strong>${inner}</strong>`;
}

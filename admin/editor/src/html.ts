// Canonical HTML to the editor's tree, and back: the mirror of cms/content/richtext/{parse,html}.py.

import { DOMParser as TreeParser, type Node } from "prosemirror-model";
import { escaped, quoted } from "./escape";
import { html as line, paragraphs, printable, runs } from "./inline";
import { schema } from "./schema";

/** The tree of canonical HTML. */
export function parse(html: string): Node {
  const inert = new DOMParser().parseFromString(`<body>${html}`, "text/html");
  return TreeParser.fromSchema(schema).parse(inert.body, { preserveWhitespace: true });
}

/** The tree as canonical HTML: what has no words is left out, as the server does. */
export const serialise = (doc: Node) => written(blocks(children(doc)));

interface Block {
  name: string;
  html?: string;
  /** The items of a list; of a quotation the only one. */
  parts?: Block[][];
}

const LISTS = { bullet_list: "ul", ordered_list: "ol" };

const children = (node: Node) => Array.from({ length: node.childCount }, (_, index) => node.child(index));

/** Neighbouring lists of one kind, or quotations, are one. */
function blocks(nodes: readonly Node[]): Block[] {
  return joined(nodes.flatMap(block));
}

function joined(found: Block[]): Block[] {
  const made: Block[] = [];
  for (const one of found) {
    const last = made.at(-1);
    if (!last?.parts || !one.parts || last.name !== one.name) made.push(one);
    else if (one.name === "blockquote") last.parts = [joined([...last.parts, ...one.parts].flat())];
    else last.parts = [...last.parts, ...one.parts];
  }
  return made;
}

function block(node: Node): Block[] {
  switch (node.type.name) {
    case "paragraph":
      return paragraphs(runs(node)).map((html) => ({ name: "p", html }));
    case "heading":
      return kept(`h${node.attrs.level}`, line(runs(node), false));
    case "code_block":
      return codeBlock(node);
    case "quotation":
      return within("blockquote", [blocks(children(node))]);
    case "embed":
      return [{ name: "embed", html: embed(node) }];
    case "bullet_list":
    case "ordered_list":
      return within(LISTS[node.type.name as keyof typeof LISTS], children(node).map((item) => blocks(children(item))));
    default:
      return table(node);
  }
}

const kept = (name: string, html: string): Block[] => (html ? [{ name, html }] : []);

function within(name: string, parts: Block[][]): Block[] {
  const filled = parts.filter((part) => part.length);
  return filled.length ? [{ name, parts: filled }] : [];
}

function codeBlock(node: Node): Block[] {
  const text = printable(node.textContent).replace(/[\r\f]/g, "\n").replace(/^\n+|\n+$/g, "");
  return text.trim() ? [{ name: "pre", html: escaped(text) }] : [];
}

/** A link, with what a player needs beside it. */
function embed({ attrs }: Node): string {
  const title = printable(attrs.title).split(/\s+/).filter(Boolean).join(" ");
  return `<figure data-embed="${quoted(attrs.name)}" data-src="${quoted(attrs.player)}"><a href="${quoted(attrs.page)}">${
    quoted(title || attrs.page)}</a></figure>`;
}

function table(node: Node): Block[] {
  let isFilled = false;
  const rows = children(node).map((row) => {
    const cells = children(row).map((cell) => {
      const html = line(runs(cell));
      isFilled ||= Boolean(html);
      return cell.type.name === "header" ? `<th>${html}</th>` : `<td>${html}</td>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  return isFilled ? [{ name: "table", html: `<tbody>${rows.join("")}</tbody>` }] : [];
}

const written = (found: Block[]) => found.map(element).join("");

function element({ name, html, parts }: Block): string {
  if (name === "embed") return html!;
  if (parts && name === "blockquote") return `<blockquote>${written(parts.flat())}</blockquote>`;
  return `<${name}>${parts ? parts.map(item).join("") : html}</${name}>`;
}

/** Its first paragraph goes without `<p>` when it is the only one: a tight list. */
function item([first, ...rest]: Block[]): string {
  const isTight = first?.name === "p" && !rest.some(({ name }) => name === "p");
  return `<li>${isTight ? first.html + written(rest) : written([first!, ...rest])}</li>`;
}

// The tree of rich text as ProseMirror has it: each node and mark here is a class of
// cms/content/richtext/ast.py, and there are no others. So whatever is stored can be held.

import { Schema, type DOMOutputSpec, type MarkSpec, type Node, type NodeSpec } from "prosemirror-model";

const LINE = "(text | break | image | footnote)*";

const nodes: Record<string, NodeSpec> = {
  document: { content: "block+" },
  paragraph: { group: "block", content: LINE, parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
  heading: {
    group: "block",
    content: "(text | image | footnote)*",
    attrs: { level: { default: 2, validate: "number" } },
    defining: true,
    parseDOM: [2, 3, 4].map((level) => ({ tag: `h${level}`, attrs: { level } })),
    toDOM: ({ attrs }) => [`h${attrs.level}`, 0],
  },
  bullet_list: { group: "block", content: "item+", parseDOM: [{ tag: "ul" }], toDOM: () => ["ul", 0] },
  ordered_list: { group: "block", content: "item+", parseDOM: [{ tag: "ol" }], toDOM: () => ["ol", 0] },
  item: { content: "block+", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
  quotation: {
    group: "block",
    content: "block+",
    defining: true,
    parseDOM: [{ tag: "blockquote" }],
    toDOM: () => ["blockquote", 0],
  },
  code_block: {
    group: "block",
    content: "text*",
    marks: "",
    code: true,
    defining: true,
    parseDOM: [{ tag: "pre", preserveWhitespace: "full" }],
    toDOM: () => ["pre", { spellcheck: "false" }, 0],
  },
  table: {
    group: "block",
    content: "row+",
    tableRole: "table",
    isolating: true,
    allowGapCursor: false, // within; before and after it there is a place for the cursor
    parseDOM: [{ tag: "table" }],
    toDOM: () => ["table", ["tbody", 0]],
  },
  embed: {
    group: "block",
    atom: true,
    draggable: true,
    attrs: { name: { validate: "string" }, player: { validate: "string" }, page: { validate: "string" }, title: { default: "", validate: "string" } },
    parseDOM: [{ tag: "figure[data-embed]", getAttrs: video }],
    toDOM: ({ attrs }) => ["figure", { "data-embed": attrs.name, "data-src": attrs.player }, ["a", { href: attrs.page }, attrs.title || attrs.page]],
  },
  row: { content: "(cell | header)+", tableRole: "row", allowGapCursor: false, parseDOM: [{ tag: "tr" }], toDOM: () => ["tr", 0] },
  cell: cell("td", "cell"),
  header: cell("th", "header_cell"),
  text: {},
  break: { inline: true, selectable: false, linebreakReplacement: true, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
  footnote: {
    inline: true,
    atom: true,
    content: "(text | break | image)*",
    draggable: true,
    isolating: true,
    parseDOM: [{ tag: "span[data-footnote]", priority: 60 }],
    toDOM: () => ["span", { "data-footnote": "" }, 0],
  },
  image: {
    inline: true,
    draggable: true,
    attrs: { src: { validate: "string" }, alt: { default: "", validate: "string" }, decorative: { default: false, validate: "boolean" } },
    parseDOM: [{ tag: "img[src]", getAttrs: picture }],
    toDOM: ({ attrs }) => ["img", { src: attrs.src, alt: attrs.alt, role: attrs.decorative ? "presentation" : null }],
  },
};

/** One that only decorates has no words; one that has neither yet may get those of the library. */
function picture(dom: HTMLElement) {
  const alt = dom.getAttribute("alt") ?? "";
  return { src: dom.getAttribute("src"), alt, decorative: !alt && dom.getAttribute("role") === "presentation" };
}

function video(figure: HTMLElement) {
  const link = figure.querySelector("a");
  const page = link?.getAttribute("href") ?? "";
  const title = link?.textContent ?? "";
  return { name: figure.dataset.embed, player: figure.dataset.src ?? "", page, title: title === page ? "" : title };
}

/** A cell of a table. Cells are never joined; the table's commands ask for the attributes all the same. */
function cell(tag: string, tableRole: string): NodeSpec {
  return {
    content: LINE,
    attrs: { colspan: { default: 1 }, rowspan: { default: 1 }, colwidth: { default: null } },
    tableRole,
    isolating: true,
    parseDOM: [{ tag }],
    toDOM: () => [tag, 0],
  };
}

// Of two that reach equally far the first is the outermost, as the server writes it.
const marks: Record<string, MarkSpec> = {
  link: {
    attrs: { href: { validate: "string" } },
    inclusive: false,
    parseDOM: [{ tag: "a[href]", getAttrs: (dom) => ({ href: dom.getAttribute("href") }) }],
    toDOM: ({ attrs }) => ["a", { href: attrs.href }, 0],
  },
  language: {
    attrs: { lang: { validate: "string" } },
    inclusive: false,
    parseDOM: [{ tag: "span[lang]", getAttrs: (dom) => ({ lang: dom.getAttribute("lang") }) }],
    toDOM: ({ attrs }) => ["span", { lang: attrs.lang, class: "cms-spoken" }, 0],
  },
  emphasis: plain("em", "i"),
  strong: plain("strong", "b"),
  code: { ...plain("code"), code: true },
};

function plain(tag: string, ...others: string[]): MarkSpec {
  return { parseDOM: [tag, ...others].map((one) => ({ tag: one })), toDOM: (): DOMOutputSpec => [tag, 0] };
}

export const schema = new Schema({ nodes, marks, topNode: "document" });

/** A node type that is sure to be there. */
export function type(name: string) {
  const found = schema.nodes[name];
  if (!found) throw new Error(name);
  return found;
}

/** A mark type that is sure to be there. */
export function mark(name: string) {
  const found = schema.marks[name];
  if (!found) throw new Error(name);
  return found;
}

export const isBlank = (doc: Node) => doc.childCount === 1 && doc.firstChild?.type === type("paragraph") && doc.content.size === 2;

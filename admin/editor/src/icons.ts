// The toolbar's pictures: lines on a field of 24 by 24. A word stands for what has no picture.

const PATHS: Record<string, string> = {
  strong: "M7 5h6a3.5 3.5 0 0 1 0 7H7zM7 12h7a3.5 3.5 0 0 1 0 7H7z",
  emphasis: "M10 5h8M6 19h8M14 5l-4 14",
  code: "M8 7l-5 5 5 5M16 7l5 5-5 5",
  link: "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.700-5.700l-1 1M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.700 5.700l1-1",
  language: "M4 6h9M8.500 4v2M11 6c-1 4-3.500 6.500-7 8M6 9c1 2.500 3 4 5.500 5M12.500 20l4-9 4 9M14 17h5",
  bullet_list: "M9 6h11M9 12h11M9 18h11M4.500 6h.01M4.500 12h.01M4.500 18h.01",
  ordered_list: "M10 6h10M10 12h10M10 18h10M4 5l1.500-1v4M4 16.500c0-1.500 2.500-1.500 2.500 0 0 1-2.500 2-2.500 3h2.700",
  indent: "M4 5h16M11 10h9M11 14h9M4 19h16M4 9l3 3-3 3",
  outdent: "M4 5h16M11 10h9M11 14h9M4 19h16M7 9l-3 3 3 3",
  quotation: "M5 16c2-1 3-3 3-5H4V7h5v4c0 4-1.500 6-4 7zM14 16c2-1 3-3 3-5h-4V7h5v4c0 4-1.500 6-4 7z",
  table: "M4 5h16v14H4zM4 10h16M4 14.500h16M9.500 5v14M15 5v14",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 9h.01",
  embed: "M4 5h16v14H4zM10 9l5 3-5 3z",
  footnote: "M4 18l4-11 4 11M5.500 14h5M16 5l2-1v6M16 10h4",
  text: "M5 4h10l4 4v12H5zM9 11h6M9 15h6",
  code_block: "M4 5h16v14H4zM9.500 9.500L7 12l2.500 2.500M14.500 9.500L17 12l-2.500 2.500",
  break: "M19 6v6a3 3 0 0 1-3 3H6M9 11l-4 4 4 4",
  clear: "M6 5h12M12 5l-2 9M4 20h8M15 15l5 5M20 15l-5 5",
  undo: "M8 5L4 9l4 4M4 9h10a5.500 5.500 0 0 1 0 11h-3",
  redo: "M16 5l4 4-4 4M20 9H10a5.500 5.500 0 0 0 0 11h3",
  wide: "M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5",
  row_before: "M4 11h16v9H4zM12 8V3M9.500 5.500h5M12 11v9",
  row_after: "M4 4h16v9H4zM12 21v-5M9.500 18.500h5M12 4v9",
  column_before: "M11 4h9v16h-9zM8 12H3M5.500 9.500v5M11 12h9",
  column_after: "M4 4h9v16H4zM21 12h-5M18.500 9.500v5M4 12h9",
  row_gone: "M4 8h16v8H4zM9 10l6 4M15 10l-6 4",
  column_gone: "M8 4h8v16H8zM10 9l4 6M14 9l-4 6",
  heads: "M4 5h16v14H4zM4 10h16M4 7.500h16M9.500 10v9M15 10v9",
  table_gone: "M4 5h16v14H4zM8 8l8 8M16 8l-8 8",
};
const WORDS: Record<string, string> = { paragraph: "¶", heading2: "H2", heading3: "H3", heading4: "H4", source: "HTML" };
const SVG = "http://www.w3.org/2000/svg";

/** The picture of a tool. */
export function icon(name: string): Element {
  const path = PATHS[name];
  if (!path) {
    const made = document.createElement("span");
    made.textContent = WORDS[name] ?? name;
    made.ariaHidden = "true";
    return made;
  }
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

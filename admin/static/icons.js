// Small pictures, drawn here: one for each kind of block, and those on buttons. A kind without is a square.

import { element } from "./spa.js";

const PATHS = {
  text: "M4 6h16M4 10h16M4 14h16M4 18h10",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9h.01",
  quotation: "M10 7H5v6h4v1a3 3 0 0 1-3 3M19 7h-5v6h4v1a3 3 0 0 1-3 3",
  teaser: "M4 6h16v12H4zM12 12h4m0 0-2-2m2 2-2 2M7 10h2m-2 4h2",
  listing: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
  file: "M6 3h8l4 4v14H6zM14 3v4h4M12 11v6m0 0-2.5-2.5M12 17l2.5-2.5",
  embed: "M4 5h16v14H4zM10 9.5v5l4.5-2.5z",
  facts: "M5 5h14v14H5zM8 9h3m2 0h3M8 12h3m2 0h3M8 15h3m2 0h3",
  statements: "M4 6h1v4M9 7h11M9 12h11M9 17h11M4 14h2l-2 3h2",
  events: "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
  speakers: "M12 12a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM5 20a7 7 0 0 1 14 0",
  sessions: "M4 5h16v10h-9l-4 4v-4H4z",
  columns: "M4 5h16v14H4zM12 5v14",
  column: "M8 4h8v16H8z",
  up: "M12 19V5m0 0-6 6m6-6 6 6",
  down: "M12 5v14m0 0-6-6m6 6 6-6",
  in: "M4 12h11m0 0-4-4m4 4-4 4M19 5v14",
  out: "M20 12H9m0 0 4-4m-4 4 4 4M5 5v14",
  hide: "M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  show: "M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6zM4 4l16 16",
  duplicate: "M8 8h12v12H8zM4 16V4h12",
  remove: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10 11v5M14 11v5",
  phone: "M8 3h8v18H8zM11 18h2",
  tablet: "M5 3h14v18H5zM11 18h2",
  desktop: "M3 5h18v11H3zM9 20h6M12 16v4",
  again: "M19 8a8 8 0 1 0 1 6M20 4v4h-4",
  open: "M14 4h6v6M20 4l-9 9M10 5H5v14h14v-5",
};
const SQUARE = "M5 5h14v14H5z";

/** The picture of a kind of block or of an act; words beside it say what it is. */
export function icon(kind) {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[kind] ?? SQUARE);
  drawing.append(path);
  return element("span", { class: "cms-icon", "aria-hidden": "true" }, drawing);
}

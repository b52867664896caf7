// A small picture of a file: its placeholder until the picture is there, its kind for what is none.

import { element } from "./spa.js";

export function thumbnail({ thumb, placeholder, suffix, width, height }) {
  const frame = element("span", { class: "media-thumb", "aria-hidden": "true" });
  if (placeholder) frame.style.backgroundImage = `url("${placeholder}")`;
  if (!thumb) {
    frame.append(element("span", { class: "media-suffix" }, suffix));
    return frame;
  }
  const picture = element("img", { src: thumb, alt: "", loading: "lazy", decoding: "async", width, height });
  picture.addEventListener("load", () => (frame.style.backgroundImage = ""));
  picture.addEventListener("error", () => picture.remove());
  frame.append(picture);
  return frame;
}

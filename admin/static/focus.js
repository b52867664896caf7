// The focal point of a picture: by a click or the arrow keys, with what is left of it when it is cut.

import { element, text } from "./spa.js";

const STEP = 0.01;
const LEAP = 0.1;

/** Where a picture of `length` begins in a frame of `room`, so that the point at `share` is in the middle. */
const begin = (share, length, room) => Math.min(Math.max(share * length - room / 2, 0), Math.max(length - room, 0));

/** Make the picture in `root` set the two inputs, and they it. */
export function setUpFocus(root, inputX, inputY) {
  const picture = root.querySelector(".focus-picture");
  const point = element("button", { type: "button", class: "focus-point", "aria-describedby": "focus-help" });
  picture.append(point);
  const read = ({ value }) => Math.min(Math.max(Number(value.replace(",", ".")) || 0, 0), 1);
  const show = () => {
    const [x, y] = [read(inputX), read(inputY)];
    point.style.left = `${x * 100}%`;
    point.style.top = `${y * 100}%`;
    const words = text("Focal point: {x} % from the left, {y} % from the top", { x: Math.round(x * 100), y: Math.round(y * 100) });
    point.setAttribute("aria-label", words);
    root.querySelectorAll(".crop").forEach((crop) => cut(crop, root.dataset, x, y));
  };
  const put = (x, y) => {
    const clamped = (share) => String(Math.round(Math.min(Math.max(share, 0), 1) * 1000) / 1000);
    [inputX.value, inputY.value] = [clamped(x), clamped(y)];
    inputX.dispatchEvent(new Event("input", { bubbles: true }));
    show();
  };
  listen(picture, point, put, () => [read(inputX), read(inputY)]);
  for (const input of [inputX, inputY]) input.addEventListener("input", show);
  new ResizeObserver(show).observe(root);
  show();
}

function listen(picture, point, put, now) {
  const follow = (event) => {
    const box = picture.getBoundingClientRect();
    put((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  };
  picture.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    picture.setPointerCapture(event.pointerId);
    follow(event);
    point.focus();
  });
  picture.addEventListener("pointermove", (event) => picture.hasPointerCapture(event.pointerId) && follow(event));
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  point.addEventListener("keydown", (event) => {
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const by = event.shiftKey ? LEAP : STEP;
    const [x, y] = now();
    put(x + move[0] * by, y + move[1] * by);
  });
}

/** What a frame shows of the picture: as much as fits, around the point, as renditions do. */
function cut(crop, { width, height }, x, y) {
  const image = crop.querySelector("img");
  const [room, tall] = [crop.clientWidth, crop.clientHeight];
  const scale = Math.max(room / width, tall / height);
  const [wide, high] = [width * scale, height * scale];
  Object.assign(image.style, {
    width: `${wide}px`, height: `${high}px`,
    left: `${-begin(x, wide, room)}px`, top: `${-begin(y, high, tall)}px`,
  });
}

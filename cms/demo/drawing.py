"""Draws the demo's pictures: ``python -m cms.demo.drawing`` writes them, to be looked at and committed."""

import base64
import io
import json
import math
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image, ImageDraw, ImageFont

FOLDER = Path(__file__).parent / "pictures"
KNOWN = FOLDER / "known.json"
FINE = 2
"""Drawn so many times as large, and made smaller, so that edges are smooth."""
WIDE, UPRIGHT = (1600, 900), (900, 1200)
Point = tuple[float, float]
Colours = list[str]
Wave = tuple[float, float, float]


def _disc(draw: ImageDraw.ImageDraw, at: Point, radius: float, colour: str) -> None:
    x, y = at
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def ripples(draw: ImageDraw.ImageDraw, size: Point, colours: Colours, chance: Random) -> None:
    """Rings around a few points, as sound spreads."""
    width, height = size
    for number in range(3):
        at = (width * chance.uniform(0.1, 0.9), height * chance.uniform(0.15, 0.85))
        for ring in range(9, 0, -1):
            radius = height * (0.05 + 0.045 * ring) * (1.2 - number * 0.25)
            _disc(draw, at, radius, colours[(ring + number) % len(colours)])


def hills(draw: ImageDraw.ImageDraw, size: Point, colours: Colours, chance: Random) -> None:
    """A sun above rows of hills."""
    width, height = size
    _disc(draw, (width * chance.uniform(0.6, 0.8), height * 0.36), height * 0.17, colours[1])
    for row, colour in enumerate(colours[2:]):
        waves = [(chance.uniform(1, 3), chance.uniform(0, 6), 0.05 / (n + 1)) for n in range(3)]
        base = 0.5 + 0.14 * row

        def top(at: float, waves: list[Wave] = waves, base: float = base) -> float:
            rise: float = sum(
                high * math.sin(many * at * math.tau + shift) for many, shift, high in waves
            )
            return height * (base + rise)

        edge = [(width * n / 120, top(n / 120)) for n in range(121)]
        draw.polygon([*edge, (width, height), (0, height)], fill=colour)


def cups(draw: ImageDraw.ImageDraw, size: Point, colours: Colours, chance: Random) -> None:
    """Cups of coffee on a table, from above."""
    width, height = size
    radius = height * 0.15
    for row, column in ((row, column) for row in range(3) for column in range(5)):
        x = width * (0.1 + 0.2 * column) + (radius * 0.5 if row % 2 else -radius * 0.2)
        y = height * (0.18 + 0.32 * row)
        turn = chance.uniform(0, math.tau)
        handle = (x + radius * 0.8 * math.cos(turn), y + radius * 0.8 * math.sin(turn))
        _disc(draw, (x, y), radius * 0.98, colours[1])
        _disc(draw, handle, radius * 0.26, colours[2])
        _disc(draw, (x, y), radius * 0.7, colours[2])
        _disc(draw, (x, y), radius * 0.56, colours[3 + (row + column) % 2])


def threads(draw: ImageDraw.ImageDraw, size: Point, colours: Colours, chance: Random) -> None:
    """Points, and lines between those that are near."""
    width, height = size
    points = [(width * chance.random(), height * chance.random()) for _ in range(46)]
    for n, one in enumerate(points):
        for other in points[:n]:
            if math.dist(one, other) < height * 0.3:
                draw.line([one, other], fill=colours[1], width=int(height / 260))
    for n, one in enumerate(points):
        _disc(draw, one, height * chance.uniform(0.012, 0.04), colours[2 + n % (len(colours) - 2)])


def windows(draw: ImageDraw.ImageDraw, size: Point, colours: Colours, chance: Random) -> None:
    """A front with windows, of which many are lit."""
    width, height = size
    across, down = 10, 5
    for row, column in ((row, column) for row in range(down) for column in range(across)):
        left, top = width * (column + 0.18) / across, height * (row + 0.16) / down
        right, bottom = width * (column + 0.82) / across, height * (row + 0.84) / down
        shade = colours[1] if chance.random() < 0.4 else chance.choice(colours[2:])
        draw.rounded_rectangle((left, top, right, bottom), radius=height / 40, fill=shade)


MOTIFS: Mapping[str, Callable[[ImageDraw.ImageDraw, Point, Colours, Random], None]] = {
    "ripples": ripples,
    "hills": hills,
    "cups": cups,
    "threads": threads,
    "windows": windows,
}


def _drawn(key: str, said: Mapping[str, Any]) -> Image.Image:
    size = UPRIGHT if said.get("title") else WIDE
    large = (size[0] * FINE, size[1] * FINE)
    made = Image.new("RGB", large, said["colours"][0])
    draw = ImageDraw.Draw(made)
    MOTIFS[said["motif"]](draw, large, said["colours"], Random(key))  # noqa: S311
    if said.get("title"):
        _titled(draw, large, said)
    return made.resize(size, Image.Resampling.LANCZOS)


def _titled(draw: ImageDraw.ImageDraw, size: Point, said: Mapping[str, Any]) -> None:
    """A book's title and its author on a band."""
    width, height = size
    draw.rectangle((0, height * 0.6, width, height * 0.88), fill=said["colours"][0])
    for text, top, part in ((said["title"], 0.63, 0.085), (said["author"], 0.78, 0.045)):
        font = ImageFont.load_default(height * part * 0.8)
        draw.text((width * 0.08, height * top), text, fill=said["colours"][-1], font=font)


def described() -> dict[str, Any]:
    """What is to be drawn, by key."""
    return tomllib.loads((FOLDER.parent / "pictures.toml").read_text("utf-8"))


def _placeholder(made: Image.Image) -> str:
    small = made.copy()
    small.thumbnail((16, 16))
    written = io.BytesIO()
    small.save(written, "WEBP", quality=40)
    return "data:image/webp;base64," + base64.b64encode(written.getvalue()).decode()


def draw_all() -> Iterator[tuple[str, dict[str, Any]]]:
    """Write each picture, and answer what the library knows of it."""
    FOLDER.mkdir(exist_ok=True)
    for key, said in described().items():
        made = _drawn(key, said)
        made.save(FOLDER / f"{key}.webp", "WEBP", quality=82, method=6)
        width, height = made.size
        yield key, {"width": width, "height": height, "placeholder": _placeholder(made)}


if __name__ == "__main__":
    KNOWN.write_text(json.dumps(dict(draw_all()), indent=2) + "\n", "utf-8")

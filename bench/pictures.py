"""Renditions of a photograph of 24 megapixels: what they take to make, and to send again."""

import asyncio
import hashlib
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import httpx
from PIL import Image, ImageChops

from bench.databases import Database
from bench.delivery import COLUMNS, Bench
from bench.goals import Goal, Part
from bench.measuring import Way, plain_get
from bench.serving import served
from cms.media.addresses import Wanted
from cms.media.keys import original_key
from cms.media.presets import Fit, Format
from cms.media.storage import storage

SIZE = (6000, 4000)
UID, VERSION = "bench0000001", "bench"
GRAINS = ((1500, 90), (300, 60), (60, 30), (12, 16), (1, 10))
"""Noise of these sizes in pixels, and how much of each: from clouds to the grain of a sensor."""
OURS = """
import sys
from cms.media.rendering import render
source, target, width, height, form = sys.argv[1:]
render(source, target, (int(width), int(height)), (0.5, 0.5), form)
"""
PILLOW = """
import sys
from PIL import Image, ImageOps
source, target, width, height, form = sys.argv[1:]
ImageOps.fit(Image.open(source), (int(width), int(height))).save(target)
"""
VIPS = """
import sys
import pyvips
source, target, width, height, form = sys.argv[1:]
made = pyvips.Image.thumbnail(source, int(width), height=int(height), crop="centre")
made.write_to_file(target)
"""
MADE = ((320, 320), (960, 540), (1920, 1080))
FORMATS = (Format.JPEG, Format.WEBP, Format.AVIF)
SENT = Wanted(1280, 720, Fit.COVER, Format.WEBP)


def photograph(path: Path) -> None:
    """Write one, always the same: gradients with noise of several sizes in each colour."""
    bands = []
    for number in range(3):
        light = Image.linear_gradient("L").rotate(90 * number).resize(SIZE)
        for grain, much in GRAINS:
            light = ImageChops.add(light, _noise(f"{number} {grain}", grain, much), 1, -much // 2)
        bands.append(light)
    Image.merge("RGB", bands).save(path, quality=92)


def _noise(name: str, grain: int, much: int) -> Image.Image:
    width, height = SIZE[0] // grain + 2, SIZE[1] // grain + 2
    drawn = hashlib.shake_256(name.encode()).digest(width * height)
    noise = Image.frombytes("L", (width, height), drawn).point(lambda one: one * much // 255)
    return noise.resize(SIZE, Image.Resampling.BICUBIC)


async def part_made(bench: Bench) -> Part:
    """Each size and format in a process of its own, beside the plain commands of Pillow and libvips."""
    ways = {"ours": OURS, "Pillow": PILLOW} | ({"libvips": VIPS} if find_spec("pyvips") else {})
    columns = ["", *(f"{name}: CPU ms, KB" for name in ways), "ours against Pillow"]
    part = Part("Renditions of 24 megapixels", columns)
    source = bench.folder / "photograph.jpg"
    await asyncio.to_thread(photograph, source)
    for size in MADE:
        for form in FORMATS:
            target = bench.folder / f"made.{form}"
            arguments = [str(source), str(target), *map(str, size), str(form)]
            took: dict[str, list[float]] = {name: [] for name in ways}
            kilobytes = {}
            for _ in range(bench.measuring.rounds):
                for name, program in ways.items():
                    took[name].append(await asyncio.to_thread(_run, program, arguments))
                    kilobytes[name] = target.stat().st_size / 1000
            ratio = median(took["ours"]) / median(took["Pillow"])
            named = f"{size[0]} × {size[1]} {form}"
            cells = [f"{1000 * median(took[one]):.0f}, {kilobytes[one]:.0f}" for one in ways]
            part.rows.append([named, *cells, f"{ratio:.2f} ×"])
            part.goals.append(Goal(f"rendition {named}, CPU against Pillow", ratio, 1, "×"))
    return part


def _run(program: str, arguments: list[str]) -> float:
    """Run it to its end; the seconds of the processor that it used."""
    process = os.posix_spawn(
        sys.executable, [sys.executable, "-c", program, *arguments], os.environ
    )
    _, status, used = os.wait4(process, 0)
    assert status == 0, program
    return used.ru_utime + used.ru_stime


async def part_sent(bench: Bench) -> Part:
    """A rendition that is kept, beside Starlette's StaticFiles with the same file."""
    part = Part("A rendition again", COLUMNS)
    await _received(bench.database, bench.folder / "received.jpg")
    path = f"/media/{UID}/{VERSION}/{SENT.name}"
    async with served("static", bench.database.url) as static:
        async with httpx.AsyncClient() as client:
            first = await client.get(f"http://127.0.0.1:{bench.product.port}{path}", timeout=60)
            same = await client.get(f"http://127.0.0.1:{static.port}{_static(path)}")
        assert first.content == same.raise_for_status().content
        found = await bench.measuring.compared(
            {
                "the API": Way(bench.product, [plain_get(path)]),
                "StaticFiles": Way(static, [plain_get(_static(path))]),
            }
        )
    ratio = found["the API"].cpu / found["StaticFiles"].cpu
    part.compare(f"{SENT.name}, {len(first.content) / 1000:.0f} KB", found, ratio)
    part.goals.append(Goal("a rendition again, CPU against StaticFiles", ratio, 1, "×"))
    return part


def _static(path: str) -> str:
    return path.replace("/media/", "/renditions/", 1)


async def _received(database: Database, photo: Path) -> None:
    """As the library has it."""
    await asyncio.to_thread(photograph, photo)
    digest = await asyncio.to_thread(lambda: hashlib.sha256(photo.read_bytes()).hexdigest())
    await storage().put(original_key(digest), photo)
    async with database.connected() as connection:
        await connection.execute(
            "INSERT INTO asset (uid, kind, name, media_type, size, digest, version, width, height)"
            " VALUES ($1, 'image', 'photograph.jpg', 'image/jpeg', 1, $2, $3, $4, $5)"
            " ON CONFLICT (uid) DO UPDATE SET digest = EXCLUDED.digest",
            *(UID, digest, VERSION, *SIZE),
        )

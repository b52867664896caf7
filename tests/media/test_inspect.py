"""What is in a file is found out by its content, and nothing private or hidden of it is kept."""

import asyncio
import base64
import io
import os
import resource
import time
import zipfile
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from cms.errors import InvalidInput
from cms.media import child, inspect
from cms.media.child import in_child
from cms.media.inspect import Inspected, inspected
from cms.media.refusals import DiskFull
from tests.media.files import PDF, SVG, notes, package, picture, put, word_document
from tests.media.hostile import samples


async def look(folder: Path, content: bytes, name: str = "x") -> tuple[Inspected, bytes]:
    made = await inspected(put(folder, content), name)
    kept = made.path.read_bytes()
    made.path.unlink()
    return made, kept


async def refused(folder: Path, content: bytes, name: str = "x") -> str:
    with pytest.raises(InvalidInput) as told:
        await inspected(put(folder, content), name)
    assert [one.name for one in folder.iterdir()] == ["sent"]
    [problem] = told.value.problems
    assert problem.field == "file"
    assert str(problem.message)
    return problem.code


@pytest.mark.parametrize(
    ("kind", "media_type", "name"),
    [
        ("jpg", "image/jpeg", "x.jpg"),
        ("png", "image/png", "x.png"),
        ("moving.gif", "image/gif", "x.gif"),
        ("lossless.webp", "image/webp", "x.webp"),
        ("avif", "image/jpeg", "x.jpg"),
        ("svg", "image/svg+xml", "x.svg"),
        ("pdf", "application/pdf", "x.pdf"),
        (
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "x.docx",
        ),
        ("mp4", "video/mp4", "x.mp4"),
        ("mp3", "audio/mpeg", "x.mp3"),
        ("webm", "video/webm", "x.webm"),
        ("ogg", "audio/ogg", "x.ogg"),
        ("vtt", "text/vtt", "x.vtt"),
        ("csv", "text/plain", "x.txt"),
    ],
)
async def test_a_kind_is_in_the_content(
    tmp_path: Path, kind: str, media_type: str, name: str
) -> None:
    made, kept = await look(tmp_path, samples()[kind], "x.exe")
    assert (made.media_type, made.name) == (media_type, name)
    assert made.size == len(kept)


@pytest.mark.parametrize("orientation", range(1, 9))
async def test_a_picture_is_upright(tmp_path: Path, orientation: int) -> None:
    """Its light corner is where one sees it when the camera's note is followed."""
    sent = picture(size=(80, 48), exif=notes(orientation))
    made, kept = await look(tmp_path, sent)
    with Image.open(io.BytesIO(kept)) as image:
        corners = {
            place: image.convert("L").getpixel((x * (image.width - 1), y * (image.height - 1)))
            for place, (x, y) in {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1)}.items()
        }
        assert (
            (made.width, made.height) == image.size == ((80, 48) if orientation < 5 else (48, 80))
        )
        assert not image.getexif()
    light = {1: 1, 2: 2, 3: 3, 4: 4, 5: 1, 6: 2, 7: 3, 8: 4}[orientation]
    assert max(corners, key=lambda place: corners[place]) == light


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
async def test_notes_go_and_the_credit_is_told(tmp_path: Path, form: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    made, kept = await look(tmp_path, picture(form, exif=notes(), icc_profile=profile))
    assert made.credit == "Foto: Jane Doe"
    assert b"Camera 1234" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert not image.getexif()
        assert image.info["icc_profile"] == profile


async def test_a_picture_loses_nothing_else(tmp_path: Path) -> None:
    for form, options in (("JPEG", {"quality": 80}), ("PNG", {}), ("WEBP", {}), ("GIF", {})):
        sent = picture(form, **options)
        _made, kept = await look(tmp_path, sent)
        with Image.open(io.BytesIO(sent)) as before, Image.open(io.BytesIO(kept)) as after:
            assert before.convert("RGB").tobytes() == after.convert("RGB").tobytes(), form


async def test_a_moving_picture_moves_still(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue", "white")]
    for form in ("GIF", "WEBP", "PNG"):
        made = io.BytesIO()
        frames[0].save(made, form, save_all=True, append_images=frames[1:], duration=50, loop=0)
        _told, kept = await look(tmp_path, made.getvalue())
        with Image.open(io.BytesIO(kept)) as image:
            assert (image.n_frames, image.info.get("loop")) == (3, 0), form


async def test_a_placeholder_is_tiny(tmp_path: Path) -> None:
    noise = io.BytesIO()
    Image.effect_noise((900, 900), 90).convert("RGB").save(noise, "JPEG")
    made, _kept = await look(tmp_path, noise.getvalue())
    assert 100 < len(made.placeholder) <= 700
    with Image.open(io.BytesIO(base64.b64decode(made.placeholder.partition(",")[2]))) as tiny:
        assert max(tiny.size) <= 24


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
@pytest.mark.parametrize("orientation", [1, 6])
async def test_a_picture_has_any_colours(tmp_path: Path, mode: str, orientation: int) -> None:
    made = io.BytesIO()
    image = Image.new("RGB", (300, 200), "teal").convert(mode.partition(";")[0])
    image = image.convert(mode) if image.mode != mode else image
    image.save(made, "JPEG" if mode == "CMYK" else "PNG", exif=notes(orientation))
    told, kept = await look(tmp_path, made.getvalue())
    with Image.open(io.BytesIO(kept)) as after:
        assert (after.mode, after.size) == (mode, (told.width, told.height))
    assert told.placeholder


async def test_nothing_stands_behind_what_one_sees_through(tmp_path: Path) -> None:
    made, image = io.BytesIO(), Image.new("RGBA", (300, 200), "teal")
    image.paste((0, 0, 0, 0), (0, 0, 100, 200))
    image.save(made, "PNG")
    told, _kept = await look(tmp_path, made.getvalue())
    assert told.placeholder == ""


async def test_a_drawing_keeps_its_shapes(tmp_path: Path) -> None:
    sent = (
        b'<?xml version="1.0"?><!-- a --><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd">'
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        b' viewBox="0 0 30 20">'
        b"<style>.a{fill:red}</style><defs><g id='b'><path d='M0 0'/></g></defs>"
        b'<use xlink:href="#b" class="a" onclick="x()" fill="url(#c)"/>'
        b'<a href="http://x/"><text>Tekst &amp; zo</text></a>'
        b'<svg:g xmlns:svg="http://www.w3.org/2000/svg"/></svg>'
    )
    made, kept = await look(tmp_path, sent, "logo.xml")
    assert (made.kind, made.width, made.height, made.name) == ("drawing", 30, 20, "logo.svg")
    assert kept.decode() == (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        ' viewBox="0 0 30 20"><style>.a{fill:red}</style><defs><g id="b"><path d="M0 0"></path></g></defs>'
        '<use xlink:href="#b" class="a" fill="url(#c)"></use><text>Tekst &amp; zo</text><g></g></svg>\n'
    )
    again, same = await look(tmp_path, kept)
    assert (again.digest, same) == (made.digest, kept)


async def test_where_a_film_was_made_goes(tmp_path: Path) -> None:
    sent = samples()["mp4"]
    _made, kept = await look(tmp_path, sent)
    assert b"52.3N" in sent
    assert b"52.3N" not in kept
    assert len(kept) == len(sent)


async def test_where_a_film_was_made_goes_from_all_its_parts(tmp_path: Path) -> None:
    def box(name: bytes, *inside: bytes) -> bytes:
        content = b"".join(inside)
        return (len(content) + 8).to_bytes(4, "big") + name + content

    told = box(b"udta", b"52.3N")
    table = box(b"stbl", box(b"stts", bytes(8)), told)
    track = box(b"trak", box(b"mdia", told, box(b"minf", told, table)))
    sent = box(b"ftyp", b"isom\0\0\0\0isom") + box(b"moov", track) + box(b"mdat", b"sound")
    _made, kept = await look(tmp_path, sent)
    assert sent.count(b"52.3N") == 3
    assert b"52.3N" not in kept
    assert kept.endswith(b"sound")


async def test_a_webm_loses_its_tags(tmp_path: Path) -> None:
    sent = samples()["webm"]
    _made, kept = await look(tmp_path, sent, "x.webm")
    assert sent.count(b"LOCATION") == 2
    assert b"LOCATION" not in kept
    assert (len(kept), kept.count(b"\xec\x01")) == (len(sent), 2)
    again, same = await look(tmp_path, kept, "x.webm")
    assert same == kept
    assert again.media_type == "video/webm"


async def test_text_becomes_utf_8(tmp_path: Path) -> None:
    made, kept = await look(tmp_path, "naam;plaats\nJané;Delft\n".encode("cp1252"), "lijst.CSV")
    assert (made.media_type, made.name) == ("text/csv", "lijst.CSV")
    assert kept.decode() == "naam;plaats\nJané;Delft\n"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"<html><script>alert(1)</script>", "file_not_accepted"),
        (b"MZ\x90\0" + bytes(100), "file_not_accepted"),
        (package(**{"x.html": b"x"}), "file_not_accepted"),
        (word_document(**{"word__vbaProject.bin": b"x"}), "has_macros"),
        (picture()[:-40], "broken_file"),
        (PDF[:-20], "broken_file"),
        (SVG.replace(b"<path", b"<path>"), "broken_file"),
    ],
)
async def test_what_is_not_taken_is_told_why(tmp_path: Path, content: bytes, code: str) -> None:
    assert await refused(tmp_path, content, "x.jpg") == code


async def test_an_open_document(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        packed.writestr("content.xml", "<x/>")
    told, _kept = await look(tmp_path, made.getvalue(), "verslag.zip")
    assert told.name == "verslag.odt"


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\foto\\Haven.JPG", "Haven.JPG"),
        ("e\u0301te\u0301.jpeg", "\u00e9t\u00e9.jpeg"),
        ("x\0y\n.png", "xy.jpg"),
        ("é" * 300 + ".jpg", "é" * 196 + ".jpg"),
        ("", "file.jpg"),
        ("..", "file.jpg"),
        ("\ud800", "file.jpg"),
        ("foto van 1.2.2009", "foto van 1.2.jpg"),
    ],
)
async def test_a_name_can_be_saved_anywhere(tmp_path: Path, name: str, made: str) -> None:
    told, _kept = await look(tmp_path, picture(), name)
    assert told.name == made


async def test_too_large_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, b"")
    os.truncate(path, 300_000_000)
    with pytest.raises(InvalidInput) as told:
        await inspected(path, "x.mp4")
    assert told.value.problems[0].code == "file_too_large"


async def test_a_full_disk_is_told(tmp_path: Path) -> None:
    full = Path("/dev/full")
    with pytest.raises(DiskFull):
        await in_child("cms.media.reading.read", str(put(tmp_path, picture())), str(full), "x.jpg")


async def test_what_takes_too_long_ends(tmp_path: Path) -> None:
    fifo = tmp_path / "endless"
    os.mkfifo(fifo)
    begun = time.monotonic()
    with pytest.raises(InvalidInput) as told:
        await in_child("cms.media.reading.read", str(fifo), str(tmp_path / "y"), "x", seconds=0.3)
    assert told.value.problems[0].code == "file_too_complex"
    assert time.monotonic() - begun < 3
    made, _kept = await look(tmp_path / "..", picture())
    assert made.kind == "image", "another child took its place"


async def test_what_takes_too_much_of_the_processor_ends(tmp_path: Path) -> None:
    sent = put(tmp_path, picture("PNG", (6_000, 6_000)))
    with pytest.raises(InvalidInput) as told:
        await in_child(
            "cms.media.reading.read", str(sent), str(tmp_path / "y"), "x", seconds=0.000_001
        )
    assert told.value.problems[0].code == "file_too_complex"


async def test_a_child_that_is_killed_is_replaced(tmp_path: Path) -> None:
    await look(tmp_path, picture())
    for one in list(child._idle):
        one.process.kill()
    made, _kept = await look(tmp_path, picture())
    assert made.kind == "image"


async def test_a_child_calls_nothing_else() -> None:
    for name in ("os.system", "cms.media.reading._file", "cms.mediators.x", "cms.media.nothing.x"):
        with pytest.raises(InvalidInput):
            await in_child(name, "true")


async def test_a_child_knows_no_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-secret")
    child.end_children()
    await look(tmp_path, picture())
    [one] = child._idle
    assert b"a-secret" not in Path(f"/proc/{one.process.pid}/environ").read_bytes()
    assert b"CMS_" not in Path(f"/proc/{one.process.pid}/environ").read_bytes()


async def test_many_at_once_take_turns(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sent = picture(size=(2_000, 1_500))
    paths = [put(tmp_path, sent, f"sent{number}") for number in range(6)]
    made = await asyncio.gather(*(inspected(path, "x") for path in paths))
    assert len({one.digest for one in made}) == 1
    assert len(child._idle) <= child.MOST_CHILDREN
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_limits_are_documented() -> None:
    page = (Path(__file__).parents[2] / "docs/reference/limits.md").read_text("utf-8")
    for number in (
        "40 million pixels",
        "30,000",
        "500 frames",
        "400 million",
        "60 MB",
        "5 seconds",
    ):
        assert number in page, number
    assert inspect.KEPT == ".kept"


@pytest.mark.parametrize(
    ("mode", "colour", "form", "seen_through"),
    [
        ("RGB", "teal", "PNG", False),
        ("RGBA", (0, 80, 80, 255), "PNG", False),
        ("RGBA", (0, 80, 80, 120), "PNG", True),
        ("RGBA", (0, 80, 80, 0), "WEBP", True),
        ("RGB", "teal", "JPEG", False),
    ],
)
async def test_whether_one_sees_through_it(
    tmp_path: Path, mode: str, colour: str, form: str, seen_through: bool
) -> None:
    written = io.BytesIO()
    Image.new(mode, (30, 20), colour).save(written, form)
    made, _kept = await look(tmp_path, written.getvalue())
    assert made.transparent == seen_through

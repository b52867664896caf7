"""Files that mean harm, made on the spot: each with a name, and the same in every run."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

from PIL import Image

from tests.media.files import PDF, SVG, notes, package, picture, word_document

PAYLOAD = b"<script>alert('klankbord')</script>"
"""What must be found in no picture and no drawing that is kept."""
TAGS = b"\x12\x54\xc3\x67\x40\x1eLOCATION+52.0907+005.1214/####"
"""Of a WebM: where it was made."""
MARK = b"alert('klankbord')"
_POINTS = 22
_MUTANTS = 18


class Hostile(NamedTuple):
    """What is sent; ``clean`` says that the payload must not be in what is kept."""

    about: str
    name: str
    made: bytes | Callable[[], bytes]
    clean: bool = False

    @property
    def content(self) -> bytes:
        """What is costly is made only when it is asked for."""
        return self.made() if callable(self.made) else self.made


def samples() -> dict[str, bytes]:
    """A good file of each kind, small."""
    box = b"\0\0\0\x18ftypisom\0\0\0\0isommp42"
    return {
        "jpg": picture(exif=notes(6)),
        "progressive.jpg": picture(progressive=True),
        "png": picture("PNG"),
        "gif": picture("GIF"),
        "moving.gif": _moving("GIF"),
        "webp": picture("WEBP"),
        "lossless.webp": picture("WEBP", lossless=True, exif=notes(3)),
        "avif": picture("AVIF"),
        "svg": SVG,
        "pdf": PDF,
        "docx": word_document(),
        "mp4": box + _box(b"moov", _box(b"mvhd", bytes(100)) + _box(b"udta", b"52.3N")) + _box(b"mdat", b"x"),
        "mp3": b"ID3\3\0\0\0\0\0\0" + b"\xff\xfb\x90\0" + bytes(400),
        "webm": b"\x1aE\xdf\xa3\x9fB\x86\x81\1B\xf7\x81\1B\xf2\x81\4B\xf3\x81\x08B\x82\x84webm" + bytes(8)
        + b"\x18\x53\x80\x67\xff" + TAGS + b"\x1f\x43\xb6\x75\xff\xe7\x81\0\xa3\x85\x81\0\0\x80x" + TAGS,
        "ogg": (b"OggS\0\2" + bytes(20) + b"\2\x1e\x0a" + bytes(40)) * 3,
        "vtt": b"WEBVTT\n\n00:00.000 --> 00:01.000\nHallo\n",
        "csv": "naam;plaats\nJané;Delft\n".encode("cp1252"),
    }  # fmt: skip


def corpus() -> Iterator[Hostile]:
    """All of them: more than 500."""
    yield from bombs()
    yield from polyglots()
    yield from strangers()
    yield from names()
    yield from truncated()
    yield from mutated()


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


def _chunk(name: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
    )


def _png(width: int, height: int, *chunks: bytes, data: bytes = b"") -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = _chunk(b"IDAT", data or zlib.compress(bytes(1_000)))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + body + _chunk(b"IEND", b"")


def _compressed(piece: bytes, times: int) -> bytes:
    """A piece again and again, without ever having all of it."""
    pressing = zlib.compressobj(9)
    return b"".join([*(pressing.compress(piece) for _ in range(times)), pressing.flush()])


def _big() -> bytes:
    return _compressed(bytes(1_000_000), 50)


def _moving(form: str, frames: int = 3) -> bytes:
    made = io.BytesIO()
    images = [Image.new("RGB", (8, 8), (number * 40 % 256, 9, 9)) for number in range(frames)]
    images[0].save(made, form, save_all=True, append_images=images[1:], duration=100, loop=0)
    return made.getvalue()


def _svg(inside: str, before: str = "") -> bytes:
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode()


def bombs() -> Iterator[Hostile]:
    """Small files that become large."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    nested = "".join(f'<g id="u{n}">' + f'<use href="#u{n + 1}"/>' * 10 + "</g>" for n in range(12))
    patterns = "".join(
        f'<pattern id="p{n}">' + f'<rect fill="url(#p{n + 1})"/>' * 10 + "</pattern>"
        for n in range(12)
    )
    yield Hostile("png of 100,000 × 100,000", "x.png", _png(100_000, 100_000))
    yield Hostile("png of 2³¹", "x.png", _png(2**31 - 1, 2**31 - 1))
    yield Hostile("png of 30,001 × 1", "x.png", _png(30_001, 1))
    yield Hostile("png of nothing", "x.png", _png(0, 0))
    yield Hostile(
        "png of 36 million equal pixels",
        "x.png",
        _png(6_000, 6_000, data=_compressed(bytes(18_001), 6_000)),
    )
    yield Hostile("png with too much data", "x.png", lambda: _png(9, 9, data=_big()))
    yield Hostile(
        "png with a profile bomb", "x.png", lambda: _png(9, 9, _chunk(b"iCCP", b"a\0\0" + _big()))
    )
    yield Hostile(
        "png with a text bomb", "x.png", lambda: _png(9, 9, _chunk(b"zTXt", b"a\0\0" + _big()))
    )
    yield Hostile("png with 60,000 frames", "x.png",
                  lambda: _png(9, 9, _chunk(b"acTL", struct.pack(">II", 60_000, 0)),
                       *[_chunk(b"fcTL", struct.pack(">IIIIIHHBB", n, 9, 9, 0, 0, 1, 9, 0, 0))
                         for n in range(60_000)]))  # fmt: skip
    yield Hostile("gif of 65,535 × 65,535", "x.gif",
                  b"GIF89a" + struct.pack("<HHBBB", 65_535, 65_535, 0, 0, 0)
                  + picture("GIF")[13:])  # fmt: skip
    yield Hostile("gif with 2,000 frames", "x.gif", lambda: _moving("GIF", 2_000))
    yield Hostile("webp of 16,384 × 16,384", "x.webp",
                  b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\x3f\0\xff\x3f\0")  # fmt: skip
    yield Hostile("jpeg of 65,500 × 65,500", "x.jpg", _resized_jpeg(65_500))
    yield Hostile("jpeg with 3,000 scans", "x.jpg", lambda: _many_scans(3_000))
    yield Hostile("avif of 60,000 × 60,000", "x.avif", _resized_avif(60_000))
    yield Hostile(
        "docx of 60 MB", "x.docx", lambda: word_document(**{"word__media.bin": bytes(60_000_000)})
    )
    yield Hostile("docx of 20,000 files", "x.docx",
                  lambda: word_document(**{f"{number}": b"" for number in range(20_000)}))  # fmt: skip
    yield Hostile("svg with a billion laughs", "x.svg",
                  _svg("&l9;", f'<!DOCTYPE svg [<!ENTITY l0 "ha">{laughs}]>'))  # fmt: skip
    yield Hostile("svg with one long entity", "x.svg",
                  _svg("&a;" * 50_000, f'<!DOCTYPE svg [<!ENTITY a "{"a" * 50_000}">]>'))  # fmt: skip
    yield Hostile("svg that reads a file", "x.svg",
                  _svg("&a;", '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'))  # fmt: skip
    yield Hostile("svg that reads a DTD", "x.svg",
                  _svg("", '<!DOCTYPE svg SYSTEM "http://127.0.0.1:9/x.dtd">'))  # fmt: skip
    yield Hostile("svg of 10¹² uses", "x.svg", _svg(nested + '<rect id="u12"/>'))
    yield Hostile("svg of 10¹² patterns", "x.svg", _svg(patterns + '<rect fill="url(#p0)"/>'))
    yield Hostile("svg of 10¹² patterns by class", "x.svg", _svg(_patterns_by_class()))
    yield Hostile("svg of 10¹² patterns by an open rule", "x.svg",
                  _svg("<style>.c{fill:url(#p0)</style>" + patterns + '<rect class="c"/>'))  # fmt: skip
    yield Hostile("svg drawn in itself", "x.svg", _svg('<g id="a"><use href="#a"/></g>'))
    yield Hostile("svg of 100,000 levels", "x.svg", _svg("<g>" * 100_000 + "</g>" * 100_000))
    yield Hostile("svg of 3 MB", "x.svg", _svg(f'<path d="{"M0 0" * 800_000}"/>'))
    yield Hostile("text of 21 MB", "x.txt", b"tekst\n" * 3_600_000)
    yield Hostile("mp4 of a million boxes", "x.mp4",
                  _box(b"ftyp", b"isom\0\0\0\0isom") + b"\0\0\0\x08free" * 1_000_000)  # fmt: skip
    yield Hostile(
        "mp4 with boxes in boxes",
        "x.mp4",
        _box(b"ftyp", b"isom\0\0\0\0isom") + _nested_boxes(3_000),
    )


def _patterns_by_class() -> str:
    rules = "".join(f".c{n}{{fill:url(#p{n})}}" for n in range(13))
    made = "".join(
        f'<pattern id="p{n}">' + f'<rect class="c{n + 1}"/>' * 10 + "</pattern>" for n in range(12)
    )
    return f'<style>{rules}</style>{made}<rect class="c0"/>'


def _resized_jpeg(side: int) -> bytes:
    data = bytearray(picture())
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", side, side)
    return bytes(data)


def _many_scans(number: int) -> bytes:
    data = picture(size=(2_000, 2_000), progressive=True)
    at = data.rindex(b"\xff\xda")
    return data[:-2] + data[at:-2] * number + data[-2:]


def _resized_avif(side: int) -> bytes:
    data = bytearray(picture("AVIF"))
    at = data.index(b"ispe")
    data[at + 8 : at + 16] = struct.pack(">II", side, side)
    return bytes(data)


def _nested_boxes(levels: int) -> bytes:
    made = b""
    for _level in range(levels):
        made = _box(b"moov", made)
    return made


def polyglots() -> Iterator[Hostile]:
    """Good files with something else in them or behind them."""
    made = samples()
    behind = {
        "html": b"<html>" + PAYLOAD,
        "script": b"*/" + MARK,
        "zip": package(**{"x.html": PAYLOAD * 3}) + MARK,
        "pdf": PDF + PAYLOAD,
        "php": b"<?php system($_GET[0]); " + MARK,
    }
    for kind in ("jpg", "progressive.jpg", "png", "gif", "moving.gif", "webp", "avif", "pdf"):
        for about, tail in behind.items():
            yield Hostile(f"{kind} with {about} behind it", f"x.{kind}", made[kind] + tail,
                          kind != "pdf" or about != "pdf")  # fmt: skip
    said = b"\xff\xfe" + struct.pack(">H", len(PAYLOAD) + 2) + PAYLOAD
    yield Hostile("jpeg with a comment", "x.jpg", made["jpg"][:2] + said + made["jpg"][2:], True)
    yield Hostile("jpeg with XMP", "x.jpg", picture(xmp=PAYLOAD), True)
    exif = notes()
    exif[0x010E] = PAYLOAD.decode()
    yield Hostile("jpeg with EXIF", "x.jpg", picture(exif=exif), True)
    yield Hostile("png with EXIF", "x.png", picture("PNG", exif=exif), True)
    yield Hostile("webp with EXIF", "x.webp", picture("WEBP", exif=exif, xmp=PAYLOAD), True)
    yield Hostile("avif with EXIF", "x.avif", picture("AVIF", exif=exif, xmp=PAYLOAD), True)
    yield Hostile(
        "png with a text",
        "x.png",
        _png(9, 9, _chunk(b"tEXt", b"a\0" + PAYLOAD), data=zlib.compress(bytes(252))),
        True,
    )
    yield Hostile("gif with a comment", "x.gif", picture("GIF", comment=PAYLOAD), True)
    yield Hostile("html before a pdf", "x.pdf", b"<html>" + PAYLOAD + PDF, True)
    yield Hostile("html before a zip", "x.docx", b"<html>" + PAYLOAD + word_document(), True)
    yield Hostile("picture before a document", "x.docx", made["jpg"] + word_document(), True)
    yield Hostile("document with a comment", "x.docx", _commented(word_document()), True)
    for inside in _ACTIVE_SVG:
        yield Hostile(f"svg with {inside[:30]}", "x.svg", _svg(inside), True)
        yield Hostile(f"svg as jpg with {inside[:30]}", "x.jpg", b"\n " + _svg(inside), True)


def _commented(data: bytes) -> bytes:
    made = io.BytesIO(data)
    with zipfile.ZipFile(made, "a") as packed:
        packed.comment = PAYLOAD
    return made.getvalue()


_RUN = MARK.decode()
_ACTIVE_SVG = (
    f"<script>{_RUN}</script>",
    f'<script href="data:text/javascript,{_RUN}"/>',
    f'<g onload="{_RUN}"/>',
    f'<a href="javascript:{_RUN}"><rect/></a>',
    f'<foreignObject><body xmlns="http://www.w3.org/1999/xhtml" onload="{_RUN}"/></foreignObject>',
    f'<image href="javascript:{_RUN}"/>',
    f'<image href="data:image/svg+xml,{_RUN}"/>',
    f'<use href="data:image/svg+xml,{_RUN}#x"/>',
    f'<use href="http://127.0.0.1/{_RUN}#x"/>',
    f"<style>@import url(http://127.0.0.1/{_RUN})</style>",
    f"<style>g{{background:url(//127.0.0.1/{_RUN})}}</style>",
    f"<style><g/>@import url(//127.0.0.1/{_RUN})</style>",
    f"<style><script>x</script>@import '//127.0.0.1/{_RUN}'</style>",
    f"<style>g{{fill:u\\72l(//127.0.0.1/{_RUN})}}</style>",
    f'<rect style="fill:url(http://127.0.0.1/{_RUN})"/>',
    f'<rect fill="url(http://127.0.0.1/{_RUN}#a)"/>',
    f'<set attributeName="href" to="javascript:{_RUN}"/>',
    f'<animate attributeName="onload" values="{_RUN}"/>',
    f"<!-- {_RUN} -->",
    f"<?xml-stylesheet href=\"{_RUN}\"?>",
    f"<metadata>{_RUN}</metadata>",
    f'<iframe xmlns="http://www.w3.org/1999/xhtml" src="javascript:{_RUN}"/>',
    f'<x:script xmlns:x="http://www.w3.org/2000/svg">{_RUN}</x:script>',
)  # fmt: skip


def strangers() -> Iterator[Hostile]:
    """Files of kinds that are not taken, under every name."""
    kinds = {
        "html": b"<!DOCTYPE html><title>x</title>" + PAYLOAD,
        "html with spaces": b"\n\t <HTML><body>" + PAYLOAD,
        "script in html": PAYLOAD,
        "xml": b'<?xml version="1.0"?><x/>' + PAYLOAD,
        "windows program": b"MZ\x90\0" + bytes(200) + PAYLOAD,
        "linux program": b"\x7fELF\2\1\1" + bytes(200) + PAYLOAD,
        "mac program": b"\xcf\xfa\xed\xfe" + bytes(200) + PAYLOAD,
        "shell script": b"#!/bin/sh\nrm -rf /\n" + PAYLOAD,
        "php": b"<?php phpinfo();" + PAYLOAD,
        "class": b"\xca\xfe\xba\xbe" + bytes(90) + PAYLOAD,
        "flash": b"FWS\x09" + bytes(90) + PAYLOAD,
        "old word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + PAYLOAD,
        "jar": package(**{"META-INF__MANIFEST.MF": PAYLOAD}),
        "plain zip": package(**{"x.html": PAYLOAD}),
        "word with macros": word_document(**{"word__vbaProject.bin": PAYLOAD}),
        "word with ..": word_document(**{"..__..__x": PAYLOAD}),
        "postscript": b"%!PS-Adobe-3.0\n" + PAYLOAD,
        "tiff": b"II*\0" + bytes(90) + PAYLOAD,
        "bmp": b"BM" + bytes(90) + PAYLOAD,
        "heic": _box(b"ftyp", b"heic\0\0\0\0mif1heic") + bytes(90) + PAYLOAD,
        "rtf": b"{\\rtf1 " + PAYLOAD + b"}",
        "mail": b"MIME-Version: 1.0\nContent-Type: text/html\n\n" + PAYLOAD,
        "nul": b"\0" * 100 + PAYLOAD,
        "nothing": b"",
    }
    for about, content in kinds.items():
        for name in ("x.jpg", "x.pdf", "x.txt", "x"):
            yield Hostile(f"{about} as {name}", name, content, True)


def names() -> Iterator[Hostile]:
    """Good pictures with names that are not."""
    bad = (
        "../../etc/passwd", "..\\..\\windows\\x.jpg", "/etc/cron.d/x.jpg", "x\0.jpg", "é" * 300 + ".jpg",
        "e\u0301te\u0301.jpg", "x" * 300 + ".jpeg", "x.jpg.exe", "x.php", ".htaccess", "..", ".", "", "   ",
        "CON.jpg", "a\nb.jpg", "a\u202egpj.exe", "\ud800.jpg", "<b>.jpg", "a\"b.jpg", "a'b.jpg",
        "%2e%2e%2f.jpg",
        "x.jpg\r\nSet-Cookie: a=b", "\u200b.jpg", "x." + "y" * 300, "💥.jpg", "a/b/", "C:\\x.jpg",
        "x.jpg:stream",
        "-rf.jpg", "~.jpg", "\x7f.jpg", "\ufeff.jpg", "x" * 5_000,
    )  # fmt: skip
    for number, name in enumerate(bad):
        yield Hostile(f"name {name[:20]!r}", name, picture(colour=(number, 90, 90)))


def truncated() -> Iterator[Hostile]:
    """Good files, cut off at many places."""
    for kind, content in samples().items():
        last = len(content) - 1
        for at in sorted({max(1, last * point // _POINTS) for point in range(1, _POINTS + 1)}):
            yield Hostile(f"{kind} cut off at {at}", f"x.{kind}", content[:at])


def mutated() -> Iterator[Hostile]:
    """Good files with some bytes changed, most of them near the beginning."""
    chance = random.Random(2_009)
    for kind, content in samples().items():
        for number in range(_MUTANTS):
            data = bytearray(content)
            reach = len(data) if number % 3 == 0 else min(len(data), 64)
            for _byte in range(chance.randint(1, 6)):
                data[chance.randrange(reach)] = chance.choice(
                    (0, 1, 0x7F, 0xFF, chance.randrange(256))
                )
            yield Hostile(f"{kind} mutated {number}", f"x.{kind}", bytes(data))

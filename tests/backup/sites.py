"""A small site, its backup, and backups that somebody spoilt."""

import json
import tarfile
from io import BytesIO
from pathlib import Path

from cms.access.actors import system
from cms.backup.archive import DUMP, MANIFEST
from cms.publishing.library import authorised as library
from tests.builders import make_published
from tests.media.files import forget_all, picture, put

ACTOR = system("test")


async def small_site(folder: Path) -> str:
    """A published page and a file of the library; the file's uid."""
    forget_all()
    await make_published("page", "Werkplaats")
    file = await library.receive(put(folder, picture()), "haven.jpg", actor=ACTOR)
    return str(file["uid"])


def rewritten(source: Path, target: Path, change: str) -> Path:
    """The backup with one thing changed."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for one in old:
            said = bytearray(old.extractfile(one).read())  # type: ignore[union-attr]
            if change == one.name or (change == "media" and one.name.startswith("media/")):
                said[len(said) // 2] ^= 1
            if one.name == MANIFEST and change == "without":
                continue
            if one.name == MANIFEST and change in ("content", "newer", "newer server"):
                said = _retold(said, change)
            if one.name == MANIFEST and change in ("..", "/", "link", "twice", "more"):
                _add_a_stranger(new, change)
            one.size = len(said)
            new.addfile(one, BytesIO(said))
    return target


def _retold(said: bytearray, change: str) -> bytearray:
    told = json.loads(said)
    if change == "content":
        told["content"]["tables"]["page"]["rows"] += 1
    elif change == "newer":
        told["migrations"].append("cms/9999-later")
    else:
        told["major"] = 99
    return bytearray(json.dumps(told).encode())


def _add_a_stranger(archive: tarfile.TarFile, change: str) -> None:
    names = {"..": "media/../../x", "/": "/etc/x", "twice": DUMP, "more": f"media/{'0' * 64}"}
    info = tarfile.TarInfo(names.get(change, DUMP + "2"))
    if change == "link":
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
    archive.addfile(info)


def mixed(old: Path, new: Path, target: Path) -> None:
    """The dump of one with the content of the other: all sums agree."""
    with tarfile.open(old) as one, tarfile.open(new) as two, tarfile.open(target, "w") as made:
        read = {m.name: one.extractfile(m).read() for m in one}  # type: ignore[union-attr]
        said = json.loads(read[MANIFEST])
        said["content"] = json.load(two.extractfile(MANIFEST))["content"]  # type: ignore[arg-type]
        read[MANIFEST] = json.dumps(said).encode()
        for name, content in read.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            made.addfile(info, BytesIO(content))

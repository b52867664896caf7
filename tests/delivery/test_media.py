"""Files of the library as browsers, caches and strangers ask for them."""

import asyncio
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from cms.database.engine import writing
from cms.delivery import media as delivered
from cms.delivery.media import disposition
from cms.media import renditions
from cms.media.addresses import original
from cms.media.presets import PRESETS, Format
from cms.media.refusals import DiskFull
from cms.media.renditions import folder
from cms.media.sizes import Picture, image_set
from cms.publishing.library import authorised as library
from tests.delivery.media_site import CHROME, SYSTEM, TEXT, ask, at, file_of, keep_sound
from tests.media.pictures import dotted, keep, keep_picture, written

pytestmark = pytest.mark.usefixtures("database")


async def test_a_rendition_is_sent_to_be_kept_for_good(tmp_path: Path) -> None:
    asset = await keep_picture(tmp_path)
    for form in ("avif", "webp", "jpeg"):
        answer = await ask(at(asset, f"cover-640x360.{form}"))

        assert answer.status_code == 200
        assert answer.headers["content-type"] == f"image/{form}"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert "set-cookie" not in answer.headers
        assert "vary" not in answer.headers
        with Image.open(BytesIO(answer.content)) as picture:
            assert (picture.size, picture.format) == ((640, 360), form.upper())


async def test_every_address_of_a_set_is_there(tmp_path: Path) -> None:
    asset = await keep_picture(tmp_path, (700, 500))
    found = image_set(
        Picture(asset["uid"], asset["version"], 700, 500), PRESETS["wide"], Format.JPEG
    )
    for one in found.srcset.split(", "):
        url, width = one.split()
        with Image.open(BytesIO((await ask(url)).content)) as picture:
            assert f"{picture.width}w" == width
    assert found.src in found.srcset


@pytest.mark.parametrize(
    ("accept", "written"),
    [
        (CHROME, "avif"),
        ("image/webp,*/*", "webp"),
        ("image/avif;q=0, image/webp", "webp"),
        ("image/*", "jpeg"),
        ("*/*", "jpeg"),
        ("", "jpeg"),
    ],
)
async def test_auto_is_what_the_browser_names(tmp_path: Path, accept: str, written: str) -> None:
    asset = await keep_picture(tmp_path, (320, 200))
    answer = await ask(at(asset, "contain-160.auto"), accept=accept)

    assert answer.headers["content-type"] == f"image/{written}"
    assert answer.headers["vary"] == "accept"


async def test_auto_keeps_transparency_for_who_reads_only_the_old_formats(tmp_path: Path) -> None:
    file = BytesIO()
    Image.new("RGBA", (320, 200), (0, 0, 0, 0)).save(file, "PNG")
    asset = await keep(
        tmp_path,
        file.getvalue(),
        "x.png",
        media_type="image/png",
        transparent=True,
        width=320,
        height=200,
    )
    for _ in range(2):  # once made, and once kept
        await ask(at(asset, "contain-160.jpeg"))
        answer = await ask(at(asset, "contain-160.auto"), accept="*/*")
        assert answer.headers["content-type"] == "image/png"


async def test_a_rendition_that_is_kept_asks_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asset = await keep_picture(tmp_path)
    first = await ask(at(asset, "cover-640x360.webp"))
    monkeypatch.setattr(delivered, "read_row", None)
    monkeypatch.setattr(delivered, "rendered", None)
    again = await ask(at(asset, "cover-640x360.webp"))

    assert again.content == first.content
    assert again.headers["etag"] == first.headers["etag"]
    assert (
        await ask(at(asset, "cover-640x360.auto"), accept="image/webp")
    ).content == first.content


NOT_OFFERED = (
    "cover-641x360.webp",
    "cover-640x361.webp",
    "cover-640.webp",
    "contain-640x360.webp",
    "contain-641.webp",
    "contain-2560.webp",
    "cover-640x360.png",
    "cover-640x360.gif",
    "cover-0640x0360.webp",
    "cover-0x0.webp",
    "cover--1x-1.webp",
    "cover-99999999999999999999x99999999999999999999.webp",
    "cover-99999x99999.webp",
    f"cover-{'9' * 5000}x1.webp",
    "cover-\u096c\u096a\u0966x\u0969\u096c\u0966.webp",
    "cover-640x360.webp%00",
    "cover-640x360.webp%00.jpeg",
    "%2e%2e/cover-640x360.webp",
    "..%2fcover-640x360.webp",
    "%2e%2e%2f%2e%2e%2fpostgres",
    "file/%2e%2e",
    "file/..%2f..%2fpasswd",
    "file/%00",
    "file/",
    "file",
    "",
    "cover-640x360.webp/",
    "cover-640x360.webp%0d%0aset-cookie:x=1",
    "%ff%fe",
)


async def test_what_is_not_offered_is_not_there_and_makes_nothing(tmp_path: Path) -> None:
    asset = await keep_picture(tmp_path)
    for path in NOT_OFFERED:
        answer = await ask(at(asset, path))

        assert answer.status_code == 404, path
        assert "immutable" not in answer.headers.get("cache-control", "")
        assert not (folder() / asset["uid"]).exists()


async def test_an_address_of_what_a_file_was_leads_to_what_it_is(tmp_path: Path) -> None:
    asset = await keep_picture(tmp_path, (700, 500))
    former = asset | {"version": "0000000000000000"}
    for asked, now in (
        ("cover-640x360.auto", "cover-640x360.auto"),
        ("contain-480.webp", "contain-480.webp"),
        ("cover-1280x720.jpeg", "cover-700x394.jpeg"),
        ("contain-2560.webp", "contain-700.webp"),
    ):
        answer = await ask(at(former, asked))

        assert (answer.status_code, answer.headers["location"]) == (302, at(asset, now))
        assert answer.headers["cache-control"] == "no-store"
        assert (await ask(at(asset, now))).status_code == 200
    answer = await ask(file_of(former))
    assert (answer.status_code, answer.headers["location"]) == (302, file_of(asset))
    assert not (folder() / asset["uid"] / former["version"]).exists()


async def test_whoever_does_not_know_the_uid_learns_nothing(tmp_path: Path) -> None:
    asset = await keep_picture(tmp_path)
    unknown = await ask(f"/media/000000000000/{asset['version']}/cover-640x360.webp")
    no_file = await ask(f"/media/000000000000/{asset['version']}/file/x.jpg")

    assert unknown.status_code == no_file.status_code == 404
    assert unknown.content == no_file.content
    assert not (folder() / "000000000000").exists()


async def test_a_file_that_is_no_picture_has_no_renditions(tmp_path: Path) -> None:
    asset = await keep_sound(tmp_path)

    assert (await ask(at(asset, "cover-640x360.webp"))).status_code == 404


async def test_only_reading(tmp_path: Path) -> None:
    asset = await keep_picture(tmp_path)
    answer = await ask(at(asset, "cover-640x360.webp"), "DELETE")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    ("media_type", "shown"),
    [
        ("image/jpeg", True),
        ("image/gif", True),
        ("application/pdf", True),
        ("audio/mpeg", True),
        ("video/mp4", True),
        ("image/svg+xml", False),
        ("text/plain", False),
        ("application/zip", False),
    ],
)
async def test_only_what_runs_nothing_is_shown(
    tmp_path: Path, media_type: str, shown: bool
) -> None:
    asset = await keep(tmp_path, TEXT, "Café “één”.bin", kind="file", media_type=media_type)
    answer = await ask(file_of(asset))

    kind = "inline" if shown else "attachment"
    assert answer.headers["content-disposition"] == (
        f"{kind}; filename=\"Cafe een.bin\"; filename*=UTF-8''Caf%C3%A9%20%E2%80%9C%C3%A9%C3%A9n%E2%80%9D.bin"
    )
    assert answer.headers["content-type"] == media_type
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert ("sandbox" in answer.headers["content-security-policy"]) == (
        media_type != "application/pdf"
    )


def test_no_name_breaks_out_of_its_header() -> None:
    for name in ('a"; x="b', "a\r\nset-cookie: x", "a\\b", "%41", "\x00", "雪.jpg"):
        found = disposition(name, shown=True)
        assert found.isascii()
        assert found.isprintable()
        assert found.count('"') == 2


async def test_a_file_that_has_another_name_now_is_found_by_its_former_one(tmp_path: Path) -> None:
    asset = await keep_sound(tmp_path)
    answer = await ask(original(asset["uid"], asset["version"], "zó heette het.mp3"))

    assert answer.status_code == 302
    assert answer.headers["location"] == file_of(asset)


async def test_a_file_whose_bytes_are_gone_is_not_there(tmp_path: Path) -> None:
    asset = await keep_sound(tmp_path)
    await delivered.storage().delete(f"originals/{asset['digest']}")

    assert (await ask(file_of(asset))).status_code == 404


async def test_an_empty_file(tmp_path: Path) -> None:
    asset = await keep_sound(tmp_path, b"")

    assert (await ask(file_of(asset))).content == b""
    assert (await ask(file_of(asset), range="bytes=0-")).status_code == 416


async def test_a_full_disk_is_told_and_leaves_no_half_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asset = await keep_picture(tmp_path)

    async def full(*_args: object, **_more: object) -> None:
        raise DiskFull

    with monkeypatch.context() as patch:
        patch.setattr(renditions, "in_child", full)
        answer = await ask(at(asset, "cover-640x360.webp"))
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert not (folder() / asset["uid"]).exists()
    assert (await ask(at(asset, "cover-640x360.webp"))).status_code == 200


async def test_a_busy_server_says_when_to_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asset = await keep_picture(tmp_path)
    monkeypatch.setattr(renditions, "PATIENCE", 0.05)
    async with renditions._turn():
        answer = await ask(at(asset, "cover-640x360.webp"))

    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["cache-control"] == "no-store"


async def test_from_the_library_to_a_reader(tmp_path: Path) -> None:
    """Another focal point has other addresses; what is deleted is gone at all of them."""
    sent = tmp_path / "haven.jpg"
    sent.write_bytes(written(dotted((900, 600), (0.05, 0.5))))
    first = await library.receive(sent, "haven.jpg", {}, actor=SYSTEM)
    square = "cover-160x160.webp"
    middle = await ask(at(first, square))
    async with writing():
        second = await library.describe(
            first["uid"], {"focus_x": 0.05}, revision=first["revision"], actor=SYSTEM
        )
    left = await ask(at(second, square))

    moved = await ask(at(first, "cover-320x320.webp"))
    assert (moved.status_code, moved.headers["location"]) == (302, at(second, "cover-320x320.webp"))
    assert middle.status_code == left.status_code == 200
    assert not has_red(middle.content)
    assert has_red(left.content)
    async with writing():
        await library.delete(first["uid"], actor=SYSTEM)
    for gone in (at(first, square), at(second, square), file_of(first), file_of(second)):
        assert (await ask(gone)).status_code == 404


def has_red(body: bytes) -> bool:
    with Image.open(BytesIO(body)) as picture:
        return picture.getchannel("R").getextrema()[1] > 150


async def test_twenty_at_once_get_the_same(tmp_path: Path) -> None:
    asset = await keep_picture(tmp_path)
    found = await asyncio.gather(*(ask(at(asset, "cover-640x360.webp")) for _ in range(20)))

    assert {one.status_code for one in found} == {200}
    assert len({(one.content, one.headers["etag"]) for one in found}) == 1

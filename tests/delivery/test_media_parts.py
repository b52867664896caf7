"""Files of the library for who has them already, or wants a part."""

from pathlib import Path

import pytest

from cms.delivery import media as delivered
from cms.media.renditions import folder
from tests.delivery.media_site import TEXT, ask, at, file_of, keep_sound
from tests.media.pictures import keep_picture

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize("kind", ["rendition", "file"])
async def test_who_has_it_is_told_so(tmp_path: Path, kind: str) -> None:
    asset = await keep_picture(tmp_path)
    path = file_of(asset) if kind == "file" else at(asset, "cover-640x360.webp")
    first = await ask(path)
    tag, date = first.headers["etag"], first.headers["last-modified"]

    assert not tag.startswith("W/")
    for headers in ({"if_none_match": tag}, {"if_none_match": "*"}, {"if_modified_since": date}):
        again = await ask(path, **headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert again.headers["cache-control"] == first.headers["cache-control"]
    assert (await ask(path, if_none_match='"x"', if_modified_since=date)).status_code == 200
    head = await ask(path, "HEAD")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == first.headers["content-length"]


SIZE = len(TEXT)
WHOLE = (200, 0, SIZE)


PARTS: tuple[tuple[str, tuple[int, int, int] | None], ...] = (
    ("bytes=0-0", (206, 0, 1)),
    ("bytes=0-", (206, 0, SIZE)),
    ("bytes=1000-300000", (206, 1000, 300_001)),
    ("Bytes = 5 - 9", (206, 5, 10)),
    (f"bytes={SIZE - 1}-", (206, SIZE - 1, SIZE)),
    (f"bytes=10-{'9' * 100}", (206, 10, SIZE)),
    ("bytes=-7", (206, SIZE - 7, SIZE)),
    (f"bytes=-{SIZE * 2}", (206, 0, SIZE)),
    (f"bytes=0-1,{SIZE + 5}-", (206, 0, 2)),
    ("bytes=0-1,5-6", WHOLE),
    ("bytes=5-1", WHOLE),
    ("bytes=x-y", WHOLE),
    ("bytes=-", WHOLE),
    ("bytes=", WHOLE),
    ("bytes=+1-2", WHOLE),
    ("lines=1-2", WHOLE),
    ("bytes=0-1," * 500, WHOLE),
    (f"bytes={SIZE}-", None),
    ("bytes=-0", None),
    (f"bytes={'9' * 100}-", None),
)


@pytest.mark.parametrize(
    "at_once", [0, 100_000, 2 * SIZE], ids=["from the store", "in pieces", "at once"]
)
async def test_a_part_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    asset = await keep_sound(tmp_path)
    path = file_of(asset)
    if at_once:  # as renditions are sent
        monkeypatch.setattr(delivered, "AT_ONCE", at_once)
        kept = folder() / asset["uid"] / asset["version"] / "cover-640x360.webp"
        kept.parent.mkdir(parents=True)
        kept.write_bytes(TEXT)
        path = at(asset, kept.name)
    for asked, found in PARTS:
        answer = await ask(path, range=asked)

        if found is None:
            assert answer.status_code == 416, asked
            assert answer.headers["content-range"] == f"bytes */{SIZE}"
            continue
        status, start, end = found
        assert (answer.status_code, answer.content) == (status, TEXT[start:end]), asked
        assert answer.headers["content-length"] == str(end - start)
        assert answer.headers["accept-ranges"] == "bytes"
        expected = f"bytes {start}-{end - 1}/{SIZE}" if status == 206 else None
        assert answer.headers.get("content-range") == expected


async def test_parts_only_of_what_the_client_has_begun(tmp_path: Path) -> None:
    asset = await keep_sound(tmp_path)
    path, part = file_of(asset), "bytes=0-9"
    first = await ask(path)
    for known in (first.headers["etag"], first.headers["last-modified"]):
        assert (await ask(path, range=part, if_range=known)).status_code == 206
    for other in ('"other"', f"W/{first.headers['etag']}", "Thu, 01 Jan 1970 00:00:00 GMT"):
        assert (await ask(path, range=part, if_range=other)).content == TEXT
    head = await ask(path, "HEAD", range=part)
    assert (head.status_code, head.headers["content-length"]) == (200, str(SIZE))
    known = await ask(path, range=part, if_none_match=first.headers["etag"])
    assert known.status_code == 304

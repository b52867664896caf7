"""Files on their way in: what a break, another process or a full disk leaves of them."""

import asyncio
import errno
import fcntl
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cms.errors import NotFound
from cms.media.refusals import DiskFull
from cms.media.upload_refusals import (
    LongerThanSaid,
    TooManyUploads,
    UploadBusy,
    UploadTooLarge,
    WrongChecksum,
    WrongOffset,
)
from cms.media.uploads import KEPT, Digest, Limits, Uploads
from tests.media.files import no_file_larger_than


async def body(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def cut(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
    raise ConnectionResetError


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "uploads", Limits(file=100, number=3, person=150, total=200))


def files(uploads: Uploads) -> list[str]:
    return sorted(path.suffix for path in uploads.folder.glob("[!.]*"))


async def test_goes_on_where_it_was_cut_also_for_another_process(uploads: Uploads) -> None:
    upload = uploads.begin("ann", 10, "a.jpg", {"folder": "events"})
    async with uploads.opened(upload) as part:
        with pytest.raises(ConnectionResetError):
            await part.append(0, cut(b"0123", b"45"))

    other = Uploads(uploads.folder)
    found = other.find(upload.id, "ann")
    assert (found, other.offset(found)) == (upload, 6)
    async with other.opened(found) as part:
        with pytest.raises(WrongOffset, match="6"):
            await part.append(4, body(b"456789"))
        await part.append(6, body(b"6789"))
        assert part.is_whole
        assert part.path.read_bytes() == b"0123456789"
        part.finish("asset1")
    assert other.find(upload.id, "ann").asset == "asset1"
    assert other.offset(other.find(upload.id, "ann")) == 10
    assert files(uploads) == [".json"]


async def test_more_than_was_said_is_refused(uploads: Uploads) -> None:
    upload = uploads.begin("ann", 4, "a", {})

    async with uploads.opened(upload) as part:
        with pytest.raises(LongerThanSaid):
            await part.append(0, body(b"0123", b"4"))

    assert uploads.offset(upload) == 4


@pytest.mark.parametrize("sent", [(b"abcd", b"x"), (b"abc",)])
async def test_damaged_bytes_are_thrown_away(uploads: Uploads, sent: tuple[bytes, ...]) -> None:
    upload = uploads.begin("ann", 10, "a", {})
    async with uploads.opened(upload) as part:
        await part.append(0, body(b"01"))
        expected = hashlib.sha256(b"abcd").digest()

        with pytest.raises(WrongChecksum):
            await part.append_verified(2, body(*sent), Digest(hashlib.sha256(), expected))
        assert part.offset == 2
        with pytest.raises(ConnectionResetError):
            await part.append_verified(2, cut(b"abcd"), Digest(hashlib.sha256(), expected))
        assert part.offset == 2
        await part.append_verified(2, body(b"ab", b"cd"), Digest(hashlib.sha256(), expected))
        assert part.offset == 6


async def test_what_a_killed_server_had_not_verified_does_not_count(uploads: Uploads) -> None:
    upload = uploads.begin("ann", 10, "a", {})
    (uploads.folder / upload.id).write_bytes(b"01xx")
    (uploads.folder / f"{upload.id}.unverified").write_text("2")

    assert uploads.offset(upload) == 2
    async with uploads.opened(upload) as part:
        assert part.offset == 2
    assert files(uploads) == ["", ".json"]


async def test_one_writes_at_a_time_whatever_the_process(uploads: Uploads) -> None:
    upload = uploads.begin("ann", 10, "a", {})
    holding = (
        "import fcntl, sys; f = open(sys.argv[1]); fcntl.flock(f, 2); print(flush=True); input()"
    )
    path = str(uploads.folder / upload.id)
    with subprocess.Popen(  # noqa: ASYNC220 - for as long as one line takes
        [sys.executable, "-c", holding, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        process.stdout.readline()
        with pytest.raises(UploadBusy):
            async with uploads.opened(upload):
                pass
        with pytest.raises(UploadBusy):
            await uploads.end(upload)
        assert uploads.expire(datetime.now(UTC) + KEPT) == 0
        process.communicate(b"\n")

    async with uploads.opened(upload) as part:
        await part.append(0, body(b"now"))


def test_so_much_comes_in_at_the_same_time(uploads: Uploads) -> None:
    with pytest.raises(UploadTooLarge):
        uploads.begin("ann", 101, "a", {})
    uploads.begin("ann", 100, "a", {})
    with pytest.raises(TooManyUploads):  # ann has 150 bytes
        uploads.begin("ann", 51, "a", {})
    uploads.begin("ann", 0, "a", {})
    uploads.begin("ann", 0, "a", {})
    with pytest.raises(TooManyUploads):  # and three files
        uploads.begin("ann", 0, "a", {})
    uploads.begin("bob", 100, "a", {})
    with pytest.raises(TooManyUploads):  # all have 200
        uploads.begin("eve", 1, "a", {})


def test_a_disk_without_room_is_told_before_it_is_full(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, Limits(spare=2**60))

    with pytest.raises(DiskFull):
        uploads.begin("ann", 1, "a", {})


async def test_a_full_disk_stops_an_upload_which_goes_on_later(uploads: Uploads) -> None:
    upload = uploads.begin("ann", 100, "a", {})
    async with uploads.opened(upload) as part:
        with no_file_larger_than(60), pytest.raises(DiskFull):
            await part.append(0, body(b"x" * 50, b"y" * 50))
        await part.append(part.offset, body(b"z" * (100 - part.offset)))

        assert part.is_whole


async def test_a_full_disk_is_told_by_whatever_is_written(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = uploads.begin("ann", 4, "a", {})
    digest = Digest(hashlib.sha256(), hashlib.sha256(b"0123").digest())

    def full(_self: Path, _text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    async with uploads.opened(upload) as part:
        with monkeypatch.context() as patch:
            patch.setattr(Path, "write_text", full)
            with pytest.raises(DiskFull):
                await part.append_verified(0, body(b"0123"), digest)
            with pytest.raises(DiskFull):
                part.finish("asset1")
            with pytest.raises(DiskFull):
                uploads.begin("ann", 4, "b", {})
        await part.append_verified(0, body(b"0123"), digest)
        part.finish("asset1")
    assert files(uploads) == [".json"]


async def test_what_ended_while_one_waited_takes_no_more(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between opening the file and locking it, another request finished it."""
    upload = uploads.begin("ann", 4, "a", {})
    path, flock = uploads.folder / upload.id, fcntl.flock

    def late(file: int, how: int) -> None:
        path.unlink()
        flock(file, how)

    monkeypatch.setattr(fcntl, "flock", late)
    with pytest.raises(NotFound):
        async with uploads.opened(upload):
            pass


async def test_nobody_sees_the_uploads_of_others(uploads: Uploads) -> None:
    upload = uploads.begin("ann", 10, "a", {})

    for asked, owner in (
        (upload.id, "bob"),
        ("nothing", "ann"),
        ("../uploads", "ann"),
        ("x" * 300, "ann"),
    ):
        with pytest.raises(NotFound):
            uploads.find(asked, owner)


async def test_what_stands_still_for_a_day_is_thrown_away(uploads: Uploads) -> None:
    old, fresh = (uploads.begin("ann", 10, one, {}) for one in "ab")
    long_ago = (datetime.now(UTC) - KEPT - timedelta(minutes=1)).timestamp()
    left = uploads.folder / "left.json.new"
    left.touch()
    for path in (uploads.folder / old.id, uploads.folder / f"{old.id}.json", left):
        os.utime(path, (long_ago, long_ago))

    a_day_ago = datetime.now(UTC) - KEPT
    assert uploads.expire(a_day_ago, dry_run=True) == 2
    assert uploads.expire(a_day_ago) == 2

    assert uploads.find(fresh.id, "ann") == fresh
    with pytest.raises(NotFound):
        uploads.find(old.id, "ann")
    with pytest.raises(NotFound):
        async with uploads.opened(old):
            pass
    assert await asyncio.to_thread(Uploads(Path("/nothing/there")).expire, datetime.now(UTC)) == 0


def test_a_broken_sidecar_is_no_upload(uploads: Uploads) -> None:
    upload = uploads.begin("ann", 10, "a", {})
    for text in ("", "{", json.dumps({"id": 1}), "[]"):
        (uploads.folder / f"{upload.id}.json").write_text(text)

        with pytest.raises(NotFound):
            uploads.find(upload.id, "ann")

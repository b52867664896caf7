"""Where bytes are kept: a folder and a bucket behave alike."""

import asyncio
import logging
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cms.media import bucket
from cms.media.bucket import Bucket, StorageUnavailable
from cms.media.disk import Disk
from cms.media.keys import BadKey, Missing
from cms.media.storage import Storage
from cms.settings import settings
from tests.media import s3
from tests.media.files import picture, put

CONTENT = bytes(range(256)) * 2_000


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    os.environ |= {"AWS_ACCESS_KEY_ID": s3.KEY, "AWS_SECRET_ACCESS_KEY": s3.SECRET}
    with s3.running(tmp_path_factory.mktemp("s3")) as address:
        yield address
    del os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]


@pytest.fixture(params=["disk", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "disk":
        return Disk(tmp_path / "media")
    address = request.getfixturevalue("endpoint")
    return Bucket(f"s3://library/{tmp_path.name}?endpoint={address}", tmp_path / "cache")


async def read(store: Storage, key: str, start: int = 0, end: int | None = None) -> bytes:
    return b"".join([some async for some in store.read(key, start, end)])


async def test_what_is_put_is_read(store: Storage, tmp_path: Path) -> None:
    sent = put(tmp_path, CONTENT)
    await store.put("originals/abc", sent)

    assert not sent.exists()
    assert await store.size("originals/abc") == len(CONTENT)
    assert await read(store, "originals/abc") == CONTENT
    assert await read(store, "originals/abc", 10, 300) == CONTENT[10:300]
    assert await read(store, "originals/abc", 511_990) == CONTENT[511_990:]
    assert await read(store, "originals/abc", 10, 10) == b""
    assert (await store.local("originals/abc")).read_bytes() == CONTENT
    assert (await store.local("originals/abc")).read_bytes() == CONTENT


async def test_what_is_there_is_listed_until_it_goes(store: Storage, tmp_path: Path) -> None:
    for name in ("b", "a"):
        await store.put(f"originals/{name}", put(tmp_path, CONTENT))
    listed = {key: since async for key, since in store.keys("originals")}
    assert listed.keys() == {"originals/a", "originals/b"}
    assert all(abs(datetime.now(UTC) - since) < timedelta(minutes=1) for since in listed.values())
    assert [key async for key in store.keys("renditions")] == []

    await store.local("originals/a")
    await store.delete("originals/a")
    await store.delete("originals/a")
    assert [key async for key, _since in store.keys("originals")] == ["originals/b"]
    for wanted in (read(store, "originals/a"), store.local("originals/a")):
        with pytest.raises(Missing):
            await wanted
    assert await store.size("originals/a") is None


@pytest.mark.parametrize(
    "key",
    ["../x", "originals/../../x", "/etc/passwd", "originals/", "originals//x", "a\0/b", "", "o/é"],
)
async def test_a_key_leads_nowhere_else(tmp_path: Path, key: str) -> None:
    for one in (Disk(tmp_path / "media"), Bucket("s3://library", tmp_path / "cache")):
        with pytest.raises(BadKey):
            await one.put(key, put(tmp_path, CONTENT))
        with pytest.raises(BadKey):
            await one.local(key)


async def test_a_store_that_is_away_tells_nothing_of_itself(
    endpoint: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-wrong-secret")
    store = Bucket(f"s3://library/x?endpoint={endpoint}", tmp_path / "cache")
    sent = put(tmp_path, CONTENT)
    with caplog.at_level(logging.DEBUG), pytest.raises(StorageUnavailable) as away:
        await store.put("originals/abc", sent)

    assert sent.exists()
    said = f"{away.value} {caplog.text}"
    assert not any(one in said for one in (s3.KEY, "a-wrong-secret", endpoint))


async def test_the_cache_is_bounded(
    endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket, "MOST_CACHED_BYTES", 2 * len(CONTENT))
    store = Bucket(f"s3://library/cached?endpoint={endpoint}", tmp_path / "cache")
    for name in "abc":
        await store.put(f"originals/{name}", put(tmp_path, CONTENT))
        path = await store.local(f"originals/{name}")
        os.utime(path, (0, ord(name)))
    kept = {one.name for one in (tmp_path / "cache").rglob("*") if one.is_file()}
    assert kept == {"b", "c"}


async def test_no_copy_goes_that_is_in_use(
    endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket, "MOST_CACHED_BYTES", len(CONTENT))
    cache = tmp_path / "cache"
    store = Bucket(f"s3://library/cached?endpoint={endpoint}", cache)
    cache.mkdir()
    arriving = put(cache, CONTENT, "other.part")
    for name in "abc":
        await store.put(f"originals/{name}", put(tmp_path, CONTENT))
    copies = await asyncio.gather(*(store.local(f"originals/{name}") for name in "abc"))
    os.utime(arriving, (1, time.time() - 600))
    await store.local("originals/a")

    assert arriving.exists()
    assert all(one.exists() for one in copies)


LIBRARY = """
import asyncio, sys
from datetime import timedelta
from pathlib import Path
from cms.access.actors import system
from cms.database.engine import pool, writing
from cms.media.keys import original_key
from cms.media.storage import storage
from cms.publishing.library import authorised, janitor

async def main():
    async with pool():
        made = await authorised.receive(Path(sys.argv[1]), "x.jpg", actor=system("test"))
        print(await storage().size(original_key(made["digest"])) == made["size"])
        async with writing():
            await authorised.delete(made["uid"], actor=system("test"))
        print((await janitor.check()).orphans, (await janitor.clean(grace=timedelta())).originals)

asyncio.run(main())
"""


@pytest.mark.slow
async def test_the_library_lies_in_a_bucket(endpoint: str, database: None, tmp_path: Path) -> None:
    sent = put(tmp_path, picture())
    address = f"s3://library/site?endpoint={endpoint}"
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", LIBRARY, sent],
        env=os.environ | {"CMS_MEDIA_URL": address, "CMS_VAR": str(settings.var)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True", "1", "1"], done.stderr


FILL = """
import asyncio, resource, signal, sys
from pathlib import Path
from cms.media.disk import Disk
from cms.media.refusals import DiskFull

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    asyncio.run(Disk(Path(sys.argv[1])).put("originals/abc", Path(sys.argv[2])))
except DiskFull as error:
    print(error.code, error.status)
"""


def test_a_full_disk_keeps_no_half_file(tmp_path: Path) -> None:
    """Another disk is a folder of the memory's; a limit on files' sizes is what fills it."""
    sent = put(Path("/dev/shm"), CONTENT, f"klankbord-{os.getpid()}")
    try:
        said = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(FILL), tmp_path / "media", sent],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        assert said.stdout.split() == ["disk_full", "507"]
        assert sent.read_bytes() == CONTENT
    finally:
        sent.unlink()
    assert [one for one in (tmp_path / "media").rglob("*") if one.is_file()] == []


async def test_many_put_the_same_at_once(tmp_path: Path) -> None:
    store = Disk(tmp_path / "media")
    sent = [put(tmp_path, CONTENT, f"sent{number}") for number in range(8)]
    await asyncio.gather(*(store.put("originals/abc", one) for one in sent))
    assert await read(store, "originals/abc") == CONTENT
    assert [one async for one in store.keys("incoming")] == []

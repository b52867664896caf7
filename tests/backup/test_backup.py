"""What is in a backup comes back, all of it or nothing, into an instance that had nothing."""

import asyncio
import json
import tarfile
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from cms.access.actors import system
from cms.backup.archive import DUMP, MANIFEST, BadBackup, verified
from cms.backup.content import content, content_hash
from cms.backup.dumping import held_still
from cms.backup.making import back_up
from cms.backup.programs import reached
from cms.backup.tables import MOVING, MOVING_COLUMNS
from cms.database.engine import fetch, writing
from cms.demo.loading import load_demo
from cms.publishing.library import authorised as library
from cms.publishing.library import janitor
from cms.settings import settings
from tests import owner
from tests.backup.elsewhere import Elsewhere
from tests.builders import make, make_published
from tests.media.files import forget_all, picture, put

pytestmark = pytest.mark.usefixtures("database")
ACTOR = system("test")


async def small_site(folder: Path) -> str:
    """A published page and a file of the library; the file's uid."""
    forget_all()
    await make_published("page", "Werkplaats")
    file = await library.receive(put(folder, picture()), "haven.jpg", actor=ACTOR)
    return str(file["uid"])


async def test_restored_into_nothing_it_has_the_same_content_hash(
    tmp_path: Path, other: Elsewhere
) -> None:
    forget_all()
    await load_demo()
    file = tmp_path / "site.tar"

    made = await back_up(settings, file)
    assert made.manifest.hash == content_hash(await content())
    restored = await other.cms("restore", str(file), "--json")

    assert (restored.returncode, restored.stderr) == (0, "")
    assert json.loads(restored.stdout)["hash"] == made.manifest.hash
    assert (await other.cms("backup", "hash")).stdout.strip() == made.manifest.hash


async def test_a_backup_is_of_one_moment_while_others_write(
    tmp_path: Path, other: Elsewhere
) -> None:
    await small_site(tmp_path)
    stop, begun = asyncio.Event(), asyncio.Event()

    async def go_on() -> int:
        number = 0
        while not stop.is_set():
            number += 1
            name = put(tmp_path, picture(colour=f"#{number:06x}"), f"{number}.jpg")
            file = await library.receive(name, "x.jpg", actor=ACTOR, again=True)
            await make("page", f"Nummer {number}", image=file["uid"])
            begun.set()
        return number

    writer = asyncio.create_task(go_on())
    await begun.wait()
    made = await back_up(settings, tmp_path / "site.tar")
    during = await fetch("SELECT count(*) AS n FROM page")
    stop.set()
    assert await writer > 0

    assert verified(tmp_path / "site.tar") == made.manifest
    restored = await other.cms("restore", str(tmp_path / "site.tar"))
    assert restored.returncode == 0, restored.stderr
    there = await other.fetch("SELECT count(*) AS n FROM page")
    assert 2 < made.manifest.content["page"].rows == there[0]["n"] <= during[0]["n"]
    checked = await other.cms("media", "check", "--json")
    assert json.loads(checked.stdout)["gaps"] == []


async def test_bytes_that_a_backup_copies_are_not_forgotten_meanwhile(tmp_path: Path) -> None:
    uid = await small_site(tmp_path)
    async with held_still() as moment:
        async with writing():
            await library.delete(uid, actor=ACTOR)
        assert (await janitor.clean(grace=timedelta())).originals == 0
        assert len(moment.files) == 1
    assert (await janitor.clean(grace=timedelta())).originals == 1


async def test_what_lacks_files_says_which_and_fails_at_the_terminal(tmp_path: Path) -> None:
    await small_site(tmp_path)
    forget_all()
    made = await back_up(settings, tmp_path / "site.tar")
    assert len(made.manifest.missing) == 1
    assert verified(tmp_path / "site.tar").media == {}


def rewritten(source: Path, change: str) -> Path:
    """The backup with one thing changed."""
    target = source.with_name("changed.tar")
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for one in old:
            said = bytearray(old.extractfile(one).read())  # type: ignore[union-attr]
            if change == one.name or (change == "media" and one.name.startswith("media/")):
                said[len(said) // 2] ^= 1
            if one.name == MANIFEST and change == "without":
                continue
            if one.name == MANIFEST and change == "content":
                told = json.loads(said)
                told["content"]["tables"]["page"]["rows"] += 1
                said = bytearray(json.dumps(told).encode())
            if one.name == MANIFEST and change in ("..", "link", "twice", "more"):
                _add_a_stranger(new, change)
            one.size = len(said)
            new.addfile(one, BytesIO(said))
    return target


def _add_a_stranger(archive: tarfile.TarFile, change: str) -> None:
    names = {"..": "media/../../x", "twice": DUMP, "more": f"media/{'0' * 64}", "link": DUMP + "2"}
    info = tarfile.TarInfo(names[change])
    if change == "link":
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
    archive.addfile(info)


@pytest.mark.parametrize(
    "change",
    [DUMP, MANIFEST, "media", "without", "content", "..", "link", "twice", "more", "cut", "text"],
)
async def test_what_is_not_whole_is_refused(tmp_path: Path, change: str) -> None:
    await small_site(tmp_path)
    source = tmp_path / "site.tar"
    await back_up(settings, source)
    if change == "cut":
        changed = put(tmp_path, source.read_bytes()[: source.stat().st_size // 2])
    elif change == "text":
        changed = put(tmp_path, b"no backup at all")
    else:
        changed = rewritten(source, change)
    with pytest.raises(BadBackup):
        verified(changed)


async def test_what_turns_out_to_differ_changes_nothing(tmp_path: Path, other: Elsewhere) -> None:
    await small_site(tmp_path)
    await back_up(settings, tmp_path / "one.tar")
    assert (await other.cms("restore", str(tmp_path / "one.tar"))).returncode == 0
    before = await other.content_hash()
    again = await other.cms("restore", str(tmp_path / "one.tar"))
    assert (again.returncode, "not_empty" in again.stderr) == (1, True)

    await make("page", "Nog een")
    await back_up(settings, tmp_path / "two.tar")
    lying = tmp_path / "lying.tar"
    _mix(tmp_path / "one.tar", tmp_path / "two.tar", lying)
    verified(lying)
    refused = await other.cms("restore", "--replace", str(lying))

    assert (refused.returncode, "content_differs" in refused.stderr) == (1, True), refused.stderr
    assert "page" in refused.stderr
    assert await other.content_hash() == before
    replaced = await other.cms("restore", "--replace", str(tmp_path / "two.tar"))
    assert (replaced.returncode, replaced.stdout) == (0, "")
    assert await other.content_hash() == verified(tmp_path / "two.tar").hash


def _mix(old: Path, new: Path, target: Path) -> None:
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


async def test_a_backup_of_a_newer_version_is_refused(tmp_path: Path, other: Elsewhere) -> None:
    await small_site(tmp_path)
    await owner.execute("INSERT INTO migration (name, app_name) VALUES ('9999-later', 'cms')")
    try:
        await back_up(settings, tmp_path / "site.tar")
    finally:
        await owner.execute("DELETE FROM migration WHERE name = '9999-later'")
    refused = await other.cms("restore", str(tmp_path / "site.tar"))
    assert (refused.returncode, "too_new" in refused.stderr) == (1, True)


def test_no_password_is_told_where_others_see_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGSSLROOTCERT", "/etc/ours.pem")
    url = (
        "postgres://anna:ge%40heim@db.example:6543/site?sslmode=verify-full&statement_cache_size=0"
    )
    address, environment = reached(replace(settings, database_url=url))
    assert address == "postgresql://anna@db.example:6543/site?sslmode=verify-full"
    assert environment["PGPASSWORD"] == "ge@heim"
    assert environment["PGSSLROOTCERT"] == "/etc/ours.pem"


async def test_what_moves_by_itself_is_there() -> None:
    rows = await fetch("SELECT table_name, column_name FROM information_schema.columns")
    known = {(row["table_name"], row["column_name"]) for row in rows}
    assert {table for table, _ in known} >= set(MOVING)
    assert known >= {(table, one) for table, names in MOVING_COLUMNS.items() for one in names}

"""A backup is whole and of one moment, or it is refused."""

import asyncio
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cms.backup.archive import DUMP, MANIFEST, BadBackup, verified
from cms.backup.content import content, content_hash
from cms.backup.dumping import held_still
from cms.backup.making import back_up
from cms.backup.programs import DumpFailed, reached
from cms.backup.tables import MOVING, MOVING_COLUMNS
from cms.database.engine import fetch, writing
from cms.errors import CannotWrite
from cms.publishing.library import authorised as library
from cms.publishing.library import janitor
from cms.settings import settings
from tests.backup.elsewhere import Elsewhere
from tests.backup.sites import ACTOR, rewritten, small_site
from tests.builders import make
from tests.media.files import forget_all, no_file_larger_than, picture, put


@pytest.mark.usefixtures("database")
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
    assert made.manifest.missing == ()
    await other.restored(tmp_path / "site.tar")
    there = await other.fetch("SELECT count(*) AS n FROM page")
    assert 2 < made.manifest.content["page"].rows == there[0]["n"] <= during[0]["n"]
    files = await other.fetch("SELECT digest FROM asset")
    assert {one["digest"] for one in files} == made.manifest.media.keys()


@pytest.mark.usefixtures("database")
async def test_bytes_that_a_backup_copies_are_not_forgotten_meanwhile(tmp_path: Path) -> None:
    uid = await small_site(tmp_path)
    async with held_still(settings) as moment:
        async with writing():
            await library.delete(uid, actor=ACTOR)
        assert (await janitor.clean(grace=timedelta())).originals == 0
        assert len(moment.files) == 1
    assert (await janitor.clean(grace=timedelta())).originals == 1


@pytest.mark.usefixtures("database")
async def test_what_lacks_files_says_which(tmp_path: Path) -> None:
    await small_site(tmp_path)
    forget_all()
    made = await back_up(settings, tmp_path / "site.tar")
    assert len(made.manifest.missing) == 1
    assert made.manifest.hash == content_hash(await content())
    assert verified(tmp_path / "site.tar").media == {}
    assert [one.name for one in tmp_path.iterdir() if one.is_dir()] == []


@pytest.mark.parametrize(
    "change",
    [DUMP, MANIFEST, "media", "without", "content", "..", "/", "link", "twice", "more", "cut", "text"],
)  # fmt: skip
def test_what_is_not_whole_is_refused(tmp_path: Path, small: Path, change: str) -> None:
    if change == "cut":
        changed = put(tmp_path, small.read_bytes()[: small.stat().st_size // 2])
    elif change == "text":
        changed = put(tmp_path, b"no backup at all")
    else:
        changed = rewritten(small, tmp_path / "changed.tar", change)
    with pytest.raises(BadBackup):
        verified(changed)


@pytest.mark.usefixtures("database")
async def test_what_cannot_be_written_leaves_the_older_one_alone(
    tmp_path: Path, small: Path
) -> None:
    await small_site(tmp_path)
    file = Path(shutil.copy(small, tmp_path / "site.tar"))
    with no_file_larger_than(1000), pytest.raises((CannotWrite, DumpFailed)):
        await back_up(settings, file)
    assert verified(file) == verified(small)
    with pytest.raises(CannotWrite):
        await back_up(settings, tmp_path / "nowhere" / "site.tar")


def test_no_password_is_told_where_others_see_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGSSLROOTCERT", "/etc/ours.pem")
    url = (
        "postgres://anna:ge%40heim@db.example:6543/site?sslmode=verify-full&statement_cache_size=0"
    )
    address, environment = reached(replace(settings, owner_database_url="", database_url=url))
    assert address == "postgresql://anna@db.example:6543/site?sslmode=verify-full"
    assert environment["PGPASSWORD"] == "ge@heim"
    assert environment["PGSSLROOTCERT"] == "/etc/ours.pem"


def test_the_owner_dumps_and_restores_if_another_serves() -> None:
    serving, owner = "postgres://cms@db/site", "postgres://own:x@db/site"
    known = replace(settings, database_url=serving, owner_database_url=owner)
    address, environment = reached(known)
    assert (address, environment["PGPASSWORD"]) == ("postgresql://own@db/site", "x")


@pytest.mark.usefixtures("database")
async def test_what_moves_by_itself_is_there() -> None:
    rows = await fetch("SELECT table_name, column_name FROM information_schema.columns")
    known = {(row["table_name"], row["column_name"]) for row in rows}
    assert {table for table, _ in known} >= set(MOVING)
    assert known >= {(table, one) for table, names in MOVING_COLUMNS.items() for one in names}

"""The audit log, read and exported."""

import ast
import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import cms.access
from cms.access import accounts, audit, audit_log, groups, labels, sharing
from cms.access.actors import Actor, load_actor, system
from cms.access.audit_log import BATCH, Wanted
from cms.access.permissions import Denied
from cms.access.roles import read_given
from cms.access.sharing import Principal
from cms.access.users import create_user, ensure_admin
from cms.database.engine import execute, fetch, writing
from cms.publishing.aliases.alias_input import COLUMNS
from cms.publishing.workflow import TRANSITIONS
from tests import owner
from tests.builders import make
from tests.people import make_user, someone

pytestmark = pytest.mark.usefixtures("database")
SYSTEM = system("test")
EVERYTHING = Wanted()


async def ada() -> Actor:
    await make_user("ada", superuser=True)
    return await load_actor("ada")


async def noted() -> list[tuple[str, str, str]]:
    rows = await fetch("SELECT actor, act, subject FROM audit ORDER BY id")
    return [(row["actor"], row["act"], row["subject"]) for row in rows]


async def exported(form: str, wanted: Wanted = EVERYTHING) -> str:
    return "".join([piece async for piece in await audit_log.exported(SYSTEM, wanted, form)])


async def test_a_deleted_group_is_kept_in_the_log() -> None:
    boss, branch = await ada(), await make("page", "Tak")
    async with writing():
        await create_user("eva", "a good password", by="ada")
        await groups.create_group(boss, "denktank")
        await groups.set_group_roles(boss, "denktank", [read_given("editor")])
        await groups.set_members(boss, "denktank", ["eva"])
        given = [read_given("translator:en"), read_given("reviewer")]
        await sharing.share(boss, branch.uid, Principal(group="denktank"), given)
        await groups.delete_group(boss, "denktank")

    [row] = await fetch("SELECT details FROM audit WHERE act = 'group.delete'")
    details = json.loads(row["details"])
    assert (details["roles"], details["members"]) == (["editor"], ["eva"])
    assert sorted(details["branches"]) == [
        f"{branch.uid}: reviewer", f"{branch.uid}: translator:en",
    ]  # fmt: skip


async def test_whatever_gives_and_takes_is_noted() -> None:
    boss, branch = await ada(), await make("page", "Tak")
    async with writing():
        eva = await create_user("eva", "a good password", by="ada")
        await accounts.set_roles(boss, eva, [read_given("editor")])
        await accounts.set_roles(boss, eva, [read_given("reader")])
        await accounts.set_roles(boss, eva, [read_given("reader")])
        await groups.create_group(boss, "denktank")
        await groups.set_group_roles(boss, "denktank", [read_given("editor")])
        await accounts.set_groups(boss, eva, ["denktank"])
        await accounts.set_groups(boss, eva, [])
        await groups.delete_group(boss, "denktank")
        await sharing.share(boss, branch.uid, Principal("eva"), [read_given("editor")])
        await sharing.share(boss, branch.uid, Principal("eva"), [])
        await sharing.block(boss, branch.uid)
        await sharing.block(boss, branch.uid)
        await sharing.unblock(boss, branch.uid)
        await accounts.set_active(boss, eva, active=False)
        await accounts.set_active(boss, eva, active=False)
        await accounts.set_active(boss, eva, active=True)

    assert await noted() == [
        ("ada", "user.add", "eva"),
        ("ada", "role.give", "eva"),
        ("ada", "role.take", "eva"),
        ("ada", "role.give", "eva"),
        ("ada", "group.add", "denktank"),
        ("ada", "role.give", "denktank"),
        ("ada", "group.join", "eva"),
        ("ada", "group.leave", "eva"),
        ("ada", "group.delete", "denktank"),
        ("ada", "share.give", branch.uid),
        ("ada", "share.take", branch.uid),
        ("ada", "branch.block", branch.uid),
        ("ada", "branch.unblock", branch.uid),
        ("ada", "user.deactivate", "eva"),
        ("ada", "user.activate", "eva"),
    ]


async def test_what_is_refused_is_not_noted() -> None:
    eva = await someone("eva", "editor")
    with pytest.raises(Denied):
        async with writing():
            await accounts.set_roles(eva, eva.user_id or 0, [read_given("administrator")])

    assert await noted() == []


async def test_a_flood_of_refusals_stays_small() -> None:
    await make_user("eva")
    for _ in range(5):
        await audit.note_refusal("login.failed", "eva", "192.0.2.1")
        await audit.note_refusal("login.failed", "my password by mistake", "192.0.2.1")
    await audit.note_refusal("login.failed", "eva", "192.0.2.2")

    assert sorted(await noted()) == [
        ("", "login.failed", ""), ("", "login.failed", "eva"), ("", "login.failed", "eva"),
    ]  # fmt: skip


async def test_it_is_narrowed_down_and_paged() -> None:
    boss = await ada()
    for number in range(7):
        await audit.note("eva" if number % 2 else "rik", "publish", f"entry{number}")
    await owner.execute("UPDATE audit SET at = now() - interval '3 days' WHERE subject = 'entry0'")

    first = await audit_log.acts(boss, Wanted(), None, 3)
    second = await audit_log.acts(boss, Wanted(), first[-1].id, 3)
    eva = await audit_log.acts(boss, Wanted(actor="eva"), None, 10)
    one = await audit_log.acts(boss, Wanted(subject="entry5", act="publish"), None, 10)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    old = await audit_log.acts(boss, Wanted(until=yesterday), None, 10)
    recent = await audit_log.acts(boss, Wanted(since=yesterday), None, 10)

    assert [act.subject for act in (*first, *second)] == [f"entry{n}" for n in (6, 5, 4, 3, 2, 1)]
    assert {act.actor for act in eva} == {"eva"}
    assert [act.subject for act in one] == ["entry5"]
    assert [act.subject for act in old] == ["entry0"]
    assert len(recent) == 6
    assert await audit_log.kinds(boss) == ["publish"]


async def test_only_administrators_read_it() -> None:
    eva = await someone("eva", "editor", "reviewer")

    for reading in (
        lambda: audit_log.acts(eva, Wanted(), None, 10),
        lambda: audit_log.kinds(eva),
        lambda: audit_log.exported(eva, Wanted(), "csv"),
    ):
        with pytest.raises(Denied):
            await reading()
    assert await noted() == []


async def test_an_export_is_whole_and_is_noted_itself() -> None:
    await execute(
        "INSERT INTO audit (actor, act, subject, details)"
        " SELECT 'eva', 'publish', 'entry' || n, '{}' FROM generate_series(1, $1::int) n",
        BATCH * 2 + 5,
    )

    lines = [json.loads(line) for line in (await exported("jsonl")).splitlines()]

    assert len(lines) == BATCH * 2 + 6
    assert (lines[0]["act"], lines[0]["actor"]) == ("audit.export", "test")
    assert len({line["subject"] for line in lines}) == len(lines)
    assert lines[-1].keys() == set(audit_log.COLUMNS)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
async def test_no_cell_is_a_formula(cell: str) -> None:
    await audit.note(cell, "publish", cell, comment=cell)

    rows = list(
        csv.DictReader(io.StringIO(await exported("csv", Wanted(act="publish")), newline=""))
    )
    [line] = (await exported("jsonl", Wanted(act="publish"))).splitlines()

    assert [(row["actor"], row["subject"]) for row in rows] == [(f"'{cell}", f"'{cell}")]
    assert json.loads(line)["actor"] == cell


def notes() -> Iterator[ast.Call]:
    """Every place in the code that keeps an act."""
    root = Path(cms.access.__file__).parents[1]
    for path in (*root.rglob("*.py"), *(root.parent / "admin").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "audit.note",
                "audit.note_refusal",
            ):
                yield node


def test_every_act_and_detail_has_words() -> None:
    acts = {
        one.value
        for node in notes()
        for one in ast.walk(node.args[0 if "refusal" in ast.unparse(node.func) else 1])
        if isinstance(one, ast.Constant)
    }
    steps = TRANSITIONS.keys() - {"publish", "retire"}  # publishing notes these itself
    details = {one.arg for node in notes() for one in node.keywords if one.arg}

    assert {"publish", "token.create", "login.failed"} <= acts
    assert acts | steps | {"move", "rename", "role.give", "role.take"} <= labels.ACTS.keys()
    assert details | {*COLUMNS, "at", "until", "user"} <= labels.DETAILS.keys()


async def test_who_becomes_an_administrator_by_command_is_noted() -> None:
    await ensure_admin("ada", "a good password")
    await create_user("eva", "a good password")
    async with writing():
        await accounts.set_active(SYSTEM, (await accounts.account_named("eva")).id, active=False)

    await ensure_admin("eva", "another password", replace=True)

    given = [(act, subject) for _, act, subject in await noted() if act != "password.set"]
    assert given == [
        ("user.add", "ada"), ("role.give", "ada"), ("user.add", "eva"), ("user.deactivate", "eva"),
        ("user.activate", "eva"), ("role.give", "eva"),
    ]  # fmt: skip

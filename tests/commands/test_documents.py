"""`cms documents`, and `cms migrate` beside it, as somebody at a terminal or a program runs them."""

import json
from functools import partial
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from cms.database.engine import execute, fetch
from tests import owner
from tests.forking import run_cms
from tests.schema.registered.frontend import CARD, HOME, PAGES, WHERE, registered, written

cms = partial(run_cms, "documents")
_GONE = "{ site { title slogan } }"


def check(*paths: Path, **options: bool) -> CompletedProcess[str]:
    return cms("check", *map(str, paths), *(f"--{name}" for name in options))


def test_documents_are_checked_without_a_database(tmp_path: Path) -> None:
    good = written(tmp_path / "good", pages=PAGES, card=CARD, where=WHERE)
    bad = written(tmp_path / "bad", a="query A {\n  site { titel }\n}\n")

    assert check(good).returncode == 0
    found = check(bad)
    assert found.returncode == 1
    assert found.stdout == f"{bad}/a.graphql:2: unknown_field Site has no field “titel”.\n"
    told = json.loads(check(bad, json=True).stdout)
    assert told["errors"] == [
        {
            "file": f"{bad}/a.graphql",
            "line": 2,
            "code": "unknown_field",
            "message": "Site has no field “titel”.",
        }
    ]
    assert check(tmp_path / "none").returncode == 1
    assert cms("check").returncode == 2


async def test_documents_are_registered_listed_and_retired(database: None, tmp_path: Path) -> None:
    folder = written(tmp_path / "src", pages=PAGES, card=CARD, where=WHERE, home=HOME)
    register = partial(cms, "register", "--client", "site", str(folder))

    first, again = register(), register()
    told = json.loads(register("--json").stdout)["documents"]

    assert first.returncode == again.returncode == 0
    assert "2 registered, 0 already were" in first.stderr
    assert "0 registered, 2 already were" in again.stderr
    assert first.stdout == "".join(f"{one['id']}  {one['name']}\n" for one in told)
    listed = json.loads(cms("list", "--json").stdout)
    assert [(one["client"], one["name"], one["id"]) for one in listed] == [
        ("site", one["name"], one["id"]) for one in sorted(told, key=lambda each: each["name"])
    ]

    (folder / "home.graphql").unlink()
    retired = cms("retire", "--client", "site", "--all-but", str(folder))
    assert "1 retired" in retired.stderr
    assert cms("list").stdout.count("in use") == 1
    assert cms("list", "--retired").stdout.count("retired") == 1
    pages = next(one["id"] for one in told if one["name"] == "Pages")
    assert cms("retire", "--client", "site", "--id", pages).returncode == 0
    assert cms("retire", "--client", "site", "--id", pages).returncode == 1

    audited = await fetch("SELECT act, subject, details FROM audit ORDER BY id")
    assert [(one["act"], one["subject"]) for one in audited] == [
        ("document.register", "site"),
        ("document.retire", "site"),
        ("document.retire", "site"),
    ]


async def test_all_are_registered_or_none(database: None, tmp_path: Path) -> None:
    folder = written(tmp_path / "src", home=HOME, a="query A { nope }")

    done = cms("register", "--client", "site", str(folder))

    assert (done.returncode, "unknown_field" in done.stdout) == (1, True)
    listed = cms("list")
    assert (listed.stdout, listed.stderr) == ("", "Nothing here.\n")


@pytest.mark.parametrize("client", ["", " ", "x" * 81, "a\nb"])
async def test_a_client_has_a_name(database: None, tmp_path: Path, client: str) -> None:
    folder = written(tmp_path / "src", home=HOME)

    done = cms("register", "--client", client, str(folder))

    assert (done.returncode, "bad_client" in done.stderr) == (1, True)


async def test_a_change_that_breaks_a_document_is_refused(database: None, tmp_path: Path) -> None:
    await registered(tmp_path, home=HOME)
    assert run_cms("migrate").returncode == 0
    await execute("UPDATE registered_document SET text = $1", _GONE)  # as if a field had gone

    refused = run_cms("migrate")

    assert refused.returncode == 1
    assert "documents_break" in refused.stderr
    assert "site: Home:1: Site has no field “slogan”. [unknown_field]" in refused.stderr
    assert await fetch("SELECT 1 FROM audit WHERE act = 'document.break'") == []


async def test_no_command_migrates_past_documents_that_would_break(
    database: None, tmp_path: Path
) -> None:
    await registered(tmp_path, home=HOME)
    await execute("UPDATE registered_document SET text = $1", _GONE)
    assert run_cms("jobs", "list").returncode == 0  # it has every migration
    # As if this code had one more.
    (last,) = await owner.fetch(
        "DELETE FROM migration WHERE id = (SELECT max(id) FROM migration WHERE app_name = 'cms')"
        " RETURNING id, name"
    )
    try:
        asked = [run_cms(*one) for one in (("jobs", "list"), ("webhooks", "list"), ("demo",))]
        assert not await owner.fetch("SELECT FROM migration WHERE name = $1", last["name"])
    finally:
        await owner.execute(
            "INSERT INTO migration (id, name, app_name) VALUES ($1, $2, 'cms')", *last.values()
        )
    assert [(one.returncode, "documents_break" in one.stderr) for one in asked] == [(1, True)] * 3


async def test_documents_break_when_somebody_wants_it(database: None, tmp_path: Path) -> None:
    await registered(tmp_path, home=HOME)
    await execute("UPDATE registered_document SET text = $1", _GONE)

    assert run_cms("migrate", "--break-documents").returncode == 0

    (noted,) = await fetch("SELECT subject, details FROM audit WHERE act = 'document.break'")
    assert noted["subject"] == "site"
    assert json.loads(noted["details"]) == {"documents": ["Home"]}
    assert run_cms("migrate").returncode == 0
    assert cms("list").stdout.endswith("  broken\n")
    assert cms("list", language="nl_NL").stdout.endswith("  gebroken\n")


async def test_the_report_names_what_nobody_asks(database: None, tmp_path: Path) -> None:
    await registered(tmp_path, pages=PAGES, card=CARD, where=WHERE)

    told = cms("report")
    dutch = cms("report", language="nl_NL").stdout
    found = json.loads(cms("report", "--json").stdout)
    nobody = json.loads(cms("report", "--json", "--client", "nobody").stdout)

    assert told.returncode == 0
    assert f"unused      {found['unused'][0]}\n" in told.stdout
    assert f"ongebruikt  {found['unused'][0]}\n" in dutch
    assert dutch.startswith("1 document vraagt ")
    assert {"Page.title", "Page.path", "Book.path", "Query.pages"}.isdisjoint(found["unused"])
    assert {"Page.summary", "Book.title", "Query.books"} <= set(found["unused"])
    assert nobody["fields"] == len(nobody["unused"]) == found["fields"]

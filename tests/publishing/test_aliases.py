"""Addresses written by hand: what is taken, where they lead, and that nothing hides behind them."""

import pytest

from cms.access.actors import system
from cms.access.permissions import Denied
from cms.content.discovery import installed
from cms.database.engine import fetch, rehearsing, writing
from cms.editing import saving
from cms.errors import InvalidInput
from cms.publishing.aliases import alias_files, aliases
from cms.publishing.aliases.alias_files import export_csv, import_csv
from cms.publishing.publishing import effect_of_publishing, publish, retract
from tests.builders import ACTOR, make, make_published
from tests.people import someone

SYSTEM = system("eva")
PAGE = installed()["page"]
HEAD = "path,target,locale,status\r\n"


async def save(
    path: str, target: str = "https://example.org/", status: int = 301, locale: str = ""
) -> int:
    typed = {"path": path, "target": target, "status": str(status), "locale": locale}
    async with writing():
        return (await aliases.save(SYSTEM, typed)).id


async def leads(path: str) -> tuple[str | None, int] | None:
    found = await aliases.lead_of(path)
    return (found.to, found.status) if found else None


async def refused(**typed: str) -> set[tuple[str, str | None]]:
    with pytest.raises(InvalidInput) as raised:
        async with writing():
            await aliases.save(SYSTEM, {"status": "301", "target": "https://a.example/"} | typed)
    return {(one.code, one.field) for one in raised.value.problems}


async def test_an_alias_leads_to_an_entry_wherever_that_lives(database: None) -> None:
    page = await make_published("page", slug_nl="koffie", slug_en="coffee")
    await save("/nl/bijeenkomst", f"uid:{page.uid}", 302)
    await save("/meeting", f"uid:{page.uid}", locale="en")
    async with writing():
        await saving.save(PAGE, page.uid, {"slug_nl": "thee"}, revision=1, actor=ACTOR)
        await publish(PAGE, page.uid, "nl", actor=ACTOR)

    assert await leads("/nl/bijeenkomst") == ("/nl/thee", 302)
    assert await leads("/meeting") == ("/en/coffee", 301)
    assert (await aliases.lead_of("/meeting")).uid == page.uid  # type: ignore[union-attr]


async def test_a_target_that_lives_is_kept_by_its_uid(database: None) -> None:
    page = await make_published("page", slug_nl="koffie")
    number = await save("/oud", "/nl/koffie/")

    says = (await aliases.alias(SYSTEM, number)).says

    assert (says.target, says.locale) == (f"uid:{page.uid}", "nl")


@pytest.mark.parametrize(
    ("target", "to"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("/winkel/nieuw boek".replace(" ", "%20"), "/winkel/nieuw%20boek"),
        ("//evil.example/x", "/evil.example/x"),
        ("/winkel?page=2#top", "/winkel?page=2#top"),
    ],
)
async def test_other_addresses_are_answered_as_they_are(
    database: None, target: str, to: str
) -> None:
    await save("/elders", target, 307)

    assert await leads("/elders") == (to, 307)


async def test_an_alias_never_leads_to_what_is_not_public(database: None) -> None:
    draft = await make("page", slug_nl="klad")
    page = await make_published("page", "Publiek", slug_nl="koffie", locales=("nl",))
    await save("/a", f"uid:{draft.uid}")
    await save("/b", f"uid:{page.uid}", locale="en")
    await save("/c", f"uid:{page.uid}")
    await save("/d", "/nl/klad")
    await save("/e", "/nl/koffie?x=1")
    assert [await leads(path) for path in ("/a", "/b", "/d")] == [None] * 3
    assert await leads("/e") == ("/nl/koffie?x=1", 301)

    async with writing():
        await retract(PAGE, page.uid, "nl", actor=ACTOR)

    assert [await leads(path) for path in ("/c", "/e")] == [None, None]


async def test_chains_end_where_they_end(database: None) -> None:
    page = await make_published("page", slug_nl="koffie")
    await save("/a", "/b", 302)
    await save("/b", "/nl/oud")
    await save("/nl/oud", f"uid:{page.uid}")
    await save("/weg", "", 410)

    assert await leads("/a") == ("/nl/koffie", 302)
    assert await leads("/weg") == (None, 410)
    assert await leads("/nergens") is None


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"path": "koffie"}, ("bad_path", "path")),
        ({"path": ""}, ("bad_path", "path")),
        ({"path": "/koffie?x=1"}, ("bad_path", "path")),
        ({"path": "/"}, ("reserved", "path")),
        ({"path": "/nl/"}, ("reserved", "path")),
        ({"path": "/" + "a" * 601}, ("too_long", "path")),
        ({"path": "/a%00"}, ("bad_character", "path")),
        ({"path": "/a\\b"}, ("bad_character", "path")),
        ({"path": "/a", "target": ""}, ("target_or_gone", "target")),
        ({"path": "/a", "status": "410"}, ("target_or_gone", "target")),
        ({"path": "/a", "status": "200"}, ("not_a_choice", "status")),
        ({"path": "/a", "target": "javascript:alert(1)"}, ("bad_target", "target")),
        ({"path": "/a", "target": "ftp://example.org/"}, ("bad_target", "target")),
        ({"path": "/a", "target": "https://eva:x@example.org/"}, ("bad_target", "target")),
        ({"path": "/a", "target": "https:///x"}, ("bad_target", "target")),
        ({"path": "/a", "target": "https://[::1/"}, ("bad_target", "target")),
        ({"path": "/a", "target": "data:text/html,x"}, ("bad_target", "target")),
        ({"path": "/a", "target": "/\\evil.example"}, ("bad_character", "target")),
        ({"path": "/a", "target": "https://example.org/\n"}, None),
        ({"path": "/a", "target": "https://exa mple.org/"}, ("bad_character", "target")),
        ({"path": "/a", "target": "https://example.org/" + "a" * 2000}, ("too_long", "target")),
        ({"path": "/a", "target": "uid:000000000000"}, ("unknown_entry", "target")),
        (
            {"path": "/a", "target": "uid:000000000000", "locale": "fr"},
            ("unknown_locale", "locale"),
        ),
        ({"path": "/a", "target": "/a/"}, ("leads_to_itself", "target")),
        ({"path": "/a", "target": "=1+1"}, ("bad_target", "target")),
    ],
)
async def test_what_is_wrong_is_said(
    database: None, typed: dict[str, str], problem: tuple[str, str] | None
) -> None:
    if problem is None:  # outer space is nobody's intention
        async with writing():
            await aliases.save(SYSTEM, {"status": "301", **typed})
        return
    assert await refused(**typed) == {problem}
    assert await fetch("SELECT FROM alias") == []


async def test_circles_and_duplicates_are_refused(database: None) -> None:
    await save("/a", "/b")
    await save("/b", "/c")

    assert await refused(path="/c", target="/a") == {("leads_to_itself", "target")}
    assert await refused(path="/a/") == {("path_taken", "path")}
    number = await save("/d")
    with pytest.raises(InvalidInput):
        async with writing():
            await aliases.save(SYSTEM, {"path": "/a", "target": "/x", "status": "301"}, number)


async def test_an_alias_changes_and_goes(database: None) -> None:
    number = await save("/a")
    async with writing():
        again = await aliases.save(
            SYSTEM, {"path": "/b", "target": "/winkel", "status": "308"}, number
        )
    assert (again.id, await leads("/a"), await leads("/b")) == (number, None, ("/winkel", 308))
    async with writing():
        await aliases.delete(SYSTEM, number)

    assert await leads("/b") is None
    acts = await fetch("SELECT act FROM audit ORDER BY id")
    assert [one["act"] for one in acts] == ["alias.save", "alias.save", "alias.delete"]


async def test_aliases_are_for_who_publishes_the_site(database: None) -> None:
    editor, reviewer = await someone("mo", "editor"), await someone("lies", "reviewer")

    for ask in (aliases.alias_page, aliases.everything, export_csv):
        with pytest.raises(Denied):
            await ask(editor)  # type: ignore[operator]
    with pytest.raises(Denied):
        async with writing():
            await import_csv(editor, HEAD)
    async with writing():
        await aliases.save(reviewer, {"path": "/a", "target": "/b", "status": "301"})


async def test_the_list_is_searched_and_read_in_parts(database: None) -> None:
    for path in ("/c", "/a", "/b/Koffie"):
        await save(path)

    first = await aliases.alias_page(SYSTEM, first=2)
    rest = await aliases.alias_page(SYSTEM, first=2, after=first.next)
    found = await aliases.alias_page(SYSTEM, "koffie")

    assert [one.says.path for one in (*first.items, *rest.items)] == ["/a", "/b/Koffie", "/c"]
    assert (first.total, rest.next, found.total) == (3, "", 1)


async def test_publishing_onto_an_alias_says_so(database: None) -> None:
    page = await make_published("page", slug_nl="koffie")
    await save("/nl/thee")
    await save("/nl/koffie")
    async with writing():
        saved = await saving.save(PAGE, page.uid, {"slug_nl": "thee"}, revision=1, actor=ACTOR)

    effect = await effect_of_publishing(PAGE, saved.values, "nl")

    assert [one.params["path"] for one in effect.notes] == ["/nl/thee", "/nl/koffie"]
    assert len(await fetch("SELECT FROM alias")) == 2


async def test_a_file_goes_out_and_in_and_nothing_changes(database: None) -> None:
    page = await make_published("page", slug_nl="koffie")
    await save('/nl/a%2Cb, "c"', f"uid:{page.uid}", 302)
    await save("/100%25", "https://example.org/?a=b,c;d")
    await save("/vraag%3F%23", "", 410)
    await save("/d;e", "/winkel/%20?q=1")

    written = await export_csv(SYSTEM)
    async with writing():
        again = await import_csv(SYSTEM, written)
    semicolons = written.replace("path,target,locale,status", "path;target;locale;status")

    assert (again.added, again.changed, again.same, again.faults) == (0, 0, 4, ())
    assert await export_csv(SYSTEM) == written
    assert written.startswith(HEAD)
    cells = [cell for line in written.split("\r\n")[1:-1] for cell in line.split(",")]
    assert not any(cell.lstrip('"').startswith(("=", "+", "-", "@", "\t")) for cell in cells)
    assert semicolons != written
    async with writing():
        excel = await import_csv(SYSTEM, "\ufeffpath;target;locale;status\n/e;/f;;301\n")
    assert excel.added == 1


async def test_a_file_is_taken_whole_or_not_at_all(database: None) -> None:
    await save("/bestaat", "/oud")
    text = (
        "path,target,locale,status\n/a,/b,,301\n/bestaat,/nieuw,,302\n\n"
        "/b,/a,,301\nx,/y,,301\n/a,/c,,301\n/g,=cmd(),,301\n"
    )

    async with writing():
        done = await import_csv(SYSTEM, text)

    assert [(one.line, one.problem.code) for one in done.faults] == [
        (2, "leads_to_itself"),
        (5, "leads_to_itself"),
        (6, "bad_path"),
        (7, "duplicate"),
        (8, "bad_target"),
    ]
    assert [row["path"] for row in await fetch("SELECT path FROM alias")] == ["/bestaat"]
    good = "path,target,locale,status\n/a,/b,,301\n/bestaat,/nieuw,,302\n"
    async with rehearsing():
        told = await import_csv(SYSTEM, good)
    assert len(await fetch("SELECT FROM alias")) == 1
    async with writing():
        assert await import_csv(SYSTEM, good) == told
    assert (told.added, told.changed) == (1, 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bad_heading"),
        ("path,target\n/a,/b\n", "bad_heading"),
        ("path,path,target,locale,status\n", "bad_heading"),
        ("path,target,locale,status\n/a,/b\n", "bad_line"),
        ('path,target,locale,status\n"/a,/b,,301\n', "bad_line"),
        ("path,target,locale,status\n\0,/b,,301\n", "bad_path"),
        ('"path,target', "bad_line"),
        ("path,target,locale,status\n/a," + "b" * 20_000 + ",,301\n", "bad_line"),
    ],
)
async def test_what_is_no_file_of_aliases_is_said(database: None, text: str, code: str) -> None:
    async with writing():
        done = await import_csv(SYSTEM, text)

    assert [one.problem.code for one in done.faults] == [code]


async def test_a_failure_in_the_middle_of_a_file_leaves_nothing(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, calls = aliases.write, []

    async def torn(*arguments: object) -> int:
        calls.append(arguments)
        if len(calls) == 2:
            raise RuntimeError
        return await whole(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(alias_files.aliases, "write", torn)
    with pytest.raises(RuntimeError):
        async with writing():
            await import_csv(SYSTEM, HEAD + "/a,/x,,301\n/b,/y,,301\n")

    assert await fetch("SELECT FROM alias") == []

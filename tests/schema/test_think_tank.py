"""The think tank as frontends read it: members on a day, the column of a session, advice."""

import pytest

from tests.builders import make_published
from tests.schema.client import ask
from tests.schema.editing_client import client_of

pytestmark = pytest.mark.usefixtures("database")

TERMS = [
    ("Altijd", [{}]),
    ("Vroeger", [{"until": "2009-06-30"}]),
    ("Later", [{"since": "2009-07-01"}]),
    ("Tweemaal", [{"since": "2008-01-01", "until": "2008-12-31"}, {"since": "2010-01-01"}]),
    ("Nooit", []),
]


async def members(filter_: str) -> list[str]:
    found = await ask(
        f"{{ speakers(locale: NL, filter: {{ memberships: {filter_} }}) {{ nodes {{ familyName }} }} }}"
    )
    return sorted(one["familyName"] for one in found["speakers"]["nodes"])


async def test_members_on_a_day() -> None:
    for name, terms in TERMS:
        await make_published("speaker", name, family_name=name, memberships=terms)

    assert await members('{ on: "2008-12-31" }') == ["Altijd", "Tweemaal", "Vroeger"]
    assert await members('{ on: "2009-06-30" }') == ["Altijd", "Vroeger"]
    assert await members('{ on: "2009-07-01" }') == ["Altijd", "Later"]
    assert await members('{ on: "2010-01-01" }') == ["Altijd", "Later", "Tweemaal"]
    assert await members("{ ever: false }") == ["Nooit"]
    assert await members('{ ever: true, on: "2009-01-01" }') == ["Altijd", "Vroeger"]


async def test_the_column_of_a_session() -> None:
    await make_published(
        "session",
        "Sessie",
        column_title_nl="Wie luistert er?",
        column_text_nl="<p>Drie korte woorden</p>",
        column_newspaper="Krant",
        column_published_on="2009-05-06",
    )

    column = "{ title newspaper publishedOn publishedOnFormatted text { html words } }"
    found = await ask(f"{{ sessions(locale: NL) {{ nodes {{ column {column} }} }} }}")
    other = await ask(f"{{ sessions(locale: EN) {{ nodes {{ column {column} }} }} }}")

    assert found["sessions"]["nodes"] == [
        {
            "column": {
                "title": "Wie luistert er?",
                "newspaper": "Krant",
                "publishedOn": "2009-05-06",
                "publishedOnFormatted": "6 mei 2009",
                "text": {"html": "<p>Drie korte woorden</p>", "words": 3},
            }
        }
    ]
    assert other["sessions"]["nodes"] == [{"column": None}]


async def test_a_link_in_a_column_is_a_reference() -> None:
    page = await make_published("page", "Doel")
    await make_published(
        "session",
        column_title_nl="Kolom",
        column_text_nl=f'<p><a href="uid:{page.uid}">Zie</a></p>',
    )

    found = await ask(
        "query ($uid: ID!) { entry(uid: $uid, locale: NL) { backlinks { totalCount } }"
        " sessions(locale: NL) { nodes { column { text { html } } } } }",
        uid=page.uid,
    )

    assert found["entry"]["backlinks"]["totalCount"] == 1
    assert 'href="/nl/doel-nl"' in found["sessions"]["nodes"][0]["column"]["text"]["html"]


async def test_a_dry_run_gives_advice_and_forbids_nothing() -> None:
    client = await client_of("rob", "reviewer")
    values = {"kind": "conceptual", "column_title_nl": "Kort", "column_text_nl": "<p>Thans.</p>"}
    saved = await make_published("session", locales=("en",), **values)
    selected = "... on Transitioned { items { outcome advice { field code message } } }"

    done = await client.do(
        "transition(uids: [$uid], to: PUBLISHED, locales: [NL], dryRun: true)",
        selected,
        uid=saved.uid,
    )

    (item,) = done["items"]
    assert item["outcome"] == "done"
    assert [one["code"] for one in item["advice"]] == [
        "moderator_missing",
        "column_too_short",
        "officialese",
    ]

"""A whole text for use elsewhere, by GraphQL and at plain addresses."""

from typing import Any

import pytest

from cms.content.discovery import installed
from cms.database.engine import writing
from cms.publishing.publishing import retract
from tests.builders import ACTOR, make, make_published
from tests.delivery.hot.serving import until
from tests.delivery.reading import kept, read
from tests.schema.client import SITE, ask

QUERY = """query ($uid: ID!, $locale: Locale, $fallback: [Locale!]) {
  entry(uid: $uid, locale: $locale, fallback: $fallback) {
    ... on MissionText { copy { html markdown text } } } }"""
FACTS = [
    {"label_nl": "Begin", "label_en": "Start", "date": "2008-03-01", "precision": "month",
     "source_nl": "de akte", "source_en": "the deed"},
    {"label_nl": "Oplage", "label_en": "Copies", "value_nl": "2.000", "value_en": "2,000"},
    {"label_nl": "Daarna", "label_en": "Then"},
]  # fmt: skip
STATEMENTS = [
    {"text_nl": "Wij <zijn> er,", "text_en": "We are there,"},
    {"text_nl": "en blijven.", "text_en": "and stay."},
]


async def written(**values: Any) -> tuple[str, str, str]:
    """A text that says all there is to say, and the uids that it leads to: a public one, a hidden one."""
    known, hidden = await make_published("page", "Open"), await make("page", "Dicht")
    body = (
        f'<p>Lees <strong>dit</strong>: <a href="uid:{known.uid}">open</a>,'
        f' <a href="uid:{hidden.uid}">dicht</a>.</p><h2>Dan</h2><ul><li>een</li><li>twee</li></ul>'
    )
    saved = await make_published(
        "mission_text", "Missie & zo", body_nl=body, body_en=body, statements=STATEMENTS,
        facts=FACTS, **values,
    )  # fmt: skip
    return saved.uid, known.uid, hidden.uid


async def test_the_whole_text_in_three_forms(database: None) -> None:
    uid, _, hidden = await written()

    copy = (await ask(QUERY, uid=uid, locale="NL"))["entry"]["copy"]

    assert copy["html"] == (
        "<h1>Missie &amp; zo nl</h1>"
        f'<p>Lees <strong>dit</strong>: <a href="{SITE}/nl/open-nl">open</a>, dicht.</p>'
        "<h2>Dan</h2><ul><li>een</li><li>twee</li></ul>"
        "<ol><li>Wij &lt;zijn&gt; er,</li><li>en blijven.</li></ol>"
        "<ul><li><strong>Begin</strong>: maart 2008 (bron: de akte)</li>"
        "<li><strong>Oplage</strong>: 2.000</li><li><strong>Daarna</strong></li></ul>"
    )
    assert copy["markdown"] == (
        f"# Missie & zo nl\n\nLees **dit**: [open]({SITE}/nl/open-nl), dicht.\n\n## Dan\n\n- een\n- twee\n\n"
        "1. Wij \\<zijn> er,\n2. en blijven.\n\n"
        "- **Begin**: maart 2008 (bron: de akte)\n- **Oplage**: 2.000\n- **Daarna**\n"
    )
    assert copy["text"] == (
        f"Missie & zo nl\n\nLees dit: open ({SITE}/nl/open-nl), dicht.\n\nDan\n\n- een\n- twee\n\n"
        "1. Wij <zijn> er,\n2. en blijven.\n\n"
        "- Begin: maart 2008 (bron: de akte)\n- Oplage: 2.000\n- Daarna\n"
    )
    assert hidden not in str(copy)


async def test_dates_and_words_are_in_the_language_of_the_text(database: None) -> None:
    uid, _, _ = await written()
    dutch = await make_published("mission_text", "Alleen", locales=("nl",), facts=FACTS)

    english = (await ask(QUERY, uid=uid, locale="EN"))["entry"]["copy"]["text"]
    served = (await ask(QUERY, uid=dutch.uid, locale="EN", fallback=["NL"]))["entry"]["copy"]

    assert "- Start: March 2008 (source: the deed)\n- Copies: 2,000" in english
    assert served["html"].startswith('<div lang="nl"><h1>Alleen nl</h1>')
    assert "maart 2008 (bron: de akte)" in served["text"]


@pytest.mark.parametrize(
    ("form", "media_type", "name"),
    [
        ("html", "text/html", "html"),
        ("md", "text/markdown", "markdown"),
        ("txt", "text/plain", "text"),
    ],
)
async def test_each_form_has_an_address(
    database: None, form: str, media_type: str, name: str
) -> None:
    uid, _, _ = await written()
    copy = (await ask(QUERY, uid=uid, locale="EN"))["entry"]["copy"]

    answer = await read(f"/texts/en/{uid}.{form}")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert answer.headers["content-language"] == "en"
    assert copy[name] in answer.text
    if form == "html":
        assert '<html lang="en">' in answer.text
        assert "<title>Missie &amp; zo en</title>" in answer.text
    again = await read(f"/texts/en/{uid}.{form}", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_kept_text_goes_with_what_it_was_read_from(database: None) -> None:
    uid, known, _ = await written()
    async with kept() as files:
        first = await files.read(f"/texts/nl/{uid}.md")
        await files.read(f"/texts/nl/{uid}.md")
        assert len(files) == 1

        async with writing():
            await retract(installed()["page"], known, "nl", actor=ACTOR)
        await until(lambda: len(files) == 0)
        again = await files.read(f"/texts/nl/{uid}.md")

    assert "[open](" in first.text
    assert "Lees **dit**: open, dicht." in again.text


async def test_what_is_not_public_or_not_a_text_has_no_address(database: None) -> None:
    draft = await make("mission_text", "Concept")
    dutch = await make_published("mission_text", "Alleen", locales=("nl",))
    page = await make_published("page", "Pagina")

    for path in (
        f"nl/{draft.uid}.txt", f"en/{dutch.uid}.txt", f"nl/{page.uid}.txt", f"de/{dutch.uid}.txt",
        f"nl/{dutch.uid}.pdf", "nl/nowhere.md", "nl/%00.md",
    ):  # fmt: skip
        answer = await read(f"/texts/{path}")
        assert answer.status_code == 404, path
        assert "Concept" not in answer.text
    assert (await read(f"/texts/nl/{dutch.uid}.txt")).status_code == 200

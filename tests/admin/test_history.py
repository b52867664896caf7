"""The pages of an entry's past."""

import re

import httpx
import pytest

from cms.content import Tag
from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.editing import saving, versions, working_copy
from cms.editing.versions import Remark
from cms.publishing.publishing import publish, retract
from tests.builders import make, make_published, remove

PAGE = installed()["page"]
TOKEN = {"csrftoken": "token"}


async def save(
    uid: str, revision: int, note: str = "", name: str = "page", **values: object
) -> None:
    async with writing():
        await saving.save(
            installed()[name], uid, values, revision=revision, actor="bas", remark=Remark(note)
        )


async def page_of(editor: httpx.AsyncClient, path: str, **query: object) -> str:
    answer = await editor.get(f"history/{path}", params=query)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    return re.sub(r"\s+", " ", answer.text)


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


async def submit(editor: httpx.AsyncClient, path: str, **fields: object) -> httpx.Response:
    """A plain form: its token is a field, not a header."""
    editor.headers.pop("X-CSRFToken", None)
    return await editor.post(f"history/{path}", data=TOKEN | fields)


async def test_everything_that_happened_in_words(editor: httpx.AsyncClient) -> None:
    saved = await make_published("page", "Klok", locales=())
    async with writing():
        await publish(PAGE, saved.uid, "nl", actor="eva", comment="Nu het kan")
    await save(saved.uid, 1, "Beter zo", title_nl="Uur", summary_en="Hour")
    async with writing():
        await publish(PAGE, saved.uid, "nl", actor="eva")
        await retract(PAGE, saved.uid, "nl", actor="eva", comment="Toch niet")

    dutch = plain(await page_of(editor, f"{saved.uid}/"))
    editor.cookies.set("cms_lang", "en")
    english = plain(await page_of(editor, f"{saved.uid}/"))

    for text in ("Ingetrokken in het Nederlands", "Opnieuw gepubliceerd in het Nederlands",
                 "Gepubliceerd in het Nederlands", "Nu het kan", "Beter zo", "bas ·",
                 "Titel (NL)", "Samenvatting (EN)", "Gemaakt #1", "Toch niet"):  # fmt: skip
        assert text in dutch
    for text in ("Retracted in Dutch", "Published again in Dutch", "Saved #2", "Title (NL)"):
        assert text in english


async def test_pages_follow_each_other(editor: httpx.AsyncClient) -> None:
    saved = await make("page")
    for revision in range(1, 34):
        await save(saved.uid, revision, summary_nl=f"Keer {revision}")

    first = await page_of(editor, f"{saved.uid}/")
    after = re.search(r'after=([^"]+)" rel="next"', first)
    assert after is not None
    second = await editor.get(f"history/{saved.uid}/?after={after[1]}")

    assert ("#34" in plain(first), "#4<" in first) == (True, False)
    assert "#4" in plain(second.text)
    assert 'rel="next"' not in second.text


async def test_two_revisions_beside_each_other(editor: httpx.AsyncClient) -> None:
    await Tag.insert(Tag(key="water", label_nl="Waterbeheer", label_en="Water"))
    other = await make("page", "Onderhoud")
    saved = await make("page", "Klok", body_nl="<p>Wij luisteren naar elkaar.</p>")
    link = f'<p>Wij luisteren <a href="uid:{other.uid}">goed</a> naar elkaar.</p>'
    await save(saved.uid, 1, body_nl=link, tags=["water"], parent=other.uid, noindex=True)

    inline = await page_of(editor, f"{saved.uid}/compare/")
    side = await page_of(editor, f"{saved.uid}/compare/", view="side", **{"from": 1, "to": 2})

    assert '<ins><span class="sr">[toegevoegd: </span><span class="link">goed</span>' in inline
    assert "→ Onderhoud nl" in inline
    assert "Waterbeheer" in inline
    said = plain(inline)
    assert "[verwijderd: Nee] → [toegevoegd: Ja]" in said
    assert "[verwijderd: Home nl] → [toegevoegd: Onderhoud nl]" in said
    assert 'class="pair"' in side
    assert "goed" in side


async def test_related_rows_by_place(editor: httpx.AsyncClient) -> None:
    book = await make("book", printings=[{"number": 1}, {"number": 2, "note_nl": "Herzien"}])
    first, second = book.values["printings"]
    await save(book.uid, 1, name="book", printings=[second | {"copies": 500}, first, {"number": 3}])

    said = plain(await page_of(editor, f"{book.uid}/compare/"))

    assert "Plaats 1 stond op plaats 2" in said
    assert "leeg → [toegevoegd: 500]" in said
    assert "Toegevoegd, op plaats 3 Druk leeg → [toegevoegd: 3]" in said


async def test_markup_in_texts_is_shown_as_text(editor: httpx.AsyncClient) -> None:
    saved = await make("page", title_nl="<script>alert(1)</script>", summary_nl="a <b>")
    await save(
        saved.uid, 1, "<i>note</i>", title_nl="<script>alert(2)</script>", summary_nl="a <u>"
    )

    for path in (f"{saved.uid}/", f"{saved.uid}/compare/", f"{saved.uid}/revert/1/"):
        html = await page_of(editor, path)
        assert "<script>alert" not in html
        assert "<i>note" not in html


async def test_a_revert_is_shown_first_and_then_done(editor: httpx.AsyncClient) -> None:
    above = await make("page", "Boven")
    saved = await make("page", "Klok")
    await save(saved.uid, 1, summary_nl="Later", parent=above.uid)

    shown = await page_of(editor, f"{saved.uid}/revert/1/")
    done = await submit(editor, f"{saved.uid}/revert/1/", revision="2", note="Terug")
    again = await submit(editor, f"{saved.uid}/revert/1/", revision="3", place="yes")
    same = await submit(editor, f"{saved.uid}/revert/1/", revision="4")

    assert "Later" in shown
    assert 'name="place"' in shown
    assert (done.status_code, again.status_code, same.status_code) == (303, 303, 303)
    assert done.headers["location"] == f"/admin/history/{saved.uid}/?said=reverted"
    assert same.headers["location"].endswith("?said=same")
    values = await working_copy.load(PAGE, saved.uid)
    assert (values["summary_nl"], values["revision"]) == ("", 4)
    assert values["parent"] != above.uid
    third = await versions.load(saved.uid, 3)
    assert (third.actor, third.remark.note) == ("eva", "#1 – Terug")
    assert third.snapshot["parent"] == above.uid


async def test_only_what_was_seen_is_reverted(editor: httpx.AsyncClient) -> None:
    saved = await make("page", "Klok")
    await save(saved.uid, 1, title_nl="Later")
    await save(saved.uid, 2, title_nl="Nog later")

    stale = await submit(editor, f"{saved.uid}/revert/1/", revision="2")
    blind = await submit(editor, f"{saved.uid}/revert/1/")

    assert (stale.status_code, blind.status_code) == (409, 409)
    assert 'name="revision" value="3"' in stale.text
    assert (await working_copy.load(PAGE, saved.uid))["title_nl"] == "Nog later"


async def test_what_cannot_come_back_is_named(editor: httpx.AsyncClient) -> None:
    saved = await make("page", "Klok", slug_nl="klok")
    await save(saved.uid, 1, slug_nl="uur")
    await make("page", "Ander", slug_nl="klok")

    refused = await submit(editor, f"{saved.uid}/revert/1/", revision="2", note="Terug")

    assert refused.status_code == 422
    assert "Korte naam (NL): " in refused.text
    assert 'value="Terug"' in refused.text


async def test_a_version_gets_a_name(editor: httpx.AsyncClient) -> None:
    saved = await make("page")

    done = await submit(editor, f"{saved.uid}/name/", revision="1", label="Proefdruk")
    long = await submit(editor, f"{saved.uid}/name/", revision="1", label="x" * 81)
    none = await submit(editor, f"{saved.uid}/name/", revision="x", label="y")

    assert (done.status_code, long.status_code, none.status_code) == (303, 422, 404)
    assert "Proefdruk" in await page_of(editor, f"{saved.uid}/")


async def test_a_deleted_entry_can_be_looked_back_at(editor: httpx.AsyncClient) -> None:
    saved = await make("page", "Weg")
    await remove(saved.uid)

    html = await page_of(editor, f"{saved.uid}/")
    refused = await editor.get(f"history/{saved.uid}/revert/1/")

    assert "Weg nl" in html
    assert f"revert/{1}/" not in html
    assert refused.status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nothing/", 404),
        ("a%00b/", 404),
        ("{uid}/?after=x", 400),
        ("{uid}/compare/?from=7&to=9", 404),
        ("{uid}/compare/?from=x&to=99999999999", 200),
        ("{uid}/revert/9/", 404),
        ("{uid}/revert/99999999999999999999/", 404),
        ("{uid}/revert/0/", 404),
    ],
)
async def test_what_is_not_there_is_said_on_a_page(
    editor: httpx.AsyncClient, path: str, status: int
) -> None:
    saved = await make("page")
    answer = await editor.get("history/" + path.format(uid=saved.uid))
    assert answer.status_code == status
    assert "<h1>" in answer.text


async def test_strangers_go_to_the_login_and_forms_need_their_token(
    stranger: httpx.AsyncClient,
) -> None:
    saved = await make("page", "Geheim")
    away = await stranger.get(f"history/{saved.uid}/")
    posted = await stranger.post(f"history/{saved.uid}/revert/1/", data=TOKEN | {"revision": "1"})
    assert [(one.status_code, one.headers["location"]) for one in (away, posted)] == [
        (303, "/admin/")
    ] * 2


async def test_a_form_without_its_token_is_refused(editor: httpx.AsyncClient) -> None:
    saved = await make("page")
    await save(saved.uid, 1, title_nl="Later")
    del editor.headers["X-CSRFToken"]

    for fields in ({"revision": "2"}, {"revision": "2", "csrftoken": "other"}):
        answer = await editor.post(f"history/{saved.uid}/revert/1/", data=fields)
        assert answer.status_code == 403

    assert len(await fetch("SELECT 1 FROM version WHERE uid = $1", saved.uid)) == 2


async def test_one_version_is_compared_with_nothing(editor: httpx.AsyncClient) -> None:
    saved = await make("page", "Klok")
    alone = await page_of(editor, f"{saved.uid}/")
    await save(saved.uid, 1, title_nl="Uurwerk")

    assert "Vergelijk de gekozen twee" not in alone
    assert 'name="from"' not in alone
    both = await page_of(editor, f"{saved.uid}/")
    assert "Vergelijk de gekozen twee" in both
    assert both.count('name="from"') == 2

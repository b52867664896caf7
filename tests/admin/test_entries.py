"""Entries through the panel: what an editor types is checked, versioned and stored by the services."""

import json
from typing import Any

import httpx
import pytest

from cms.content import LOCALES
from cms.content.discovery import installed
from cms.database.engine import fetch
from cms.editing.working_copy import load
from tests.builders import make, make_home, make_published, sample

EVERY_TYPE = pytest.mark.parametrize("name", list(installed()))


def url(name: str, uid: str = "") -> str:
    return f"api/tables/{name}/{uid}/" if uid else f"api/tables/{name}/"


async def form_of(editor: httpx.AsyncClient, name: str, uid: str) -> dict[str, Any]:
    """What the panel's form would send back unchanged."""
    entry = (await editor.get(url(name, uid))).json()
    fields = (await editor.get(f"api/tables/{name}/schema/")).json()["properties"]
    return {column: entry[column] for column in fields}


@EVERY_TYPE
async def test_every_type_can_be_listed_made_opened_and_saved(
    editor: httpx.AsyncClient, name: str
) -> None:
    await make_home()
    new = (await editor.get(f"api/tables/{name}/new/")).json()
    fields = (await editor.get(f"api/tables/{name}/schema/")).json()["properties"]
    typed = {column: new[column] for column in fields if column in new}

    made = await editor.post(url(name), json=typed | sample(installed()[name]))
    uid = made.json()["uid"]
    form = await form_of(editor, name, uid)
    saved = await editor.patch(url(name, uid), json=form | {"summary_nl": "Kort"})
    listed = (await editor.get(url(name), params={"__readable": "true"})).json()["rows"]

    assert (made.status_code, saved.status_code) == (201, 200)
    assert (saved.json()["summary_nl"], saved.json()["revision"]) == ("Kort", 2)
    assert uid in [row["uid"] for row in listed]
    versions = await fetch("SELECT actor FROM version WHERE uid = $1", uid)
    assert [row["actor"] for row in versions] == ["eva", "eva"]


@EVERY_TYPE
async def test_a_form_sent_back_unchanged_changes_nothing(
    editor: httpx.AsyncClient, name: str
) -> None:
    saved = await make_published(name)

    answer = await editor.patch(url(name, saved.uid), json=await form_of(editor, name, saved.uid))

    assert (answer.status_code, answer.json()["revision"]) == (200, 1)


async def test_the_second_of_two_tabs_is_refused(editor: httpx.AsyncClient) -> None:
    saved = await make("page")
    first = {"title_nl": "Eerst", "revision": 1}

    assert (await editor.patch(url("page", saved.uid), json=first)).status_code == 200
    answer = await editor.patch(url("page", saved.uid), json={"title_nl": "Later", "revision": 1})

    assert answer.status_code == 409
    assert "er is niets overschreven" in answer.text.lower()
    assert (await load(installed()["page"], saved.uid))["title_nl"] == "Eerst"


@pytest.mark.parametrize("revision", [None, "", "x", "-1", "9" * 30, 1.5, [1]])
async def test_a_form_without_a_revision_is_refused(
    editor: httpx.AsyncClient, revision: object
) -> None:
    saved = await make("page")

    answer = await editor.patch(
        url("page", saved.uid), json={"title_nl": "Nieuw", "revision": revision}
    )

    assert answer.status_code == 409
    assert (await load(installed()["page"], saved.uid))["revision"] == 1


@pytest.mark.parametrize(
    "change",
    [
        {"uid": "mine"},
        {"state_nl": "published"},
        {"created_by": "somebody"},
        {"updated_at": "2001-01-01T00:00:00Z"},
        {"nope": 1},
        {"kind": "x"},
    ],
)
async def test_nothing_but_the_declared_fields_can_be_written(
    editor: httpx.AsyncClient, change: dict[str, object]
) -> None:
    saved = await make("page")

    answer = await editor.patch(url("page", saved.uid), json={"revision": 1} | change)

    assert answer.status_code == 422
    assert [one["loc"] for one in answer.json()["detail"]] == [list(change)]
    values = await load(installed()["page"], saved.uid)
    assert (values["revision"], values["uid"], values["state_nl"]) == (1, saved.uid, "private")


async def test_a_new_entry_cannot_bring_what_the_server_owns(editor: httpx.AsyncClient) -> None:
    answer = await editor.post(url("page"), json={"title_nl": "Ik", "state_nl": "published"})

    assert answer.status_code == 422
    assert await fetch("SELECT 1 FROM node") == []


@pytest.mark.parametrize("text", ["null", "Null", "NULL", "None", "undefined"])
async def test_the_text_null_is_a_text(editor: httpx.AsyncClient, text: str) -> None:
    answer = await editor.post(url("page"), json={"title_nl": text})

    assert answer.json()["title_nl"] == text


async def test_problems_name_the_field_in_the_editors_language(editor: httpx.AsyncClient) -> None:
    saved = await make("mission_text", statements=[{"text_nl": "Een", "text_en": "One"}])
    typed = {"title_nl": "x" * 201, "statements": json.dumps([{"text_nl": 1}]), "revision": 1}

    dutch = await editor.patch(url("mission_text", saved.uid), json=typed)
    editor.cookies.set("cms_lang", "en")
    english = await editor.patch(url("mission_text", saved.uid), json=typed)

    assert dutch.status_code == english.status_code == 422
    assert [(one["loc"], one["label"]) for one in dutch.json()["detail"]] == [
        (["title_nl"], "Titel (NL)"),
        (["statements.0.text_nl"], "Stellingen 1, Stelling (NL)"),
    ]
    assert english.json()["detail"][0] == {
        "loc": ["title_nl"],
        "label": "Title (NL)",
        "code": "too_long",
        "msg": "This may be at most 200 characters long.",
    }


async def test_rows_are_edited_with_their_entry(editor: httpx.AsyncClient) -> None:
    saved = await make("mission_text", statements=[{"text_nl": "Een"}, {"text_nl": "Twee"}])
    entry = (await editor.get(url("mission_text", saved.uid))).json()
    one, two = json.loads(entry["statements"])
    reordered = [two, {"text_nl": "Drie", "text_en": "Three"}, one]

    answer = await editor.patch(
        url("mission_text", saved.uid),
        json={"statements": json.dumps(reordered), "revision": entry["revision"]},
    )

    rows = json.loads(answer.json()["statements"])
    assert [row["text_nl"] for row in rows] == ["Twee", "Drie", "Een"]
    assert [rows[0]["key"], rows[2]["key"]] == [two["key"], one["key"]]


@pytest.mark.parametrize("rows", ["[", "{}", "1", '"x"', "[1]", "[" * 100_000])
async def test_rows_that_cannot_be_read_are_refused(editor: httpx.AsyncClient, rows: str) -> None:
    saved = await make("mission_text")

    answer = await editor.patch(
        url("mission_text", saved.uid), json={"statements": rows, "revision": 1}
    )

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"][0].startswith("statements")


async def test_put_and_bulk_deletion_do_not_exist(editor: httpx.AsyncClient) -> None:
    saved = await make("page")

    put = await editor.put(url("page", saved.uid), json={"title_nl": "x", "revision": 1})
    deleted = await editor.delete(url("page"))

    assert (put.status_code, deleted.status_code) == (405, 405)
    assert (await load(installed()["page"], saved.uid))["revision"] == 1


async def test_the_node_table_is_for_the_picker_alone(editor: httpx.AsyncClient) -> None:
    home = await make_home()

    found = await editor.get("api/tables/node/ids/", params={"search": "home"})
    menu = (await editor.get("api/tables/grouped/")).json()
    written = [
        await editor.post(url("node"), json={"uid": "x"}),
        await editor.patch(url("node", home), json={"title_nl": "x"}),
        await editor.delete(url("node", home)),
    ]

    assert found.json() == {home: "Home nl · Pagina"}
    assert menu["grouped"] == {"Inhoud": list(installed()), "Instellingen": ["tag"]}
    assert [answer.status_code for answer in written] == [405, 405, 405]


async def test_users_sessions_and_versions_are_no_tables_here(editor: httpx.AsyncClient) -> None:
    for name in ("piccolo_user", "sessions", "version", "book_printing", "migration"):
        assert (await editor.get(url(name))).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "?__order=nope", "?__order=parent.uid", "?__order=statements", "?__page_size=-1",
        "?__page_size=0", "?__page_size=5000", "?__page_size=x", "?__page=99999999999999999999",
        "?__page=-1", "?title_nl=%00", "?position=99999999999999999999", "?nope=1", "?tags=%00",
        "?__visible_fields=nope", "count/?nope=1", "count/?title_nl=%00", "ids/?limit=-1",
        "ids/?limit=1000000", "ids/?offset=x", "ids/?search=%00", "%00/", "?title_nl__operator=zz",
    ],
)  # fmt: skip
async def test_bad_list_parameters_are_the_askers_fault(
    editor: httpx.AsyncClient, query: str
) -> None:
    answer = await editor.get(f"api/tables/page/{query}")

    assert answer.status_code in (400, 422)
    assert "select" not in answer.text.lower()


@pytest.mark.parametrize("door", ["", "count/"])
async def test_a_filter_has_a_greatest_length(editor: httpx.AsyncClient, door: str) -> None:
    most = await editor.get(f"api/tables/page/{door}?title_nl={'é' * 200}")
    more = await editor.get(f"api/tables/page/{door}?slug_nl=x&title_nl=x&title_nl={'é' * 201}")
    within = await editor.get(f"api/tables/page/{door}?blocks.x={'é' * 201}")

    assert most.status_code == 200
    assert (more.status_code, within.status_code) == (422, 422)
    (told,) = more.json()["detail"]
    assert (told["loc"], told["code"]) == (["title_nl"], "too_long")
    assert "200" in told["msg"]


async def test_an_entry_that_is_not_there_is_not_found(editor: httpx.AsyncClient) -> None:
    for uid in ("nope", "9" * 3000):
        assert (await editor.get(url("page", uid))).status_code == 404
        assert (await editor.patch(url("page", uid), json={"revision": 1})).status_code == 404
        assert (await editor.delete(url("page", uid))).status_code == 404
        assert (await editor.get(f"entries/{uid}/")).status_code == 404


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"1", b"null", b'"x"', b"\xff", b"[" * 5000])
async def test_malformed_bodies_are_refused(editor: httpx.AsyncClient, body: bytes) -> None:
    saved = await make("page")
    headers = {"content-type": "application/json"}

    answers = [
        await editor.post(url("page"), content=body, headers=headers),
        await editor.patch(url("page", saved.uid), content=body, headers=headers),
    ]

    assert {answer.status_code for answer in answers} <= {400, 409, 422}


async def test_an_unknown_source_language_is_refused_without_sql(editor: httpx.AsyncClient) -> None:
    answer = await editor.post(url("page"), json={"title_nl": "x", "source_locale": "xx"})

    assert answer.status_code in (409, 422)
    assert "constraint" not in answer.text
    assert "declared_" not in answer.text


@EVERY_TYPE
async def test_the_form_knows_every_field_in_every_language(
    editor: httpx.AsyncClient, name: str
) -> None:
    content_type = installed()[name]

    schema = (await editor.get(f"api/tables/{name}/schema/")).json()

    fields = schema["properties"]
    assert set(content_type.columns) | {rows.name for rows in content_type.rows} <= set(fields)
    groups = {group["key"] for group in schema["extra"]["groups"]}
    for column, one in content_type.columns.items():
        assert fields[column]["extra"]["group"] in groups
        assert fields[column]["extra"]["required_to_publish"] == one.required
    names = list(fields)
    for one in content_type.plain_fields:
        if one.translated:
            places = [names.index(one.column_in(locale)) for locale in LOCALES]
            assert places == list(range(places[0], places[0] + len(LOCALES)))
    assert set(schema["extra"]["visible_column_names"]) <= set(fields)
    assert set(schema["extra"]["visible_filter_names"]) <= set(fields)


async def test_labels_follow_the_panels_language(editor: httpx.AsyncClient) -> None:
    dutch = (await editor.get("api/tables/session/schema/")).json()
    editor.cookies.set("cms_lang", "en")
    english = (await editor.get("api/tables/session/schema/")).json()

    assert dutch["properties"]["title_nl"]["title"] == "Titel (NL)"
    assert english["properties"]["title_nl"]["title"] == "Title (NL)"
    assert (dutch["extra"]["plural"], english["extra"]["plural"]) == ("Sessies", "Sessions")
    assert (
        english["properties"]["kind"]["extra"]["choices"]["conceptual"]["display_name"]
        == "Conceptual"
    )


async def test_deleting_says_why_it_cannot_be(editor: httpx.AsyncClient) -> None:
    draft = await make("page", "Kladje")
    await make("page", "Wijzer", body_nl=f'<p><a href="uid:{draft.uid}">x</a></p>')

    refused = await editor.delete(url("page", draft.uid))
    done = await editor.delete(url("page", draft.uid), params={"break_links": "true"})

    assert refused.status_code == 409
    assert "Wijzer" in refused.text
    assert done.status_code == 204
    assert (await editor.get(url("page", draft.uid))).status_code == 404


async def test_a_list_can_be_filtered_by_the_text_null(editor: httpx.AsyncClient) -> None:
    saved = await make("page", title_nl="null")

    found = await editor.get(url("page"), params={"title_nl": "null", "title_nl__match": "exact"})
    count = await editor.get(
        f"{url('page')}count/", params={"title_nl": "null", "title_nl__match": "exact"}
    )

    assert [row["uid"] for row in found.json()["rows"]] == [saved.uid]
    assert count.json()["count"] == 1

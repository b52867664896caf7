"""The site, its menus, and what its content types are called."""

from typing import Any

import pytest

from cms.content.discovery import installed
from tests.builders import make, make_published
from tests.schema.client import SITE, ask, error_of


async def test_the_site_in_a_language(database: None) -> None:
    await make_published("page")

    data = await ask(
        "{ site(locale: EN) { title locale locales defaultLocale timezone url urls { locale url } } }"
    )

    assert data["site"] == {
        "title": "Home en",
        "locale": "EN",
        "locales": ["NL", "EN"],
        "defaultLocale": "NL",
        "timezone": "Europe/Amsterdam",
        "url": f"{SITE}/en",
        "urls": [
            {"locale": "NL", "url": f"{SITE}/nl"},
            {"locale": "EN", "url": f"{SITE}/en"},
        ],
    }


async def test_an_empty_site_answers_too(database: None) -> None:
    data = await ask(
        '{ site { title } menu(name: "main") { items { label } } pages { totalCount } }'
    )

    assert data == {"site": {"title": ""}, "menu": {"items": []}, "pages": {"totalCount": 0}}


MENU = """
query ($name: String!, $locale: Locale, $depth: Int! = 3) {
  menu(name: $name, locale: $locale, depth: $depth) {
    name locale items { uid parentUid level label path url content { __typename title } }
  }
}
"""


async def items(**variables: Any) -> list[tuple[str, int]]:
    data = await ask(MENU, **{"name": "main"} | variables)
    return [(one["label"], one["level"]) for one in data["menu"]["items"]]


async def _tree() -> None:
    in_main = {"menus": ["main"]}
    tank = (await make_published("page", "Denktank", position=2, **in_main)).uid
    between = (await make_published("page", "Tussen", parent=tank)).uid
    await make_published("page", "Diep", parent=between, **in_main)
    await make_published("book", "Boek", parent=tank, position=-1, **in_main)
    await make_published("page", "Agenda", position=1, menus=["main", "footer"])
    await make_published("page", "Dutch", position=3, locales=("nl",), **in_main)
    await make("page", "Concept", **in_main)


async def test_a_menu_is_depth_first_in_the_editors_order(database: None) -> None:
    await _tree()

    assert await items() == [
        ("Agenda nl", 1),
        ("Denktank nl", 1),
        ("Boek nl", 2),
        ("Diep nl", 2),
        ("Dutch nl", 1),
    ]
    assert await items(locale="EN", depth=1) == [("Agenda en", 1), ("Denktank en", 1)]
    assert await items(name="footer") == [("Agenda nl", 1)]


async def test_an_item_tells_where_it_stands_and_leads(database: None) -> None:
    await _tree()

    data = await ask(MENU, name="main")

    _, tank, book, *_ = data["menu"]["items"]
    assert tank["parentUid"] is None
    assert book["parentUid"] == tank["uid"]
    assert (book["path"], book["url"]) == (
        "/nl/denktank-nl/boek-nl",
        f"{SITE}/nl/denktank-nl/boek-nl",
    )
    assert book["content"] == {"__typename": "Book", "title": "Boek nl"}


async def test_no_such_menu(database: None) -> None:
    assert (await ask(MENU, name="nope"))["menu"] is None
    error = await error_of(MENU, name="main", depth=0)
    assert error["extensions"]["code"] == "bad_argument"


TYPES = """
query ($locale: Locale) {
  contentTypes(locale: $locale) {
    name typeName label plural help
    fields { name label help translated required filterable sortable values { name label } }
  }
}
"""


async def test_every_type_and_field_has_a_label(database: None) -> None:
    data = await ask(TYPES, locale="EN")

    assert [one["name"] for one in data["contentTypes"]] == [name.upper() for name in installed()]
    for one in data["contentTypes"]:
        assert one["label"]
        assert one["plural"]
        assert all(field["label"] for field in one["fields"])


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("title", {"translated": True, "required": True, "filterable": True, "sortable": True}),
        ("kind", {"translated": False, "required": True, "filterable": True, "sortable": True}),
        ("rrule", {"translated": False, "required": False, "filterable": False, "sortable": False}),
        ("place", {"translated": True, "required": False, "filterable": False, "sortable": False}),
        ("speakers", {"translated": False, "required": False, "filterable": True, "sortable": False}),
        ("sessions", {"translated": False, "required": False, "filterable": False, "sortable": False}),
    ],
)  # fmt: skip
async def test_what_can_be_done_with_a_field(
    database: None, field: str, expected: dict[str, bool]
) -> None:
    data = await ask(TYPES, locale="EN")

    (event,) = [one for one in data["contentTypes"] if one["name"] == "EVENT"]
    (found,) = [one for one in event["fields"] if one["name"] == field]
    assert {name: found[name] for name in expected} == expected


async def test_values_of_an_enumeration_are_labelled(database: None) -> None:
    data = await ask(TYPES, locale="EN")

    (session,) = [one for one in data["contentTypes"] if one["name"] == "SESSION"]
    (kind,) = [one for one in session["fields"] if one["name"] == "kind"]
    assert kind["values"] == [
        {"name": "AGENDA_SETTING", "label": "Agenda-setting"},
        {"name": "CONCEPTUAL", "label": "Conceptual"},
    ]

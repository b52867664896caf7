"""What a book may not say of itself, and what is filled in."""

import pytest

from cms.errors import InvalidInput
from tests.builders import make, make_published
from tests.schema.client import ask

pytestmark = pytest.mark.usefixtures("database")


async def test_two_printings_cannot_have_one_number() -> None:
    with pytest.raises(InvalidInput) as refused:
        await make("book", printings=[{"number": 1}, {"number": 2}, {"number": 1}])

    [problem] = refused.value.problems
    assert (problem.code, problem.field) == ("taken", "printings.2.number")


@pytest.mark.parametrize(
    ("typed", "isbn", "isbn13"),
    [
        ("9789012131414", "978-90-12-13141-4", "9789012131414"),
        ("978 90 12 13141 4", "978-90-12-13141-4", "9789012131414"),
        ("0306406152", "0-306-40615-2", "9780306406157"),
        ("080442957x", "0-8044-2957-X", "9780804429573"),
        ("", None, None),
    ],
)
async def test_an_isbn_is_shown_as_it_is_printed(
    typed: str, isbn: str | None, isbn13: str | None
) -> None:
    saved = await make_published("book", isbn=typed)

    query = "query ($uid: ID!) { entry(uid: $uid) { ... on Book { isbn isbn13 } } }"

    assert (await ask(query, uid=saved.uid))["entry"] == {"isbn": isbn, "isbn13": isbn13}


@pytest.mark.parametrize("typed", ["9789012131415", "0306406153", "9771234567898", "isbn", "12"])
async def test_an_isbn_that_does_not_add_up_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await make("book", isbn=typed)

    assert [(one.code, one.field) for one in refused.value.problems] == [("bad_isbn", "isbn")]


async def test_a_link_says_what_one_does_there() -> None:
    links = [
        {
            "kind": "order",
            "label_nl": "Bestel",
            "label_en": "Order",
            "url": "https://example.org/order",
        },
        {"label_nl": "Lees", "label_en": "Read", "url": "https://example.org/read"},
    ]
    saved = await make_published("book", links=links)

    query = "query ($uid: ID!) { entry(uid: $uid) { ... on Book { links { kind url } } } }"

    assert (await ask(query, uid=saved.uid))["entry"]["links"] == [
        {"kind": "ORDER", "url": "https://example.org/order"},
        {"kind": "READ", "url": "https://example.org/read"},
    ]

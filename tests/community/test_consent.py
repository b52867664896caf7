"""Who agrees, agrees to the words that were shown; and addresses that strangers type."""

import pytest

from cms.community.addresses import email_address
from cms.community.consent import Consent, agreed, shown
from cms.database.engine import fetch, writing
from cms.errors import InvalidInput

TERMS = Consent("test", "Saved.")


@pytest.mark.parametrize("locale", ["nl", "en"])
async def test_a_version_stands_for_the_words(database: None, locale: str) -> None:
    asked = shown(TERMS, locale)
    async with writing():
        assert await agreed(TERMS, asked.version) == asked.version
        assert await agreed(TERMS, asked.version) == asked.version

    kept = await fetch("SELECT version, consent, locale, text FROM consent_text")
    assert kept == [
        {"version": asked.version, "consent": "test", "locale": locale, "text": asked.text}
    ]


@pytest.mark.parametrize("version", ["", "0123456789abcdef", "\ud800"])
async def test_other_words_are_not_agreed_to(database: None, version: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        async with writing():
            await agreed(TERMS, version)

    (problem,) = refused.value.problems
    assert problem.field == "consent"
    assert await fetch("SELECT FROM consent_text") == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Eva@Example.ORG ", "Eva@example.org"),
        ("eva+pen@example.org", "eva+pen@example.org"),
        ("info@xn--bcher-kva.example.org", "info@bücher.example.org"),
    ],
)
def test_an_address_has_one_spelling(typed: str, kept: str) -> None:
    assert email_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        *("", "eva", "eva@", "@example.org", "eva@example", "eva@exa mple.org"),
        *("a@b.org\nBcc: c@d.org", "a@b.org, c@d.org", "Eva <eva@example.org>"),
        *("évà@example.org", '"a b"@example.org', "a@[192.0.2.1]", "a" * 300 + "@example.org"),
        "eva\0@example.org",
    ],
)
def test_what_is_no_address(typed: str) -> None:
    with pytest.raises(InvalidInput):
        email_address(typed)

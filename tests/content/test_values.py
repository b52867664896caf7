"""Values of an entry: what it is called."""

from typing import Any

import pytest

from cms.content.values import title_of

BOTH = {"uid": "abc", "title_nl": "Kade", "title_en": "Quay"}


@pytest.mark.parametrize(
    ("values", "locale", "title"),
    [
        (BOTH, "nl", "Kade"),
        (BOTH, "en", "Quay"),
        (BOTH, "fr", "Kade"),
        (BOTH | {"title_en": ""}, "en", "Kade"),
        (BOTH | {"title_nl": ""}, "nl", "Quay"),
        (BOTH | {"title_nl": "", "title_en": ""}, "en", "abc"),
        ({"uid": "abc"}, "en", "abc"),
    ],
)
def test_an_entry_is_called_by_its_title_in_some_language(
    values: dict[str, Any], locale: str, title: str
) -> None:
    assert title_of(values, locale) == title


def test_who_speaks_no_language_reads_the_default() -> None:
    assert title_of(BOTH) == "Kade"

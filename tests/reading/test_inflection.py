"""Dutch and English words in their other forms: each must find the other."""

import pytest

from cms.database.engine import fetch
from cms.reading.inflection import forms
from cms.reading.queries import tsquery
from cms.reading.statement import Statement
from cms.reading.view import View

PAIRS = {
    "nl": """
        sessie/sessies organisatie/organisaties boek/boeken spreker/sprekers ambtenaar/ambtenaren
        huis/huizen brief/brieven brug/bruggen maan/manen idee/ideeën industrie/industrieën thema/thema's
        foto/foto’s lid/leden stad/steden schip/schepen kind/kinderen volk/volkeren museum/musea
        politicus/politici boek/boekje verhaal/verhaaltje film/filmpjes brug/bruggetje groot/grote wit/witte
        lief/lieve boos/boze werken/werkt werken/gewerkt denken/denkt organiseren/organiseert
        organiseren/georganiseerd organiseerde/georganiseerd mogelijkheid/mogelijkheden gemeente/gemeentes
        gemeente/gemeenten graaf/graven reis/reizen gans/ganzen wolf/wolven bus/bussen getal/getallen
        auto/auto's Überbrückung/uberbruckung
    """,
    "en": """
        session/sessions organise/organize organisations/organization colour/colors centre/centers
        programme/program speaker/speakers policy/policies café/cafes
    """,
}
APART = {
    "nl": "boek/bos sessie/sessiel huis/muis maan/mat lid/lied bestuur/bestand kerk/werk overheid/over",
    "en": "organ/organise session/sense",
}


def _pairs(words: str) -> list[tuple[str, str]]:
    found = [pair.split("/") for pair in words.split()]
    return [
        (one, other) for first, second in found for one, other in [(first, second), (second, first)]
    ]


async def _found(pairs: list[tuple[str, str]], locale: str) -> list[bool]:
    to = Statement(View(locale))
    said = [
        f"to_tsvector('cms_{locale}', {to.bind(text, 'text')}) @@ {tsquery(f'{typed} ', locale, to)}"
        for typed, text in pairs
    ]
    row = (await fetch(f"SELECT ARRAY[{', '.join(said)}] AS found", *to.values))[0]
    return list(row["found"])


@pytest.mark.parametrize("locale", ["nl", "en"])
async def test_a_word_finds_its_other_forms(database: None, locale: str) -> None:
    pairs = _pairs(PAIRS[locale])
    found = await _found(pairs, locale)

    assert [pair for pair, one in zip(pairs, found, strict=True) if not one] == []


@pytest.mark.parametrize("locale", ["nl", "en"])
async def test_a_word_does_not_find_another(database: None, locale: str) -> None:
    pairs = [pair.split("/") for pair in APART[locale].split()]
    asked = [(one, other) for one, other in pairs]
    found = await _found(asked, locale)

    assert [pair for pair, one in zip(asked, found, strict=True) if one] == []


def test_few_forms_of_whatever_is_typed() -> None:
    for word in ("", "a", "x" * 200, "2.0", "'s", "ŉ", "e" * 50, "jes", "gen", "zzz", "eren"):
        assert 1 <= len(forms(word, "nl")) <= 16
        assert len(forms(word, "xx")) == 1

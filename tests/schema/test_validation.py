"""Queries that do not fit the schema: what is wrong, in the reader's language and with a code."""

from typing import Any

import pytest

from tests.schema.client import post

FILTER = "query ($f: PageFilter) { pages(filter: $f) { totalCount } }"
LOCALE = "query ($l: Locale) { pages(locale: $l) { totalCount } }"
FIRST = "query ($n: Int) { pages(first: $n) { totalCount } }"
ORDER = "query ($o: [PageOrder!]) { pages(order: $o) { totalCount } }"
TEXT = "query ($t: String!) { search(text: $t) { totalCount } }"


async def _errors(query: str, language: str, **variables: Any) -> list[dict[str, Any]]:
    answer = await post(query, headers={"accept-language": language}, **variables)
    assert answer.status_code == 400
    assert "data" not in answer.json()
    found: list[dict[str, Any]] = answer.json()["errors"]
    return found


@pytest.mark.parametrize(
    ("query", "variables", "dutch", "extensions"),
    [
        ("{ site { titel } }", {}, "Site heeft geen veld “titel”.",
         {"code": "unknown_field", "type": "Site", "field": "titel"}),
        ("{ sitee { title } }", {}, "Query heeft geen veld “sitee”.",
         {"code": "unknown_field", "type": "Query", "field": "sitee"}),
        ('{ pages(filter: { and: [{ titel: { eq: "x" } }] }) { totalCount } }', {},
         "PageFilter heeft geen veld “filter.and.0.titel”.",
         {"code": "unknown_field", "type": "PageFilter", "field": "filter.and.0.titel"}),
        (FILTER, {"f": {"title": {"like": "x"}}}, "StringMatch heeft geen veld “$f.title.like”.",
         {"code": "unknown_field", "type": "StringMatch", "field": "$f.title.like"}),
        ("{ pages(fist: 2) { totalCount } }", {}, "“pages” heeft geen argument “fist”.",
         {"code": "unknown_argument", "field": "pages", "argument": "fist"}),
        ("{ site @skip(if: true, unless: true) { title } }", {},
         "“@skip” heeft geen argument “unless”.",
         {"code": "unknown_argument", "field": "@skip", "argument": "unless"}),
        ('{ pages(first: "2") { totalCount } }', {}, "“first” moet van het type Int zijn.",
         {"code": "wrong_type", "field": "first", "type": "Int"}),
        (FIRST, {"n": "2"}, "“$n” moet van het type Int zijn.",
         {"code": "wrong_type", "field": "$n", "type": "Int"}),
        (FIRST, {"n": 1e30}, "“$n” moet van het type Int zijn.",
         {"code": "wrong_type", "field": "$n", "type": "Int"}),
        ("{ pages(filter: { title: { in: [1] } }) { totalCount } }", {},
         "“filter.title.in.0” moet van het type String zijn.",
         {"code": "wrong_type", "field": "filter.title.in.0", "type": "String"}),
        (FILTER, {"f": {"title": {"in": ["a", 1]}}},
         "“$f.title.in.1” moet van het type String zijn.",
         {"code": "wrong_type", "field": "$f.title.in.1", "type": "String"}),
        (FILTER, {"f": 7}, "“$f” moet van het type PageFilter zijn.",
         {"code": "wrong_type", "field": "$f", "type": "PageFilter"}),
        ("{ nodes(ids: null) { id } }", {}, "“ids” moet van het type [ID!]! zijn.",
         {"code": "wrong_type", "field": "ids", "type": "[ID!]!"}),
        (TEXT, {"t": None}, "“$t” moet van het type String! zijn.",
         {"code": "wrong_type", "field": "$t", "type": "String!"}),
        ("{ pages(order: [{ title: UP }]) { totalCount } }", {},
         "“order.0.title” kan niet UP zijn; wel ASC, DESC.",
         {"code": "wrong_type", "field": "order.0.title", "value": "UP", "known": "ASC, DESC"}),
        ("{ pages(order: [{ title: ASC, position: ASC }]) { totalCount } }", {},
         "“order.0” neemt precies één van de velden van PageOrder.",
         {"code": "wrong_type", "field": "order.0", "type": "PageOrder"}),
        (ORDER, {"o": [{"title": None}]},
         "“$o.0” neemt precies één van de velden van PageOrder.",
         {"code": "wrong_type", "field": "$o.0", "type": "PageOrder"}),
        ("query ($d: Dir) { pages(order: [{ title: $d }]) { totalCount } }", {"d": "ASC"},
         "“$d” wordt gebruikt waar een ander type nodig is dan Dir.",
         {"code": "wrong_type", "field": "$d", "type": "Dir"}),
        ("{ pages(order: [{ title: $d }]) { totalCount } }", {},
         "De bewerking declareert de variabele “d” niet.",
         {"code": "graphql_validation_failed", "name": "d"}),
        ("query ($f: Int) { pages(filter: $f) { totalCount } }", {},
         "“$f” wordt gebruikt waar een ander type nodig is dan Int.",
         {"code": "wrong_type", "field": "$f", "type": "Int"}),
        ("{ pages(locale: FR) { totalCount } }", {}, "Deze site heeft geen taal FR; wel NL, EN.",
         {"code": "unknown_locale", "value": "FR", "known": "NL, EN", "field": "locale"}),
        (LOCALE, {"l": "FR"}, "Deze site heeft geen taal FR; wel NL, EN.",
         {"code": "unknown_locale", "value": "FR", "known": "NL, EN", "field": "$l"}),
        (LOCALE, {"l": 7}, "“$l” moet van het type Locale zijn.",
         {"code": "wrong_type", "field": "$l", "type": "Locale"}),
        ("{ pages(fallback: [NL, FR]) { totalCount } }", {},
         "Deze site heeft geen taal FR; wel NL, EN.",
         {"code": "unknown_locale", "value": "FR", "known": "NL, EN", "field": "fallback.1"}),
        ("{ content { __typename } }", {}, "“content” heeft “path” nodig.",
         {"code": "missing_argument", "field": "content", "argument": "path"}),
        ("{ site @skip { title } }", {}, "“@skip” heeft “if” nodig.",
         {"code": "missing_argument", "field": "@skip", "argument": "if"}),
        ("{ pages(filter: { translation: { locale: NL } }) { totalCount } }", {},
         "“filter.translation” heeft “state” nodig.",
         {"code": "missing_argument", "field": "filter.translation", "argument": "state"}),
        (FILTER, {"f": {"translation": {"state": "STALE"}}},
         "“$f.translation” heeft “locale” nodig.",
         {"code": "missing_argument", "field": "$f.translation", "argument": "locale"}),
        (TEXT, {}, "De variabele “$t” heeft een waarde nodig.",
         {"code": "missing_argument", "argument": "$t"}),
        ("{ site }", {}, "Zeg welke velden van “site” je wilt lezen.",
         {"code": "graphql_validation_failed", "field": "site"}),
        ("{ site { title { x } } }", {}, "String heeft geen velden om uit te kiezen.",
         {"code": "graphql_validation_failed", "type": "String"}),
        ("{ pages(first: $n) { totalCount } }", {}, "De bewerking declareert de variabele “n” niet.",
         {"code": "graphql_validation_failed", "name": "n"}),
        ("query ($n: Int) { site { title } }", {}, "De variabele “n” wordt niet gebruikt.",
         {"code": "graphql_validation_failed", "name": "n"}),
        ("{ ... on Pagee { title } }", {}, "Er is geen type “Pagee”.",
         {"code": "graphql_validation_failed", "name": "Pagee"}),
        ("{ ...F }", {}, "Er is geen fragment “F”.",
         {"code": "graphql_validation_failed", "name": "F"}),
        ("{ site { title } } fragment F on Site { url }", {}, "Het fragment “F” wordt niet gebruikt.",
         {"code": "graphql_validation_failed", "name": "F"}),
    ],
)  # fmt: skip
async def test_what_does_not_fit_is_told_in_dutch_and_english(
    database: None,
    query: str,
    variables: dict[str, Any],
    dutch: str,
    extensions: dict[str, str],
) -> None:
    (error,) = await _errors(query, "nl", **variables)
    (english,) = await _errors(query, "en", **variables)

    assert (error["message"], error["extensions"]) == (dutch, extensions)
    assert english["extensions"] == extensions
    assert english["message"] != dutch
    assert error["locations"]


async def test_everything_that_is_wrong_is_told(database: None) -> None:
    query = '{ pages(first: "2", locale: FR) { nodes { titel } totaal } }'

    codes = [one["extensions"]["code"] for one in await _errors(query, "nl")]

    assert sorted(codes) == ["unknown_field", "unknown_field", "unknown_locale", "wrong_type"]


async def test_a_value_is_not_repeated_at_length(database: None) -> None:
    (error,) = await _errors(LOCALE, "nl", l="X" * 5000)

    assert len(error["message"]) < 200


async def test_a_flood_of_errors_is_cut_off(database: None) -> None:
    errors = await _errors(FILTER, "nl", f={"title": {"in": [1] * 1000}})

    assert len(errors) == 50


async def test_the_same_query_is_checked_with_each_values(database: None) -> None:
    assert (await post(FIRST, n=1)).status_code == 200
    assert (await post(FIRST, n="1")).status_code == 400
    assert (await post(FIRST, n=2)).status_code == 200
    assert (await post(FIRST)).status_code == 200


async def test_a_fragment_may_stand_before_its_operation(database: None) -> None:
    query = """fragment F on Query { pages(order: [{ title: $d }]) { totalCount } }
      query ($d: Dir!) { ...F }"""

    assert (await post(query, d="ASC")).json() == {"data": {"pages": {"totalCount": 0}}}


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("{ site { title }", "De query is niet te lezen: waar <EOF> staat, wordt Name verwacht."),
        ("{ site { title } } }", "De query is niet te lezen: '}' kan hier niet staan."),
        ('{ menu(name: "main) { name } }', "De query is niet te lezen: Unterminated string."),
    ],
)
async def test_what_cannot_be_read_is_told_in_the_language_of_the_reader(
    database: None, query: str, told: str
) -> None:
    answer = await post(query, headers={"accept-language": "nl"})

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["message"]) == (400, told)
    assert error["extensions"]["code"] == "graphql_parse_failed"
    assert error["locations"]

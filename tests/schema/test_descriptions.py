"""What the schema says of itself."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import strawberry
from graphql import GraphQLSchema, is_enum_type

import cms.schema
from cms.schema.build import built
from cms.schema.directives import Sunset, directive_of

SCHEMA: GraphQLSchema = built().schema._schema
FILE = Path(cms.schema.__file__).with_name("descriptions.toml")


def _parts(schema: GraphQLSchema) -> Iterator[tuple[str, object]]:
    """Everything that can have a description, by its coordinate."""
    for name, one in schema.type_map.items():
        if name.startswith("__"):
            continue
        yield name, one
        for field_name, field in getattr(one, "fields", {}).items():
            yield f"{name}.{field_name}", field
            for argument_name, argument in getattr(field, "args", {}).items():
                yield f"{name}.{field_name}.{argument_name}", argument
        if is_enum_type(one):
            for value_name, value in one.values.items():
                yield f"{name}.{value_name}", value
    for directive in schema.directives:
        yield f"@{directive.name}", directive
        for argument_name, argument in directive.args.items():
            yield f"{directive.name}.{argument_name}", argument


def test_every_part_of_the_schema_is_described() -> None:
    missing = [place for place, one in _parts(SCHEMA) if not one.description]  # type: ignore[attr-defined]

    assert missing == []


def test_descriptions_are_whole_and_on_one_line() -> None:
    for place, one in _parts(SCHEMA):
        said: str = one.description  # type: ignore[attr-defined]
        assert said == " ".join(said.split()), place
        assert said[0].isupper() or not said[0].isalpha(), place


def test_descriptions_are_more_than_a_label() -> None:
    assert [place for place, one in _parts(SCHEMA) if one.description[-1] not in ".…)"] == []  # type: ignore[attr-defined]


def test_what_is_read_is_not_described_as_an_argument() -> None:
    arguments = (
        "Begin after",
        "What the act before",
        "End before",
        "What to sort by",
        "Which page",
    )
    wrong = [
        place for place, one in _parts(SCHEMA)
        if place.count(".") == 1 and one.description.startswith(arguments)  # type: ignore[attr-defined]
    ]  # fmt: skip

    assert wrong == []


def test_no_description_is_kept_for_what_is_not_there() -> None:
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    used: set[tuple[str, str]] = set()
    for place, one in _parts(SCHEMA):
        names = [place, place.rpartition(".")[2]]
        used |= {(name, one.description) for name in names}  # type: ignore[attr-defined]
    spare = [
        name for section in told.values() for name, said in section.items()
        if (name, said) not in used and not name.startswith(("sunset.", "FloatMatch"))
    ]  # fmt: skip

    assert spare == []


def test_what_is_deprecated_says_until_when_and_what_instead() -> None:
    for place, one in _parts(SCHEMA):
        deprecated = getattr(one, "deprecation_reason", None)
        sunset = directive_of(one, Sunset) if hasattr(one, "extensions") else None
        assert bool(deprecated) == bool(sunset), place


def test_the_day_of_an_end_is_printed() -> None:
    @strawberry.type
    class Query:
        @strawberry.field(
            deprecation_reason="Use `new`.",
            directives=[Sunset(on=date(2027, 1, 31), use="new")],
        )
        def old(self) -> int:
            return 1

    printed = strawberry.Schema(Query).as_str()

    assert '@sunset(on: "2027-01-31", use: "new") @deprecated(reason: "Use `new`.")' in printed
    assert "directive @sunset(on: Date!, use: String!)" in printed

"""Filter inputs: derived from the fields that declare ``filter``, and turned into conditions."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import strawberry
from piccolo.columns import Array
from strawberry import UNSET

from cms.content import Composite, ContentType, Field, Node, Rows
from cms.content.declaration import BadDeclaration, camel
from cms.content.discovery import content_type_of
from cms.content.values import encode
from cms.errors import N_
from cms.reading.conditions import (
    PUBLISHED_AT,
    SLUG,
    UID,
    All,
    AnyOf,
    Condition,
    Lasts,
    Matches,
    Not,
    OccursIn,
    OfTypes,
    Related,
    TextIs,
    Under,
    Value,
)
from cms.reading.languages import TextState
from cms.schema.columns import scalar_of
from cms.schema.enums import Locale, values_of
from cms.schema.errors import OverLimit
from cms.schema.matches import (
    IdMatch,
    StringMatch,
    TermMatch,
    TimeMatch,
    checked,
    comparisons,
)
from cms.schema.ranges import TimeRange, check_range

MOST_CONDITIONS = 100

UPDATED_AT = Value(("updated_at",), "instant", column=True)


@strawberry.input(
    description=(
        "How the text in a language stands to its source: in any of these states. Of what is public;"
        " what nobody published in the language is MISSING, whether somebody works on it or not."
    )
)
class TranslationMatch:
    locale: Locale
    state: list[TextState]


@dataclass(frozen=True)
class Criterion:
    """One field of a filter input: its type, and the condition that a value of it makes."""

    input: Any
    condition: Callable[[Any], Condition]
    description: str | None = None


Criteria = Mapping[str, Criterion]


@dataclass(frozen=True)
class Filters:
    """The filter inputs of all content types, by name, and what their fields mean."""

    classes: Mapping[str, type]
    criteria: Mapping[str, Criteria]

    def condition(self, name: str, asked: Any) -> Condition:
        """The condition of a filter of a content type; none asks for nothing."""
        found = All((OfTypes((name,)), self.part(name, asked)))
        size = _size(found)
        if size > MOST_CONDITIONS:
            raise OverLimit("filter", MOST_CONDITIONS, asked=size)
        return found

    def part(self, name: str, asked: Any) -> Condition:
        """What a filter says beside the content type."""
        if not asked:
            return All()
        return All(
            tuple(
                criterion.condition(value)
                for field, criterion in self.criteria[name].items()
                if (value := getattr(asked, field)) is not UNSET and value is not None
            )
        )


def _size(condition: Condition) -> int:
    match condition:
        case All(parts) | AnyOf(parts):
            return sum(map(_size, parts), 1)
        case Not(part) | Related(part=part):
            return 1 + _size(part)
    return 1


def filters_of(content_types: Mapping[str, ContentType]) -> Filters:
    """The filter inputs of content types. They name each other, so all are named before any is filled."""
    classes: dict[str, type] = {
        name: type(f"{one.graphql_name}Filter", (), {}) for name, one in content_types.items()
    }
    criteria: dict[str, Criteria] = {}
    made = Filters(classes, criteria)
    relations = {name: _relation_inputs(one, classes[name]) for name, one in content_types.items()}
    for name, one in content_types.items():
        criteria[name] = {
            **_logic(name, made),
            **_COMMON,
            **(_OCCURRING if one.schedule else {}),
            **dict(_declared(one, made, relations)),
        }
        _fill(classes[name], criteria[name])
    return made


def _fill(cls: type, criteria: Criteria) -> None:
    cls.__annotations__ = {name: one.input | None for name, one in criteria.items()}
    for name, one in criteria.items():
        setattr(
            cls,
            name,
            strawberry.field(
                name=camel(name.rstrip("_")), description=one.description, default=UNSET
            ),
        )
    strawberry.input(cls, description="All that is filled in must hold.")


def _logic(name: str, filters: Filters) -> Criteria:
    def every(parts: list[Any]) -> Condition:
        return All(tuple(filters.part(name, part) for part in parts))

    def some(parts: list[Any]) -> Condition:
        return AnyOf(tuple(filters.part(name, part) for part in parts))

    def none(part: Any) -> Condition:
        return Not(filters.part(name, part))

    cls = filters.classes[name]
    return {
        "and_": Criterion(list[cls], every),  # type: ignore[valid-type]
        "or_": Criterion(list[cls], some),  # type: ignore[valid-type]
        "not_": Criterion(cls, none),
    }


def _all(match: Any, value: Value) -> Condition:
    return All(tuple(comparisons(match, value)))


def _comparing(value: Value) -> Callable[[Any], Condition]:
    return lambda match: _all(match, value)


def _translation(match: TranslationMatch) -> Condition:
    return TextIs(match.locale.value, values_of(match.state))


_COMMON: Criteria = {
    "uid": Criterion(IdMatch, _comparing(UID)),
    "slug": Criterion(StringMatch, _comparing(SLUG)),
    "search": Criterion(
        str,
        lambda text: Matches(checked(text, "search")),
        "Words, as in a web search; the last one may be half typed.",
    ),
    "under": Criterion(
        str,
        lambda place: Under(checked(place, "under")),
        "Somewhere below an entry: its path or its uid.",
    ),
    "published_at": Criterion(TimeMatch, _comparing(PUBLISHED_AT)),
    "updated_at": Criterion(TimeMatch, _comparing(UPDATED_AT)),
    "translation": Criterion(TranslationMatch, _translation),
}


def _occurs(within: TimeRange) -> Condition:
    check_range(within.from_, within.to)
    return OccursIn(within.from_, within.to)


_OCCURRING: Criteria = {
    "occurs_in": Criterion(
        TimeRange,
        _occurs,
        "Any of its occurrences lies in a stretch of time, as a whole or in part, cancelled or not.",
    )
}
"""What entries that take place can be filtered by beside."""


@dataclass(frozen=True)
class _Relations:
    """The inputs to filter by an entry of one type: by one relation, and by a list of them."""

    one: type
    many: type


def _relation_inputs(content_type: ContentType, cls: type) -> _Relations:
    name = content_type.graphql_name
    return _Relations(
        one=_input(f"One{name}Match", {"is_": cls, "is_not": cls, "empty": bool}),
        many=_input(f"{name}Match", {"some": cls, "none": cls, "every": cls}),
    )


def _input(name: str, types: Mapping[str, Any]) -> type:
    fields = {
        field: strawberry.field(name=camel(field.rstrip("_")), default=UNSET) for field in types
    }
    annotations = {field: one | None for field, one in types.items()}
    return strawberry.input(type(name, (), {"__annotations__": annotations, **fields}))


def _declared(
    content_type: ContentType, filters: Filters, relations: Mapping[str, _Relations]
) -> Iterator[tuple[str, Criterion]]:
    for one in content_type.all_fields:
        if isinstance(one, Rows) and one.filter and one.relation:
            yield one.name, _relation(one.target, Value((one.name,), many=True), filters, relations)
        elif isinstance(one, Rows) and one.term:
            yield one.name, Criterion(TermMatch, partial(_lasting, one.name, *one.term))
        elif isinstance(one, Field | Composite):
            for name, value_names, field in named(one):
                if field.filter and field.name != "slug":
                    yield name, _criterion(field, value_names, filters, relations)


def _lasting(name: str, since: str, until: str, match: TermMatch) -> Condition:
    rows = partial(Lasts, Value((name,), many=True), since, until)
    parts: list[Condition] = []
    if match.on is not UNSET and match.on is not None:
        parts.append(rows(encode(match.on)))
    if match.ever is not UNSET and match.ever is not None:
        parts.append(rows() if match.ever else Not(rows()))
    return All(tuple(parts))


def named(one: Field | Composite) -> Iterator[tuple[str, tuple[str, ...], Field]]:
    """A field, or those of a composite, by the name that filters and orders give it.

    A composite's first field stands for the whole: ``published`` is ``published.date``.
    """
    if isinstance(one, Field):
        yield one.name, (one.name,), one
        return
    for place, field in enumerate(one.fields):
        name = f"{one.name}_{field.name}" if place else one.name
        yield name, (one.name, field.name), field


def _criterion(
    one: Field, names: tuple[str, ...], filters: Filters, relations: Mapping[str, _Relations]
) -> Criterion:
    if one.long:
        raise BadDeclaration(N_("{field} is a long text: search in it instead."), field=one.name)
    if one.references:
        return _relation(one, Value(names), filters, relations)
    if issubclass(one.kind, Array):
        match = scalar_of(one).match if one.choices else StringMatch
        return Criterion(match, _comparing(Value(names, many=True)))
    scalar = scalar_of(one)
    return Criterion(scalar.match, _comparing(Value(names, scalar.kind, exact=scalar.exact)))


def _relation(
    one: Field, value: Value, filters: Filters, relations: Mapping[str, _Relations]
) -> Criterion:
    assert one.references
    target = None if one.references is Node else content_type_of(one.references)
    if target is None or target.name not in relations:
        return Criterion(IdMatch, _comparing(value))
    name = target.name

    def related(match: Any) -> Condition:
        return All(tuple(_relations(match, value, lambda part: filters.part(name, part))))

    return Criterion(relations[name].many if value.many else relations[name].one, related)


_QUANTIFIERS: Mapping[str, Literal["some", "none", "every"]] = {
    "some": "some",
    "none": "none",
    "every": "every",
    "is_": "some",
    "is_not": "none",
}


def _relations(
    match: Any, value: Value, condition: Callable[[Any], Condition]
) -> Iterator[Condition]:
    for name, quantifier in _QUANTIFIERS.items():
        part = getattr(match, name, UNSET)
        if part is not UNSET and part is not None:
            yield Related(value, quantifier, condition(part))
    empty = getattr(match, "empty", UNSET)
    if empty is not UNSET and empty is not None:
        yield Related(value, "none" if empty else "some", All())

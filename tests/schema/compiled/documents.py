"""Random valid documents of the schema: aliases, fragments, directives, variables, unions."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLError,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
)

from cms.schema.documents import operation_of, parsed
from cms.schema.errors import OverLimit
from cms.schema.limits import check_limits
from cms.schema.validation import validated

EDITORIAL = frozenset(
    {
        "me", "workflow", "steps", "explainAccess", "impact", "segments", "diff", "users", "user",
        "groups", "auditLog", "apiTokens", "recycleBin", "aliases", "aliasesCsv", "brokenLinks",
        "previews", "translationQueue", "files", "file",
    }
)  # fmt: skip
"""Root fields for editors: a document that has one is the executor's."""
APART = frozenset(
    {
        "Query.consents", "Session.signUp", "Session.seatsLeft", "Session.reports",
        "MissionText.copy",
        *(f"{name}.jsonLd" for name in (
            "Content", "Page", "Book", "Event", "Session", "Speaker", "MissionText")),
    }
)  # fmt: skip
"""Fields that the executor alone knows."""
STRETCH = {
    "from": ("2026-02-10T12:00:00+01:00", "2026-06-01T00:00:00Z"),
    "to": ("2026-06-02T00:00:00Z", "2027-01-01T00:00:00+01:00"),
}
"""Whichever of them is chosen, the first comes before the second, and not too long before."""
DEEPEST = 5
MOST_LEAVES = 4


@dataclass(frozen=True)
class Known:
    """What the site has, so that documents ask for what is there."""

    paths: Sequence[str]
    slugs: Mapping[str, Sequence[str]]
    uids: Sequence[str]
    words: Sequence[str]
    tags: Sequence[str]
    ids: Sequence[str]


@dataclass(frozen=True)
class Made:
    """A document with the values of its variables."""

    query: str
    variables: Mapping[str, Any]


@dataclass
class Documents:
    """Makes documents; the same ones from the same seed."""

    schema: GraphQLSchema
    known: Known
    chance: Random
    fragments: list[str] = field(default_factory=list)
    declared: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    aliases: int = 0
    about: str = ""

    def make(self) -> Made:
        """One more document that fits the schema and its limits."""
        while True:
            made = self.drawn()
            try:
                document = parsed(made.query)
                check_limits(self.schema, document, operation_of(document, None), made.variables)
            except (GraphQLError, OverLimit):
                continue
            if not validated(self.schema, document):
                return made

    def drawn(self) -> Made:
        """A document, of which few are wrong in some way."""
        self.fragments, self.declared, self.variables, self.aliases = [], [], {}, 0
        root = self.schema.query_type
        assert root
        text = f"{self.selection(root, 0, 2)}\n" + "\n".join(self.fragments)
        names = {one: one.split(":")[0] for one in self.declared}
        used = [one for one, name in names.items() if re.search(rf"{re.escape(name)}\b", text)]
        header = f"query Asked({', '.join(used)})" if used else "query Asked"
        given = {names[one][1:]: self.variables[names[one][1:]] for one in used}
        return Made(f"{header} {text}", given)

    def selection(self, of: Any, depth: int, most: int = MOST_LEAVES) -> str:
        parts = [self.part(of, depth) for _ in range(self.chance.randint(1, most))]
        found = [part for part in parts if part] or ["__typename"]
        return "{ " + " ".join(found) + " }"

    def part(self, of: Any, depth: int) -> str:
        number = self.chance.random()
        if depth and number < 0.08:
            return f"...{self.fragment(of, depth)}{self.directive()}"
        if depth and (number < 0.16 or (is_abstract_type(of) and number < 0.5)):
            on = self.within(of)
            return f"... on {on.name}{self.directive()} {self.selection(on, depth)}"
        return self.field(of, depth)

    def within(self, of: Any) -> Any:
        if is_abstract_type(of):
            return self.chance.choice([*self.schema.get_possible_types(of)])
        return of

    def fragment(self, of: Any, depth: int) -> str:
        name, on = f"F{self.number()}", self.within(of)
        self.fragments.append(f"fragment {name} on {on.name} {self.selection(on, depth)}")
        return name

    def number(self) -> int:
        self.aliases += 1
        return self.aliases

    def field(self, of: Any, depth: int) -> str:
        names = [name for name in getattr(of, "fields", {}) if self.asked(of, name, depth)]
        if not names or self.chance.random() < 0.06:
            return f"{self.alias()}__typename"
        name = self.chance.choice(names)
        definition = of.fields[name]
        named = get_named_type(definition.type)
        self.about = name
        given = self.arguments(definition)
        # Two fields of one key must be the same: one with arguments has a key of its own.
        plain = not given and self.chance.random() < 0.5
        asked = f"{'' if plain else f'a{self.number()}: '}{name}{given}"
        if not is_composite_type(named):
            return f"{asked}{self.directive()}"
        found = f"{asked}{self.directive()} {self.selection(named, depth + 1)}"
        if self.chance.random() < 0.1:  # what is selected twice is merged
            found += f" {asked}{self.directive()} {self.selection(named, depth + 1)}"
        return found

    def alias(self) -> str:
        return f"t{self.number()}: " if self.chance.random() < 0.5 else f"r{self.number()}: "

    def asked(self, of: Any, name: str, depth: int) -> bool:
        root = of is self.schema.query_type
        if root and name in EDITORIAL:
            return False
        named = get_named_type(of.fields[name].type)
        return depth < DEEPEST or not is_composite_type(named)

    def directive(self) -> str:
        if self.chance.random() > 0.08:
            return ""
        which, said = self.chance.choice(("skip", "include")), self.chance.random() < 0.5
        value = str(said).lower()
        if self.chance.random() < 0.5:
            value = self.variable("Boolean!", said)
        return f" @{which}(if: {value})"

    def variable(self, type_: str, value: Any) -> str:
        name = f"v{self.number()}"
        self.declared.append(f"${name}: {type_}")
        self.variables[name] = value
        return f"${name}"

    def arguments(self, definition: GraphQLField) -> str:
        given = []
        for name, argument in definition.args.items():
            required = isinstance(argument.type, GraphQLNonNull)
            if required or self.chance.random() < 0.35:
                given.append(f"{name}: {self.argument(name, argument)}")
        return f"({', '.join(self.one_way(given))})" if given else ""

    def one_way(self, given: list[str]) -> list[str]:
        """A list is paged in one way."""
        ways = [("first", "after"), ("last", "before"), ("page", "size")]
        found = [way for way in ways if any(one.split(":")[0] in way for one in given)]
        kept = self.chance.choice(found) if found else ()
        other = {name for way in ways for name in way if name not in kept}
        left = [one for one in given if one.split(":")[0] not in other]
        return left or given[:1]

    def argument(self, name: str, argument: GraphQLArgument) -> str:
        value = self.value(argument.type, name, 0)
        if self.chance.random() < 0.3:
            return self.variable(str(argument.type), value)
        return self.written(value, argument.type)

    def value(self, type_: Any, name: str, depth: int) -> Any:
        """A plain value of a type, as JSON has it."""
        if isinstance(type_, GraphQLNonNull):
            return self.value(type_.of_type, name, depth)
        if is_list_type(type_):
            number = self.chance.randint(0, 2)
            return [self.value(type_.of_type, name, depth) for _ in range(number)]
        if isinstance(type_, GraphQLEnumType):
            possible = {*type_.values} - {"PNG"}  # of photographs that is an error
            return self.chance.choice(sorted(possible))
        if isinstance(type_, GraphQLInputObjectType):
            return self.members(type_, depth)
        return self.scalar(str(type_), name)

    def members(self, type_: GraphQLInputObjectType, depth: int) -> dict[str, Any]:
        names = [
            name
            for name, one in type_.fields.items()
            if depth < 2 or not isinstance(get_named_type(one.type), GraphQLInputObjectType)
        ]
        most = 1 if type_.is_one_of else 2
        chosen = self.chance.sample(names, min(len(names), self.chance.randint(1, most)))
        chosen += [
            name
            for name, one in type_.fields.items()
            if isinstance(one.type, GraphQLNonNull) and name not in chosen
        ]
        if "relevance" in chosen:
            chosen = ["title"]
        return {name: self.value(type_.fields[name].type, name, depth + 1) for name in chosen}

    def scalar(self, type_: str, name: str) -> Any:
        chance = self.chance
        named: Mapping[str, Sequence[Any]] = {
            "path": self.known.paths,
            "slug": self.known.slugs.get(self.about, ["niets"]),
            "uid": self.known.uids,
            "id": self.known.ids,
            "ids": self.known.ids,
            "under": [*self.known.paths, *self.known.uids],
            "text": self.known.words,
            "search": self.known.words,
            "name": ["main", "footer", "nothing"],
            "tags": self.known.tags,
            "headingBase": [1, 2, 3],
            "depth": [1, 2, 3],
            "max": [0, 20, 200],
            "page": [1, 2],
            "first": [0, 1, 3, 20],
            "last": [0, 1, 3],
            "size": [1, 3, 20],
            "width": [1, 300, 2560],
            "height": [90, 640, None],
            "after": ["", None],
            "before": ["", None],
        }
        if name in STRETCH and type_ == "DateTime":
            return chance.choice(STRETCH[name])
        if name in named and type_ in ("String", "ID", "Int"):
            return chance.choice(named[name])
        values: Mapping[str, Callable[[], Any]] = {
            "Int": lambda: chance.randint(0, 30),
            "Float": lambda: chance.random() * 10,
            "Boolean": lambda: chance.random() < 0.5,
            "ID": lambda: chance.choice(self.known.uids),
            "DateTime": lambda: f"20{chance.randint(5, 26):02}-03-01T10:00:00+01:00",
            "Date": lambda: f"20{chance.randint(5, 26):02}-03-01",
        }
        made = values.get(type_)
        return made() if made else chance.choice([*self.known.words, "de"])

    def written(self, value: Any, type_: Any) -> str:  # noqa: PLR0911 - one kind a case
        """A value as it stands in a document."""
        if isinstance(type_, GraphQLNonNull):
            return self.written(value, type_.of_type)
        if value is None:
            return "null"
        if isinstance(type_, GraphQLList):
            return f"[{', '.join(self.written(one, type_.of_type) for one in value)}]"
        if isinstance(type_, GraphQLInputObjectType):
            return self.written_members(value, type_)
        if isinstance(type_, GraphQLEnumType):
            return str(value)
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, str):
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        return str(value)

    def written_members(self, value: Mapping[str, Any], type_: GraphQLInputObjectType) -> str:
        parts = []
        for name, one in value.items():
            member = type_.fields[name].type
            simple = not isinstance(get_named_type(member), GraphQLInputObjectType)
            if simple and not type_.is_one_of and self.chance.random() < 0.3:
                parts.append(f"{name}: {self.variable(str(member), one)}")
            else:
                parts.append(f"{name}: {self.written(one, member)}")
        return "{" + ", ".join(parts) + "}"

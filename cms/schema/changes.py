"""What differs between two schemas for those who ask by them."""

import re
from dataclasses import dataclass
from enum import StrEnum

from graphql import GraphQLSyntaxError, build_schema
from graphql.utilities.find_schema_changes import (
    BreakingChange,
    DangerousChange,
    SafeChange,
    find_schema_changes,
)

from cms.errors import N_, CmsError

_NAMES = (
    re.compile(r"\bunion type (\w+)"),
    re.compile(r"(@\w+)"),
    re.compile(r"\b(\w+\.\w+)"),
    re.compile(r"^(?:Standard scalar )?(\w+)"),
)


class Kind(StrEnum):
    """What a change does to documents that were valid: they fail, they may mean another thing, nothing."""

    BREAKING = "breaking"
    DANGEROUS = "dangerous"
    SAFE = "safe"


_KINDS = {
    BreakingChange: Kind.BREAKING,
    DangerousChange: Kind.DANGEROUS,
    SafeChange: Kind.SAFE,
}


class NoSchema(CmsError):
    """A file that holds no schema."""

    code = "no_schema"


@dataclass(frozen=True)
class Change:
    """One difference. ``name`` is what it concerns: ``Book``, ``Book.isbn``, ``@cost``."""

    kind: Kind
    name: str
    text: str

    @property
    def described(self) -> bool:
        """Whether only the words changed."""
        return self.text.startswith("Description of ")


def changes(old: str, new: str) -> list[Change]:
    """What differs, the worst first. Raises `NoSchema` for what cannot be read."""
    try:
        found = find_schema_changes(build_schema(old), build_schema(new))
    except (GraphQLSyntaxError, TypeError) as error:
        raise NoSchema(N_("This is no GraphQL schema: {reason}"), reason=str(error)) from error
    made = [Change(_KINDS[type(one)], _name(one.description), one.description) for one in found]
    return sorted(made, key=lambda one: (list(Kind).index(one.kind), one.name, one.text))


def unannounced(found: list[Change], changelog: str) -> list[Change]:
    """The breaking changes that a change log does not name in backquotes."""
    return [one for one in found if one.kind is Kind.BREAKING and f"`{one.name}`" not in changelog]


def _name(text: str) -> str:
    matches = (pattern.search(text) for pattern in _NAMES)
    return next(found[1] for found in matches if found)

"""What the schema says of its fields beside their types: their cost, their permission, their end."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import strawberry
from strawberry import UNSET
from strawberry.schema_directive import Location

from cms.access.roles import Permission


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    description=(
        "What the field counts for in the cost of a request; others count for 1. With `perItem`"
        " what is in it counts once for each item that is asked for, but no more than `most` times,"
        " since no more come; in a plain list the weight too."
    ),
)
class Cost:
    weight: int = 1
    per_item: bool = False
    most: int | None = None

    def __post_init__(self) -> None:  # what is as usual is not printed
        self.per_item = self.per_item or UNSET
        self.most = self.most or UNSET


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    description="The permission without which it is refused. More may be asked: the outcome says it.",
)
class Requires:
    permission: Permission


@strawberry.schema_directive(
    locations=[
        Location.FIELD_DEFINITION,
        Location.ARGUMENT_DEFINITION,
        Location.INPUT_FIELD_DEFINITION,
        Location.ENUM_VALUE,
    ],
    description="The day from which what is deprecated may be gone, and what to use instead.",
)
class Sunset:
    on: date
    use: str


def directive_of(definition: Any, kind: type) -> Any:
    """The directive of a kind on something in graphql-core's schema; none if it has none."""
    declared = definition.extensions.get("strawberry-definition")
    found: Iterable[Any] = getattr(declared, "directives", None) or ()
    return next((one for one in found if isinstance(one, kind)), None)

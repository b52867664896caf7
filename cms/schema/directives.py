"""What the schema says of its fields beside their types: what they cost, which permission they take."""

import strawberry
from strawberry.schema_directive import Location

from cms.access.roles import Permission


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    description="What the field counts for in the cost of a request; others count for 1.",
)
class Cost:
    weight: int


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    description="The permission without which it is refused. More may be asked: the outcome says it.",
)
class Requires:
    permission: Permission

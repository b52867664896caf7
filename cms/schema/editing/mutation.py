"""The root of all that changes something."""

from collections.abc import Mapping
from typing import Any

import strawberry

from cms.content import ContentType
from cms.schema.editing import lifecycle, sharing, tree
from cms.schema.editing.inputs import entry_inputs
from cms.schema.editing.saving import save_field

RESOLVERS = (
    tree.move,
    tree.rename,
    tree.reorder,
    tree.copy,
    lifecycle.transition,
    lifecycle.revert,
    lifecycle.delete,
    lifecycle.restore,
    sharing.share,
)


def mutation_type(content_types: Mapping[str, ContentType]) -> type:
    """The root type, with a mutation that saves for each content type."""
    inputs = entry_inputs(content_types)
    body: dict[str, Any] = {
        f"save_{name}": strawberry.field(
            resolver=save_field(one, inputs[name]),
            name=f"save{one.graphql_name}",
            description="Without a uid in the input it makes a new entry, as a draft.",
        )
        for name, one in content_types.items()
    }
    for one in RESOLVERS:
        body[one.__name__] = strawberry.field(resolver=one, description=one.__doc__)
    return strawberry.type(type("Mutation", (), body))

"""The root of all that changes something."""

from collections.abc import Callable, Mapping
from typing import Any

import strawberry

from cms.access.roles import Permission
from cms.content import ContentType
from cms.schema.directives import Cost, Requires
from cms.schema.editing import lifecycle, offering, sharing, translation, tree
from cms.schema.editing.inputs import entry_inputs
from cms.schema.editing.saving import save_field

WEIGHT = 500
RESOLVERS: Mapping[Callable[..., Any], Permission] = {
    tree.move: Permission.EDIT,
    tree.rename: Permission.TRANSLATE,
    tree.reorder: Permission.EDIT,
    tree.copy: Permission.VIEW,
    lifecycle.transition: Permission.VIEW,
    lifecycle.unschedule: Permission.PUBLISH,
    lifecycle.revert: Permission.EDIT,
    lifecycle.delete: Permission.DELETE,
    lifecycle.restore: Permission.EDIT,
    lifecycle.undo_: Permission.VIEW,
    sharing.share: Permission.SHARE,
    translation.save_translation: Permission.TRANSLATE,
    translation.mark_translated: Permission.TRANSLATE,
    translation.settle_conflict: Permission.TRANSLATE,
    translation.adapt: Permission.TRANSLATE,
    translation.follow: Permission.TRANSLATE,
    offering.offer_for_translation: Permission.SHARE,
    offering.withdraw_offer: Permission.SHARE,
}


def _directives(permission: Permission) -> list[object]:
    return [Cost(weight=WEIGHT), Requires(permission=permission)]


def mutation_type(content_types: Mapping[str, ContentType]) -> type:
    """The root type, with a mutation that saves for each content type."""
    inputs = entry_inputs(content_types)
    body: dict[str, Any] = {
        f"save_{name}": strawberry.field(
            resolver=save_field(one, inputs[name]),
            name=f"save{one.graphql_name}",
            description="Without a uid in the input it makes a new entry, as a draft.",
            directives=_directives(Permission.TRANSLATE),
        )
        for name, one in content_types.items()
    }
    for resolver, permission in RESOLVERS.items():
        body[resolver.__name__.rstrip("_")] = strawberry.field(
            resolver=resolver, description=resolver.__doc__, directives=_directives(permission)
        )
    return strawberry.type(type("Mutation", (), body))

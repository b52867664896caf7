"""The root of all that changes something."""

from collections.abc import Callable, Mapping
from typing import Any

import strawberry

from cms.access.roles import Permission
from cms.content import ContentType
from cms.schema.community import commenting
from cms.schema.community.mutations import PUBLIC
from cms.schema.directives import Cost, Requires
from cms.schema.editing import (
    aliases,
    keeping,
    library,
    lifecycle,
    locks,
    offering,
    previews,
    sharing,
    tags,
    translation,
    tree,
)
from cms.schema.editing.inputs import entry_inputs
from cms.schema.editing.saving import save_field
from cms.schema.people import changing, tokens

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
    changing.invite_user: Permission.ADMINISTER,
    changing.invite_again: Permission.ADMINISTER,
    changing.withdraw_invitation: Permission.ADMINISTER,
    changing.send_password_link: Permission.ADMINISTER,
    changing.set_user_active: Permission.ADMINISTER,
    changing.reset_second_factor: Permission.ADMINISTER,
    changing.give_roles: Permission.ADMINISTER,
    changing.take_roles: Permission.ADMINISTER,
    changing.add_group: Permission.ADMINISTER,
    changing.delete_group: Permission.ADMINISTER,
    changing.add_members: Permission.ADMINISTER,
    changing.remove_members: Permission.ADMINISTER,
    tokens.create_api_token: Permission.VIEW,
    tokens.revoke_api_token: Permission.VIEW,
    keeping.name_version: Permission.EDIT,
    keeping.purge: Permission.ADMINISTER,
    locks.take_lock: Permission.TRANSLATE,
    locks.keep_lock: Permission.TRANSLATE,
    locks.steal_lock: Permission.TRANSLATE,
    locks.release_lock: Permission.VIEW,
    previews.create_preview: Permission.VIEW,
    previews.revoke_preview: Permission.VIEW,
    tags.add_tag: Permission.EDIT,
    tags.rename_tag: Permission.EDIT,
    tags.delete_tag: Permission.EDIT,
    library.upload: Permission.EDIT,
    library.describe_file: Permission.EDIT,
    library.replace_file: Permission.EDIT,
    library.delete_file: Permission.DELETE,
    aliases.save_alias: Permission.PUBLISH,
    aliases.delete_alias: Permission.PUBLISH,
    aliases.import_aliases: Permission.PUBLISH,
    translation.mark_translated: Permission.TRANSLATE,
    translation.settle_conflict: Permission.TRANSLATE,
    translation.adapt: Permission.TRANSLATE,
    translation.confirm_adapted: Permission.TRANSLATE,
    translation.follow: Permission.TRANSLATE,
    offering.offer_for_translation: Permission.SHARE,
    offering.withdraw_offer: Permission.SHARE,
    commenting.moderate_comment: Permission.REVIEW,
    commenting.erase_comment: Permission.REVIEW,
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
    for resolver in PUBLIC:
        body[resolver.__name__] = strawberry.field(
            resolver=resolver, description=resolver.__doc__, directives=[Cost(weight=WEIGHT)]
        )
    return strawberry.type(type("Mutation", (), body))

"""Roles and permissions in words."""

from collections.abc import Mapping

from cms.access.roles import Permission, Role
from cms.errors import N_

PERMISSIONS: Mapping[Permission, str] = {
    Permission.VIEW: N_("view"),
    Permission.EDIT: N_("edit"),
    Permission.TRANSLATE: N_("translate"),
    Permission.REVIEW: N_("review"),
    Permission.PUBLISH: N_("publish"),
    Permission.DELETE: N_("delete"),
    Permission.SHARE: N_("share"),
    Permission.ADMINISTER: N_("administer"),
}
ROLES: Mapping[Role, str] = {
    Role.READER: N_("Reader"),
    Role.CONTRIBUTOR: N_("Contributor"),
    Role.TRANSLATOR: N_("Translator"),
    Role.EDITOR: N_("Editor"),
    Role.REVIEWER: N_("Reviewer"),
    Role.ADMINISTRATOR: N_("Administrator"),
}
HELP: Mapping[Role, str] = {
    Role.READER: N_("Reads drafts, changes nothing."),
    Role.CONTRIBUTOR: N_("Writes drafts of their own, and changes them while they are private."),
    Role.TRANSLATOR: N_("Writes the texts in one language, and leaves the source language alone."),
    Role.EDITOR: N_("Writes, translates and deletes everything, and shares it with others."),
    Role.REVIEWER: N_("Publishes and retracts."),
    Role.ADMINISTRATOR: N_("Does everything, and manages users and groups."),
}
ACTS: Mapping[str, str] = {
    "alias.delete": N_("deleted an alias"),
    "alias.import": N_("imported aliases"),
    "alias.save": N_("saved an alias"),
    "audit.export": N_("exported the audit log"),
    "branch.block": N_("stopped roles from above"),
    "branch.unblock": N_("let roles from above in"),
    "delete": N_("deleted"),
    "group.add": N_("added a group"),
    "group.delete": N_("deleted a group"),
    "group.join": N_("put into a group"),
    "group.leave": N_("took out of a group"),
    "lock.steal": N_("took over the editing"),
    "login.code": N_("gave a wrong code"),
    "login.failed": N_("could not log in"),
    "login.limited": N_("was slowed down at the login"),
    "password.ask": N_("asked for a link for a new password"),
    "password.set": N_("set a password"),
    "preview.make": N_("made a preview"),
    "preview.revoke": N_("revoked a preview"),
    "publish": N_("published"),
    "purge": N_("deleted for good"),
    "restore": N_("restored"),
    "retract": N_("retracted"),
    "role.give": N_("gave a role"),
    "role.take": N_("took a role"),
    "second_factor.codes": N_("made recovery codes"),
    "second_factor.off": N_("turned the second factor off"),
    "second_factor.on": N_("turned the second factor on"),
    "second_factor.recovery": N_("used a recovery code"),
    "second_factor.reset": N_("reset the second factor"),
    "session.end": N_("ended sessions"),
    "share.give": N_("shared"),
    "share.take": N_("shared no longer"),
    "token.create": N_("made an API token"),
    "token.revoke": N_("revoked an API token"),
    "undo": N_("undid"),
    "user.activate": N_("activated a user"),
    "user.add": N_("added a user"),
    "user.deactivate": N_("deactivated a user"),
    "user.invite": N_("invited"),
    "user.uninvite": N_("withdrew an invitation"),
}
"""What the audit log calls each act."""
DETAILS: Mapping[str, str] = {
    "address": N_("address"),
    "all": N_("everywhere"),
    "comment": N_("comment"),
    "entries": N_("entries"),
    "expires": N_("expiry"),
    "form": N_("format"),
    "group": N_("group"),
    "locale": N_("language"),
    "name": N_("name"),
    "role": N_("role"),
    "roles": N_("roles"),
    "scopes": N_("scopes"),
    "user": N_("user"),
}
"""What the details of an act are called."""

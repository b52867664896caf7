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

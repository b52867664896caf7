"""What may be done, and the one table that says which role may do it when."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cms.content.locales import LOCALES
from cms.errors import N_, InvalidInput, Message, Problem


class Permission(StrEnum):
    """One thing that somebody may do with an entry; without an entry, with the whole site."""

    VIEW = "view"
    EDIT = "edit"
    TRANSLATE = "translate"
    REVIEW = "review"
    PUBLISH = "publish"
    DELETE = "delete"
    SHARE = "share"
    ADMINISTER = "administer"


class Role(StrEnum):
    """What somebody is, on the whole site or on a branch of it."""

    READER = "reader"
    CONTRIBUTOR = "contributor"
    TRANSLATOR = "translator"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


class When(StrEnum):
    """On which entries a role has a permission.

    An entry is somebody's own draft when they made it and it is private in every language. A
    translator's own language is the one that the role was given for.
    """

    ALWAYS = "always"
    OWN_DRAFT = "own_draft"
    OWN_LANGUAGE = "own_language"


ROLES: Mapping[Role, Mapping[Permission, When]] = {
    Role.READER: {Permission.VIEW: When.ALWAYS},
    Role.CONTRIBUTOR: {
        Permission.VIEW: When.ALWAYS,
        Permission.EDIT: When.OWN_DRAFT,
        Permission.TRANSLATE: When.OWN_DRAFT,
        Permission.DELETE: When.OWN_DRAFT,
    },
    Role.TRANSLATOR: {
        Permission.VIEW: When.ALWAYS,
        Permission.TRANSLATE: When.OWN_LANGUAGE,
    },
    Role.EDITOR: {
        Permission.VIEW: When.ALWAYS,
        Permission.EDIT: When.ALWAYS,
        Permission.TRANSLATE: When.ALWAYS,
        Permission.DELETE: When.ALWAYS,
        Permission.SHARE: When.ALWAYS,
    },
    Role.REVIEWER: {
        Permission.VIEW: When.ALWAYS,
        Permission.REVIEW: When.ALWAYS,
        Permission.PUBLISH: When.ALWAYS,
    },
    Role.ADMINISTRATOR: dict.fromkeys(Permission, When.ALWAYS),
}

LOCAL_ROLES = tuple(role for role in Role if role is not Role.ADMINISTRATOR)
"""What a branch can be shared as: whoever manages users does so for the whole site."""


@dataclass(frozen=True, order=True)
class Given:
    """A role as it is given: a translator's for one language, the others without one."""

    role: Role
    locale: str = ""

    def __str__(self) -> str:
        return f"{self.role}:{self.locale}" if self.locale else str(self.role)


def covers(held: Iterable[Given], wanted: Given) -> bool:
    """Whether somebody with these roles may do all that ``wanted`` may: only then may they give it."""
    held = list(held)
    return wanted in held or all(
        any(ROLES[one.role].get(permission) is When.ALWAYS for one in held)
        for permission in ROLES[wanted.role]
    )


def roles_with(permission: Permission) -> list[str]:
    """The roles that have a permission on every entry that they reach."""
    return [role.value for role, may in ROLES.items() if may.get(permission) is When.ALWAYS]


def all_given(roles: Iterable[Role]) -> Iterator[Given]:
    """Every way in which these roles can be given."""
    for role in roles:
        yield from (
            [Given(role, locale) for locale in LOCALES]
            if role is Role.TRANSLATOR
            else [Given(role)]
        )


def read_given(text: str) -> Given:
    """``editor`` or ``translator:en``; raises `InvalidInput`."""
    known = {str(one): one for one in all_given(Role)}
    if text not in known:
        message = Message(
            N_("There is no role {role}; choose from {known}."),
            {"role": repr(text[:40]), "known": ", ".join(known)},
        )
        raise InvalidInput([Problem("unknown_role", message, "role")])
    return known[text]

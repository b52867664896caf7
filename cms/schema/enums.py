"""Enumerations: the languages and content types of this site, and the few that never change."""

from enum import Enum, StrEnum
from typing import Any

import babel
import strawberry

from cms.access.roles import Permission, Role
from cms.content import LOCALES, State
from cms.content.base import Menu
from cms.content.discovery import installed
from cms.reading.languages import TextState


@strawberry.enum(description="The languages of this site.")
class Locale(StrEnum):
    """Its members are the site's locales."""

    _ignore_ = ["members", "code"]  # noqa: RUF012 - the enum module's own way to make members
    members = vars()
    for code in LOCALES:
        members[code.upper()] = code


@strawberry.enum(name="ContentType", description="The types of content of this site.")
class TypeName(StrEnum):
    """Its members are the installed content types."""

    _ignore_ = ["members", "name_"]  # noqa: RUF012
    members = vars()
    for name_ in installed():
        members[name_.upper()] = name_


@strawberry.enum(description="The direction of an order. What is empty comes last in both.")
class Dir(StrEnum):
    """Ascending or descending."""

    ASC = "asc"
    DESC = "desc"


strawberry.enum(
    TextState,
    description=(
        "How a text stands to the one it was translated from. CURRENT: up to date. STALE: the source"
        " changed since. FALLBACK: another language is served instead. MISSING: there is none."
        " And of working copies: CONFLICT: a file brought another text than the one that is here."
        " REVIEW: a draft waits to be looked at. MACHINE_UNREVIEWED: a machine's draft does."
    ),
)
strawberry.enum(
    State,
    description=(
        "Where an entry stands in one language, as far as the public may know: PUBLISHED, RETIRED"
        " if it once was, else PRIVATE."
    ),
)

strawberry.enum(Permission, description="One thing that somebody may do with an entry.")
strawberry.enum(Role, description="What somebody is, on the whole site or on a branch of it.")
strawberry.enum(Menu, name="MenuName", description="The menus of this site.")


def in_english(locale: str) -> str:
    """What a language of the site is called: ``nl`` → ``Dutch``."""
    return babel.Locale.parse(locale).get_display_name("en") or locale


def derived(choices: type[Enum]) -> type[Enum]:
    """The enumeration of a field's choices; the class itself, marked for Strawberry once."""
    if not hasattr(choices, "__strawberry_definition__"):
        strawberry.enum(choices, description=(choices.__doc__ or "").strip() or None)
    return choices


def values_of(chosen: Any) -> tuple[str, ...]:
    """The plain values of a list argument of an enumeration, each once; none for one left out."""
    return tuple(dict.fromkeys(str(one.value) for one in chosen or ()))

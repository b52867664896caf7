"""What somebody may not do with an entry, with the reason: the form shows it before it is tried."""

from typing import Any

from cms.access.actors import Actor
from cms.access.permissions import Denied, Facts, decide, denials, facts_of, may_somewhere
from cms.access.roles import Permission
from cms.content import LOCALES
from cms.translation.interface.catalogues import render, render_error


async def refusals(actor: Actor, uid: str, source_locale: str, locale: str) -> dict[str, Any]:
    """What is refused to the actor in an entry that they may view, with the reasons in ``locale``.

    ``languages`` are those in which they may write, be it as a translator.
    """
    facts = (await facts_of(actor, [uid]))[uid]
    refused = {name.value: render(reason, locale) for name, reason in denials(actor, facts)}
    return {"refused": refused, "languages": _languages(actor, facts, source_locale)}


def _languages(actor: Actor, facts: Facts, source_locale: str) -> list[str]:
    if decide(actor, Permission.EDIT, facts).allowed:
        return list(LOCALES)
    return [
        one
        for one in LOCALES
        if one != source_locale and decide(actor, Permission.TRANSLATE, facts, one).allowed
    ]


async def creation_refused(actor: Actor, locale: str) -> str:
    """Why the actor may add no entry anywhere; empty if they may."""
    if await may_somewhere(actor, Permission.EDIT):
        return ""
    return render_error(Denied(Permission.EDIT), locale)

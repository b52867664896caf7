"""Why somebody may do something, or may not: for whoever shares that entry, or manages users."""

from collections.abc import Mapping
from dataclasses import replace

from cms.access.accounts import account_named
from cms.access.actors import Actor, load_actor
from cms.access.permissions import SITE, Explanation, Facts, decide, facts_of, require
from cms.access.roles import Permission
from cms.errors import N_, Message


async def explain_access(
    asker: Actor, uid: str | None, user: str, permission: Permission, locale: str | None = None
) -> Explanation:
    """Whether ``user`` may do this to an entry, or to the site, and why; as `explain_all`."""
    return (await explain_all(asker, uid, user, locale))[permission]


async def explain_all(
    asker: Actor, uid: str | None, user: str, locale: str | None = None
) -> Mapping[Permission, Explanation]:
    """The same for every permission.

    Asking about oneself takes `view`; about others `share` on the entry, and `administer` for the
    site. Raises `Denied`, and `NotFound` for an entry or a user that is not there.
    """
    await _check_may_ask(asker, uid, user)
    account = await account_named(user)
    if not account.active:
        refused = Explanation(allowed=False, reason=Message(N_("This user may not log in.")))
        return dict.fromkeys(Permission, refused)
    person = await load_actor(user)
    facts = await _facts(person, uid)
    return {one: _told(decide(person, one, facts, locale)) for one in Permission}


def _told(answer: Explanation) -> Explanation:
    """For a third person: a refusal speaks to who is refused."""
    if answer.allowed or answer.grant:
        return answer
    return replace(answer, reason=Message(N_("No role gives this permission here.")))


async def _check_may_ask(asker: Actor, uid: str | None, user: str) -> None:
    if user == asker.name:
        if uid is not None:
            await require(asker, Permission.VIEW, uid)
        return
    await require(asker, Permission.SHARE if uid is not None else Permission.ADMINISTER, uid)


async def _facts(person: Actor, uid: str | None) -> Facts:
    if uid is None:
        return SITE
    return (await facts_of(person, [uid]))[uid]

"""Signing up for a session, confirming it by mail, and leaving: what anybody may do for themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from cms import settings
from cms.community import links
from cms.community.consent import agreed, refusals
from cms.community.limits import charge, mail_to
from cms.community.links import PersonalLink
from cms.community.signups import people, seats, sessions
from cms.community.signups.consent import SIGNING_UP
from cms.community.signups.letters import CONFIRM, OWN, Mailing
from cms.community.signups.people import Given, Person, Stage
from cms.community.signups.sessions import Session
from cms.community.typed import Typed
from cms.content import LOCALES
from cms.database.engine import attempting, rehearsing
from cms.errors import N_, CmsError, Problem

LONGEST_NAME = 100
BETWEEN_MAILS = timedelta(minutes=10)
"""To the same address about the same session, whoever asks for them."""


class SessionClosed(CmsError):
    """The session takes no sign-ups (any more)."""

    code = "session_closed"
    status = 409

    def __init__(self) -> None:
        super().__init__(N_("You cannot sign up for this session, or no longer."))


@dataclass(frozen=True)
class Wish:
    """What somebody who wants to come fills in; ``consent`` is the version of the text they saw."""

    session: str
    name: str
    email: str
    locale: str
    consent: str


@dataclass(frozen=True)
class Standing:
    """How somebody stands: ``place`` is which in the line, 0 if they do not wait."""

    person: Person
    place: int = 0


async def sign_up(wish: Wish) -> None:
    """Note that somebody wants to come, and mail them a link to confirm it.

    Whoever is signed up already is mailed how they stand, and nobody else learns that. Raises
    `InvalidInput`, `RateLimited`, `NoSession` and `SessionClosed`. Call it inside `writing()`.
    """
    given = read(wish, refusals(SIGNING_UP, wish.consent))
    session = await sessions.one(wish.session)
    if not session.rules.takes_sign_ups(session.now):
        raise SessionClosed
    await agreed(SIGNING_UP, wish.consent)
    await charge(mail_to(given.email))
    await seats.make(session.uid)
    person, _ = await people.add(session.uid, given)
    place = await seats.place_of(person.uid)
    due = person.mailed_at is None or session.now - person.mailed_at > BETWEEN_MAILS
    # A mail that is not due is written all the same, and undone: how long it takes tells nothing.
    async with attempting() if due else rehearsing():
        await Mailing(settings.settings, session).tell(person, place)


def read(wish: Wish, more: Sequence[Problem] = ()) -> Given:
    """What somebody filled in, in its one spelling.

    Raises `InvalidInput` naming each field, and of what is wrong ``more``.
    """
    form = Typed(vars(wish))
    name, email = form.line("name", LONGEST_NAME, required=True), form.email()
    form.check(more)
    locale = wish.locale if wish.locale in LOCALES else LOCALES[0]
    return Given(name, email, locale, wish.consent)


async def confirm(token: str) -> Standing:
    """Take a seat, or a place in the line; who did so already is told how they stand now.

    Raises `DeadLink` and `SessionClosed`. Call it inside `writing()`.
    """
    link = await links.find(token, CONFIRM)
    person = await _owner(link)
    await seats.lock(person.session)
    person = await people.load(person.uid)
    if person.state is not Stage.UNCONFIRMED:
        return await standing(person)
    link.check()
    session = await sessions.one(person.session)
    if not session.rules.takes_sign_ups(session.now):
        raise SessionClosed
    return await admit(session, person.uid)


async def _owner(link: PersonalLink) -> Person:
    """Whose link it is; of who is forgotten already, what became of the link is told."""
    try:
        return await people.load(link.subject)
    except people.NobodyThere:
        link.check()
        raise


async def admit(session: Session, uid: str) -> Standing:
    """Let somebody into the line, and everybody in it who can be seated to a seat. Under the lock."""
    await seats.join(uid, session.uid)
    await move_up(session, besides=uid)
    found = await standing(await people.load(uid))
    await Mailing(settings.settings, session).tell(found.person, found.place)
    return found


async def move_up(session: Session, besides: str = "") -> int:
    """Seat those who wait as far as there are seats, and tell them; how many. Under the lock."""
    moved = await seats.fill(session)
    mailing = Mailing(settings.settings, session)
    for person in await people.load_all([uid for uid in moved if uid != besides]):
        await mailing.tell_moved_up(person)
    await seats.tell_of(session.uid)
    return len(moved)


async def standing(person: Person) -> Standing:
    """How somebody stands now."""
    return Standing(person, await seats.place_of(person.uid))


async def asked(token: str) -> Standing:
    """How whoever is asked to confirm stands; a link that still has work to do must be alive.

    Raises `DeadLink`. It changes nothing.
    """
    link = await links.find(token, CONFIRM)
    found = await standing(await _owner(link))
    if found.person.state is Stage.UNCONFIRMED:
        link.check()
    return found


async def look(token: str) -> Standing:
    """How the owner of a link stands. Raises `DeadLink`. It changes nothing."""
    link = await links.look(token, OWN)
    return await standing(await _owner(link))


async def cancel(token: str) -> Standing:
    """Leave: the seat goes to whoever is next. Doing it twice is doing it once. Raises `DeadLink`.

    Call it inside `writing()`.
    """
    link = await links.look(token, OWN)
    return await leave(link.subject)


async def leave(uid: str) -> Standing:
    """Let somebody leave, whoever asks for it. Call it inside `writing()`."""
    person = await people.load(uid)
    await seats.lock(person.session)
    person = await people.load(uid)
    if person.state in (Stage.CANCELLED, Stage.ERASED):
        return Standing(person)
    await seats.leave(uid, person.session)
    left = await people.load(uid)
    session = (await sessions.public([person.session])).get(person.session)
    if session is None:
        await seats.tell_of(person.session)
        return Standing(left)
    await move_up(session)
    if person.state in people.STAYING:
        await Mailing(settings.settings, session).tell(left)
    return Standing(left)


async def erase(token: str) -> Standing:
    """Leave, and be forgotten; no mail follows. Raises `DeadLink`. Call it inside `writing()`."""
    link = await links.look(token, OWN)
    return await forget(link.subject)


async def forget(uid: str) -> Standing:
    """Forget somebody on request: nothing is left that says who it was. Call it inside `writing()`."""
    person = await people.load(uid)
    await seats.lock(person.session)
    person = await people.load(uid)
    if person.state in people.STAYING:
        await seats.leave(uid, person.session)
    await people.erase(uid, on_request=True)
    await links.end(uid)
    session = (await sessions.public([person.session])).get(person.session)
    if session:
        await move_up(session)
    return Standing(await people.load(uid))

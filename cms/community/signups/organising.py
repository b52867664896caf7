"""What organisers do with those who signed up for their session. Who may is asked in `authorised`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cms import settings
from cms.access import audit
from cms.community.signups import attendee_file, people, seats, sessions, signing_up
from cms.community.signups.letters import Mailing
from cms.community.signups.people import Person, Stage
from cms.community.signups.signing_up import Standing, Wish
from cms.errors import N_, CmsError, InvalidInput, Message, Problem

LONGEST_TEXT = 5_000
LONGEST_SUBJECT = 150


class NotPossible(CmsError):
    """Somebody stands so that this cannot be done."""

    code = "not_possible"
    status = 409


@dataclass(frozen=True)
class Attendees:
    """All who signed up, those with a seat first, then the line; ``session`` is none if not public."""

    uid: str
    session: sessions.Session | None
    seated: int
    waiting: int
    everybody: Sequence[Person]


async def attendees(uid: str) -> Attendees:
    """Who signed up for a session."""
    session = (await sessions.public([uid])).get(uid)
    everybody = await people.of_session(uid)
    stages = [one.state for one in everybody]
    return Attendees(
        uid, session, stages.count(Stage.SEATED), stages.count(Stage.WAITING), everybody
    )


async def add(actor: str, session_uid: str, name: str, email: str, locale: str) -> Standing:
    """Sign somebody up who asked for it elsewhere: they get a seat, or a place in the line, and a mail.

    It can be done when the public cannot sign up any more, until the session is over; but never are
    more seated than there are seats. Raises `InvalidInput` and `NotPossible`.
    """
    given = signing_up.read(Wish(session_uid, name, email, locale, ""))
    session = await _public(session_uid)
    if not session.rules.seats_people(session.now):
        raise NotPossible(N_("Nobody can be signed up for this session, or no longer."))
    await seats.make(session_uid)
    await seats.lock(session_uid)
    person, _ = await people.add(
        session_uid, people.Given(given.name, given.email, locale, "", actor)
    )
    if person.state is not Stage.UNCONFIRMED:
        text = Message(N_("Somebody with this address is signed up already."))
        raise InvalidInput([Problem("signed_up_already", text, "email")])
    made = await signing_up.admit(session, person.uid)
    await _note(actor, "sign_up.add", made.person)
    return made


async def cancel(actor: str, uid: str) -> None:
    """Take somebody's seat or place away, and tell them; the next in the line moves up."""
    await signing_up.leave(uid)
    await _note(actor, "sign_up.cancel", await people.load(uid))


async def to_front(actor: str, uid: str) -> None:
    """Let somebody who waits be the next. Raises `NotPossible`."""
    person = await people.load(uid)
    await seats.lock(person.session)
    if (await people.load(uid)).state is not Stage.WAITING:
        raise NotPossible(N_("Only those who wait for a seat can move up."))
    await seats.to_front(uid, person.session)
    await _note(actor, "sign_up.front", person)


async def erase(actor: str, uid: str) -> None:
    """Forget somebody who asked for it."""
    person = await people.load(uid)
    await signing_up.forget(uid)
    await _note(actor, "sign_up.erase", person)


async def resend(actor: str, uid: str) -> None:
    """Send somebody their mail again, with new links. Raises `NotPossible`."""
    person = await people.load(uid)
    session = await _public(person.session)
    if person.state not in {*people.STAYING, Stage.UNCONFIRMED} or not person.email:
        raise NotPossible(N_("Only those who are signed up are sent mails."))
    now = await signing_up.standing(person)
    await Mailing(settings.settings, session).tell(person, now.place)
    await _note(actor, "sign_up.resend", person)


async def write(actor: str, session_uid: str, subject: str, text: str, *, waiting: bool) -> int:
    """Send each who has a seat, and who waits if asked, a mail of their own; how many."""
    subject, text = " ".join(subject.split()), text.strip()
    problems = [*_needed("subject", subject, LONGEST_SUBJECT), *_needed("text", text, LONGEST_TEXT)]
    if problems:
        raise InvalidInput(problems)
    session = await _public(session_uid)
    wanted = people.STAYING if waiting else {Stage.SEATED}
    to = [one for one in await people.of_session(session_uid) if one.state in wanted and one.email]
    mailing = Mailing(settings.settings, session)
    for person in to:
        await mailing.write(person, subject, text)
    await audit.note(actor, "sign_up.write", session_uid, letters=len(to))
    return len(to)


async def file_of(actor: str, session_uid: str, locale: str) -> str:
    """Who signed up, as a CSV file in a language. Call it inside `writing()`: it is kept who took it."""
    found = await attendees(session_uid)
    await audit.note(actor, "sign_up.export", session_uid)
    timezone = found.session.rules.timezone if found.session else settings.settings.timezone
    return attendee_file.written(found.everybody, timezone, locale)


async def _public(uid: str) -> sessions.Session:
    found = (await sessions.public([uid])).get(uid)
    if found is None:
        raise NotPossible(N_("This session is not public: publish it first."))
    return found


def _needed(name: str, text: str, most: int) -> Iterable[Problem]:
    if not text:
        yield Problem("required", Message(N_("This must not be empty.")), name)
    elif len(text) > most:
        long = Message(N_("This has at most {most} letters."), {"most": most})
        yield Problem("too_long", long, name)


async def _note(actor: str, act: str, person: Person) -> None:
    await audit.note(actor, act, person.session, sign_up=person.uid)

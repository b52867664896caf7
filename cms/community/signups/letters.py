"""The mails that those get who sign up, in their own language, with links of their own in them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cms.community import links
from cms.community.signups import people
from cms.community.signups.people import Person, Stage
from cms.community.signups.sessions import Session
from cms.errors import N_
from cms.http.addresses import entry_ics
from cms.mail import Letter, post
from cms.settings import Settings
from cms.translation.interface.catalogues import gettext
from cms.translation.interface.formats import format_datetime, format_period

CONFIRM, OWN = "sign-up confirm", "sign-up"
"""What links are for: to confirm, and to look at, cancel or erase one's own sign-up."""
CONFIRM_PAGE, OWN_PAGE = "sign-up/confirm", "sign-up"
UNCONFIRMED_LASTS = timedelta(hours=24)
OWN_LASTS = timedelta(days=365)

ASKED = N_("Confirm that you want to come: {title}")
ASKING = N_(
    "Hello,\n\nSomebody, probably you, signed up with this address for:\n\n{session}\n\n"
    "Confirm it before {until}. Until you do, no seat is kept for you.\n\n"
    "[Confirm]({confirm})\n\n"
    "If it was not you, do nothing, and you will be forgotten. You can have that done at once:\n\n"
    "[Forget me]({own})\n"
)
SEATED = N_("You have a seat: {title}")
SEATING = N_(
    "Hello {name},\n\nYou have a seat for:\n\n{session}{calendar}\n\n"
    "If you cannot come, please cancel: somebody else may be waiting for your seat. There you can"
    " also have your data erased.\n\n[Cancel]({own})\n"
)
WAITING = N_("You are on the waiting list: {title}")
WAITED = N_(
    "Hello {name},\n\nAll seats are taken for:\n\n{session}\n\n"
    "You are number {place} on the waiting list. You get a mail as soon as there is a seat for you."
    "\n\nIf you no longer want to come, please leave the list. There you can also have your data"
    " erased.\n\n[Leave the waiting list]({own})\n"
)
MOVED_UP = N_("There is a seat for you: {title}")
MOVING_UP = N_(
    "Hello {name},\n\nThere is a seat for you now, after the waiting list:\n\n{session}{calendar}\n\n"
    "If you cannot come any more, please cancel: somebody else will be glad of it. There you can"
    " also have your data erased.\n\n[Cancel]({own})\n"
)
CANCELLED = N_("You are no longer signed up: {title}")
CANCELLING = N_(
    "Hello {name},\n\nYou are no longer signed up for:\n\n{session}\n\n"
    "Some time after the session your data are erased by themselves. You can have that done at once:"
    "\n\n[Erase my data]({own})\n"
)
WRITING = N_(
    "{text}\n\nYou get this mail because you signed up for:\n\n{session}\n\n[Cancel]({own})\n"
)
CALENDAR = N_("Put it in my calendar")
NO_DATE_YET = N_("We do not know yet when it is.")


@dataclass(frozen=True)
class Mailing:
    """To whom letters about a session go, and where its links lead."""

    settings: Settings
    session: Session

    async def ask(self, person: Person) -> None:
        """Ask somebody to confirm. Nothing that was typed is in it, but the address it goes to."""
        token = await links.issue(CONFIRM, person.uid, UNCONFIRMED_LASTS)
        until = confirmed_before(self.session)
        zone = self.session.rules.timezone
        await self._post(
            person,
            (ASKED, ASKING),
            confirm=links.address(self.settings, person.locale, CONFIRM_PAGE, token),
            until=format_datetime(until, zone, person.locale),
        )

    async def tell(self, person: Person, place: int = 0) -> None:
        """Tell somebody how they stand."""
        match person.state:
            case Stage.UNCONFIRMED:
                await self.ask(person)
            case Stage.SEATED:
                await self._post(person, (SEATED, SEATING))
            case Stage.WAITING:
                await self._post(person, (WAITING, WAITED), place=place)
            case Stage.CANCELLED:
                await self._post(person, (CANCELLED, CANCELLING))

    async def tell_moved_up(self, person: Person) -> None:
        """Tell somebody who waited that they have a seat."""
        await self._post(person, (MOVED_UP, MOVING_UP))

    async def write(self, person: Person, subject: str, text: str) -> None:
        """Send somebody what an organiser typed."""
        await self._post(person, ("{subject}", WRITING), subject=subject, text=text)

    async def _post(self, person: Person, wording: tuple[str, str], **values: object) -> None:
        if not person.email:
            return
        locale = person.locale
        own = links.address(
            self.settings, locale, OWN_PAGE, await links.issue(OWN, person.uid, OWN_LASTS)
        )
        known = {
            "title": self.session.in_language(locale).title,
            "name": person.name,
            "session": described(self.settings, self.session, locale),
            "calendar": _in_calendar(self.settings, self.session, locale),
            "own": own,
            **values,
        }
        subject, text = (gettext(one, locale).format_map(known) for one in wording)
        await post(Letter(person.email, subject, text, locale=locale))
        await people.mailed(person.uid)


def confirmed_before(session: Session) -> datetime:
    """Until when somebody who signs up now can confirm it."""
    until = session.now + UNCONFIRMED_LASTS
    closes_at = session.rules.closes_at
    return min(until, closes_at) if closes_at else until


def described(settings: Settings, session: Session, locale: str) -> str:
    """A session in a few lines: what, when by whose clocks, where, and more on the site."""
    shown, rules = session.in_language(locale), session.rules
    when = gettext(NO_DATE_YET, locale)
    if rules.starts_at:
        period = format_period(rules.starts_at, rules.ends_at, rules.timezone, locale)
        when = f"{period} ({rules.timezone})"
    lines = (shown.title, when, shown.place, settings.public_url + shown.path)
    return "\n".join(filter(None, lines))


def _in_calendar(settings: Settings, session: Session, locale: str) -> str:
    """A link with which somebody puts it into their own calendar."""
    if session.rules.starts_at is None:
        return ""
    language = session.language(locale)
    address = settings.public_url + entry_ics(language, session.uid)
    return f"\n\n[{gettext(CALENDAR, locale)}]({address})"

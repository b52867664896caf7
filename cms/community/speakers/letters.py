"""The mails of the speakers' network. None tells one side an address of the other before the bundle."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from cms import settings
from cms.community.letters import Link, Part, greeting, link, listed, said, written
from cms.community.speakers.records import Asked, Contact, Offer, Reply, Request
from cms.community.typed import discreet
from cms.errors import N_
from cms.mail import Letter
from cms.mail.layout import quoted
from cms.translation.interface.catalogues import gettext
from cms.translation.interface.formats import format_datetime, format_list

WITHHELD = N_("[address left out]")
IGNORE = N_("If it was not you, do nothing: without this link nothing happens.")
LEAVE = N_("No requests any more, or requests again")
REPLIES = {"yes": N_("Yes"), "maybe": N_("Perhaps"), "no": N_("No")}
FEES = {
    "none": N_("No fee"),
    "expenses": N_("Expenses only"),
    "fee": N_("A fee, to be agreed on"),
}


def confirm_offer(to: str, token: str, locale: str) -> Letter:
    """To whoever offers to speak; nothing that was typed is in it, for it may be somebody else's."""
    return written(
        to,
        locale,
        N_("Confirm that you want to speak"),
        greeting(),
        said(
            N_(
                "Somebody, probably you, filled in on {site} that you want to join the speakers’"
                " network. Confirm it with this link, within seven days:"
            )
        ),
        link(N_("Confirm that you want to speak"), "speakers/offer/confirm", token, locale),
        said(N_("After that an editor reads what you wrote, and you hear from us.")),
        said(IGNORE),
    )


def accepted(offer: Offer, leaving: str) -> Letter:
    """To a speaker who is in the network now."""
    leave = _leave(leaving, offer.locale)
    return written(
        offer.email,
        offer.locale,
        N_("You are in the speakers’ network"),
        greeting(offer.name),
        said(
            N_(
                "Good news: you are in the speakers’ network of {site}. As soon as your page is"
                " public, we mail you what people who look for a speaker ask. You answer with a link,"
                " and your address stays with us until you say that it may be passed on."
            )
        ),
        leave,
        unsubscribe=leave.url,
    )


def rejected(offer: Offer) -> Letter:
    """To somebody who is not in the network."""
    return written(
        offer.email,
        offer.locale,
        N_("About your offer to speak"),
        greeting(offer.name),
        said(
            N_(
                "Thank you for your offer to speak. We did not take it up in the speakers’ network"
                " of {site}:"
            )
        ),
        quoted(offer.reason),
    )


def confirm_request(to: str, token: str, locale: str) -> Letter:
    """To whoever looks for a speaker; nothing that was typed is in it."""
    return written(
        to,
        locale,
        N_("Confirm that you look for a speaker"),
        greeting(),
        said(
            N_(
                "Somebody, probably you, looks for a speaker on {site}. Confirm it with this link,"
                " within seven days; only then do we send it to the speakers:"
            )
        ),
        link(N_("Confirm that you look for a speaker"), "speakers/request/confirm", token, locale),
        said(IGNORE),
    )


def received(mine: Request, erasing: str) -> Letter:
    """To a seeker whose request somebody looks at first."""
    return written(
        mine.email,
        mine.locale,
        N_("We have your request for a speaker"),
        greeting(mine.name),
        said(
            N_(
                "Thank you. Somebody of {site} looks at your request first, and then sends it to the"
                " speakers."
            )
        ),
        *_erasing(mine, erasing),
    )


def was_sent(mine: Request, erasing: str) -> Letter:
    """To a seeker whose request was mailed to the speakers."""
    return written(
        mine.email,
        mine.locale,
        N_("Your request was sent to the speakers"),
        greeting(mine.name),
        said(
            N_(
                "Your request was sent to the speakers of {site}. They can answer until {deadline}."
                " After that you get their answers in one mail."
            ),
            deadline=_moment(mine.deadline, mine.locale),
        ),
        *_erasing(mine, erasing),
    )


def refused(mine: Request, erasing: str) -> Letter:
    """To a seeker whose request goes to nobody."""
    return written(
        mine.email,
        mine.locale,
        N_("About your request for a speaker"),
        greeting(mine.name),
        said(N_("We do not send your request to the speakers of {site}:")),
        quoted(mine.reason),
        *_erasing(mine, erasing),
    )


def asked(
    mine: Request, fields: Sequence[str], one: Contact, token: str, leaving: str, *, again: bool
) -> Letter:
    """To a speaker: what somebody asks, and the link with which they answer.

    ``fields`` are as they are called in the speaker's language.
    """
    locale = one.locale
    leave = _leave(leaving, locale)
    return written(
        one.email,
        locale,
        N_("Reminder: a speaker is wanted") if again else N_("A speaker is wanted: can you come?"),
        greeting(one.name),
        said(N_("Somebody looks for a speaker, and asks the speakers’ network of {site}:")),
        listed(request_facts(mine, fields, locale)),
        quoted(discreet(mine.message, gettext(WITHHELD, locale))),
        said(
            N_(
                "Answer before {deadline} with this link, which is yours alone. Until then you can"
                " change what you answered:"
            ),
            deadline=_moment(mine.deadline, locale),
        ),
        link(N_("Answer"), "speakers/answer", token, locale),
        said(
            N_(
                "We bundle the answers for whoever asks. Your address is passed on only if you say so."
            )
        ),
        leave,
        unsubscribe=leave.url,
    )


def request_facts(mine: Request, fields: Sequence[str], locale: str) -> Iterator[tuple[str, str]]:
    """What a speaker is told of a request, with labels; addresses are left out.

    ``fields`` are as they are called in the language.
    """
    withheld = gettext(WITHHELD, locale)
    told = (
        (N_("Who asks"), ", ".join(one for one in (mine.name, mine.organisation) if one)),
        (N_("Occasion"), mine.occasion),
        (N_("When"), mine.period),
        (N_("Where"), mine.place),
        (N_("Audience"), mine.audience),
        (N_("Fields"), format_list(fields, locale)),
    )
    for label, value in told:
        if value:
            yield gettext(label, locale), discreet(value, withheld)


def bundle(mine: Request, answers: Sequence[Asked], erasing: str) -> Letter:
    """To the seeker: the answers as the organiser leaves them, and the addresses of who agreed to it."""
    opening = said(N_("These are the answers of the speakers."))
    if not answers:
        opening = said(N_("Unfortunately none of the speakers can come."))
    return written(
        mine.email,
        mine.locale,
        N_("The speakers’ answers to your request"),
        greeting(mine.name),
        said(N_("You looked for a speaker: {occasion}."), occasion=mine.occasion),
        mine.introduction or opening,
        *(part for one in answers for part in _answer(one, mine.locale)),
        *_erasing(mine, erasing),
    )


def _answer(one: Asked, locale: str) -> Iterator[Part]:
    text = one.message if one.edited is None else one.edited
    reach = one.reach or one.contact or ""
    if not one.agreed:
        text = discreet(text, gettext(WITHHELD, locale))
        reach = gettext("through us: answer this mail", locale)
    reply, fee = REPLIES[one.reply or Reply.NO], FEES.get(one.fee, "")
    told = (
        (N_("Can they come?"), gettext(reply, locale)),
        (N_("Fee"), fee and gettext(fee, locale)),
        (N_("How to reach them"), reach),
    )
    yield one.name
    yield listed((gettext(label, locale), value) for label, value in told if value)
    if text:
        yield quoted(text)


def _leave(token: str, locale: str) -> Link:
    return link(LEAVE, "speakers/take-part", token, locale)


def _erasing(mine: Request, token: str) -> tuple[Part, ...]:
    if not token:
        return ()
    label = N_("Erase your request, and all that was answered to it")
    return (link(label, "speakers/request/erase", token, mine.locale),)


def _moment(value: datetime | None, locale: str) -> str:
    return format_datetime(value, settings.settings.timezone, locale) if value else ""

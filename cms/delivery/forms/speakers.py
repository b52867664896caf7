"""The pages of the speakers' network: offering, asking, and the links in its mails."""

from collections.abc import Mapping
from typing import Any

from babel import Locale
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from cms.community import consent
from cms.community.speakers import answers, contacts, offers, requests
from cms.community.speakers.letters import FEES, REPLIES, WITHHELD, request_facts
from cms.community.speakers.vocabulary import words_of
from cms.community.typed import discreet
from cms.content import LOCALES
from cms.delivery.forms.pages import pages, text, token_of
from cms.delivery.forms.rendering import locale_of, shown
from cms.delivery.forms.sending import kept_once
from cms.errors import N_
from cms.settings import Settings
from cms.translation.interface.catalogues import gettext

LOOK = N_(
    "Look in your mailbox: with the link in the mail you confirm this. Until then nothing is done."
)


def fields_of(sent: FormData, *several: str) -> Mapping[str, Any]:
    """What was typed, by field; of the ``several`` all that was ticked."""
    typed: dict[str, Any] = {name: text(sent, name) for name in sent}
    return typed | {name: [str(one) for one in sent.getlist(name)] for name in several}


def done(request: Request, title: str, *said: str) -> Response:
    """A page that tells what was done."""
    return shown(request, "done.html", heading=title, said=said)


def button(request: Request, title: str, said: str, press: str) -> Response:
    """A page with a button, which sends the token of the page's address."""
    return shown(
        request, "press.html", heading=title, said=said, press=press, token=token_of(request)
    )


async def offering(request: Request) -> Response:
    """The form of who offers to speak."""
    locale = locale_of(request)
    return shown(
        request,
        "speaker_offer.html",
        consent=consent.shown(offers.CONSENT, locale),
        languages=[(code, _language(code, locale)) for code in LOCALES],
    )


def _language(code: str, locale: str) -> str:
    return str(Locale.parse(code).get_display_name(locale))


async def offer(request: Request, sent: FormData) -> Response:
    """Keep an offer."""
    typed, locale = fields_of(sent, "languages"), locale_of(request)
    await kept_once("form.offer", sent, lambda: offers.offer(typed, locale))
    return done(request, N_("One more step"), LOOK)


async def confirming_offer(request: Request) -> Response:
    """What the link in the mail leads to."""
    return button(
        request,
        N_("Confirm that you want to speak"),
        N_("With this you offer to speak. An editor reads what you wrote, and you hear from us."),
        N_("I want to speak"),
    )


async def confirm_offer(request: Request, sent: FormData) -> Response:
    """The offer is confirmed."""
    await offers.confirm(text(sent, "token"))
    return done(
        request, N_("Thank you"), N_("An editor reads what you wrote, and you hear from us.")
    )


async def asking(request: Request) -> Response:
    """The form of who looks for a speaker."""
    locale = locale_of(request)
    return shown(
        request,
        "speaker_request.html",
        consent=consent.shown(requests.CONSENT, locale),
        fields=await contacts.fields_of_network(locale),
    )


async def ask(request: Request, sent: FormData) -> Response:
    """Keep a request."""
    typed, locale = fields_of(sent, "fields"), locale_of(request)
    await kept_once("form.request", sent, lambda: requests.request(typed, locale))
    return done(request, N_("One more step"), LOOK)


async def confirming_request(request: Request) -> Response:
    """What the link in the mail leads to."""
    return button(
        request,
        N_("Confirm that you look for a speaker"),
        N_("With this we send your request to the speakers. They do not see your e-mail address."),
        N_("Send my request"),
    )


async def confirm_request(request: Request, sent: FormData) -> Response:
    """The request is confirmed."""
    settings: Settings = request.app.state.settings
    made = await requests.confirm(text(sent, "token"), settings)
    if made.asked_at:
        said = N_("Your request was sent to the speakers. Their answers come to you in one mail.")
    else:
        said = N_("Somebody looks at your request first, and then sends it to the speakers.")
    return done(request, N_("Thank you"), said)


async def erasing(request: Request) -> Response:
    """What the link to erase leads to."""
    await requests.to_erase(token_of(request))
    return button(
        request,
        N_("Erase your request"),
        N_("Your request is erased, with all that was answered to it. This cannot be undone."),
        N_("Erase"),
    )


async def erase(request: Request, sent: FormData) -> Response:
    """All of it is erased."""
    await requests.erase(text(sent, "token"))
    return done(request, N_("Erased"), N_("We keep nothing of your request any more."))


async def answering(request: Request) -> Response:
    """What a speaker was asked, and the form to answer."""
    locale = locale_of(request)
    found, mine = await answers.asked(token_of(request))
    return shown(
        request,
        "speaker_answer.html",
        one=found,
        asked=mine,
        facts=list(request_facts(mine, await words_of(mine.fields, locale), locale)),
        message=discreet(mine.message, gettext(WITHHELD, locale)),
        open=await answers.is_open(mine),
        replies=[(key, gettext(label, locale)) for key, label in REPLIES.items()],
        fees=[(key, gettext(label, locale)) for key, label in FEES.items()],
        token=token_of(request),
    )


async def answer(request: Request, sent: FormData) -> Response:
    """Keep what a speaker answers."""
    await answers.answer(text(sent, "token"), fields_of(sent))
    return done(
        request,
        N_("Thank you"),
        N_("Your answer is kept. Until the deadline you can change it with the same link."),
    )


async def choosing(request: Request) -> Response:
    """Whether a speaker has requests, and the button to change that."""
    if await contacts.takes_part(token_of(request)):
        said, press = (
            N_("You get requests of people who look for a speaker."),
            N_("No more requests"),
        )
    else:
        said, press = N_("You get no requests."), N_("Requests again, please")
    return shown(
        request,
        "press.html",
        heading=N_("Requests for speakers"),
        said=said,
        press=press,
        token=token_of(request),
        hidden={"takes_part": "" if press == N_("No more requests") else "yes"},
    )


async def choose(request: Request, sent: FormData) -> Response:
    """No requests any more, or requests again."""
    takes_part = await contacts.choose(
        text(sent, "token"), take_part=bool(text(sent, "takes_part"))
    )
    said = (
        N_("You get requests from now on.")
        if takes_part
        else N_("You get no requests any more. With the same link you can come back.")
    )
    return done(request, N_("Requests for speakers"), said)


ROUTES = [
    *pages("/speakers/offer/", offering, offer),
    *pages("/speakers/offer/confirm/", confirming_offer, confirm_offer),
    *pages("/speakers/request/", asking, ask),
    *pages("/speakers/request/confirm/", confirming_request, confirm_request),
    *pages("/speakers/request/erase/", erasing, erase),
    *pages("/speakers/answer/", answering, answer),
    *pages("/speakers/take-part/", choosing, choose),
]

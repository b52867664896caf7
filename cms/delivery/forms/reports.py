"""Handing in a report of a session: the page that the organiser's link leads to."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from cms.community import consent
from cms.community.reports import submitting
from cms.community.reports.submitting import LONGEST, REPORTING
from cms.delivery.forms.pages import pages, text, token_of
from cms.delivery.forms.rendering import locale_of, shown
from cms.delivery.forms.sending import kept_once

PATH = "/report/"


async def show(request: Request) -> Response:
    """The form, for a link that works."""
    locale, token = locale_of(request), token_of(request)
    return shown(
        request,
        "report.html",
        asked=await submitting.asked(token, locale),
        link=token,
        consent=consent.shown(REPORTING, locale),
        longest=LONGEST,
    )


async def act(request: Request, sent: FormData) -> Response:
    """Keep the report until an organiser has read it."""
    locale, token = locale_of(request), token_of(request, sent)
    typed = {name: text(sent, name) for name in (*LONGEST, "email")}
    await kept_once(
        "form.report",
        sent,
        lambda: submitting.hand_in(token, typed, locale, agreed=text(sent, "consent")),
    )
    return shown(request, "report_sent.html", asked=await submitting.asked(token, locale))


async def count(request: Request, sent: FormData) -> None:
    """Count a try; what is refused counts too."""
    address = request.client.host if request.client else ""
    await submitting.count(token_of(request, sent), address)


ROUTES = pages(PATH, show, act, first=count)

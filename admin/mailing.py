"""Sending somebody their link, or showing it once to the administrator who asked for it."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from admin.authentication import ROOT
from admin.language import PANEL_LOCALES, known, language_name
from admin.pages import Afterwards, shown
from cms.access.invites import Sent
from cms.access.users import NOWHERE
from cms.mail import NotSent, send
from cms.settings import Settings
from cms.translation.interface.letters import Writing, link


def mailing(
    request: Request, sent: Sent, letter: Writing, language: str, onwards: str
) -> Afterwards:
    """Send the mail and go ``onwards``; if it cannot be sent, show the link, this once."""
    settings: Settings = request.app.state.settings
    locale = known(language)

    async def done() -> Response:
        mailed, failed = False, False
        if not sent.email.endswith(NOWHERE):
            try:
                await send(letter(settings, sent, locale), settings)
                mailed = bool(settings.smtp_url)
            except NotSent:
                failed = True
        if mailed:
            return RedirectResponse(f"{ROOT}{onwards}?said=mailed", status_code=303)
        address = link(settings, sent, locale)
        return shown(
            request, "link.html", person=sent.name, link=address, failed=failed, onwards=onwards
        )

    return done


def languages(locale: str) -> list[dict[str, str]]:
    """The languages a mail can be in, the reader's own first."""
    codes = sorted(PANEL_LOCALES, key=lambda code: code != locale)
    return [{"value": code, "label": language_name(code, locale)} for code in codes]

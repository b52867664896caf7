"""The mails that people get, in plain words, and the links in them."""

from collections.abc import Callable

from cms.access.invites import Sent
from cms.errors import N_
from cms.mail import Letter
from cms.settings import PANEL, Settings
from cms.translation.interface.catalogues import gettext

Writing = Callable[[Settings, Sent, str], Letter]
"""Makes somebody’s mail in a language."""

INVITED = N_("Your account for {site}")
INVITATION = N_(
    "Hello {name},\n\n"
    "You were invited to work on {site}. Choose a password within six days with this link, "
    "which works once:\n\n[Choose a password]({link})\n\n"
    "After that you log in as {name}.\n"
)
FORGOTTEN = N_("A new password for {site}")
RENEWAL = N_(
    "Hello {name},\n\n"
    "Somebody, probably you, asked for a new password on {site}. Choose one within an hour with "
    "this link, which works once:\n\n[Choose a password]({link})\n\n"
    "It logs you out everywhere. If it was not you, do nothing: your password stays as it is.\n"
)


def link(settings: Settings, sent: Sent, locale: str) -> str:
    """Where the token leads, at the address that the settings name: never what a request says."""
    return f"{settings.public_url}{PANEL}password/choose/?token={sent.token}&lang={locale}"


def invitation(settings: Settings, sent: Sent, locale: str) -> Letter:
    """To somebody who was invited."""
    return _letter(settings, sent, INVITED, INVITATION, locale)


def renewal(settings: Settings, sent: Sent, locale: str) -> Letter:
    """To somebody who forgot their password."""
    return _letter(settings, sent, FORGOTTEN, RENEWAL, locale)


def _letter(settings: Settings, sent: Sent, subject: str, text: str, locale: str) -> Letter:
    site = settings.public_url.partition("://")[2]
    values = {"site": site, "name": sent.name, "link": link(settings, sent, locale)}
    return Letter(
        to=sent.email,
        subject=gettext(subject, locale).format(site=site),
        text=gettext(text, locale).format_map(values),
        locale=locale,
    )

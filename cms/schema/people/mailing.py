"""Sending people their links. Nobody else reads them: a program cannot take an account over."""

from cms import settings
from cms.access.invites import Sent
from cms.mail import NotSent, send
from cms.translation.interface.letters import Writing


async def handed_over(sent: Sent, letter: Writing, locale: str) -> bool:
    """Whether the mail server took it; without one the mail is a file on the server."""
    configured = settings.settings
    try:
        await send(letter(configured, sent, locale), configured)
    except NotSent:
        return False
    return bool(configured.smtp_url)

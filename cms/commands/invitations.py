"""`cms user invite` and `cms user reset`: links by mail, or printed where no mail is configured."""

import asyncio
import sys
from collections.abc import Sequence

from cms.access import accounts, invites
from cms.access.actors import system
from cms.access.invites import Sent
from cms.access.roles import Given, Role
from cms.access.users import NOWHERE
from cms.commands.databases import written_on
from cms.commands.terminal import tell
from cms.errors import N_
from cms.mail import NotSent, send
from cms.settings import Settings
from cms.translation.interface import letters

ACTOR = system("cms user")
OF_NEW = (Given(Role.EDITOR),)


def run_invite(
    settings: Settings, name: str, email: str, roles: Sequence[Given], locale: str
) -> int:
    """Make an account for somebody; without ``roles`` an editor’s."""
    sent = written_on(settings, lambda: _invite(name, email, roles or OF_NEW))
    return _hand_over(settings, sent, letters.invitation, locale)


async def _invite(name: str, email: str, roles: Sequence[Given]) -> Sent:
    return await invites.invite(ACTOR, name, email, roles)


def run_reset(settings: Settings, name: str, locale: str) -> int:
    """Let somebody choose another password."""
    sent = written_on(settings, lambda: _reset(name))
    return _hand_over(settings, sent, letters.renewal, locale)


async def _reset(name: str) -> Sent:
    return await invites.reset(ACTOR, (await accounts.account_named(name)).id)


def _hand_over(settings: Settings, sent: Sent, letter: letters.Writing, locale: str) -> int:
    """Send the link. Where that cannot be it is printed: it was made already, and works."""
    refused = ""
    if settings.smtp_url and not sent.email.endswith(NOWHERE):
        try:
            asyncio.run(send(letter(settings, sent, locale), settings))
        except NotSent as error:
            refused = error.reason
        else:
            tell(N_("A mail went to {email}."), email=sent.email)
            return 0
    if refused:
        tell(N_("The mail to {email} was not taken ({reason})."), email=sent.email, reason=refused)
    else:
        tell(N_("No mail was sent."))
    tell(N_("Give this link to {name}: it works once."), name=sent.name)
    sys.stdout.write(letters.link(settings, sent, locale) + "\n")
    return int(bool(refused))

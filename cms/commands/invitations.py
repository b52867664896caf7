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
from cms.commands.terminal import say
from cms.mail import send
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
    if settings.smtp_url and not sent.email.endswith(NOWHERE):
        asyncio.run(send(letter(settings, sent, locale), settings))
        say(f"A mail went to {sent.email}.")
        return 0
    say(f"No mail was sent. Give this link to {sent.name}: it works once.")
    sys.stdout.write(letters.link(settings, sent, locale) + "\n")
    return 0

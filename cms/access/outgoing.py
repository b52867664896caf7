"""The mail that leaves the site, for administrators."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from cms.access import audit
from cms.access.actors import Actor
from cms.access.permissions import require
from cms.access.roles import Permission
from cms.errors import N_, NotFound
from cms.mail import watching
from cms.mail.watching import Outgoing


async def letters(
    asker: Actor, stage: str, before: datetime | None, most: int
) -> tuple[list[Outgoing], Mapping[str, int]]:
    """A page of the letters, as `watching.outgoing`, and how many there are. Raises `Denied`."""
    await require(asker, Permission.ADMINISTER)
    return await watching.outgoing(stage, before, most), await watching.numbers()


async def send_again(asker: Actor, letter: UUID) -> None:
    """Try a letter anew that was given up. Raises `Denied` and `NotFound`. Inside `writing()`."""
    await require(asker, Permission.ADMINISTER)
    if not await watching.again(letter):
        raise NotFound(N_("There is no such letter that was given up."))
    await audit.note(asker.name, "mail.again", str(letter))


async def check_may_read(asker: Actor) -> None:
    """Raise `Denied` for who may not read letters."""
    await require(asker, Permission.ADMINISTER)

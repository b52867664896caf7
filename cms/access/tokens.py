"""Secrets that are handed out once: the holder has the text, the database only its hash."""

import hashlib
import secrets

from cms.errors import N_, CmsError


class DeadLink(CmsError):
    """A link that does nothing (any more); the code says why."""

    status = 410

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def mint() -> str:
    """A new secret; it can stand in an address."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> bytes:
    """What is kept of it; whatever somebody sends instead of one has a digest too."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def unknown() -> DeadLink:
    """Of a link that was never made, or was forgotten since."""
    return DeadLink("token_unknown", N_("This link is not one of ours: copy it whole."))


def used_up() -> DeadLink:
    """Of a link that did what it was for."""
    return DeadLink("token_used", N_("This link was used already."))


def check_alive(*, used: bool, ended: bool, expired: bool) -> None:
    """Raise `DeadLink` for a link that works no longer, saying what became of it."""
    if used:
        raise used_up()
    if ended:
        raise DeadLink("token_ended", N_("This link was withdrawn, or a newer one was sent."))
    if expired:
        raise DeadLink("token_expired", N_("This link has expired: ask for a new one."))

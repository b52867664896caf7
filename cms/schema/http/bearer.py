"""Who asks: whoever the token in the Authorization header acts for. A cookie never counts.

What a browser sends along by itself would let any page on the web act for an editor; a token is sent
only by a program that has it.
"""

from dataclasses import dataclass, field

from starlette.requests import Request

from cms.access import api_tokens
from cms.access.actors import NOBODY, Actor
from cms.access.api_tokens import BadToken
from cms.access.networks import network_of
from cms.errors import N_, CmsError
from cms.schema.budgets import Buckets

MOST_BAD = 20
SECONDS = 3.0


class TooManyBadTokens(CmsError):
    """An address that sent bad tokens must wait before another one is looked at."""

    code = "rate_limited"
    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(
            N_("Too many wrong tokens came from your address: wait {seconds} seconds."),
            seconds=seconds,
        )
        self.seconds = seconds


@dataclass
class BadTokens:
    """How many bad tokens each client sent lately, in this process: an address, or a network of IPv6.

    Nobody guesses 256 bits: this only keeps a flood of them away from the database.
    """

    buckets: Buckets = field(default_factory=lambda: Buckets(1 / SECONDS))

    def check(self, address: str) -> None:
        """Raise `TooManyBadTokens` while there are too many."""
        beyond = self.buckets.level(network_of(address)) - MOST_BAD + 1
        if beyond > 0:
            raise TooManyBadTokens(int(beyond * SECONDS) + 1)

    def count(self, address: str) -> None:
        """Note one."""
        self.buckets.add(network_of(address), 1)


def asks_as_somebody(request: Request) -> bool:
    """Whether the answer depends on who asks: then nobody else may be given it."""
    return token_of(request) is not None


async def actor_of(request: Request, bad: BadTokens) -> Actor:
    """Who asks; `NOBODY` without a token. Raises `BadToken` and `TooManyBadTokens`."""
    text = token_of(request)
    if text is None:
        return NOBODY
    address = address_of(request)
    bad.check(address)
    try:
        return await api_tokens.actor_of(text)
    except BadToken:
        bad.count(address)
        raise


def address_of(request: Request) -> str:
    """Where a request comes from; behind a proxy the server has put the visitor's address here."""
    return request.client.host if request.client else ""


def token_of(request: Request) -> str | None:
    """The token; other schemes are somebody else's, such as a proxy that asks for a password."""
    scheme, _, text = request.headers.get("authorization", "").strip().partition(" ")
    return text.strip() if scheme.lower() == "bearer" else None

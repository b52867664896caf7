"""Forms that a mail follows: how often they may be sent, and that each is kept once."""

import hashlib
from collections.abc import Awaitable, Callable

from starlette.datastructures import FormData
from starlette.requests import Request

from cms.community.idempotency import Outcome, once
from cms.community.limits import charge, mail_to
from cms.delivery.forms.pages import text


async def count_mail(_request: Request, sent: FormData) -> None:
    """Count a mail to the address in the form. Raises `RateLimited`."""
    await charge(mail_to(text(sent, "email")))


async def kept_once(act: str, sent: FormData, do: Callable[[], Awaitable[object]]) -> None:
    """Do it, unless the very same form was sent already: people press a button twice."""
    whole = repr(sorted(sent.multi_items())).encode("utf-8", "replace")

    async def done() -> Outcome:
        await do()
        return {}

    await once(act, hashlib.sha256(whole).hexdigest(), {}, done)

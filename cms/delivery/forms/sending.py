"""Forms that a mail follows: each is kept once."""

import hashlib
from collections.abc import Awaitable, Callable

from starlette.datastructures import FormData

from cms.community.idempotency import Outcome, once


async def kept_once(act: str, sent: FormData, do: Callable[[], Awaitable[object]]) -> None:
    """Do it, unless the very same form was sent already: people press a button twice."""
    whole = repr(sorted(sent.multi_items())).encode("utf-8", "replace")

    async def done() -> Outcome:
        await do()
        return {}

    await once(act, hashlib.sha256(whole).hexdigest(), {}, done)

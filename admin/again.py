"""A request that PostgreSQL ended for another's sake is done again, all of it."""

from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from admin.hardening import within
from admin.withholding import Withheld
from cms.database.clashing import CLASHED, MOST_TIMES, apart
from cms.database.transactions import counting_commits


class Again:
    """Middleware: up to `MOST_TIMES` in all, as long as nothing of it was committed or answered.

    What it read is kept, so it comes within whatever limits that; ``streamed`` are the folders whose
    requests are read once.
    """

    def __init__(self, app: ASGIApp, *, streamed: Sequence[str] = ()) -> None:
        self.app = app
        self.streamed = tuple(streamed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or within(scope).startswith(self.streamed):
            await self.app(scope, receive, send)
            return
        request = _Request(scope, receive, send)
        for _ in range(MOST_TIMES - 1):
            if await request.answered(self.app):
                return
            await apart()
        await self.app(*request.anew(), send)


class _Request:
    """One request, of which all that was read can be read again."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        self.receive = receive
        self.send = send
        self.read: list[Message] = []

    def anew(self) -> tuple[Scope, Receive]:
        """As it came: what handlers noted of it is forgotten."""
        left = iter(tuple(self.read))

        async def receive() -> Message:
            for message in left:
                return message
            message = await self.receive()
            self.read.append(message)
            return message

        return {**self.scope, "state": dict(self.scope.get("state", {}))}, receive

    async def answered(self, app: ASGIApp) -> bool:
        """Whether it was; not if it clashed before it had done anything, and may go again."""
        answer = Withheld(self.send)
        with counting_commits() as commits:
            try:
                await app(*self.anew(), answer.send)
            except CLASHED:
                if answer.begun or commits.number:
                    raise
                return False
        await answer.release()
        return True

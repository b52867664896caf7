"""What an application within sends of an error of its own, held back until it is known what to answer."""

from starlette.types import Message, Send


class Withheld:
    """Passes an answer on, but for one of 500: applications send that before they raise the error.

    ``begun`` says whether anything was passed on.
    """

    def __init__(self, send: Send) -> None:
        self.begun = False
        self._send = send
        self._held: list[Message] = []

    async def send(self, message: Message) -> None:
        """For the application within."""
        if self._held or message.get("status") == 500:
            self._held.append(message)
            return
        self.begun = True
        await self._send(message)

    async def release(self) -> None:
        """Send what was held back: it is the answer after all."""
        for message in self._held:
            await self._send(message)

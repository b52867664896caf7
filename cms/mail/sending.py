"""Handing a mail over: to the server that the settings name, or else into files."""

import logging
import secrets
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from anyio import to_thread

from cms.errors import N_, CmsError
from cms.mail.letter import Letter
from cms.mail.message import message_of, readable
from cms.settings import Settings

PORTS = {"smtp": 25, "starttls": 587, "smtps": 465}
SECONDS = 15
logger = logging.getLogger(__name__)


class NotSent(CmsError):
    """The mail server took it not; ``refused`` says that it never will, and ``reason`` what it said."""

    code = "mail_not_sent"
    status = 502

    def __init__(self, reason: str = "", *, refused: bool = False) -> None:
        super().__init__(N_("The mail could not be sent: the mail server does not take it."))
        self.reason = reason
        self.refused = refused


async def send(letter: Letter, settings: Settings, identity: str = "") -> None:
    """Hand a mail over at once. Raises `NotSent`. Call it after the commit of what it tells of.

    For what may wait there is `post`: only what the answer must tell the outcome of is sent so.
    """
    identity = identity or str(uuid4())
    if not settings.smtp_url:
        content = readable(letter, settings, identity)
        await to_thread.run_sync(_keep, content, settings.var / "mail")
        return
    message = message_of(letter, settings, identity)
    try:
        await to_thread.run_sync(_hand_over, message, settings.smtp_url)
    except (OSError, smtplib.SMTPException) as error:
        failed = NotSent(_reason(error), refused=_is_for_good(error))
        logger.error("mail was not sent: %s", failed.reason)
        raise failed from error


def _keep(content: bytes, folder: Path) -> None:
    """Write it where only the owner of the process reads: links in it open accounts."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    path = folder / f"{moment}-{secrets.token_hex(4)}.eml"
    path.touch(mode=0o600)
    path.write_bytes(content)


def greet(url: str) -> None:
    """Log in at a mail server, and leave again. Raises `NotSent`."""
    try:
        with _connected(url) as connection:
            connection.noop()
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise NotSent(_reason(error)) from error


def _hand_over(message: EmailMessage, url: str) -> None:
    with _connected(url) as connection:
        connection.send_message(message)


@contextmanager
def _connected(url: str) -> Iterator[smtplib.SMTP]:
    server = urlsplit(url)
    host, port = server.hostname or "", server.port or PORTS[server.scheme]
    context = ssl.create_default_context()
    connection = (
        smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
        if server.scheme == "smtps"
        else smtplib.SMTP(host, port, timeout=SECONDS)
    )
    with connection:
        if server.scheme == "starttls":
            connection.starttls(context=context)
        if server.username:
            connection.login(unquote(server.username), unquote(server.password or ""))
        yield connection


def _codes(error: Exception) -> list[int]:
    """What the server answered, in numbers."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [code for code, _ in error.recipients.values()]
    return [error.smtp_code] if isinstance(error, smtplib.SMTPResponseException) else []


def _is_for_good(error: Exception) -> bool:
    """Whether it is the letter that is refused; a server that refuses us may be set right."""
    of_the_letter = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
    return of_the_letter and all(500 <= code < 600 for code in _codes(error))


def _reason(error: Exception) -> str:
    """What went wrong, without the server's words: they name who it was for."""
    return " ".join([type(error).__name__, *map(str, _codes(error))])

"""Sending mail: to the server that the settings name, or else into files."""

import logging
import secrets
import smtplib
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from anyio import to_thread

from cms.errors import N_, CmsError
from cms.settings import Settings

PORTS = {"smtp": 25, "starttls": 587, "smtps": 465}
SECONDS = 15
NOBODY = "Klankbord <klankbord@localhost>"
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Letter:
    """A mail in plain text."""

    to: str
    subject: str
    text: str


class NotSent(CmsError):
    """The mail server took it not."""

    code = "mail_not_sent"
    status = 502

    def __init__(self) -> None:
        super().__init__(N_("The mail could not be sent: the mail server does not take it."))


async def send(letter: Letter, settings: Settings) -> None:
    """Hand a mail over. Raises `NotSent`. Call it after the commit of what the mail tells of."""
    message = _message(letter, settings.mail_from or NOBODY)
    if not settings.smtp_url:
        await to_thread.run_sync(_keep, message, settings.var / "mail")
        return
    try:
        await to_thread.run_sync(_hand_over, message, settings.smtp_url)
    except (OSError, smtplib.SMTPException) as error:
        logger.error("mail was not sent: %s", type(error).__name__)
        raise NotSent from error


def _message(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message


def _keep(message: EmailMessage, folder: Path) -> None:
    """Write it where only the owner of the process reads: links in it open accounts.

    Unlike what goes over SMTP its lines are as written, so that a link can be copied.
    """
    message.set_content(message.get_content(), cte="8bit")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    path = folder / f"{moment}-{secrets.token_hex(4)}.eml"
    path.touch(mode=0o600)
    path.write_bytes(message.as_bytes())


def _hand_over(message: EmailMessage, url: str) -> None:
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
        connection.send_message(message)

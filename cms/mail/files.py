"""The letters that became files because no mail server is named: to be read while developing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Literal

MOST = 50
_NAME = re.compile(r"(\d{8}T\d{6})-[0-9a-f]{8}\.eml")
_SHOWN = (
    *("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Content-Language"),
    *("Auto-Submitted", "List-Unsubscribe"),
)


@dataclass(frozen=True)
class KeptLetter:
    """A letter as it would have been sent."""

    name: str
    at: datetime
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str

    def header(self, name: str) -> str:
        """What a header says, or nothing."""
        return dict(self.headers).get(name, "")


def kept_letters(folder: Path) -> list[KeptLetter]:
    """The newest, at most `MOST`."""
    names = sorted((path.name for path in folder.glob("*.eml")), reverse=True)
    return [letter for name in names[:MOST] if (letter := kept_letter(folder, name))]


def kept_letter(folder: Path, name: str) -> KeptLetter | None:
    """One of them, if there is such a file."""
    written = _NAME.fullmatch(name)
    path = folder / name
    if not written or not path.is_file():
        return None
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    moment = datetime.strptime(written[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    headers = tuple(_headers(message))
    return KeptLetter(name, moment, headers, _part(message, "plain"), _part(message, "html"))


def _headers(message: EmailMessage) -> Iterator[tuple[str, str]]:
    return ((name, str(message[name])) for name in _SHOWN if message[name] is not None)


def _part(message: EmailMessage, kind: Literal["plain", "html"]) -> str:
    found = message.get_body((kind,))
    return str(found.get_content()) if found else ""

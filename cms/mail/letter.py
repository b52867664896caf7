"""A letter: what is said to whom, with nothing in it that could be read as a header of its own."""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from cms.errors import N_, CmsError

LONGEST_SUBJECT = 200
_ADDRESS = re.compile(r"[!#-'*+./0-9=?A-Z^-~-]{1,64}@[^\s\x00-\x2c/:-@\[-`{-\x7f]{1,253}")
_ENCODED = "=?"
"""How an encoded word begins (RFC 2047): Python's own library decodes those, ends of lines included."""
_KEPT = frozenset("\n\t")


class BadLetter(CmsError):
    """What no mail can be made of."""

    code = "bad_letter"

    def __init__(self, name: str) -> None:
        super().__init__(N_("No mail can be sent with this as its “{name}”."), name=name)


@dataclass(frozen=True)
class Letter:
    """A mail to one person.

    ``text`` is its only source: `cms.mail.layout` says how links stand in it, and makes the plain text
    and the HTML of it, unless ``html`` is given. ``reply_to`` is an address, ``unsubscribe`` that of a
    page on which whoever reads it can have no more of these. ``locale`` is the language it is in.

    Raises `BadLetter` for an address that is none; a subject becomes one line of at most
    `LONGEST_SUBJECT` characters, and what cannot be shown is left out of it and of the text.
    """

    to: str
    subject: str
    text: str
    html: str = ""
    reply_to: str = ""
    unsubscribe: str = ""
    locale: str = ""

    def __post_init__(self) -> None:
        ascii_address(self.to, "to")
        if self.reply_to:
            ascii_address(self.reply_to, "reply_to")
        if self.unsubscribe and not _is_address_of_page(self.unsubscribe):
            raise BadLetter("unsubscribe")
        if self.locale and not self.locale.isalpha():
            raise BadLetter("locale")
        object.__setattr__(self, "subject", one_line(self.subject))
        object.__setattr__(self, "text", _showable(self.text))
        object.__setattr__(self, "html", _showable(self.html))


def ascii_address(text: str, name: str) -> str:
    """An e-mail address as servers take it: the domain in ASCII. Raises `BadLetter`."""
    if not _ADDRESS.fullmatch(text) or _ENCODED in text:
        raise BadLetter(name)
    local, _, domain = text.rpartition("@")
    try:
        if domain.isascii():
            return f"{local}@{domain.encode('idna').decode('ascii')}"
        # Python's own codec is of 2003: it takes straße for strasse, which is somebody else's.
        return validate_email(text, check_deliverability=False).ascii_email or ""
    except (UnicodeError, EmailNotValidError):
        raise BadLetter(name) from None


def one_line(text: str) -> str:
    """A text as one line that is not too long for a header."""
    line = " ".join(_showable(text).split()).replace(_ENCODED, "= ?")
    whole = len(line) <= LONGEST_SUBJECT
    return line if whole else f"{line[: LONGEST_SUBJECT - 1].rstrip()}…"


def _showable(text: str) -> str:
    """Without control characters, and with plain ends of lines."""
    lines = "\n".join(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    plain = lines.encode("utf-8", "replace").decode()
    return "".join(one for one in plain if one in _KEPT or unicodedata.category(one) != "Cc")


def _is_address_of_page(text: str) -> bool:
    if not (text.isascii() and text.isprintable()) or set(text) & set(' <>"'):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)

"""A letter as the bytes that mail servers take (RFC 5322)."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr

from cms.mail.layout import as_html, as_text
from cms.mail.letter import Letter, ascii_address, one_line
from cms.settings import Settings

NOBODY = "Klankbord <klankbord@localhost>"
SAFE = "quoted-printable"
"""Goes through every server, whatever it knows of 8-bit text and long lines."""


def message_of(letter: Letter, settings: Settings, identity: str, cte: str = SAFE) -> EmailMessage:
    """The whole mail. ``identity`` is the same whenever the same letter is tried again."""
    name, address = parseaddr(settings.mail_from or NOBODY)
    address = ascii_address(address, "from")
    message = EmailMessage(SMTP)
    message["From"] = _mailbox(address, one_line(name))
    message["To"] = _mailbox(ascii_address(letter.to, "to"))
    if letter.reply_to:
        message["Reply-To"] = _mailbox(ascii_address(letter.reply_to, "reply_to"))
    message["Subject"] = letter.subject
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{identity}@{address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
    message.set_content(as_text(letter.text), cte=cte)
    html = letter.html or as_html(
        letter.text, letter.subject, letter.locale or settings.default_locale, settings.public_url
    )
    message.add_alternative(html, subtype="html", cte=cte)
    if letter.locale:
        message["Content-Language"] = letter.locale
    return message


def readable(letter: Letter, settings: Settings, identity: str) -> bytes:
    """The whole mail with its lines as they were written, so that a link can be copied."""
    message = message_of(letter, settings, identity, cte="8bit")
    return message.as_bytes(policy=message.policy.clone(linesep="\n", max_line_length=0))


def _mailbox(address: str, name: str = "") -> Address:
    return Address(display_name=name, addr_spec=address)

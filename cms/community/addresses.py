"""E-mail addresses that strangers type. They are read, never looked up: that is what mails are for."""

from email_validator import EmailNotValidError, validate_email

from cms.errors import N_, InvalidInput, Message, Problem
from cms.mail.letter import BadLetter, ascii_address

LONGEST = 254


def email_address(typed: str, field: str = "email") -> str:
    """The address in its one spelling. Raises `InvalidInput` for what is none.

    The part before the @ keeps its capitals, and is in ASCII: few servers take anything else. After
    it international names may stand.
    """
    try:
        found = validate_email(
            typed.strip()[: LONGEST * 2], check_deliverability=False, allow_smtputf8=False
        )
        ascii_address(found.normalized, field)
    except (EmailNotValidError, BadLetter):
        text = Message(N_("This is not an e-mail address."))
        raise InvalidInput([Problem("bad_address", text, field)]) from None
    return found.normalized


def mailbox(typed: str) -> str:
    """What all spellings of one mailbox have in common, as far as anybody can tell."""
    try:
        return email_address(typed).casefold()
    except InvalidInput:
        return typed.strip().casefold()

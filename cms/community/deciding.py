"""What waits for somebody to decide, and was decided."""

from cms.errors import N_, CmsError, InvalidInput, Message, Problem

LONGEST_REASON = 3000


class Decided(CmsError):
    """Somebody decided already."""

    code = "decided"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            N_("This was decided already, or is not confirmed. Look at the page again.")
        )


def reason_of(typed: str) -> str:
    """A reason that can be mailed. Raises `InvalidInput`."""
    reason = typed.replace("\r\n", "\n").replace("\0", "").strip()
    if not reason:
        text = Message(N_("Say why: whoever it concerns gets this by mail."))
        raise InvalidInput([Problem("reason_missing", text, "reason")])
    if len(reason) > LONGEST_REASON:
        text = Message(N_("This is too long: at most {most} characters."), {"most": LONGEST_REASON})
        raise InvalidInput([Problem("too_long", text, "reason")])
    return reason

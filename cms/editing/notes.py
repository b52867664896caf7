"""What people write about a change, beside the change: notes, comments, labels."""

from cms.editing.tables import NOTE_LENGTH
from cms.errors import N_, InvalidInput, Message, Problem


def read_note(text: object, name: str, *, most: int = NOTE_LENGTH) -> str:
    """One line of plain text; raises `InvalidInput` for ``name`` when it is none, or too long."""
    if not isinstance(text, str):
        raise InvalidInput([Problem("wrong_type", Message(N_("Write a text.")), name)])
    line = " ".join(text.split())
    if not line.isprintable():
        wrong = Message(N_("This text has characters that cannot be shown."))
        raise InvalidInput([Problem("bad_character", wrong, name)])
    if len(line) > most:
        long = Message(N_("This may be at most {most} characters long."), {"most": most})
        raise InvalidInput([Problem("too_long", long, name)])
    return line

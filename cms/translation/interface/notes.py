"""What footnotes are called in a reader's language."""

from cms.content.richtext import NoteWords
from cms.errors import N_
from cms.translation.interface.catalogues import gettext

TITLE = N_("Notes")
BACK = N_("Back to the text at note {number}")


def note_words(locale: str) -> NoteWords:
    """The words that stand with the notes of a text, in its language."""
    return NoteWords(gettext(TITLE, locale), gettext(BACK, locale))

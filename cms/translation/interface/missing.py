"""What is said of a field that a draft lacks and the public would need."""

from cms.content import ContentType, Field
from cms.content.labels import label_of, places
from cms.errors import N_, Message
from cms.translation.interface.catalogues import render

MISSING = N_("[{label} is missing]")


def missing_text(content_type: ContentType, one: Field, locale: str) -> str:
    """``[Titel ontbreekt]``, for a reader of the text itself."""
    return render(Message(MISSING, {"label": _label(content_type, one)}), locale)


def _label(content_type: ContentType, one: Field) -> Message:
    """What this type calls it: types may share a composite, each with words of its own."""
    called = [other for _, other in places(content_type) if other.name == one.name]
    return label_of(content_type, called[0]) if called else Message(one.label)

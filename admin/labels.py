"""Labels, help texts and choices of the declarations, in the panel's language."""

from enum import Enum

from cms.content import Composite, ContentType, Declared, Field, Rows, State
from cms.content.declaration import worded
from cms.translation.catalogues import gettext

STATES = "entry.state"


def label(content_type: ContentType, one: Declared, locale: str) -> str:
    """What a field or list is called."""
    return gettext(one.label, locale, f"{_place(content_type, one)}|label")


def help_text(content_type: ContentType, one: Field | Rows, locale: str) -> str:
    """What an editor should know of it; often nothing."""
    if not one.help:
        return ""
    return gettext(one.help, locale, f"{_place(content_type, one)}|help")


def choice(content_type: ContentType, one: Field, member: Enum, locale: str) -> str:
    """One of the values a field may take."""
    context = f"{_place(content_type, one)}|enum:{member.value}"
    return gettext(worded(str(member.value)), locale, context)


def state(value: str, locale: str) -> str:
    """Where an entry stands in one language."""
    return gettext(worded(State(value).value), locale, f"{STATES}|enum:{value}")


def type_label(content_type: ContentType, locale: str) -> str:
    """What one entry is called."""
    return gettext(content_type.label, locale, f"{content_type.name}|label")


def type_plural(content_type: ContentType, locale: str) -> str:
    """What several entries are called."""
    return gettext(content_type.plural, locale, f"{content_type.name}|plural")


def _place(content_type: ContentType, one: Declared) -> str:
    for declared in content_type.all_fields:
        if declared is one:
            return f"{content_type.name}.{one.name}"
        if isinstance(declared, Composite | Rows):
            for part in declared.fields:
                nested = f"{content_type.name}.{declared.name}.{part.name}"
                if part is one:
                    return nested
                if isinstance(part, Composite) and any(field is one for field in part.fields):
                    return f"{nested}.{one.name}"
    return f"{content_type.name}.{one.name}"

"""Working copies of every type as one table, for statements about all of them."""

from cms.content import LOCALES, localised
from cms.content.discovery import installed

EACH_LANGUAGE = "(VALUES {}) l (locale, title, state)".format(
    ", ".join(
        f"('{locale}', n.{localised('title', locale)}, n.{localised('state', locale)})"
        for locale in LOCALES
    )
)
"""A row for each language of the node called ``n``."""


def working_copies() -> str:
    """What each entry's own row knows and its node does not."""
    return " UNION ALL ".join(
        f'SELECT uid, revision, source_locale, updated_by, updated_at FROM "{one.name}"'
        for one in installed().values()
    )

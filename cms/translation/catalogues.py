"""What we wrote, in the reader's language: interface catalogues, compiled in memory at start."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from cms.errors import CmsError, Message
from cms.settings import settings

DOMAINS = ("messages", "admin", "schema")


def folder() -> Path:
    """Where the catalogues lie."""
    return settings.locales_dir or Path(__file__).parents[2] / "locales"


@cache
def _texts(locale: str) -> Mapping[tuple[str | None, str], str]:
    found: dict[tuple[str | None, str], str] = {}
    for domain in DOMAINS:
        path = folder() / locale / "LC_MESSAGES" / f"{domain}.po"
        if path.exists():
            with path.open("rb") as file:
                for message in read_po(file, locale=locale):
                    if message.id and message.string and not message.fuzzy:
                        found[message.context, str(message.id)] = str(message.string)
    return found


def gettext(text: str, locale: str, context: str | None = None) -> str:
    """``text`` in ``locale``; with a context first under it, then without. English falls through."""
    texts = _texts(locale)
    return texts.get((context, text)) or texts.get((None, text)) or text


def render(message: Message, locale: str) -> str:
    """A message in the reader's language, its parameters filled in afterwards."""
    text = gettext(message.text, locale)
    return text.format_map(message.params) if message.params else text


def render_error(error: CmsError, locale: str) -> str:
    """An error's one-line text in the reader's language."""
    return render(error.message, locale)

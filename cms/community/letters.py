"""Mails to strangers: texts of ours, what others wrote, and personal links."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cms import settings
from cms.community import links
from cms.errors import N_, Message
from cms.mail import Letter
from cms.translation.interface.catalogues import gettext, render


@dataclass(frozen=True)
class Link:
    """A link with words, on a line of its own."""

    label: str
    url: str

    def __str__(self) -> str:
        return f"[{self.label}]({self.url})"


Part = Message | Link | str
"""A message is ours, and is translated; a text is somebody's, and stands as it is."""


def said(text: str, **values: Any) -> Message:
    """A text of ours, which may name the ``{site}``."""
    site = settings.settings.public_url.partition("://")[2]
    return Message(text, {"site": site, **values})


def greeting(name: str = "") -> Message:
    """How a letter begins; without a name for an address that nobody confirmed."""
    return said(N_("Hello {name},"), name=name) if name else said(N_("Hello,"))


def listed(facts: Iterable[tuple[str, str]]) -> str:
    """Facts with their labels, in the reader's language."""
    return "\n".join(
        f"- {label if label.endswith('?') else f'{label}:'} {value}" for label, value in facts
    )


def link(label: str, page: str, token: str, locale: str) -> Link:
    """Where somebody goes on, with their token."""
    return Link(gettext(label, locale), links.address(settings.settings, locale, page, token))


def written(to: str, locale: str, subject: str, *parts: Part, unsubscribe: str = "") -> Letter:
    """A letter of these paragraphs; whoever answers it writes to the organisation."""
    paragraphs = [render(one, locale) if isinstance(one, Message) else str(one) for one in parts]
    return Letter(
        to=to,
        subject=gettext(subject, locale),
        text="\n\n".join(paragraphs) + "\n",
        unsubscribe=unsubscribe,
        locale=locale,
    )

"""The sites that show previews, as one setting names them."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from cms.errors import N_
from cms.settings.readers import BadSetting


@dataclass(frozen=True)
class Frontend:
    """A site that shows previews: ``link`` is an address of it with ``{token}`` and perhaps ``{path}``."""

    name: str
    link: str

    @property
    def origin(self) -> str:
        """Scheme, host and port: whose pages these are to a browser."""
        parts = urlsplit(self.link)
        return f"{parts.scheme}://{parts.netloc}"


def frontend(text: str) -> Frontend:
    """One site; without a name of its own it has its host's."""
    named = re.fullmatch(r"([^=/:?]+)=(.+)", text)
    name, link = named.groups() if named else ("", text)
    return Frontend(name.replace("_", " ") or urlsplit(link).netloc, link)


def templates(name: str, text: str) -> str:
    """Addresses with a place for the token, each perhaps after a name, with spaces between; or nothing."""
    for one in text.split():
        _check_template(name, frontend(one).link)
    names = [frontend(one).name for one in text.split()]
    if len(set(names)) < len(names):
        raise BadSetting(N_("{name} gives two sites one name."), name=name)
    return text


def _check_template(name: str, link: str) -> None:
    plain = link.replace("{path}", "").replace("{token}", "")
    try:
        fixed = urlsplit(plain).hostname and not set("{}'\";,") & set(plain)
    except ValueError:
        fixed = False
    whole = link.startswith(("http://", "https://")) and "{" not in urlsplit(link).netloc
    if not (fixed and whole and "{token}" in link):
        raise BadSetting(
            N_("{name} must be an address with a place for the token in it, not {value}."),
            name=name,
            value=repr(link),
        )

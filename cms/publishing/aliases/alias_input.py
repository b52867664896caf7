"""Reading an alias as somebody typed it, or a line of a file has it: what it says, or what is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from cms.content import DEFAULT_LOCALE, LOCALES
from cms.errors import N_, Message, Problem
from cms.publishing.tables import MOST_PATH
from cms.publishing.tree.paths import normal_path, sent_path, written_path
from cms.settings import settings

GONE = 410
STATUSES = (301, 302, 307, 308, GONE)
COLUMNS = ("path", "target", "locale", "status")
UID = "uid:"
MOST_TARGET = 2000

_UID_TARGET = re.compile(r"uid:([0-9a-z]{1,16})")
_UNSAFE = re.compile(r"[\s\\\x00-\x1f\x7f]")


@dataclass(frozen=True)
class AliasInput:
    """An alias in the spelling that is stored."""

    path: str
    target: str
    locale: str
    status: int

    @property
    def uid(self) -> str | None:
        """The entry that it leads to."""
        return self.target.removeprefix(UID) if self.target.startswith(UID) else None

    def row(self) -> dict[str, str]:
        """The same as text, as `read_alias` takes it."""
        return {
            "path": written_path(self.path),
            "target": self.target,
            "locale": self.locale,
            "status": str(self.status),
        }


def read_alias(typed: Mapping[str, str]) -> AliasInput | list[Problem]:
    """What was typed, or all that is wrong with it. Whether others stand in its way is not asked."""
    path = _path(typed.get("path", "").strip())
    status = _status(typed.get("status", "").strip())
    problems = [one for one in (path, status) if isinstance(one, Problem)]
    if isinstance(path, Problem) or isinstance(status, Problem):
        return problems
    target = _target(typed.get("target", "").strip(), status)
    locale = _locale(typed.get("locale", "").strip(), path, target)
    problems = [one for one in (target, locale) if isinstance(one, Problem)]
    if isinstance(target, Problem) or isinstance(locale, Problem):
        return problems
    if target.startswith("/") and normal_path(target) == path:
        return [itself()]
    return AliasInput(path, target, locale, status)


def itself() -> Problem:
    """The problem of an address that leads back to where it began."""
    return _problem("leads_to_itself", N_("This address would lead back to itself."), "target")


def _problem(code: str, text: str, where: str, **params: object) -> Problem:
    return Problem(code, Message(text, params), where)


def _path(typed: str) -> str | Problem:
    if not typed.startswith("/"):
        return _problem(
            "bad_path", N_("An address of this site begins with a slash: /nl/koffie."), "path"
        )
    if "?" in typed or "#" in typed:
        return _problem(
            "bad_path", N_("Leave out what follows ? or #: it is not looked at."), "path"
        )
    path = normal_path(typed)
    if path in {"/", *(f"/{locale}" for locale in LOCALES)}:
        return _problem("reserved", N_("This is the address of the home page."), "path")
    if len(path) > MOST_PATH:
        return _problem(
            "too_long", N_("This may be at most {most} characters long."), "path", most=MOST_PATH
        )
    if "\\" in path or not path.isprintable():
        return _problem(
            "bad_character", N_("This text has characters that cannot be shown."), "path"
        )
    return path


def _status(typed: str) -> int | Problem:
    if typed in {str(one) for one in STATUSES}:
        return int(typed)
    known = ", ".join(map(str, STATUSES))
    return _problem(
        "not_a_choice",
        N_("{value} is none of the choices: {known}."),
        "status",
        value=repr(typed[:20]),
        known=known,
    )


def _target(typed: str, status: int) -> str | Problem:
    if (typed == "") != (status == GONE):
        text = N_("Say where it leads, or choose 410, “gone”, and leave this empty.")
        return _problem("target_or_gone", text, "target")
    if len(typed) > MOST_TARGET:
        text = N_("This may be at most {most} characters long.")
        return _problem("too_long", text, "target", most=MOST_TARGET)
    if _UNSAFE.search(typed):
        return _problem("bad_character", N_("An address has no spaces or backslashes."), "target")
    return _address(_within_site(typed))


def _address(target: str) -> str | Problem:
    if target.startswith("/"):
        path = re.split(r"[?#]", target, maxsplit=1)[0]
        return sent_path(normal_path(path)) + target[len(path) :]
    if target == "" or _UID_TARGET.fullmatch(target) or _is_web_address(target):
        return target
    text = N_("Write an address of this site (/nl/koffie), uid: and an entry’s uid, or https://….")
    return _problem("bad_target", text, "target")


def _within_site(typed: str) -> str:
    """Whole addresses of this site without what they have in common."""
    base = settings.base_url.rstrip("/")
    inside = base and (typed == base or typed.startswith((f"{base}/", f"{base}?", f"{base}#")))
    return (typed.removeprefix(base) or "/") if inside else typed


def _is_web_address(typed: str) -> bool:
    try:
        parts = urlsplit(typed)
        port = parts.port
    except ValueError:
        return False
    named = parts.scheme in ("http", "https") and bool(parts.hostname)
    return named and port != 0 and "@" not in parts.netloc and typed.isascii()


def _locale(typed: str, path: str, target: str | Problem) -> str | Problem:
    if isinstance(target, Problem) or not target.startswith(UID):
        return ""
    first = path.split("/")[1]
    locale = typed or (first if first in LOCALES else DEFAULT_LOCALE)
    if locale in LOCALES:
        return locale
    text = N_("This site has no such language; it has {known}.")
    return _problem("unknown_locale", text, "locale", known=", ".join(LOCALES))

"""From the text of an environment variable to a value; each reader refuses what cannot be used."""

import re
from collections.abc import Callable
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from cms.errors import N_, CmsError

SHORTEST_SECRET = 32
MAIL_SCHEMES = ("smtp", "smtps", "starttls")


class BadSetting(CmsError):
    """A setting has a value that cannot be used."""

    code = "bad_setting"


def text(_name: str, written: str) -> str:
    """Any text."""
    return written


def line(_name: str, written: str) -> str:
    """Any text, without spaces around it."""
    return written.strip()


def words(_name: str, written: str) -> tuple[str, ...]:
    """What is written between commas."""
    return tuple(word.strip() for word in written.split(",") if word.strip())


def languages(name: str, written: str) -> tuple[str, ...]:
    """Language codes of lower-case letters, each once."""
    found = words(name, written)
    for one in found or ("",):
        if not (one.isascii() and one.islower() and one.isalpha()):
            raise BadSetting(
                N_("CMS_LOCALES must be codes such as nl,en; {value} is none."), value=repr(one)
            )
    if len(set(found)) < len(found):
        raise BadSetting(N_("CMS_LOCALES names a language twice."))
    return found


def folder(_name: str, written: str) -> Path:
    """A folder, seen from where the process started."""
    return Path(written).absolute()


def perhaps_folder(name: str, written: str) -> Path | None:
    """A folder, or nothing."""
    return folder(name, written) if written else None


def perhaps_file(name: str, written: str) -> Path | None:
    """A file that is there, or nothing."""
    if written and not Path(written).is_file():
        raise BadSetting(
            N_("{name} must be a file, and {value} is none."), name=name, value=repr(written)
        )
    return folder(name, written) if written else None


def switch(name: str, written: str) -> bool:
    """true or false."""
    if written.lower() in ("1", "true", "yes"):
        return True
    if written.lower() in ("", "0", "false", "no"):
        return False
    raise BadSetting(
        N_("{name} must be true or false, not {value}."), name=name, value=repr(written)
    )


def number(least: int, most: int) -> Callable[[str, str], int]:
    """A reader of whole numbers from ``least`` to ``most``."""

    def read(name: str, written: str) -> int:
        digits = written.isascii() and written.isdigit() and len(written) <= len(str(most))
        if not digits or not least <= int(written) <= most:
            raise BadSetting(
                N_("{name} must be a number from {least} to {most}, not {value}."),
                name=name,
                least=least,
                most=most,
                value=repr(written),
            )
        return int(written)

    return read


def one_of(*known: str) -> Callable[[str, str], str]:
    """A reader of one of these words."""

    def read(name: str, written: str) -> str:
        if written not in known:
            raise BadSetting(
                N_("{name} must be one of {known}, not {value}."),
                name=name,
                known=", ".join(known),
                value=repr(written),
            )
        return written

    return read


def address(name: str, written: str) -> str:
    """An address on the web, or nothing."""
    try:
        parts = urlsplit(written)
        whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        whole = False
    if written and not whole:
        raise BadSetting(
            N_("{name} must be an address such as https://www.example.org, not {value}."),
            name=name,
            value=repr(written),
        )
    return written


def contact(name: str, written: str) -> str:
    """An e-mail or web address, or nothing."""
    if written.startswith(("http://", "https://")):
        return address(name, written)
    if written and not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", written):
        raise BadSetting(
            N_("{name} must be an e-mail or web address, not {value}."),
            name=name,
            value=repr(written),
        )
    return written


def reporting(name: str, written: str) -> str:
    """Where somebody can report something, as a ``mailto:`` or ``https:`` address, or nothing."""
    whole = re.fullmatch(r"mailto:[\w.%+-]+@[\w.-]+|https://[!-~]+", written, re.ASCII)
    if written and not whole:
        raise BadSetting(
            N_(
                "{name} must be an address such as mailto:security@example.org"
                " or https://example.org/report, not {value}."
            ),
            name=name,
            value=repr(written),
        )
    return address(name, written) if written.startswith("https:") else written


def bucket(name: str, written: str) -> str:
    """What is wrong with it is never shown as it was typed: somebody may have put a password in it."""
    try:
        parts = urlsplit(written)
        asked = parse_qs(parts.query, strict_parsing=True) if parts.query else {}
        named = parts.scheme == "s3" and re.fullmatch(r"[a-z0-9.-]{3,63}", parts.netloc)
        whole = bool(named) and asked.keys() <= {"endpoint", "region"} and not parts.fragment
    except ValueError:
        whole = False
    if written and not whole:
        raise BadSetting(
            N_("{name} must be an address such as s3://bucket/prefix?endpoint=https://…."),
            name=name,
        )
    for endpoint in asked.get("endpoint", ()) if written else ():
        address(name, endpoint)
    return written


def secret(name: str, written: str) -> str:
    """A text nobody can guess, or nothing."""
    if written and len(written) < SHORTEST_SECRET:
        raise BadSetting(
            N_("{name} must have at least {least} characters."), name=name, least=SHORTEST_SECRET
        )
    return written


def smtp_url(name: str, written: str) -> str:
    """A mail server, or nothing; never shown as it was typed."""
    try:
        parts = urlsplit(written)
        whole = parts.scheme in MAIL_SCHEMES and parts.hostname and parts.port != 0
    except ValueError:
        whole = False
    if written and not whole:
        raise BadSetting(
            N_("{name} must be an address such as smtps://user:password@mail.example.org."),
            name=name,
        )
    return written


def sender(name: str, written: str) -> str:
    """Who sends mail, as in a letter's From, or nothing."""
    if written and ("@" not in parseaddr(written)[1] or not written.isprintable()):
        raise BadSetting(
            N_("{name} must be an e-mail address, not {value}."), name=name, value=repr(written)
        )
    return written


def timezone(name: str, written: str) -> str:
    """A time zone, by its name in the IANA database."""
    try:
        ZoneInfo(written)
    except (KeyError, ValueError, OSError):
        raise BadSetting(
            N_("{name} must be a time zone such as Europe/Amsterdam, not {value}."),
            name=name,
            value=repr(written),
        ) from None
    return written


def networks(name: str, written: str) -> str:
    """Addresses and networks with commas between, or the word none."""
    for one in () if written == "none" else words(name, written):
        try:
            ip_network(one)
        except ValueError:
            raise BadSetting(
                N_("{name} must be networks such as 127.0.0.0/8, not {value}."),
                name=name,
                value=repr(one),
            ) from None
    return written


def proxies(name: str, written: str) -> tuple[str, ...]:
    """Addresses and networks; not all there are, or anybody could say that they are somebody else."""
    found = words(name, written)
    for one in found:
        try:
            known = ip_network(one).prefixlen > 0
        except ValueError:
            known = False
        if not known:
            raise BadSetting(
                N_(
                    "{name} must be addresses and networks such as 10.1.2.3,10.1.3.0/24, not {value}."
                ),
                name=name,
                value=repr(one),
            )
    return found


def function(name: str, written: str) -> str:
    """A function of Python as ``package.module:function``, or nothing."""
    module, _, called = written.partition(":")
    if written and not (called.isidentifier() and all(map(str.isidentifier, module.split(".")))):
        raise BadSetting(
            N_("{name} must be written as package.module:function, not {value}."),
            name=name,
            value=repr(written),
        )
    return written


def places(name: str, written: str) -> tuple[str, ...]:
    """Names of hosts, addresses and networks, between commas."""
    found = words(name, written.lower())
    for one in found:
        try:
            ip_network(one, strict=False)
        except ValueError:
            if not _HOST.fullmatch(one) or one[-1].isdigit():
                raise BadSetting(
                    N_("{name} must name hosts and networks such as 10.1.2.0/24; {value} is none."),
                    name=name,
                    value=repr(one),
                ) from None
    return found


_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9])?)*")


def template(name: str, written: str) -> str:
    """An address with places in it that are filled in, none of them in its host; or nothing.

    ``{path}`` begins with a slash, so it may stand right behind the host.
    """
    rooted = written.replace("{path}", "/{path}")
    address(name, re.sub(r"\{[a-z_]+\}", "x", rooted))
    if "{" in urlsplit(rooted).netloc:
        raise BadSetting(N_("{name} must name one host."), name=name)
    return written


def headers(name: str, written: str) -> tuple[tuple[str, str], ...]:
    """Headers with ``|`` between; never shown as they were typed, since keys stand in them."""
    found = []
    for one in filter(None, map(str.strip, written.split("|"))):
        header, colon, value = one.partition(":")
        if not colon or not re.fullmatch(r"[A-Za-z0-9-]+", header) or not value.isprintable():
            raise BadSetting(N_("{name} must be headers such as Name: value."), name=name)
        found.append((header, value.strip()))
    return tuple(found)

"""Settings, read once from the environment. docs/reference/settings.md lists them; a test compares."""

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zoneinfo import available_timezones

from cms.errors import N_, CmsError

SHORTEST_SECRET = 32
MOST_DAYS = 36500
MOST_MEGABYTES = 2000
MOST_KEPT_MEGABYTES = 999_999
PANEL = "/admin/"
"""Where the panel is, below the public address."""
MAIL_SCHEMES = ("smtp", "smtps", "starttls")
SECOND_FACTOR = ("off", "publishers", "everyone")
DOCUMENTS = ("open", "registered")
SPEAKER_REQUESTS = ("direct", "reviewed")


class BadSetting(CmsError):
    """A setting has a value that cannot be used."""

    code = "bad_setting"


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


@dataclass(frozen=True)
class Settings:
    """Every setting of a process.

    ``database_url`` empty means: the project's own embedded PostgreSQL, with its data under ``var``.
    ``locales`` are lower-case language codes; the first is the default, and the source language of
    new entries. ``content_types`` are the packages in which content types are looked for.
    ``locales_dir`` replaces the folder of catalogues that comes with the code. ``bin_days`` is how
    long what was deleted can be brought back, ``sign_up_days`` how long after a session it is kept who
    signed up. ``secret`` signs preview tokens; empty means a key that
    the database keeps. ``preview_url`` is a frontend's address of a preview, with ``{path}`` and
    ``{token}`` in it; or several, each after its name and ``=``, with spaces between. ``smtp_url``
    empty means: mails become files under ``var``. ``second_factor`` says who must have one: off,
    publishers, everyone. ``machine_translator`` names a function that suggests translations, as
    ``package.module:function``; empty means: none. ``documents`` says what the public may ask:
    anything, or what was registered only. ``graphql_budget`` is what each client's questions may cost a
    second; 0 means: no limit. ``timezone`` is where the site's days and years begin.
    ``speaker_requests`` says whether a confirmed request for a speaker is sent ``direct``, or
    ``reviewed`` by somebody first; ``speaker_answer_days`` is how long speakers have to answer;
    ``request_days`` how long requests, offers and proposals are kept once they ended. ``media_url`` is
    a bucket for the files of the library, as ``s3://bucket/prefix?endpoint=…``; empty means: a folder
    under ``var``. ``upload_megabytes`` is what one file may have,
    ``renditions_megabytes`` what the pictures made from them may have together.
    """

    var: Path = Path("var")
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    locales: tuple[str, ...] = ("nl", "en")
    content_types: tuple[str, ...] = ("cms.content_types",)
    admin_password: str = ""
    base_url: str = ""
    locales_dir: Path | None = None
    bin_days: int = 30
    sign_up_days: int = 30
    production: bool = False
    secret: str = field(default="", repr=False)
    preview_url: str = ""
    smtp_url: str = ""
    mail_from: str = ""
    second_factor: str = "off"
    machine_translator: str = ""
    documents: str = "open"
    graphql_budget: int = 100_000
    licence: str = ""
    publisher: str = ""
    contact: str = ""
    speaker_requests: str = "direct"
    speaker_answer_days: int = 10
    request_days: int = 90
    timezone: str = "Europe/Amsterdam"
    media_url: str = ""
    upload_megabytes: int = 200
    renditions_megabytes: int = 10_000

    @property
    def default_locale(self) -> str:
        return self.locales[0]

    @property
    def frontends(self) -> tuple[Frontend, ...]:
        """The sites that show previews, in the order of the setting; one without a name has its host's."""
        return tuple(_frontend(text) for text in self.preview_url.split())

    @property
    def catalogues(self) -> Path:
        """The folder of the catalogues: those that come with the code, unless another is named."""
        return self.locales_dir or Path(__file__).parents[1] / "locales"

    @property
    def public_url(self) -> str:
        """The site's address without a trailing slash, for absolute links."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.base_url.rstrip("/") or f"http://{host}:{self.port}"


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _folder(text: str) -> Path | None:
    return Path(text).absolute() if text else None


def _switch(name: str, text: str) -> bool:
    if text.lower() in ("1", "true", "yes"):
        return True
    if text.lower() in ("", "0", "false", "no"):
        return False
    raise BadSetting(N_("{name} must be true or false, not {value}."), name=name, value=repr(text))


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise BadSetting(
            N_("CMS_PORT must be a number from 1 to 65535, not {value}."), value=repr(text)
        )
    return int(text)


def _days(name: str, text: str, default: int) -> int:
    if not text:
        return default
    if not (text.isascii() and text.isdigit()) or not 0 < int(text[:6]) <= MOST_DAYS:
        raise BadSetting(
            N_("{name} must be a number from 1 to {most}, not {value}."),
            name=name,
            most=MOST_DAYS,
            value=repr(text),
        )
    return int(text)


def _budget(text: str, default: int) -> int:
    if text and not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise BadSetting(N_("CMS_GRAPHQL_BUDGET must be a number, not {value}."), value=repr(text))
    return int(text or default)


def _address(name: str, text: str) -> str:
    try:
        parts = urlsplit(text)
        whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        whole = False
    if text and not whole:
        raise BadSetting(
            N_("{name} must be an address such as https://www.example.org, not {value}."),
            name=name,
            value=repr(text),
        )
    return text


def _contact(text: str) -> str:
    if text.startswith(("http://", "https://")):
        return _address("CMS_CONTACT", text)
    if text and not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", text):
        raise BadSetting(
            N_("CMS_CONTACT must be an e-mail or web address, not {value}."), value=repr(text)
        )
    return text


def _media_url(text: str) -> str:
    """What is wrong with it is never shown as it was typed: somebody may have put a password in it."""
    try:
        parts = urlsplit(text)
        asked = parse_qs(parts.query, strict_parsing=True) if parts.query else {}
        bucket = parts.scheme == "s3" and re.fullmatch(r"[a-z0-9.-]{3,63}", parts.netloc)
        whole = bool(bucket) and asked.keys() <= {"endpoint", "region"} and not parts.fragment
    except ValueError:
        whole = False
    if text and not whole:
        raise BadSetting(
            N_("CMS_MEDIA_URL must be an address such as s3://bucket/prefix?endpoint=https://….")
        )
    for endpoint in asked.get("endpoint", ()) if text else ():
        _address("CMS_MEDIA_URL", endpoint)
    return text


def _megabytes(name: str, text: str, default: int, most: int) -> int:
    if text and not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= most):
        raise BadSetting(
            N_("{name} must be a number from 1 to {most}, not {value}."),
            name=name,
            most=most,
            value=repr(text),
        )
    return int(text or default)


def _secret(text: str) -> str:
    if text and len(text) < SHORTEST_SECRET:
        raise BadSetting(
            N_("CMS_SECRET must have at least {least} characters."), least=SHORTEST_SECRET
        )
    return text


def _frontend(text: str) -> Frontend:
    named = re.fullmatch(r"([^=/:?]+)=(.+)", text)
    name, link = named.groups() if named else ("", text)
    return Frontend(name.replace("_", " ") or urlsplit(link).netloc, link)


def _templates(text: str) -> str:
    for one in text.split():
        _check_template(_frontend(one).link)
    names = [_frontend(one).name for one in text.split()]
    if len(set(names)) < len(names):
        raise BadSetting(N_("CMS_PREVIEW_URL gives two sites one name."))
    return text


def _check_template(link: str) -> None:
    plain = link.replace("{path}", "").replace("{token}", "")
    try:
        fixed = urlsplit(plain).hostname and not set("{}'\";,") & set(plain)
    except ValueError:
        fixed = False
    whole = link.startswith(("http://", "https://")) and "{" not in urlsplit(link).netloc
    if not (fixed and whole and "{token}" in link):
        raise BadSetting(
            N_("CMS_PREVIEW_URL must be an address with a place for the token in it, not {value}."),
            value=repr(link),
        )


def _smtp_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        whole = parts.scheme in MAIL_SCHEMES and parts.hostname and parts.port != 0
    except ValueError:
        whole = False
    if text and not whole:
        raise BadSetting(
            N_("CMS_SMTP_URL must be an address such as smtps://user:password@mail.example.org."),
        )
    return text


def _sender(text: str, smtp_url: str) -> str:
    if (text or smtp_url) and ("@" not in parseaddr(text)[1] or not text.isprintable()):
        raise BadSetting(
            N_("CMS_MAIL_FROM must be an e-mail address, not {value}."), value=repr(text)
        )
    return text


def _one_of(name: str, known: tuple[str, ...], text: str) -> str:
    if text not in known:
        raise BadSetting(
            N_("{name} must be one of {known}, not {value}."),
            name=name,
            known=", ".join(known),
            value=repr(text),
        )
    return text


def _timezone(text: str, default: str) -> str:
    if text and text not in available_timezones():
        raise BadSetting(
            N_("CMS_TIMEZONE must be a time zone such as Europe/Amsterdam, not {value}."),
            value=repr(text),
        )
    return text or default


def _function(text: str) -> str:
    module, _, name = text.partition(":")
    if text and not (name.isidentifier() and all(map(str.isidentifier, module.split(".")))):
        raise BadSetting(
            N_("CMS_MACHINE_TRANSLATOR must be written as package.module:function, not {value}."),
            value=repr(text),
        )
    return text


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from ``CMS_*`` variables; what is absent has its default.

    Raises `BadSetting` for a value that cannot be used.
    """
    default = Settings()
    locales = _words(environ.get("CMS_LOCALES", "")) or default.locales
    for locale in locales:
        if not (locale.isascii() and locale.islower() and locale.isalpha()):
            raise BadSetting(
                N_("CMS_LOCALES must be codes such as nl,en; {value} is none."), value=repr(locale)
            )
    if len(set(locales)) < len(locales):
        raise BadSetting(N_("CMS_LOCALES names a language twice."))
    return Settings(
        var=Path(environ.get("CMS_VAR") or default.var).absolute(),
        database_url=environ.get("CMS_DATABASE_URL", ""),
        host=environ.get("CMS_HOST") or default.host,
        port=_port(environ.get("CMS_PORT") or str(default.port)),
        locales=locales,
        content_types=_words(environ.get("CMS_CONTENT_TYPES", "")) or default.content_types,
        admin_password=environ.get("CMS_ADMIN_PASSWORD", ""),
        base_url=_address("CMS_BASE_URL", environ.get("CMS_BASE_URL", "")),
        locales_dir=_folder(environ.get("CMS_LOCALES_DIR", "")),
        bin_days=_days("CMS_BIN_DAYS", environ.get("CMS_BIN_DAYS", ""), default.bin_days),
        sign_up_days=_days(
            "CMS_SIGN_UP_DAYS", environ.get("CMS_SIGN_UP_DAYS", ""), default.sign_up_days
        ),
        production=_switch("CMS_PRODUCTION", environ.get("CMS_PRODUCTION", "")),
        secret=_secret(environ.get("CMS_SECRET", "")),
        preview_url=_templates(environ.get("CMS_PREVIEW_URL", "")),
        smtp_url=_smtp_url(environ.get("CMS_SMTP_URL", "")),
        mail_from=_sender(environ.get("CMS_MAIL_FROM", ""), environ.get("CMS_SMTP_URL", "")),
        second_factor=_one_of(
            "CMS_SECOND_FACTOR",
            SECOND_FACTOR,
            environ.get("CMS_SECOND_FACTOR") or default.second_factor,
        ),
        licence=_address("CMS_LICENCE", environ.get("CMS_LICENCE", "")),
        publisher=environ.get("CMS_PUBLISHER", "").strip(),
        contact=_contact(environ.get("CMS_CONTACT", "")),
        graphql_budget=_budget(environ.get("CMS_GRAPHQL_BUDGET", ""), default.graphql_budget),
        speaker_requests=_one_of(
            "CMS_SPEAKER_REQUESTS",
            SPEAKER_REQUESTS,
            environ.get("CMS_SPEAKER_REQUESTS") or default.speaker_requests,
        ),
        speaker_answer_days=_days(
            "CMS_SPEAKER_ANSWER_DAYS",
            environ.get("CMS_SPEAKER_ANSWER_DAYS", ""),
            default.speaker_answer_days,
        ),
        request_days=_days(
            "CMS_REQUEST_DAYS", environ.get("CMS_REQUEST_DAYS", ""), default.request_days
        ),
        media_url=_media_url(environ.get("CMS_MEDIA_URL", "")),
        upload_megabytes=_megabytes(
            "CMS_UPLOAD_MB",
            environ.get("CMS_UPLOAD_MB", ""),
            default.upload_megabytes,
            MOST_MEGABYTES,
        ),
        renditions_megabytes=_megabytes(
            "CMS_RENDITIONS_MB",
            environ.get("CMS_RENDITIONS_MB", ""),
            default.renditions_megabytes,
            MOST_KEPT_MEGABYTES,
        ),
        timezone=_timezone(environ.get("CMS_TIMEZONE", ""), default.timezone),
        machine_translator=_function(environ.get("CMS_MACHINE_TRANSLATOR", "")),
        documents=_one_of(
            "CMS_DOCUMENTS", DOCUMENTS, environ.get("CMS_DOCUMENTS") or default.documents
        ),
    )


try:
    settings = read_settings()
except BadSetting as error:
    # No process can do anything useful with it: one line, and no traceback.
    sys.exit(f"cms: {error} [{error.code}]")

"""Interface catalogues as files, read and written in one layout: that of ``msgcat --no-wrap``.

The header holds no dates and a reference no line number, so two branches that translate different
messages merge without a conflict.
"""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from cms.errors import N_, CmsError

DOMAINS = ("messages", "admin", "schema")

_PREVIOUS = (b"#|", b"#~|")
_FIXED_DATE = "2026-01-01 00:00+0000"


class BadCatalogue(CmsError):
    """A PO file cannot be read."""

    code = "bad_catalogue"


def catalogue_path(folder: Path, locale: str, domain: str) -> Path:
    """Where a locale's texts of a domain lie under ``locales/``."""
    return folder / locale / "LC_MESSAGES" / f"{domain}.po"


def template_path(folder: Path, domain: str) -> Path:
    """Where the English texts of a domain lie under ``locales/``."""
    return folder / f"{domain}.pot"


def read(path: Path, locale: str | None = None) -> Catalog:
    """The catalogue in a file; raises `BadCatalogue`.

    Previous msgids are left out: Babel takes them for comments, or drops the message before them.
    """
    lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True)
    kept = b"".join(line for line in lines if not line.startswith(_PREVIOUS))
    try:
        return read_po(BytesIO(kept), locale=locale, abort_invalid=True)
    except (PoFileError, ValueError, LookupError, SyntaxError) as error:
        raise BadCatalogue(
            N_("{file} cannot be read: {reason}"), file=path.name, reason=str(error)
        ) from error


def write(catalog: Catalog) -> bytes:
    """A catalogue, or without a locale a template, as the bytes of its file."""
    body = BytesIO()
    write_po(body, catalog, width=0, omit_header=True, include_lineno=False)
    text = f"{_header(catalog)}\n{body.getvalue().decode()}"
    return f"{text.rstrip()}\n".encode()


def _header(catalog: Catalog) -> str:
    language = str(catalog.locale or "")
    fields = {
        "Project-Id-Version": "Klankbord",
        "PO-Revision-Date": _FIXED_DATE,
        "Last-Translator": _known(catalog.last_translator) or "Klankbord",
        "Language-Team": _known(catalog.language_team) or "Klankbord",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    if language:
        fields["Plural-Forms"] = catalog.plural_forms.rstrip(";") + ";"
    lines = "".join(f'"{name}: {value}\\n"\n' for name, value in fields.items())
    return f'# See locales/README.md.\nmsgid ""\nmsgstr ""\n{lines}'


def _known(value: str | None) -> str:
    """What a person filled in; gettext's tools write placeholders in capitals."""
    return "" if not value or value.startswith(("FULL NAME", "LANGUAGE")) else value

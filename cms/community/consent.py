"""What people agree to, word for word: a version is the digest of the text that they were shown."""

import hashlib
from dataclasses import dataclass

from cms.content import LOCALES
from cms.database.engine import execute
from cms.errors import N_, InvalidInput, Message, Problem
from cms.translation.interface.catalogues import gettext

FIELD = "consent"
_KEEP = """
INSERT INTO consent_text (version, consent, locale, text) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class Consent:
    """Something to agree to: ``name`` is for programs, ``text`` an English msgid."""

    name: str
    text: str


@dataclass(frozen=True)
class Shown:
    """A text as it is shown in a language, with its version."""

    consent: Consent
    locale: str
    text: str
    version: str


def shown(consent: Consent, locale: str) -> Shown:
    """What somebody is asked to agree to now."""
    text = gettext(consent.text, locale)
    named = f"{consent.name}\0{locale}\0{text}"
    return Shown(consent, locale, text, hashlib.sha256(named.encode()).hexdigest()[:16])


def refusals(consent: Consent, version: str) -> list[Problem]:
    """What is wrong with a version as that of the text that is asked now."""
    if not version:
        text = Message(N_("Without your consent this cannot be done."))
        return [Problem("consent_missing", text, FIELD)]
    if version not in _known(consent):
        text = Message(N_("This text has changed: read it again, please."))
        return [Problem("consent_outdated", text, FIELD)]
    return []


def _known(consent: Consent) -> dict[str, Shown]:
    return {one.version: one for one in (shown(consent, locale) for locale in LOCALES)}


async def agreed(consent: Consent, version: str) -> str:
    """Note that somebody agreed to the text of a version, in whatever language; returns the version.

    The text is kept for good: who gave what is said by it. Raises `InvalidInput` if that is not what is
    asked now. Call it inside `writing()`.
    """
    problems = refusals(consent, version)
    if problems:
        raise InvalidInput(problems)
    given = _known(consent)[version]
    await execute(_KEEP, version, consent.name, given.locale, given.text)
    return version

"""What is wrong with one translation of a file."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from cms.errors import N_, Message
from cms.translation.exchange.arriving import Target
from cms.translation.exchange.judging import Judged
from cms.translation.exchange.report import Severity
from cms.translation.rules.checks import EVEN_IN_A_DRAFT, check
from cms.translation.rules.glossary import Glossary, findings


class Found(NamedTuple):
    """One thing about a translation."""

    code: str
    severity: Severity
    message: Message


@dataclass(frozen=True)
class Agreed:
    """What the site agreed upon for translations into ``locale``."""

    locale: str
    address: str
    glossary: Glossary


@dataclass(frozen=True)
class Checked:
    """The text as it will be stored, and what a person must know about it."""

    text: str
    findings: tuple[Found, ...] = ()

    @property
    def refused(self) -> bool:
        return any(one.severity == "error" for one in self.findings)


def look_at(judged: Judged, target: Target | None, agreed: Agreed) -> Checked:
    """What is wrong with the text of a message, and how it will be stored.

    A draft may be wrong in any way that does no harm. Of a source text that is gone nothing is
    known any more, and its translation will not be shown.
    """
    text = judged.entry.msgstr
    if target is None:
        return Checked(text)
    found = [
        Found(one.code, "error" if one.refuses else "warning", one.message)
        for one in (
            *check(
                judged.entry.msgid,
                text,
                target.segment.placeholders,
                target.segment.kind,
                target.unit.one.length,
                agreed.address,
            ),
            *findings(judged.entry.msgid, text, agreed.locale, agreed.glossary),
        )
        if not judged.entry.fuzzy or one.code in EVEN_IN_A_DRAFT
    ]
    return Checked(target.text, (*found, *_repairs(text)))


def _repairs(text: str) -> Iterator[Found]:
    if text != text.strip():
        yield Found("A01", "repaired", Message(N_("White space at the ends was taken off.")))
    if not unicodedata.is_normalized("NFC", text):
        yield Found("A03", "repaired", Message(N_("Letters and their accents were joined.")))

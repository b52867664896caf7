"""Where one can comment: said of a type, of an entry, or of an entry and all below it. The nearest wins."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cms.content import DEFAULT_LOCALE
from cms.database.engine import as_json, execute, fetch
from cms.errors import N_, InvalidInput, Message, Problem
from cms.publishing import outbox
from cms.publishing.changes import Change
from cms.translation.interface.catalogues import gettext

LONGEST_REASON = 300
CLOSED = N_("You cannot comment here.")
_FOUND = """
WITH RECURSIVE way AS (
    SELECT uid AS entry, uid, parent, content_type, 0 AS steps FROM node WHERE uid {of}
    UNION ALL
    SELECT way.entry, n.uid, n.parent, way.content_type, way.steps + 1
    FROM way JOIN node n ON n.uid = way.parent)
SELECT DISTINCT ON (way.entry) way.entry, c.uid, c.content_type, c.open, c.moderated, c.below,
    c.reason::text AS reason
FROM way JOIN commenting c ON c.uid = way.uid AND (way.steps = 0 OR c.below)
    OR c.content_type = way.content_type AND way.steps = 0
ORDER BY way.entry, c.uid IS NULL, way.steps
"""
_OWN = """
SELECT uid, content_type, open, moderated, below, reason FROM commenting
WHERE uid = $1 OR content_type = $2
"""
_FORGET = "DELETE FROM commenting WHERE uid = $1 OR content_type = $2"
_KEEP = """
INSERT INTO commenting (uid, content_type, open, moderated, below, reason, changed_by)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""


@dataclass(frozen=True)
class Commenting:
    """Whether one can comment, and whether somebody looks at comments before they are public.

    ``reason`` says why one cannot, by language. ``below`` tells that it holds for what stands below
    too, and ``said_of`` of which entry or type it was said; of none by default.
    """

    open: bool = False
    moderated: bool = True
    below: bool = True
    reason: Mapping[str, str] = field(default_factory=dict)
    said_of: str = ""

    def why_closed(self, locale: str) -> str | None:
        """What visitors read instead of a form; None where one can comment."""
        if self.open:
            return None
        said = [self.reason.get(one, "") for one in (locale, DEFAULT_LOCALE)]
        return next(filter(None, [*said, *self.reason.values()]), gettext(CLOSED, locale))


NOWHERE = Commenting()
"""What holds where nothing was said."""


def rules_sql(of: str) -> str:
    """What holds for each of some entries; ``of`` is the SQL of of which."""
    return _FOUND.format(of=of)


async def commenting(uids: Sequence[str]) -> list[Commenting]:
    """What holds for each of some entries."""
    rows = await fetch(rules_sql("= ANY($1::text[])"), list(uids))
    found = {row["entry"]: rule_of(row) for row in rows}
    return [found.get(uid, NOWHERE) for uid in uids]


async def own_rule(uid: str | None = None, content_type: str | None = None) -> Commenting | None:
    """What was said of an entry, or of a type, itself."""
    found = await fetch(_OWN, uid, content_type)
    return rule_of(found[0]) if found else None


async def keep_rule(
    rule: Commenting | None, by: str, *, uid: str | None = None, content_type: str | None = None
) -> None:
    """Say something of an entry or a type, or with None nothing any more. Inside `writing()`.

    Raises `InvalidInput`. What visitors read of it follows at once.
    """
    await execute(_FORGET, uid, content_type)
    if rule:
        reason = {locale: " ".join(text.split()) for locale, text in rule.reason.items()}
        _check(reason.items())
        kept = as_json({locale: text for locale, text in reason.items() if text})
        await execute(_KEEP, uid, content_type, rule.open, rule.moderated, rule.below, kept, by)
    await outbox.tell([Change("commenting")])


def _check(reasons: Iterable[tuple[str, str]]) -> None:
    text = Message(N_("At most {most} characters."), {"most": LONGEST_REASON})
    problems = [
        Problem("too_long", text, f"reason_{locale}")
        for locale, reason in reasons
        if len(reason) > LONGEST_REASON
    ]
    if problems:
        raise InvalidInput(problems)


def rule_of(row: Mapping[str, Any]) -> Commenting:
    """As it was read."""
    return Commenting(
        row["open"],
        row["moderated"],
        row["below"],
        json.loads(row["reason"]),
        row["uid"] or row["content_type"],
    )

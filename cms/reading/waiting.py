"""What waits beside the texts of working copies: drafts to be looked at, and conflicts.

None of it is public, so it is asked only for whom a working copy is shown.
"""

from collections.abc import Iterable
from typing import Literal

from cms.database.engine import fetch
from cms.reading.languages import TextState

Stage = Literal["conflict", "review", "machine"]

STATES: dict[Stage, TextState] = {
    "conflict": TextState.CONFLICT,
    "review": TextState.REVIEW,
    "machine": TextState.MACHINE_UNREVIEWED,
}
_SOURCE = """JOIN source_text s ON NOT s.removed
        AND (s.uid, s.field, s.item, s.seg) = (k.uid, k.field, k.item, k.seg)"""
# A text that arrived in a file is in conflict as long as another is shown.
_CONFLICT = f"""FROM kept_text k {_SOURCE}
    WHERE k.why = 'conflict' AND k.text <> coalesce((
        SELECT t.text FROM translated_text t WHERE (t.uid, t.field, t.item, t.seg, t.locale)
            = (k.uid, k.field, k.item, k.seg, k.locale) ORDER BY t.state DESC LIMIT 1), '')"""
_DRAFT = f"FROM translated_text k {_SOURCE} WHERE k.state = 'review' AND k.origin {{}} 'mt'"
_FROM: dict[Stage, str] = {
    "conflict": _CONFLICT,
    "review": _DRAFT.format("<>"),
    "machine": _DRAFT.format("="),
}


def waiting_sql(uids: str) -> str:
    """The statement of all that waits beside the texts of some entries; ``uids`` is the SQL of a list."""
    return " UNION ALL ".join(
        f"SELECT k.uid, k.locale, k.field, '{stage}' AS stage {sql} AND k.uid = ANY({uids})"
        for stage, sql in _FROM.items()
    )


def exists(stage: Stage, uid: str, locale: str) -> str:
    """The condition that something of this kind waits beside the texts of an entry in a language."""
    return f"EXISTS (SELECT {_FROM[stage]} AND k.uid = {uid} AND k.locale = {locale})"


async def waiting(uids: Iterable[str]) -> dict[tuple[str, str], list[tuple[str, TextState]]]:
    """What waits beside the texts of entries, by uid and language: in which field, and what."""
    found: dict[tuple[str, str], list[tuple[str, TextState]]] = {}
    for row in await fetch(waiting_sql("$1::text[]"), list(uids)):
        listed = found.setdefault((row["uid"], row["locale"]), [])
        listed.append((row["field"], STATES[row["stage"]]))
    return found

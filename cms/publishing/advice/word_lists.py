"""The lists of officialese that editors keep, one a language; until they change one it is ours."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from cms.access import audit
from cms.access.actors import Actor
from cms.access.permissions import require
from cms.access.roles import Permission
from cms.content.locales import known_locale
from cms.database.engine import execute, fetch
from cms.errors import N_, CmsError
from cms.publishing.advice.officialese import Term, read_list

FOLDER = Path(__file__).parent / "ours"
UNCHANGED = "unchanged"

_SAVE = """
INSERT INTO word_list (locale, words, changed_by, changed_at)
VALUES ($1, $2, $3, clock_timestamp())
ON CONFLICT (locale) DO UPDATE
    SET words = excluded.words, changed_by = excluded.changed_by, changed_at = excluded.changed_at
"""


class ChangedMeanwhile(CmsError):
    """Somebody saved the list after it was opened."""

    code = "conflict"
    status = 409


@dataclass(frozen=True)
class WordList:
    """The list of a language as text, one word a line; who changed it when, if it is not ours."""

    locale: str
    words: str
    changed_by: str = ""
    changed_at: datetime | None = None

    @property
    def version(self) -> str:
        """Tells it apart from what it was before, and will be."""
        return self.changed_at.isoformat() if self.changed_at else UNCHANGED


async def word_list(locale: str) -> WordList:
    """The list of a language; empty if there is none."""
    rows = await fetch("SELECT * FROM word_list WHERE locale = $1", locale)
    if not rows:
        return WordList(locale, _ours(locale))
    return WordList(locale, rows[0]["words"], rows[0]["changed_by"], rows[0]["changed_at"])


async def terms(locale: str) -> tuple[Term, ...]:
    """What the list of a language has."""
    return read_list((await word_list(locale)).words, "words")


async def save(actor: Actor, locale: str, words: str, *, version: str) -> None:
    """Make ``words`` the list of a language; empty brings back ours.

    ``version`` is that of the list that was opened. Raises `Denied`, `InvalidInput` and
    `ChangedMeanwhile`. Call it inside `writing()`.
    """
    await require(actor, Permission.EDIT)
    await execute("LOCK TABLE word_list IN SHARE ROW EXCLUSIVE MODE")
    if (await word_list(known_locale(locale))).version != version:
        raise ChangedMeanwhile(
            N_("Somebody changed this list meanwhile. Copy yours, and open it again.")
        )
    written = "\n".join(
        f"{one.word}: {one.instead}" if one.instead else one.word
        for one in read_list(words, "words")
    )
    if written in ("", _ours(locale)):
        await execute("DELETE FROM word_list WHERE locale = $1", locale)
    else:
        await execute(_SAVE, locale, written, actor.name)
    await audit.note(actor.name, "words.save", locale)


@cache
def _ours(locale: str) -> str:
    path = FOLDER / f"{locale}.txt"
    return path.read_text("utf-8").strip() if path.exists() else ""

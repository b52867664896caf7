"""What changes for the public, as subscribers are told it: nothing that the public could not see."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import strawberry

from cms.content import LOCALES
from cms.publishing.changes import Change
from cms.reading.view import View
from cms.schema.content import Content
from cms.schema.context import Context
from cms.schema.enums import Locale, TypeName

TOLD = frozenset({"published", "changed", "moved", "retracted", "expired", "deleted", "restored"})
"""The other kinds are of what is planned, of working copies, or of no entry."""


@strawberry.enum(
    description=(
        "What became of something for the public. PUBLISHED: it is there now. CHANGED: it reads"
        " otherwise. MOVED: it has another address. WITHDRAWN: it is there no longer; why is not said."
    )
)
class ChangeKind(StrEnum):
    """Less than our own kinds: whether something was retracted or deleted is not the public's."""

    PUBLISHED = "published"
    CHANGED = "changed"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"


@strawberry.type(description="What became of an entry for the public, in one language.")
class ContentChange:
    kind: ChangeKind
    uid: strawberry.ID
    type: TypeName
    locale: Locale
    at: datetime = strawberry.field(description="The moment from which on it is so.")
    path: str = strawberry.field(description="Where it lives, or lived until now.")
    content: Content | None = strawberry.field(
        description="What the public reads of it now; null once it is withdrawn."
    )


@dataclass
class Wanted:
    """Which changes a subscriber asked for; nothing means all.

    Of a branch named by its uid the addresses are remembered, as what is told of it changes them: when
    a whole branch is withdrawn, nobody could look them up any more.
    """

    types: Collection[str] = ()
    under: str = ""
    locales: Collection[str] = LOCALES
    roots: dict[str, str] = field(default_factory=dict)

    async def find_roots(self, context: Context) -> None:
        """Look up where the branch lives."""
        if not self.under or self.under.startswith("/"):
            return
        for locale in self.locales:
            found = await context.entry(self.under, View(locale))
            if found:
                self.roots[locale] = found.record.path

    def fits(self, change: Change) -> bool:
        """Whether a change is one of them, as far as it tells itself."""
        if change.kind not in TOLD or change.locale not in self.locales:
            return False
        if change.uid == self.under and change.path:
            self.roots[change.locale] = change.path
        if self.types and change.content_type not in self.types:
            return False
        return not self.under or self._below(change)

    def _below(self, change: Change) -> bool:
        by_path = self.under.startswith("/")
        root = self.under.rstrip("/") if by_path else self.roots.get(change.locale)
        paths = [path for path in (change.path, change.old) if path]
        return root is not None and any(path.startswith(f"{root}/") for path in paths)


async def told(context: Context, change: Change) -> ContentChange | None:
    """What to tell of a change, if it is still so: what became otherwise since is told by itself."""
    path = change.path or change.old
    content = await context.entry(change.uid, View(change.locale))
    if path is None or change.at is None or (content is None) != (change.path is None):
        return None
    return ContentChange(
        kind=_kind(change),
        uid=strawberry.ID(change.uid),
        type=TypeName(change.content_type),
        locale=Locale(change.locale),
        at=change.at,
        path=path,
        content=content,
    )


def _kind(change: Change) -> ChangeKind:
    if change.path is None:
        return ChangeKind.WITHDRAWN
    if change.old is None:
        return ChangeKind.PUBLISHED
    return ChangeKind.CHANGED if change.old == change.path else ChangeKind.MOVED

"""What can come of a mutation: each is a type with a code, and a message in the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import strawberry
from strawberry.scalars import JSON

from cms import errors
from cms.access.permissions import Denied as AccessDenied
from cms.access.roles import Permission
from cms.content import ContentType
from cms.content.declaration import camel
from cms.editing import locks, siblings
from cms.editing.conflicts import Reconciliation
from cms.errors import CmsError
from cms.publishing.links import links
from cms.schema.editing.inputs import place_of
from cms.schema.enums import Locale, TypeName
from cms.schema.etags import write_etag
from cms.translation.interface.catalogues import label, render, render_error


@strawberry.interface(description="Why nothing was done. The code never changes.")
class Problem:
    code: str
    message: str = strawberry.field(description="In the language of `Accept-Language`.")


@strawberry.type(description="What is wrong with one field.")
class FieldProblem:
    field: str = strawberry.field(
        description="Its place in the input: `title.nl`, `facts.2.label.en`; empty for the whole."
    )
    code: str
    message: str


@strawberry.type(description="Values that break a rule.")
class InvalidInput(Problem):
    fields: list[FieldProblem]


@strawberry.type(description="A field that both sides changed in different ways.")
class FieldConflict:
    field: str
    label: str
    locale: Locale | None
    base: JSON | None = strawberry.field(description="What both started from, if it is known.")
    theirs: JSON | None
    mine: JSON | None


@strawberry.type(description="Somebody saved first: the working copy is not the one you saw.")
class Conflict(Problem):
    etag: str = strawberry.field(description="Of the working copy now.")
    saved_by: str
    saved_at: datetime
    fields: list[FieldConflict] = strawberry.field(
        description="What a person must choose; none of them means that a new try can succeed."
    )


@strawberry.type(description="An entry that refers to what would go.")
class LinkSource:
    uid: strawberry.ID
    type: TypeName
    title: str


@strawberry.type(description="Others refer to it; `breakLinks` does it all the same.")
class WouldBreakLinks(Problem):
    sources: list[LinkSource]
    total: int
    hidden: int = strawberry.field(description="How many of them you may not see.")


@strawberry.type(description="Somebody ordered them first.")
class StaleOrder(Problem):
    order: list[strawberry.ID] = strawberry.field(description="Their order now.")


@strawberry.type(description="Who is editing an entry, and since when.")
class EditLock:
    holder: str
    since: datetime


def edit_lock(lock: locks.Lock) -> EditLock:
    """A lock as clients see it."""
    return EditLock(holder=lock.holder, since=lock.since)


@strawberry.type(description="Somebody is editing it; `stealLock` takes over.")
class LockHeld(Problem):
    lock: EditLock


@strawberry.type(description="You may not do this here.")
class Denied(Problem):
    missing: Permission


@strawberry.type(description="There is no such thing, or you may not see it.")
class NotFound(Problem):
    pass


@strawberry.type(description="Refused for another reason, which the code names.")
class Refused(Problem):
    pass


Always = InvalidInput | Denied | NotFound | Refused
"""What can come of every mutation."""


@dataclass(frozen=True)
class Teller:
    """Tells errors as outcomes, in a reader's language; ``content_type`` names the fields.

    ``blocks`` are the places of blocks in what a client filled in.
    """

    reader: str
    content_type: ContentType | None = None
    blocks: Mapping[str, list[str]] = field(default_factory=dict)

    def outcome(self, error: CmsError) -> Any:
        """The outcome that an error is."""
        said = {"code": error.code, "message": render_error(error, self.reader)}
        match error:
            case errors.InvalidInput(problems=problems):
                return InvalidInput(**said, fields=self.fields(problems))
            case AccessDenied(missing=missing):
                return Denied(**said, missing=missing)
            case errors.NotFound():
                return NotFound(**said)
            case links.WouldBreakLinks(breaking=breaking):
                return WouldBreakLinks(
                    **said,
                    sources=[self.source(one) for one in breaking.named],
                    total=breaking.total,
                    hidden=breaking.hidden,
                )
        return _meanwhile(error, said)

    def source(self, one: links.Source) -> LinkSource:
        """An entry that refers to what would go."""
        return LinkSource(
            uid=strawberry.ID(one.uid),
            type=TypeName(one.content_type),
            title=one.title(self.reader),
        )

    def fields(self, problems: Iterable[errors.Problem]) -> list[FieldProblem]:
        """Problems by the places of the input."""
        return [
            FieldProblem(
                field=self.place(one.field) if one.field else "",
                code=one.code,
                message=render(one.message, self.reader),
            )
            for one in problems
        ]

    def place(self, name: str) -> str:
        """Where a client finds what a service calls so."""
        if self.content_type is None:
            return camel(name)
        return place_of(self.content_type, name, self.blocks)

    def conflict(self, error: errors.Conflict, found: Reconciliation) -> Conflict:
        """A save that came too late."""
        return Conflict(
            code=error.code,
            message=render_error(error, self.reader),
            etag=write_etag(found.current),
            saved_by=found.saved_by,
            saved_at=found.saved_at,
            fields=[
                FieldConflict(
                    field=self.place(one.name),
                    label=label(self.content_type, one.one, self.reader),
                    locale=Locale(one.locale) if one.locale else None,
                    base=one.base,
                    theirs=one.theirs,
                    mine=one.mine,
                )
                for one in found.fields
                if self.content_type
            ],
        )


def _meanwhile(error: CmsError, said: Mapping[str, str]) -> Any:
    """What somebody else did or does, and whatever there is no type for."""
    match error:
        case siblings.StaleOrder(order=order):
            return StaleOrder(**said, order=[strawberry.ID(one) for one in order])
        case locks.Locked(lock=lock) | locks.LockLost(lock=locks.Lock() as lock):
            return LockHeld(**said, lock=edit_lock(lock))
    return Refused(**said)

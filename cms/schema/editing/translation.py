"""Translating text by text, with the keys and the notation that translators' files have."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated

import strawberry
from strawberry import UNSET

from cms.editing import text_undo, working_copy
from cms.editing.input import problems_of
from cms.editing.saving import Saved as Made
from cms.schema.context import Info
from cms.schema.editing.acts import Acted, ContentResult, Saved, changed, performed
from cms.schema.editing.arguments import DryRun, IfMatch
from cms.schema.editing.outcomes import Teller
from cms.schema.enums import Locale
from cms.schema.etags import read_etag
from cms.translation.desk import adapting, settling, translating
from cms.translation.desk.translating import Translated
from cms.translation.desk.warnings import overtaken, warnings

Do = Callable[[int], Awaitable[Made]]
"""A service on the revision that the client saw."""
Ready = Annotated[
    bool, strawberry.argument(description="False makes them drafts, for somebody to look at.")
]
Seen = Annotated[
    list[str],
    strawberry.argument(
        description="The texts from files that you chose from, as `arrived` has them."
    ),
]
FieldName = Annotated[str, strawberry.argument(description="As `segments` calls it.")]
ItemKey = Annotated[
    str, strawberry.argument(description="The key of the related row it stands in, if it does.")
]


@strawberry.input(description="The translation of one text.")
class SegmentInput:
    key: strawberry.ID
    text: str
    source: str | None = strawberry.field(
        default=UNSET, description="The source text that you saw; without it the one of now."
    )
    draft: bool = strawberry.field(default=False, description="Keep it to be confirmed.")
    seen: str | None = strawberry.field(
        default=UNSET,
        description=(
            "The draft, or else the text, that you saw: if another stands there now it is `overtaken`."
            " A draft does not change the etag."
        ),
    )


async def save_translation(
    info: Info,
    uid: strawberry.ID,
    locale: Locale,
    segments: list[SegmentInput],
    if_match: IfMatch = UNSET,
    dry_run: DryRun = False,
) -> ContentResult:
    """Take translations of texts. A field shows them once each of its texts has one."""
    given = [
        Translated(one.key, one.text, one.source if one.source else None, one.draft)
        for one in segments
    ]

    seen = {str(one.key): one.seen for one in segments if isinstance(one.seen, str)}

    async def do(revision: int) -> Made:
        problems_of(await overtaken(info.context.actor, uid, locale.value, given, seen))
        return await translating.translate(
            info.context.actor, uid, locale.value, given, revision=revision
        )

    return await _texts(info, uid, locale, do, if_match, given, dry_run=dry_run)


async def mark_translated(
    info: Info,
    uid: strawberry.ID,
    locale: Locale,
    keys: list[strawberry.ID],
    ready: Ready = True,
    if_match: IfMatch = UNSET,
    dry_run: DryRun = False,
) -> ContentResult:
    """Say of texts that they are right for the source as it is now, or that somebody must look."""

    async def do(revision: int) -> Made:
        return await translating.mark(
            info.context.actor, uid, locale.value, keys, ready=ready, revision=revision
        )

    return await _texts(info, uid, locale, do, if_match, dry_run=dry_run)


async def settle_conflict(  # noqa: PLR0913, PLR0917 - the arguments as GraphQL has them
    info: Info,
    uid: strawberry.ID,
    locale: Locale,
    key: strawberry.ID,
    text: str,
    seen: Seen,
    if_match: IfMatch = UNSET,
    dry_run: DryRun = False,
) -> ContentResult:
    """Choose between a text that is here and others that came in files, or write another one."""

    async def do(revision: int) -> Made:
        return await settling.settle(
            info.context.actor, uid, locale.value, key, text, seen=seen, revision=revision
        )

    given = [Translated(key, text)]
    return await _texts(info, uid, locale, do, if_match, given, dry_run=dry_run)


async def adapt(
    info: Info,
    uid: strawberry.ID,
    locale: Locale,
    field: FieldName,
    item: ItemKey = "",
    if_match: IfMatch = UNSET,
    dry_run: DryRun = False,
) -> ContentResult:
    """Give a field a shape of its own in a language: it leaves the segments of its source."""

    async def do(revision: int) -> Made:
        return await adapting.adapt(
            info.context.actor, uid, locale.value, field, item, revision=revision
        )

    return await _texts(info, uid, locale, do, if_match, dry_run=dry_run)


async def confirm_adapted(
    info: Info,
    uid: strawberry.ID,
    locale: Locale,
    field: FieldName,
    item: ItemKey = "",
    if_match: IfMatch = UNSET,
    dry_run: DryRun = False,
) -> ContentResult:
    """Say of a field with a shape of its own that it is still right, whatever changed in its source."""

    async def do(revision: int) -> Made:
        return await adapting.confirm(
            info.context.actor, uid, locale.value, field, item, revision=revision
        )

    return await _texts(info, uid, locale, do, if_match, dry_run=dry_run)


async def follow(
    info: Info,
    uid: strawberry.ID,
    locale: Locale,
    field: FieldName,
    item: ItemKey = "",
    if_match: IfMatch = UNSET,
    dry_run: DryRun = False,
) -> ContentResult:
    """Let a field follow the segments of its source again; translations that waited come back."""

    async def do(revision: int) -> Made:
        return await adapting.follow(
            info.context.actor, uid, locale.value, field, item, revision=revision
        )

    return await _texts(info, uid, locale, do, if_match, dry_run=dry_run)


async def _texts(
    info: Info,
    uid: str,
    locale: Locale,
    do: Do,
    if_match: str | None,
    given: Sequence[Translated] = (),
    *,
    dry_run: bool,
) -> ContentResult:
    """Do something to the texts of an entry in a language, and offer to undo it."""

    async def acted() -> Acted:
        before = await text_undo.standing(uid, locale.value)
        odd = await warnings(info.context.actor, uid, locale.value, given) if given else []
        saved = await do(read_etag(if_match))
        inverse = await text_undo.of_texts(locale.value, before, saved)
        return Acted(uid, inverse, warnings=tuple(odd))

    async def act() -> Saved:
        content_type = await working_copy.content_type_of(uid)
        return await changed(info, content_type, uid, acted, dry_run=dry_run)

    async def nothing() -> tuple[str, dict[str, object]]:
        return uid, {}

    teller = Teller(info.context.reader)
    found: ContentResult = await performed(info, teller, act, dry_run=dry_run, typed=nothing)
    return found

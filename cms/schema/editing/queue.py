"""What there is to translate: the same work, in the same order, as the panel's board shows."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from cms.access.permissions import Denied, translates_somewhere
from cms.access.roles import Permission
from cms.errors import N_
from cms.publishing import drafts
from cms.reading.languages import TextState
from cms.reading.view import Drafts, View
from cms.schema.connections import DEFAULT_SIZE, AnyConnection, PageInfo, size_of
from cms.schema.content import Content, First
from cms.schema.context import Info
from cms.schema.cursors import packed, unpacked
from cms.schema.editing.acts import require_somebody
from cms.schema.enums import Locale, TypeName, values_of
from cms.schema.errors import BadArgument, BadCursor
from cms.translation.desk.workload import Beyond, Entry, Wanted, Workload, workload
from cms.translation.rules.stages import WORK, Stage

STATES: Mapping[Stage, TextState] = {
    Stage.CONFLICT: TextState.CONFLICT,
    Stage.STALE: TextState.STALE,
    Stage.REVIEW: TextState.REVIEW,
    Stage.MACHINE: TextState.MACHINE_UNREVIEWED,
    Stage.MISSING: TextState.MISSING,
    Stage.READY: TextState.CURRENT,
}
Target = Annotated[Locale, strawberry.argument(description="The language to translate into.")]
States = Annotated[
    list[TextState] | None,
    strawberry.argument(
        description="Of the texts that are wanted; all that asks for work if left out."
    ),
]
Under = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="The uid of an entry: that, and what stands under it."),
]
WithDrafts = Annotated[
    bool,
    strawberry.argument(
        name="drafts", description="Also entries that are not public in their own language."
    ),
]


@strawberry.type(description="How many texts are in a state.")
class TextCount:
    state: TextState
    messages: int
    words: int | None = strawberry.field(description="Of the source; of the whole queue only.")


@strawberry.type(description="An entry with texts to translate.")
class TranslationItem:
    uid: strawberry.ID
    type: TypeName
    title: str = strawberry.field(description="In its source language.")
    source: Locale
    target: Locale
    messages: int = strawberry.field(description="How many texts in the states asked for.")
    words: int = strawberry.field(description="Of the source, in the states asked for.")
    counts: list[TextCount] = strawberry.field(description="All its texts by state.")

    @strawberry.field(description="Its working copy, in the target language or else its source.")
    async def entry(self, info: Info) -> Content | None:
        view = View(self.target.value, (self.source.value,), Drafts(info.context.actor))
        found: Content | None = await info.context.entry(self.uid, view)
        return found


@strawberry.type(description="A part of what there is to translate, the most urgent first.")
class TranslationConnection(AnyConnection):
    nodes: list[TranslationItem]
    counts: list[TextCount] = strawberry.field(
        description="All texts of the queue by state, those not asked for included."
    )


async def translation_queue(  # noqa: PLR0913, PLR0917 - the arguments as GraphQL has them
    info: Info,
    target: Target,
    state: States = UNSET,
    types: list[TypeName] | None = UNSET,
    under: Under = UNSET,
    drafts_too: WithDrafts = False,
    first: First = DEFAULT_SIZE,
    after: str | None = UNSET,
) -> TranslationConnection | None:
    """What you may translate into a language and what there is to do, as on the panel's board."""
    require_somebody(info)
    actor = info.context.actor
    if not await translates_somewhere(actor, target.value):
        raise Denied(Permission.TRANSLATE)
    wanted = Wanted(
        target.value,
        branch=under or "",
        drafts=drafts_too,
        type_names=values_of(types or ()),
        stages=_stages(state),
    )
    beyond = _read(after, wanted) if after else None
    found = await workload(actor, wanted, most=size_of("first", first) + 1, beyond=beyond)
    await drafts.renew()
    return _connection(wanted, found, first, further=beyond is not None)


def _stages(asked: list[TextState] | None) -> tuple[Stage, ...]:
    if asked is None or asked is UNSET:
        return WORK
    stages = tuple(one for one in Stage if STATES[one] in asked)
    if not stages:
        raise BadArgument(N_("Name at least one state that a text can be in."), field="state")
    return stages


def _connection(
    wanted: Wanted, found: Workload, first: int, *, further: bool
) -> TranslationConnection:
    kept = found.entries[:first]

    async def count() -> int:
        return found.total

    return TranslationConnection(
        page_info=PageInfo(
            has_next_page=len(found.entries) > first,
            has_previous_page=further,
            start_cursor=_write(kept[0].place, wanted) if kept else None,
            end_cursor=_write(kept[-1].place, wanted) if kept else None,
            page=None,
            count=count,
            size=max(first, 1),
        ),
        count=count,
        nodes=[_item(one, wanted) for one in kept],
        counts=_all_counts(found),
    )


def _all_counts(found: Workload) -> list[TextCount]:
    messages, words = Counter[Stage](), Counter[Stage]()
    for one in found.types:
        messages[one.stage] += one.messages
        words[one.stage] += one.words
    return _counts(messages, words)


def _item(one: Entry, wanted: Wanted) -> TranslationItem:
    return TranslationItem(
        uid=strawberry.ID(one.uid),
        type=TypeName(one.type_name),
        title=one.title,
        source=Locale(one.source),
        target=Locale(one.locale),
        messages=sum(one.messages[stage] for stage in wanted.stages),
        words=one.words,
        counts=_counts(one.messages),
    )


def _counts(messages: Counter[Stage], words: Counter[Stage] | None = None) -> list[TextCount]:
    return [
        TextCount(state=STATES[one], messages=messages[one], words=words[one] if words else None)
        for one in Stage
        if messages[one]
    ]


def _digest(wanted: Wanted) -> str:
    return hashlib.sha256(repr(wanted).encode()).hexdigest()[:12]


def _write(place: Beyond, wanted: Wanted) -> str:
    return packed([_digest(wanted), *place])


def _read(cursor: str, wanted: Wanted) -> Beyond:
    held: Any = unpacked(cursor)
    kinds = [type(one) for one in held] if isinstance(held, list) else []
    if kinds != [str, int, str, str] or held[0] != _digest(wanted) or not 0 <= held[1] < 100:
        raise BadCursor
    if "\0" in held[2] + held[3]:
        raise BadCursor
    return held[1], held[2], held[3]

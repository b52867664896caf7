"""What editors ask before they act: the workflow, who may, what it would change, what is in the bin."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import UNSET

from cms.access.explaining import explain_access
from cms.access.permissions import Explanation
from cms.access.roles import Permission, Role
from cms.content import State
from cms.content.discovery import installed
from cms.errors import N_, Message
from cms.publishing import impact as impacts
from cms.publishing import workflow as workflows
from cms.publishing.bin import recycle_bin
from cms.publishing.impact import Action
from cms.schema.connections import size_of
from cms.schema.context import Info
from cms.schema.editing.acts import require_somebody
from cms.schema.editing.changes import FieldChange
from cms.schema.editing.history import HistoryPage, diff
from cms.schema.editing.outcomes import FieldProblem, LinkSource, Problem, Teller
from cms.schema.editing.viewing import Viewer, viewer
from cms.schema.enums import Locale, TypeName
from cms.schema.errors import BadArgument
from cms.translation.interface.catalogues import render

MOST = 100
strawberry.enum(Action, name="ImpactAction", description="What can be asked about beforehand.")


@strawberry.type(description="A step of the workflow.")
class Transition:
    name: str
    label: str
    sources: list[State]
    target: State | None = strawberry.field(description="Null leads back to where it was before.")
    permission: Permission


@strawberry.type(description="The states of a type, and the steps between them.")
class Workflow:
    states: list[State]
    transitions: list[Transition]


@strawberry.type(description="A step, and whether you may take it now; if not, why.")
class Step:
    transition: Transition
    allowed: bool
    code: str = strawberry.field(description="`wrong_state`: not from where it stands now.")
    why: str
    problems: list[FieldProblem]


@strawberry.type(description="Whether somebody may do something, and why.")
class AccessExplanation:
    allowed: bool
    reason: str
    role: Role | None = strawberry.field(description="The role that decides.")
    group: str | None
    uid: strawberry.ID | None = strawberry.field(description="The entry it was given on, if any.")
    blocked_at: strawberry.ID | None


@strawberry.type(description="An entry in a language, and its address before and after.")
class ImpactItem:
    uid: strawberry.ID
    locale: Locale
    title: str
    before: str | None
    after: str | None


@strawberry.type(description="The first hundred; `hidden` are those that you may not see.")
class ImpactList:
    items: list[ImpactItem]
    total: int
    hidden: int


@strawberry.type(description="What an act would change for the public.")
class Impact:
    moved: ImpactList
    gone: ImpactList
    changed: ImpactList
    appearing: ImpactList
    breaking: list[LinkSource] = strawberry.field(description="Whose links would lead nowhere.")
    breaking_total: int
    breaking_hidden: int
    aliases: list[str] = strawberry.field(
        description="Addresses written by hand that would be at rest: live content wins."
    )
    refused: Problem | None = strawberry.field(description="Why it cannot be done at all.")


@strawberry.type(description="A branch in the recycle bin.")
class Binned:
    uid: strawberry.ID = strawberry.field(description="Of the entry on top: give it to `restore`.")
    type: TypeName
    title: str
    path: str
    entries: int
    deleted_by: str
    deleted_at: datetime
    purge_at: datetime = strawberry.field(description="When it is forgotten for good.")


@strawberry.type(description="A part of the recycle bin, the newest first.")
class BinConnection:
    nodes: list[Binned]
    page_info: HistoryPage
    total_count: int


def me(info: Info) -> Viewer | None:
    """Whoever the token acts for; null without one."""
    return viewer(info.context.actor)


def workflow(
    info: Info,
    type: TypeName,  # noqa: A002
) -> Workflow:
    """The workflow of a type of content."""
    found = workflows.workflow_of(installed()[type.value])
    return Workflow(
        states=list(found.states),
        transitions=[_transition(info, one) for one in found.transitions],
    )


def _transition(info: Info, one: workflows.Transition) -> Transition:
    return Transition(
        name=one.name,
        label=render(Message(one.label), info.context.reader),
        sources=list(one.sources),
        target=one.target,
        permission=one.permission,
    )


async def steps(info: Info, uid: strawberry.ID, locale: Locale) -> list[Step] | None:
    """Each step of the workflow for an entry: may you take it now, and if not, why."""
    require_somebody(info)
    teller = Teller(info.context.reader)
    return [
        Step(
            transition=_transition(info, one.transition),
            allowed=one.allowed,
            code=one.code,
            why=render(one.why, teller.reader) if one.why else "",
            problems=teller.fields(one.problems),
        )
        for one in await workflows.options(info.context.actor, uid, locale.value)
    ]


async def explain(
    info: Info,
    user: str,
    permission: Permission,
    uid: strawberry.ID | None = UNSET,
    locale: Locale | None = UNSET,
) -> AccessExplanation | None:
    """Whether somebody may do something to an entry, or to the site, and why."""
    require_somebody(info)
    language = locale.value if locale else None
    found = await explain_access(info.context.actor, uid or None, user, permission, language)
    return _explanation(found, info.context.reader)


def _explanation(found: Explanation, reader: str) -> AccessExplanation:
    grant = found.grant
    return AccessExplanation(
        allowed=found.allowed,
        reason=render(found.reason, reader),
        role=grant.given.role if grant else None,
        group=(grant.group or None) if grant else None,
        uid=strawberry.ID(grant.uid) if grant and grant.uid else None,
        blocked_at=strawberry.ID(found.blocked_at) if found.blocked_at else None,
    )


async def impact(
    info: Info,
    uid: strawberry.ID,
    action: Action,
    locale: Locale | None = UNSET,
    parent: strawberry.ID | None = UNSET,
    position: int | None = UNSET,
    slug: str | None = UNSET,
) -> Impact | None:
    """What an act would change for the public; nothing is done."""
    require_somebody(info)
    found = await impacts.impact_of(
        info.context.actor,
        uid,
        action,
        locale=locale.value if locale else None,
        parent=parent or None,
        position=None if position is UNSET else position,
        slug=None if slug is UNSET else slug,
    )
    teller = Teller(info.context.reader)
    lists = {
        name: _impact_list(getattr(found, name))
        for name in ("moved", "gone", "changed", "appearing")
    }
    return Impact(
        **lists,
        breaking=[teller.source(one) for one in found.breaking.named],
        breaking_total=found.breaking.total,
        breaking_hidden=found.breaking.hidden,
        aliases=list(found.aliases),
        refused=teller.outcome(found.refused) if found.refused else None,
    )


def _impact_list(found: impacts.Listed) -> ImpactList:
    items = [
        ImpactItem(
            uid=strawberry.ID(one.uid),
            locale=Locale(one.locale),
            title=one.title,
            before=one.old,
            after=one.new,
        )
        for one in found.items
    ]
    return ImpactList(items=items, total=found.total, hidden=found.hidden)


async def bin_(info: Info, first: int = 50, after: str | None = UNSET) -> BinConnection | None:
    """What you deleted, or may delete where it stood."""
    require_somebody(info)
    size_of("first", first, least=1, most=MOST)
    found = await recycle_bin.bin_page(info.context.actor, first, after or "")
    return BinConnection(
        nodes=[_binned(one, info.context.reader) for one in found.items],
        page_info=HistoryPage(has_next_page=bool(found.next), end_cursor=found.next or None),
        total_count=found.total,
    )


def _binned(one: recycle_bin.Binned, reader: str) -> Binned:
    return Binned(
        uid=strawberry.ID(one.uid),
        type=TypeName(one.content_type),
        title=one.title(reader),
        path=one.path,
        entries=one.entries,
        deleted_by=one.deleted_by,
        deleted_at=one.deleted_at,
        purge_at=one.purge_at,
    )


Revision = Annotated[int, strawberry.argument(description="0 is before the first.")]


async def compare(
    info: Info, uid: strawberry.ID, old: Revision, new: Revision
) -> list[FieldChange] | None:
    """What differs between two revisions of an entry."""
    require_somebody(info)
    if old < 0 or new < 0:
        raise BadArgument(N_("There is no revision below 0."), field="old" if old < 0 else "new")
    return await diff(info, uid, old, new)

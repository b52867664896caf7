"""Addresses written by hand: the list, one of them, and files of them."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import UNSET

from cms.errors import N_, NotFound
from cms.publishing import undoing
from cms.publishing.aliases import alias_files
from cms.publishing.aliases import aliases as services
from cms.publishing.aliases.alias_input import AliasInput as Says
from cms.publishing.tree.paths import written_path
from cms.schema.connections import size_of
from cms.schema.context import Info
from cms.schema.editing import outcomes
from cms.schema.editing.acts import offered, performed, require_somebody
from cms.schema.editing.arguments import DryRun
from cms.schema.editing.history import HistoryPage
from cms.schema.editing.outcomes import Teller
from cms.schema.enums import Locale
from cms.translation.interface.catalogues import render

MOST = 100
MOST_NUMBER = 2**31


@strawberry.type(description="What an alias says.")
class AliasText:
    path: str
    target: str = strawberry.field(
        description="A path of this site, `uid:` and an entry, another site; empty for 410."
    )
    locale: Locale | None = strawberry.field(description="In which language it leads to an entry.")
    status: int


@strawberry.type(description="An address written by hand. What lives at the address goes first.")
class Alias:
    id: strawberry.ID = strawberry.field(description="Give it to `saveAlias` or `deleteAlias`.")
    says: AliasText
    changed_by: str
    changed_at: datetime


@strawberry.type(description="A part of the aliases, by address.")
class AliasConnection:
    nodes: list[Alias]
    page_info: HistoryPage
    total_count: int


@strawberry.input(description="An alias, as a line of the file has it.")
class AliasInput:
    path: str
    target: str = strawberry.field(
        default="", description="As `AliasText.target`; left out for status 410."
    )
    locale: Locale | None = UNSET
    status: int = strawberry.field(default=301, description="301, 302, 307, 308 or 410.")


@strawberry.type(description="What became of an alias.")
class AliasChanged:
    id: strawberry.ID
    before: AliasText | None
    after: AliasText | None
    undo: strawberry.ID | None = strawberry.field(
        description="Give it to `undo` within an hour. Null after a dry run, or if nothing changed."
    )
    dry_run: bool


@strawberry.type(description="A line of the file; the heading is line 1.")
class AliasLine:
    line: int
    path: str
    fate: str = strawberry.field(description="`added`, `changed` or `same`.")


@strawberry.type(description="Something that is wrong with a line of the file.")
class AliasFault:
    line: int
    field: str
    code: str
    message: str


@strawberry.type(description="What a file did, or would do: with any fault it does nothing.")
class AliasesImported:
    added: int
    changed: int
    same: int
    lines: list[AliasLine]
    faults: list[AliasFault]
    dry_run: bool


AliasResult = Annotated[
    AliasChanged | outcomes.Always,
    strawberry.union("AliasResult", description="What came of an act on an alias."),
]
AliasImportResult = Annotated[
    AliasesImported | outcomes.Always,
    strawberry.union("AliasImportResult", description="What came of a file of aliases."),
]


async def aliases(
    info: Info, search: str = "", first: int = 50, after: str | None = UNSET
) -> AliasConnection | None:
    """The addresses written by hand; `search` is part of an address."""
    require_somebody(info)
    size_of("first", first, least=1, most=MOST)
    found = await services.alias_page(info.context.actor, search, first, after or "")
    return AliasConnection(
        nodes=[
            Alias(
                id=strawberry.ID(str(one.id)),
                says=_text(one.says),
                changed_by=one.changed_by,
                changed_at=one.changed_at,
            )
            for one in found.items
        ],
        page_info=HistoryPage(has_next_page=bool(found.next), end_cursor=found.next or None),
        total_count=found.total,
    )


async def aliases_csv(info: Info) -> str | None:
    """All addresses written by hand, as a file in CSV; importing it changes nothing."""
    require_somebody(info)
    return await alias_files.export_csv(info.context.actor)


async def save_alias(
    info: Info,
    input: AliasInput,  # noqa: A002
    id: strawberry.ID | None = UNSET,  # noqa: A002
    dry_run: DryRun = False,
) -> AliasResult:
    """Write an address by hand; with an `id` change that one."""
    locale = input.locale.value if input.locale else ""
    typed = {"path": input.path, "target": input.target, "locale": locale}

    async def act() -> AliasChanged:
        number = _number(id) if id else None
        made = await services.save(
            info.context.actor, typed | {"status": str(input.status)}, number
        )
        return await _changed(info, made, dry_run=dry_run)

    found: AliasResult = await performed(info, Teller(info.context.reader), act, dry_run=dry_run)
    return found


async def delete_alias(
    info: Info,
    id: strawberry.ID,  # noqa: A002
    dry_run: DryRun = False,
) -> AliasResult:
    """Forget an address written by hand."""

    async def act() -> AliasChanged:
        gone = await services.delete(info.context.actor, _number(id))
        return await _changed(info, gone, dry_run=dry_run)

    found: AliasResult = await performed(info, Teller(info.context.reader), act, dry_run=dry_run)
    return found


async def import_aliases(info: Info, csv: str, dry_run: DryRun = False) -> AliasImportResult:
    """Add and change what a file in CSV says: all of it or nothing. What it does not name stays."""
    teller = Teller(info.context.reader)

    async def act() -> AliasesImported:
        done = await alias_files.import_csv(info.context.actor, csv)
        return AliasesImported(
            added=done.added,
            changed=done.changed,
            same=done.same,
            lines=[AliasLine(line=one.line, path=one.path, fate=one.fate) for one in done.rows],
            faults=[_fault(one, teller.reader) for one in done.faults],
            dry_run=dry_run,
        )

    found: AliasImportResult = await performed(info, teller, act, dry_run=dry_run)
    return found


async def _changed(info: Info, made: services.Change, *, dry_run: bool) -> AliasChanged:
    return AliasChanged(
        id=strawberry.ID(str(made.id)),
        before=_text(made.before) if made.before else None,
        after=_text(made.after) if made.after else None,
        undo=await offered(info, undoing.of_alias(made), dry_run=dry_run),
        dry_run=dry_run,
    )


def _text(says: Says) -> AliasText:
    return AliasText(
        path=written_path(says.path),
        target=says.target,
        locale=Locale(says.locale) if says.locale else None,
        status=says.status,
    )


def _fault(one: alias_files.Fault, reader: str) -> AliasFault:
    problem = one.problem
    return AliasFault(
        line=one.line,
        field=problem.field or "",
        code=problem.code,
        message=render(problem.message, reader),
    )


def _number(given: str) -> int:
    if given.isascii() and given.isdigit() and len(given) < 11 and int(given) < MOST_NUMBER:
        return int(given)
    raise NotFound(N_("There is no such address by hand."))

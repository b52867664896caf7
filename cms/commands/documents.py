"""`cms documents`: what frontends ask, checked and registered."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cms.access.actors import system
from cms.commands.databases import written_on
from cms.commands.terminal import show, tell, worded
from cms.errors import N_
from cms.schema.build import built
from cms.schema.registered import registry
from cms.schema.registered.checking import check
from cms.schema.registered.operations import Fault, Read, read_operations
from cms.schema.registered.registry import Document
from cms.schema.registered.usage import Deprecated, Report, report
from cms.settings import Settings
from cms.translation.interface.catalogues import ngettext, render

ACTOR = system("cms documents")
_MOST_SHOWN = 12


def run_check(paths: Sequence[Path], *, as_json: bool, locale: str) -> int:
    """Compare documents with the schema of this code; no database is needed."""
    found = _checked(paths)
    _tell(found, as_json=as_json, locale=locale)
    return 1 if found.faults else 0


def run_register(
    settings: Settings, client: str, paths: Sequence[Path], *, as_json: bool, locale: str
) -> int:
    """Register all operations of files, or none: status 1 when one does not fit."""
    found = _checked(paths)
    if found.faults:
        _tell(found, as_json=as_json, locale=locale)
        return 1
    done = written_on(settings, lambda: registry.register(ACTOR, client, found.operations))
    if as_json:
        _tell(found, as_json=True, locale=locale)
        return 0
    for one in found.operations:
        print(f"sha256:{one.digest}  {one.name}")  # noqa: T201 - for a program too
    text = N_("Documents of {client}: {added} registered, {kept} already were.")
    tell(text, client=client, added=done.added, kept=done.kept)
    return 0


def run_list(settings: Settings, client: str | None, *, retired: bool, as_json: bool) -> int:
    """The documents in use."""
    found = written_on(settings, lambda: registry.documents(client, retired=retired))
    if as_json:
        _print_json([_document(one) for one in found])
        return 0
    show(_line(one) for one in found)
    return 0


def run_retire(
    settings: Settings, client: str, digests: Sequence[str], keep: Sequence[Path], *, as_json: bool
) -> int:
    """Take documents out of use: those that are named, or all but those that stand in files."""

    async def work() -> list[str]:
        gone = {one.removeprefix("sha256:") for one in digests}
        if keep:
            stay = {one.digest for one in read_operations(keep).operations}
            gone |= {one.digest for one in await registry.documents(client)} - stay
        return await registry.retire(ACTOR, client, gone)

    names = written_on(settings, work)
    if as_json:
        _print_json({"retired": names})
    else:
        tell(N_("Documents of {client}: {number} retired."), client=client, number=len(names))
    return 0


def run_report(settings: Settings, client: str | None, here: str, *, as_json: bool) -> int:
    """What documents use of the schema, and what of that will end."""
    listed = written_on(settings, lambda: registry.documents(client))
    found = report(built().schema._schema, listed)  # noqa: SLF001 - no other door to it
    if as_json:
        _print_json(asdict(found))
    else:
        for line in _report_lines(found, here):
            print(line)  # noqa: T201 - this is what the command is for
    return 0


def _checked(paths: Sequence[Path]) -> Read:
    found = read_operations(paths)
    found.faults += check(built().schema._schema, found.operations)  # noqa: SLF001
    found.faults.sort(key=lambda one: (one.file, one.line))
    return found


def _tell(found: Read, *, as_json: bool, locale: str) -> None:
    if as_json:
        _print_json(
            {
                "documents": [
                    {"name": one.name, "id": f"sha256:{one.digest}", "text": one.text}
                    for one in found.operations
                ],
                "errors": [{**asdict(one), "message": _told(one, locale)} for one in found.faults],
            }
        )
        return
    for one in found.faults:
        print(f"{one.file}:{one.line}: {one.code} {_told(one, locale)}")  # noqa: T201
    text = N_("Documents: {read} read, {errors} errors.")
    tell(text, read=len(found.operations), errors=len(found.faults))


def _told(fault: Fault, locale: str) -> str:
    return render(fault.message, locale)


def _document(one: Document) -> dict[str, Any]:
    values = {**asdict(one), "id": f"sha256:{one.digest}"}
    del values["digest"]
    return values


def _line(one: Document) -> str:
    since = worded(N_("since {day}"), day=one.registered_at.date().isoformat())
    return f"sha256:{one.digest}  {one.client}: {one.name}  {since}  {_state(one)}"


def _state(one: Document) -> str:
    if one.retired_at:
        return worded(N_("retired"))
    return worded(N_("broken")) if one.broken_at else worded(N_("in use"))


def _report_lines(found: Report, here: str) -> Iterator[str]:
    used = found.fields - len(found.unused)
    yield ngettext(
        "{number} document asks {used} of {fields} fields.",
        "{number} documents ask {used} of {fields} fields.",
        found.documents, here, used=used, fields=found.fields,
    )  # fmt: skip
    unused = worded(N_("unused"))
    for name in found.unused:
        yield f"{unused:<10}  {name}"
    for one in found.endings:
        yield from _ending_lines(one)


def _ending_lines(one: Deprecated) -> Iterator[str]:
    may = N_("may be gone from {day}")
    ends = worded(may, day=one.on.isoformat()) if one.on else worded(N_("has no date yet"))
    instead = "; " + worded(N_("use {name}"), name=one.use) if one.use else ""
    word = worded(N_("deprecated"))
    yield f"{word:<10}  {one.name}: {ends}{instead}"
    for document in one.documents[:_MOST_SHOWN]:
        yield " " * 12 + worded(N_("asked by {document}"), document=document)
    if len(one.documents) > _MOST_SHOWN:
        more = len(one.documents) - _MOST_SHOWN
        yield " " * 12 + worded(N_("and {number} more"), number=more)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))  # noqa: T201

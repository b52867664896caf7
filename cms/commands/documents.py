"""`cms documents`: what frontends ask, checked and registered."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cms.access.actors import system
from cms.commands.databases import written_on
from cms.commands.terminal import say
from cms.schema.build import built
from cms.schema.registered import registry
from cms.schema.registered.checking import check
from cms.schema.registered.operations import Fault, Read, read_operations
from cms.schema.registered.registry import Document
from cms.schema.registered.usage import Report, report
from cms.settings import Settings
from cms.translation.interface.catalogues import render

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
    say(f"Documents of {client}: {done.added} registered, {done.kept} already were.")
    return 0


def run_list(settings: Settings, client: str | None, *, retired: bool, as_json: bool) -> int:
    """The documents in use."""
    found = written_on(settings, lambda: registry.documents(client, retired=retired))
    if as_json:
        _print_json([_document(one) for one in found])
        return 0
    for one in found:
        state = "retired" if one.retired_at else "broken" if one.broken_at else "in use"
        since = one.registered_at.date().isoformat()
        print(f"sha256:{one.digest}  {one.client}: {one.name}  since {since}  {state}")  # noqa: T201
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
        say(f"Documents of {client}: {len(names)} retired.")
    return 0


def run_report(settings: Settings, client: str | None, *, as_json: bool) -> int:
    """What documents use of the schema, and what of that will end."""
    listed = written_on(settings, lambda: registry.documents(client))
    found = report(built().schema._schema, listed)  # noqa: SLF001 - no other door to it
    if as_json:
        _print_json(asdict(found))
    else:
        _print_report(found)
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
    say(f"Documents: {len(found.operations)} read, {len(found.faults)} errors.")


def _told(fault: Fault, locale: str) -> str:
    return render(fault.message, locale)


def _document(one: Document) -> dict[str, Any]:
    values = {**asdict(one), "id": f"sha256:{one.digest}"}
    del values["digest"]
    return values


def _print_report(found: Report) -> None:
    used = found.fields - len(found.unused)
    print(f"{found.documents} documents ask {used} of {found.fields} fields.")  # noqa: T201
    for name in found.unused:
        print(f"unused      {name}")  # noqa: T201
    for one in found.endings:
        ends = f"may be gone from {one.on}" if one.on else "has no date yet"
        instead = f"; use {one.use}" if one.use else ""
        print(f"deprecated  {one.name}: {ends}{instead}")  # noqa: T201
        for document in one.documents[:_MOST_SHOWN]:
            print(f"            asked by {document}")  # noqa: T201
        if len(one.documents) > _MOST_SHOWN:
            print(f"            and {len(one.documents) - _MOST_SHOWN} more")  # noqa: T201


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))  # noqa: T201

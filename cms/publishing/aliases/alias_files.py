"""Aliases as a CSV file, out and in: all of a file or nothing.

No cell can begin with a character that a spreadsheet takes for a formula: a path begins with a slash,
a target with a slash, ``uid:`` or ``http``. What begins otherwise is refused when it comes in.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from cms.access import audit
from cms.access.actors import Actor
from cms.errors import N_, Message, Problem
from cms.publishing.aliases import aliases
from cms.publishing.aliases.alias_input import COLUMNS, AliasInput, read_alias

MOST_LINES = 20_000
MOST_CELL = 10_000
Fate = Literal["added", "changed", "same"]


@dataclass(frozen=True)
class Fault:
    """Something that is wrong with a line of a file; lines count from 1, the heading's."""

    line: int
    problem: Problem


@dataclass(frozen=True)
class Row:
    """What a line of a file does, or would."""

    line: int
    path: str
    fate: Fate


@dataclass(frozen=True)
class Import:
    """What a file does, or would: numbers of aliases. With any ``faults`` it does nothing."""

    added: int
    changed: int
    same: int
    faults: tuple[Fault, ...]
    rows: tuple[Row, ...] = ()


async def export_csv(actor: Actor) -> str:
    """All aliases by address; importing it changes nothing. Raises `Denied`."""
    written = io.StringIO()
    lines = csv.DictWriter(written, COLUMNS, lineterminator="\r\n")
    lines.writeheader()
    lines.writerows(one.row() for one in await aliases.everything(actor))
    return written.getvalue()


async def import_csv(actor: Actor, text: str) -> Import:
    """Add and change what a file says; what it does not name stays.

    Columns may be divided by commas or semicolons. Inside `rehearsing()` it tells what would
    happen. Raises `Denied`. Call it inside `writing()`.
    """
    await aliases.hold()
    known = {one.path: one for one in await aliases.everything(actor)}
    read, faults = _read(text)
    asked = await aliases.by_uid(list(read.values()))
    lines = {one.path: line for line, one in read.items()}
    among = await aliases.problems_among(actor, asked, known)
    faults += [Fault(lines[one.path], problem) for one, problem in among]
    if faults:
        return Import(0, 0, 0, tuple(sorted(faults, key=lambda fault: fault.line)))
    for one in asked:
        if known.get(one.path) != one:
            await aliases.write(actor, one)
    rows = tuple(Row(lines[one.path], one.path, _fate(one, known)) for one in asked)
    fates = [row.fate for row in rows]
    numbers = (fates.count("added"), fates.count("changed"), fates.count("same"))
    done = Import(*numbers, (), rows)
    await audit.note(actor.name, "alias.import", "", added=done.added, changed=done.changed)
    return done


def _fate(one: AliasInput, known: Mapping[str, AliasInput]) -> Fate:
    if one.path not in known:
        return "added"
    return "same" if known[one.path] == one else "changed"


def _read(text: str) -> tuple[dict[int, AliasInput], list[Fault]]:
    read: dict[int, AliasInput] = {}
    faults: list[Fault] = []
    at: dict[str, int] = {}
    try:
        for line, row in _lines(text):
            one = read_alias(row)
            if isinstance(one, list):
                faults += [Fault(line, problem) for problem in one]
            elif one.path in at:
                said = N_("Line {line} has the same address.")
                faults.append(Fault(line, _problem("duplicate", said, "path", line=at[one.path])))
            else:
                read[line], at[one.path] = one, line
    except _Unreadable as error:
        faults.append(error.fault)
    return read, faults


class _Unreadable(Exception):
    """The file is no table of aliases from here on."""

    def __init__(self, line: int, code: str, text: str, **params: object) -> None:
        super().__init__(code)
        self.fault = Fault(line, _problem(code, text, None, **params))


def _problem(code: str, text: str, where: str | None, **params: object) -> Problem:
    return Problem(code, Message(text, params), where)


def _lines(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    heading = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text), delimiter=";" if ";" in heading else ",", strict=True)
    try:
        names = [name.strip().lower() for name in next(rows, [])]
        if not set(COLUMNS) <= set(names) or len(set(names)) < len(names):
            said = N_("The first line must name the columns: {columns}.")
            raise _Unreadable(1, "bad_heading", said, columns=", ".join(COLUMNS))
        for row in rows:
            if len(row) not in (0, len(names)) or any(len(cell) > MOST_CELL for cell in row):
                said = N_("This line has {number} cells; the first has {wanted}.")
                raise _Unreadable(
                    rows.line_num, "bad_line", said, number=len(row), wanted=len(names)
                )
            if rows.line_num > MOST_LINES:
                said = N_("A file can have at most {most} lines.")
                raise _Unreadable(rows.line_num, "too_many", said, most=MOST_LINES)
            if row:
                yield rows.line_num, dict(zip(names, row, strict=True))
    except csv.Error:
        raise _Unreadable(rows.line_num, "bad_line", N_("This is no CSV.")) from None

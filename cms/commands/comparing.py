"""`cms schema diff`: what a new schema means for those who ask by the old one."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from cms.commands.developing import SCHEMA
from cms.commands.terminal import tell
from cms.errors import N_, CmsError
from cms.schema.changes import Change, changes, unannounced

CHANGELOG = Path("CHANGELOG.md")


class NoSuchSchema(CmsError):
    """What was named is neither a file nor a revision that has the schema."""

    code = "not_found"


def run_schema_diff(old: str | None, new: str | None, *, words: bool) -> int:
    """Tell what changed; 1 if something breaks that CHANGELOG.md does not name.

    Each is a file or a git revision. Without them what was committed last, or the commit before if
    that is the same, is compared with the file at hand. ``words`` tells changed descriptions too.
    """
    after = _read(new) if new else SCHEMA.read_text("utf-8")
    before = _read(old) if old else _committed(after)
    if before is None:
        tell(N_("There is no earlier schema to compare with."))
        return 0
    found = [one for one in changes(before, after) if words or not one.described]
    for one in found:
        print(f"{one.kind:9}  {one.text}")  # noqa: T201 - this is what the command is for
    return _judge(found)


def _judge(found: Sequence[Change]) -> int:
    log = CHANGELOG.read_text("utf-8") if CHANGELOG.exists() else ""
    silent = sorted({one.name for one in unannounced(list(found), log)})
    if silent:
        names = ", ".join(f"`{name}`" for name in silent)
        text = N_("Documents break by this: name {names} in {file}, and what to write instead.")
        tell(text, names=names, file=CHANGELOG)
    return 1 if silent else 0


def _committed(now: str) -> str | None:
    last = _at("HEAD")
    return _at("HEAD^") if last == now else last


def _read(name: str) -> str:
    path = Path(name)
    found = path.read_text("utf-8") if path.is_file() else _at(name)
    if found is None:
        raise NoSuchSchema(
            N_("{name} is neither a file nor a revision that has {file}."), name=name, file=SCHEMA
        )
    return found


def _at(revision: str) -> str | None:
    """The schema of a git revision; none if there is none, or no git."""
    try:
        done = subprocess.run(  # noqa: S603 - git, and one argument that cannot be an option
            ["git", "show", "--end-of-options", f"{revision}:./{SCHEMA}"],  # noqa: S607
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        return None
    return None if done.returncode else done.stdout.decode("utf-8")

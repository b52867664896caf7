"""Taking in a folder: all of it, or nothing; again and again, with the same outcome."""

import hashlib
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from cms.access import audit
from cms.access.actors import Actor
from cms.community.comments.rules import Commenting, keep_rule
from cms.content import Tag, localised
from cms.database.engine import execute
from cms.editing import checks
from cms.errors import N_, CmsError
from cms.media.inspect import Inspected
from cms.portability import entering, library
from cms.portability.comparing import Comparison, compare
from cms.portability.exporting import Told
from cms.portability.folder import MEDIA, Export, Faults
from cms.portability.format import Alias, Words
from cms.portability.transactions import all_or_nothing
from cms.publishing import tags as subjects
from cms.publishing.advice import word_lists
from cms.publishing.aliases import aliases
from cms.publishing.plans import moment


class Conflicts(CmsError):
    """The files say something else of what was changed here, or themselves: nothing was imported."""

    code = "import_conflicts"
    status = 409

    def __init__(self, comparison: Comparison) -> None:
        super().__init__(
            N_(
                "In conflict with what is here: {number}. Nothing was imported. With --overwrite the"
                " files win; what is here stays in the history."
            ),
            number=len(comparison.of("conflict")),
        )
        self.comparison = comparison


class OtherHome(CmsError):
    """There is another home page here: a site can only be imported where its own is, or none."""

    code = "other_home"
    status = 409


@dataclass(frozen=True)
class Imported:
    """What an import did, or would do."""

    comparison: Comparison
    dry_run: bool


async def import_export(
    actor: Actor,
    export: Export,
    *,
    overwrite: bool = False,
    dry_run: bool = False,
    told: Told = lambda _: None,
) -> Imported:
    """Let the content of a folder be here, all of it or nothing; a dry run does it and undoes it.

    What is the same is left alone. What is in conflict is refused (`Conflicts`), unless
    ``overwrite``. ``told`` is called with how many entries came.
    Raises `InvalidInput` naming each file and field, `OtherHome`, `AddressTaken`.
    Call it outside `writing()`: looking into files takes a while.
    """
    check_bytes(export)
    async with AsyncExitStack() as within:
        before = await compare(export)
        wanted = [one for uid, one in export.media.items() if before.status(uid) != "same"]
        made = await library.looked_into(export, wanted, within)
        async with all_or_nothing(dry_run=dry_run):
            known = await compare(export)  # again: nothing changes from here on
            if known.of("conflict") and not overwrite:
                if dry_run:
                    return Imported(known, dry_run)
                raise Conflicts(known)
            await _enter(actor, export, known, made, told)
    return Imported(known, dry_run)


def check_bytes(export: Export) -> None:
    """Compare the files of the library in a folder with what is said of them. Raises `InvalidInput`."""
    faults = Faults(export.folder)
    for one in export.media.values():
        path = export.bytes_of(one)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != one.digest:
            faults.add(path, "damaged", N_("The bytes are not those that {file} says."),
                       file=f"{MEDIA}/{one.uid}.json")  # fmt: skip
    faults.check()


async def _enter(
    actor: Actor, export: Export, known: Comparison, made: dict[str, Inspected], told: Told
) -> None:
    now = await moment()
    await _check_home(export)
    differing = {one.uid for one in known.differences if one.status != "same"}
    for tag in export.tags:
        await _enter_tag(tag.key, tag.label)
    for uid, one in export.media.items():
        if uid in made:
            await library.enter(one, made[uid], known.media.get(uid))
    entries = [one for uid, one in export.entries.items() if uid in differing]
    await entering.enter_all(entries, known.entries, now, actor.name, told)
    for uid, buried in export.gone.items():
        if uid in differing:
            await entering.bury(buried, now)
    for alias in export.aliases:
        await _enter_alias(actor, alias)
    for words in export.words:
        await _enter_words(actor, words)
    for rule in export.commenting:
        said = Commenting(rule.open, rule.moderated, rule.below, rule.reason)
        await keep_rule(said, actor.name, content_type=rule.type)
    counted = {status: len(known.of(status)) for status in ("new", "changed", "conflict")}
    if any(counted.values()):
        await audit.note(actor.name, "import", "", **counted)


async def _check_home(export: Export) -> None:
    root = await checks.root_uid()
    home = next(
        (uid for uid, one in export.entries.items() if one.values.get("parent") is None), None
    )
    if root and home and root != home:
        raise OtherHome(
            N_("There is another home page here. Import a branch, or into an empty site.")
        )


async def _enter_tag(key: str, label: dict[str, str]) -> None:
    said = {localised("label", locale): text for locale, text in label.items()}
    row = await Tag.select().where(Tag.key == key).first()
    if row is None:
        await subjects.create_tag(key, said)
    elif any(row.get(name) != text for name, text in said.items()):
        await subjects.save_tag(key, said)


async def _enter_alias(actor: Actor, one: Alias) -> None:
    typed = {
        "path": one.path,
        "target": one.target,
        "locale": one.locale,
        "status": str(one.status),
    }
    there = {found.says.path: found for found in (await aliases.alias_page(actor, one.path)).items}
    found = there.get(one.path)
    says = found.says if found else None
    if not says or (says.target, says.locale, says.status) != (one.target, one.locale, one.status):
        await aliases.save(actor, typed, found.id if found else None)
        await execute(
            "UPDATE alias SET changed_by = $2, changed_at = $3 WHERE path = $1",
            *(one.path, one.changed_by, one.changed_at),
        )


async def _enter_words(actor: Actor, one: Words) -> None:
    known = await word_lists.word_list(one.locale)
    if known.words == one.words:
        return
    await word_lists.save(actor, one.locale, one.words, version=known.version)
    await execute(
        "UPDATE word_list SET changed_by = $2, changed_at = $3 WHERE locale = $1",
        *(one.locale, one.changed_by, one.changed_at),
    )


def folder_of(path: Path) -> Path:
    """A folder that somebody named. Raises `NoFolder`."""
    if not path.is_dir():
        raise NoFolder(N_("{folder} is no folder."), folder=path)
    return path


class NoFolder(CmsError):
    """There is no such folder."""

    code = "no_folder"

"""A folder with an export: written whole, and read as a stranger's."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from cms.content import LOCALES
from cms.content.discovery import installed
from cms.errors import N_, InvalidInput, Message, Problem
from cms.portability import format as form
from cms.portability import keys
from cms.publishing.tree.paths import normal_path

MOST_JSON = 64_000_000
MOST_DEEP = 100
ENTRIES, GONE, MEDIA = "entries", "gone", "media"
UNFINISHED = ".unfinished"
"""Lies in a folder as long as an export is being written to it, and after one that was killed."""
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_LISTS = {"tags": form.Tag, "aliases": form.Alias, "words": form.Words,
          "commenting": form.TypeCommenting}  # fmt: skip


@dataclass
class Export:
    """All that a folder says."""

    folder: Path
    site: form.SiteFile
    tags: list[form.Tag] = field(default_factory=list)
    aliases: list[form.Alias] = field(default_factory=list)
    words: list[form.Words] = field(default_factory=list)
    commenting: list[form.TypeCommenting] = field(default_factory=list)
    entries: dict[str, form.EntryFile] = field(default_factory=dict)
    gone: dict[str, form.GoneFile] = field(default_factory=dict)
    media: dict[str, form.MediaFile] = field(default_factory=dict)

    def bytes_of(self, one: form.MediaFile) -> Path:
        """Where the bytes of a file are."""
        return self.folder / MEDIA / one.file


def entry_path(one: form.EntryFile) -> str:
    """Where an entry lies in a folder."""
    return f"{ENTRIES}/{one.type}/{one.uid}.json"


def write(folder: Path, path: str, value: BaseModel | Sequence[BaseModel]) -> None:
    """Write one file of an export."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    said = value if isinstance(value, BaseModel) else list(value)
    target.write_text(form.written(said), "utf-8")


class Faults:
    """What is wrong with the files of a folder, each with the file and the line if it is known."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def add(
        self, path: Path | str, code: str, text: str, where: str = "", /, **params: Any
    ) -> None:
        """Note one."""
        shown = path if isinstance(path, str) else _shown(path, self.folder)
        place = f"{shown}: {where}" if where else shown
        self.problems.append(Problem(code, Message(text, params), place))

    def add_unknown(self, path: Path, found: keys.Unknown) -> None:
        """Note a key that nothing knows."""
        text = N_("There is no field {name}.")
        if found.near:
            text = N_("There is no field {name}. Perhaps {near} is meant.")
        self.add(path, "unknown_field", text, found.place, name=found.name, near=found.near)

    def check(self) -> None:
        """Raise `InvalidInput` if there is any."""
        if self.problems:
            raise InvalidInput(self.problems)


def _shown(path: Path, folder: Path) -> str:
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)


def read(folder: Path) -> Export:
    """An export, checked whole. Raises `InvalidInput` with each file that is wrong, and why."""
    faults = Faults(folder)
    if (folder / UNFINISHED).exists():
        faults.add(UNFINISHED, "unfinished", N_("This export was not finished: export once more."))
        faults.check()
    site = _one(folder / "site.json", form.SiteFile, faults)
    faults.check()
    assert isinstance(site, form.SiteFile)
    export = Export(folder, site)
    _check_site(site, faults)
    faults.check()
    for name, model in _LISTS.items():
        if (folder / f"{name}.json").exists():
            setattr(export, name, _one(folder / f"{name}.json", list[model], faults))  # type: ignore[valid-type]
    for path in json_files(folder, ENTRIES, faults, deep=True):
        entry = _one(path, form.EntryFile, faults)
        if isinstance(entry, form.EntryFile):
            _check_entry(entry, path, export, faults)
    for path in json_files(folder, GONE, faults):
        gone = _one(path, form.GoneFile, faults)
        if isinstance(gone, form.GoneFile):
            _check_type(gone.type, path, faults)
            _check_past(gone, path, faults)
            _check_keys(gone, path, faults)
            export.gone[gone.uid] = gone
    for path in json_files(folder, MEDIA, faults):
        media = _one(path, form.MediaFile, faults)
        if isinstance(media, form.MediaFile):
            export.media[media.uid] = media
            check_file(folder / MEDIA / media.file, faults)
    faults.check()
    return export


def _check_site(site: form.SiteFile, faults: Faults) -> None:
    if site.format != form.FORMAT:
        faults.add("site.json", "other_format", N_("This export has another format: {format}."),
                   "format", format=site.format)  # fmt: skip
    missing = [one for one in site.locales if one not in LOCALES]
    if missing:
        faults.add("site.json", "unknown_locale", N_("This site does not have these languages: {missing}."),
                   "locales", missing=", ".join(missing))  # fmt: skip


def _check_type(name: str, path: Path, faults: Faults) -> None:
    if name not in installed():
        faults.add(
            path, "unknown_type", N_("There is no type of content {name}."), "type", name=name
        )


def _check_entry(one: form.EntryFile, path: Path, export: Export, faults: Faults) -> None:
    _check_type(one.type, path, faults)
    if one.uid in export.entries:
        faults.add(path, "twice", N_("Another file has the same uid."), "uid")
    if export.folder / entry_path(one) != path:
        faults.add(path, "misplaced", N_("This belongs in {path}."), path=entry_path(one))
    _check_past(one, path, faults)
    _check_keys(one, path, faults)
    export.entries[one.uid] = one


def _check_past(one: form.EntryFile | form.GoneFile, path: Path, faults: Faults) -> None:
    known = {version.revision for version in one.versions}
    if {publication.revision for publication in one.publications} - known:
        faults.add(path, "no_version", N_("The version that was published is missing."), "versions")
    for number, publication in enumerate(one.publications):
        root = f"/{publication.locale}"
        below = publication.path == root or publication.path.startswith(f"{root}/")
        if (
            publication.locale not in LOCALES
            or not below
            or normal_path(publication.path) != publication.path
        ):
            faults.add(path, "bad_path", N_("This is no address of this site: {path}."),
                       f"publications.{number}.path", path=publication.path)  # fmt: skip


def _check_keys(one: form.EntryFile | form.GoneFile, path: Path, faults: Faults) -> None:
    if one.type in installed():
        for found in islice(keys.in_entry(one), keys.MOST):
            faults.add_unknown(path, found)


def json_files(folder: Path, name: str, faults: Faults, *, deep: bool = False) -> Iterator[Path]:
    """The JSON files in a folder of an export, in order; links are refused."""
    pattern = "*/*.json" if deep else "*.json"
    for path in sorted((folder / name).glob(pattern)):
        if check_file(path, faults):
            yield path


def check_file(path: Path, faults: Faults) -> bool:
    """Whether something is a plain file within the folder, through no link; told if it is not."""
    inside = path.resolve().is_relative_to(faults.folder.resolve())
    if path.is_symlink() or not inside:
        faults.add(path, "link", N_("This is a link: an export has none."))
        return False
    if not path.is_file():
        faults.add(path, "missing_file", N_("This file is missing."))
        return False
    return True


def read_json(path: Path, faults: Faults) -> Any:
    """What a JSON file says; nothing, and told, if it says nothing."""
    try:
        if path.stat().st_size > MOST_JSON:
            faults.add(path, "too_large", N_("This file is too large."))
            return None
        said = json.loads(path.read_text("utf-8"), parse_constant=_no_number)
        if _is_deep(said):
            faults.add(path, "too_deep", N_("This is nested too deeply."))
            return None
        if _NUL.search(json.dumps(said, ensure_ascii=False).encode()):
            faults.add(path, "bad_character", N_("This text has characters that cannot be shown."))
            return None
        return said
    except OSError as error:
        faults.add(path, "no_file", N_("This cannot be read: {reason}."), reason=error.strerror)
    except json.JSONDecodeError as error:
        faults.add(
            path, "no_json", N_("This is no JSON: {reason}."), f"{error.lineno}", reason=error.msg
        )
    except (ValueError, RecursionError):  # no UTF-8, half a character, a number of 5,000 digits
        faults.add(path, "no_json", N_("This is no JSON in UTF-8."))
    return None


def _no_number(name: str) -> None:
    raise ValueError(name)


def _is_deep(said: Any) -> bool:
    """Whether lists and objects lie in each other deeper than any export has them."""
    level = [said]
    for _ in range(MOST_DEEP):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return False
    return True


def _one(path: Path, model: Any, faults: Faults) -> Any:
    said = read_json(path, faults)
    if said is None:
        return []
    try:
        return TypeAdapter(model).validate_python(said)
    except ValidationError as error:
        for one in error.errors()[: keys.MOST]:
            if one["type"] == "extra_forbidden":
                faults.add_unknown(path, keys.in_form(model, one["loc"]))
                continue
            where = ".".join(map(str, one["loc"]))
            faults.add(
                path, "bad_value", N_("This does not fit: {reason}."), where, reason=one["msg"]
            )
    return []

"""Plone's exports as they lie on the disk: plone.exportimport's folder, collective.exportimport's list."""

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cms.errors import N_
from cms.portability.folder import Faults, check_file, read_json

ROOT = "plone_site_root"
Item = Mapping[str, Any]


@dataclass
class PloneExport:
    """The items by their UIDs, each with where it was read; the rest as it lies beside them."""

    folder: Path
    items: dict[str, Item] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)
    translations: list[dict[str, str]] = field(default_factory=list)
    redirects: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


def read_export(path: Path, faults: Faults) -> PloneExport:
    """An export: the folder of either tool, or the file of the second. What is wrong, ``faults`` hears."""
    folder = path if path.is_dir() else path.parent
    export = PloneExport(folder)
    content = folder / "content"
    if path.is_dir() and content.is_dir():
        for file in sorted(content.glob("*/data.json")):
            if check_file(file, faults):
                _add(export, read_json(file, faults), file, "", faults)
        _add_metadata(export, content / "__metadata__.json", faults)
    else:
        for file in [path] if path.is_file() else sorted(folder.glob("*.json")):
            if check_file(file, faults):
                _add_list(export, file, faults)
    _add_translations(
        export, _beside(folder, faults, "translations.json", "export_translations.json")
    )
    redirects = _beside(folder, faults, "redirects.json", "export_redirects.json")
    if isinstance(redirects, dict):
        export.redirects = {str(old): str(new) for old, new in redirects.items()}
    beside = ("principals.json", "discussions.json", "portlets.json", "relations.json", "export_members.json",
              "export_discussion.json", "export_localroles.json", "export_relations.json")  # fmt: skip
    export.left = [name for name in beside if (folder / name).exists()]
    if not export.items:
        faults.add(str(path), "no_content", N_("There is no content of Plone in it."))
    return export


def _beside(folder: Path, faults: Faults, *names: str) -> Any:
    for name in names:
        if (folder / name).exists() and check_file(folder / name, faults):
            return read_json(folder / name, faults)
    return None


def _add_list(export: PloneExport, file: Path, faults: Faults) -> None:
    said = read_json(file, faults)
    if isinstance(said, list) and any(isinstance(one, dict) and "@type" in one for one in said):
        for number, one in enumerate(said):
            _add(export, one, file, str(number), faults)
            if isinstance(one, dict):
                export.order.setdefault(str(one.get("UID")), number)


def _add(export: PloneExport, one: Any, file: Path, where: str, faults: Faults) -> None:
    if one is None:
        return
    uid = one.get("UID") if isinstance(one, dict) else None
    if (
        not isinstance(uid, str)
        or not isinstance(one.get("@type"), str)
        or not isinstance(one.get("@id"), str)
    ):
        faults.add(file, "bad_item", N_("An item needs @id, @type and UID."), where)
        return
    export.items[uid] = one
    place = str(file.relative_to(export.folder))
    export.places[uid] = f"{place}: {where}" if where else place


def _add_metadata(export: PloneExport, file: Path, faults: Faults) -> None:
    said = read_json(file, faults) if file.exists() else None
    order = said.get("ordering") if isinstance(said, dict) else None
    if isinstance(order, dict):
        export.order = {uid: place for uid, place in order.items() if isinstance(place, int)}


def _add_translations(export: PloneExport, said: Any) -> None:
    """Groups of one thing in several languages; an empty language is the canonical one's own."""
    for one in said if isinstance(said, list) else []:
        if isinstance(one, dict) and isinstance(one.get("translations"), dict):
            export.translations.append({"": str(one.get("canonical")), **one["translations"]})
        elif isinstance(one, dict):
            named = {key: value for key, value in one.items() if isinstance(value, str)}
            export.translations.append(
                {key: value for key, value in named.items() if key != "canonical"}
            )


def bytes_of(
    export: PloneExport, said: Any, place: str, faults: Faults
) -> tuple[str, Path | bytes] | None:
    """The name and the bytes of a file's field; nothing, and told, if they are not there."""
    if not isinstance(said, Mapping):
        return None
    name = str(said.get("filename") or "file")
    if isinstance(said.get("blob_path"), str):
        for base in _bases(export):
            path = base / said["blob_path"]
            if path.is_file() and check_file(path, faults):
                return name, path
    elif isinstance(said.get("data"), str):
        try:
            return name, base64.b64decode(said["data"], validate=True)
        except (binascii.Error, ValueError):
            pass
    faults.add(place, "missing_file", N_("The bytes of {name} are missing."), name=name)
    return None


def _bases(export: PloneExport) -> Iterator[Path]:
    yield export.folder / "content"
    yield export.folder
    yield export.folder / "blobs"

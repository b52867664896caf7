"""Plone's exports as they lie on the disk: plone.exportimport's folder, collective.exportimport's list."""

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cms.errors import N_
from cms.portability.folder import Faults, check_file, read_json

ROOT, SITE = "plone_site_root", "Plone Site"
_LEFT = ("principals.json", "discussions.json", "portlets.json", "members.json", "localroles.json",
         "export_members.json", "export_discussion.json", "export_localroles.json",
         "export_portlets.json")  # fmt: skip
_PREVIEW, _OF_TEXTS = "preview_image_link", "isReferencing"
Item = Mapping[str, Any]


@dataclass
class PloneExport:
    """The items by their UIDs, each with where it was read; the rest as it lies beside them.

    ``site`` is where the site itself was (``/Plone``, or with a scheme and host before it),
    ``address`` what it called itself while it was exported, if that is told.
    ``pictures`` are the images that pages have by a relation, ``default_pages`` what folders showed.
    """

    folder: Path
    items: dict[str, Item] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)
    translations: list[dict[str, str]] = field(default_factory=list)
    redirects: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    default_pages: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    site: str = ""
    address: str = ""

    def path(self, address: str) -> str:
        """The path of an address on the site, which does not say where the site itself was.

        What is no address is nowhere.
        """
        try:
            path = urlsplit(address).path.strip("/")
            root = urlsplit(self.site).path.strip("/")
        except ValueError:
            return "/"
        return "/" + (
            path.removeprefix(root).strip("/") if f"{path}/".startswith(f"{root}/") else path
        )

    def is_site(self, uid: str) -> bool:
        """Whether this is the site itself, by whichever UID."""
        return uid == ROOT or (uid in self.items and self.items[uid]["@type"] == SITE)


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
        for file in [path] if path.is_file() else _lists(folder):
            if check_file(file, faults):
                _add_list(export, file, faults)
    export.site = _site(export)
    _add_beside(export, folder, faults)
    if not export.items:
        faults.add(str(path), "no_content", N_("There is no content of Plone in it."))
    return export


def _lists(folder: Path) -> list[Path]:
    """The older tool's files: a list of items each, or one item each in folders with numbers."""
    files = [*folder.glob("*.json"), *folder.glob("*/*.json")]
    return sorted(files, key=lambda one: (one.parent, len(one.name), one.name))


def _site(export: PloneExport) -> str:
    """Where the site was: what its items name as theirs, or it says itself."""
    for item in export.items.values():
        above = item.get("parent")
        if isinstance(above, Mapping) and above.get("@type") == SITE:
            said = str(above.get("@id") or "").rstrip("/")
            if said:
                return said
    of_site = (one["@id"] for one in export.items.values() if one["@type"] == SITE)
    return next(of_site, "").rstrip("/") or _shared_start(export)


def _shared_start(export: PloneExport) -> str:
    """Where all items stand below, if it is none of them: a part of an export names no site."""
    addresses = [str(item["@id"]).rstrip("/") for item in export.items.values()]
    starts = {"/".join(one.split("/")[:4]) for one in addresses if "://" in one}
    if len(starts) == 1 and all("://" in one for one in addresses):
        start = next(iter(starts))
        return "" if start in addresses else start
    return ""


def _add_beside(export: PloneExport, folder: Path, faults: Faults) -> None:
    """What lies beside the content: translations, redirects, relations, order, default pages."""
    _add_translations(export, _beside(folder, faults, "translations.json"))
    redirects = _beside(folder, faults, "redirects.json")
    if isinstance(redirects, dict):
        export.redirects = {str(old): str(new) for old, new in redirects.items()}
    for one in _maps(_beside(folder, faults, "ordering.json")):
        if isinstance(one.get("order"), int):
            export.order[str(one.get("uuid"))] = one["order"]
    for one in _maps(_beside(folder, faults, "defaultpages.json")):
        shown = one.get("default_page_uuid") or one.get("default_page")
        export.default_pages[str(one.get("uuid"))] = str(shown)
    for one in _maps(_beside(folder, faults, "portlets.json")):
        if one.get("UID") == ROOT:
            export.address = str(one.get("@id") or "").rstrip("/")
    export.left = [name for name in _LEFT if (folder / name).exists()]
    others = False
    for one in _maps(_beside(folder, faults, "relations.json")):
        kind = one.get("from_attribute") or one.get("relationship")
        if kind == _PREVIEW:
            export.pictures[str(one.get("from_uuid"))] = str(one.get("to_uuid"))
        others = others or kind not in (_PREVIEW, _OF_TEXTS)
    export.left += ["relations.json"] if others else []


def _maps(said: Any) -> list[Mapping[str, Any]]:
    return [one for one in said if isinstance(one, Mapping)] if isinstance(said, list) else []


def _beside(folder: Path, faults: Faults, plain: str) -> Any:
    """What a file says; the older tool writes ``export_`` before its name."""
    for name in (plain, f"export_{plain}"):
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
    elif isinstance(said, dict) and "@type" in said:
        _add(export, said, file, "", faults)
        export.order.setdefault(str(said.get("UID")), len(export.order))


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
    shown = said.get("default_page") if isinstance(said, dict) else None
    for uid, one in shown.items() if isinstance(shown, dict) else ():
        if isinstance(one, dict):
            export.default_pages[uid] = str(one.get("default_page_uuid") or one.get("default_page"))


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

"""From Plone: its types, states, languages and links, as ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cms.content import DEFAULT_LOCALE, LOCALES, localised
from cms.content.identity import derived_uid
from cms.content_types._shared import TIMEZONE
from cms.editing.slugs import slugify
from cms.errors import N_, InvalidInput
from cms.portability.elsewhere.bringing import tag_keys
from cms.portability.elsewhere.brought import Brought, BroughtEntry, BroughtFile, Window, relinked
from cms.portability.elsewhere.plone_events import event_values
from cms.portability.elsewhere.plone_files import Item, PloneExport, bytes_of, read_export
from cms.portability.elsewhere.plone_links import named
from cms.portability.elsewhere.slate import html_of
from cms.portability.folder import Faults
from cms.portability.gathering import public_name

SOURCE = "plone"
PUBLIC = "published"
TYPES = {"Document": "page", "Folder": "page", "News Item": "page", "Event": "event"}
FILES = {"File": "file", "Image": "image"}
LINK = "Link"
THROUGH = frozenset({"Plone Site", "LRF", "LIF"})
"""What has no page here: what stands under it stands one higher."""
LONGEST_SUMMARY = 600
KNOWN = frozenset({
    "@id", "@type", "UID", "id", "title", "description", "text", "blocks", "blocks_layout", "created",
    "modified", "creators", "effective", "expires", "language", "parent", "review_state", "subjects",
    "image", "file", "image_caption", "exclude_from_nav", "is_folderish", "layout", "lock", "version",
    "workflow_history", "type_title", "items", "items_total", "allow_discussion", "working_copy",
    "working_copy_of", "exportimport.constrains", "exportimport.versions", "exportimport.conversation",
    "preview_image", "preview_caption", "contributors", "rights", "next_item", "previous_item", "path",
    "translation", "is_default_page", "changeNote", "table_of_contents", "nextPreviousEnabled",
    "start", "end", "whole_day", "open_end", "location", "recurrence", "sync_uid", "timezone",
    "versioning_enabled", "constrainTypesMode", "changeActor", "preview_caption_link", "nav_title",
})  # fmt: skip
_PRIVATE = N_(
    "This file is not public there ({state}): it stays behind, since the library is public."
)
_PRIVATE_PICTURE = N_(
    "Its picture is not public there ({state}): it stays behind, since the library is public."
)


@dataclass
class _Reading:
    export: PloneExport
    faults: Faults
    locale: str
    found: Brought = field(default_factory=Brought)
    same: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    unknown: set[tuple[str, str]] = field(default_factory=set)
    read: dict[str, Item] = field(default_factory=dict)

    def uid(self, plone: str) -> str:
        """Ours; all languages of a thing share it."""
        return derived_uid(SOURCE, self.same.get(plone, plone))


def read_plone(path: Path, *, locale: str = DEFAULT_LOCALE) -> Brought:
    """All that an export has; ``locale`` is the language of what names none.

    Only what is ``published`` is to be public. Raises `InvalidInput` with each file that is wrong.
    """
    faults = Faults(path if path.is_dir() else path.parent)
    export = read_export(path, faults)
    faults.check()
    reading = _Reading(export, faults, locale)
    _find_translations(reading)
    reading.paths = {export.path(item["@id"]): uid for uid, item in export.items.items()}
    for uid, item in export.items.items():
        if item["@type"] in FILES:
            _enter_file(reading, uid, item)
    for uid in sorted(export.items, key=lambda one: one in reading.same):  # what is canonical first
        if export.items[uid]["@type"] not in FILES:
            _enter(reading, uid, export.items[uid])
    for ours, item in reading.read.items():
        reading.found.entries[ours].parent = _parent(reading, item)
    _redirect(reading)
    for name in export.left:
        reading.found.note(
            name, "left_behind", N_("This stays behind: people, rights and comments are of a site.")
        )
    faults.check()
    return reading.found


def _line(said: Any) -> str:
    """A text on one line."""
    return " ".join(str(said or "").split())


def _find_translations(reading: _Reading) -> None:
    for group in reading.export.translations:
        there = [uid for uid in group.values() if uid in reading.export.items]
        by_language = {_locale(reading, reading.export.items[uid]): uid for uid in there}
        canonical = group.get("") or by_language.get(reading.locale) or (there or [""])[0]
        reading.same |= {uid: canonical for uid in there if uid != canonical}


def _locale(reading: _Reading, item: Item) -> str | None:
    named = item.get("language") or ""
    said = str(named.get("token") or "" if isinstance(named, Mapping) else named).lower()
    if not said or said.startswith("##"):
        return reading.locale
    return next((one for one in (said, said.partition("-")[0]) if one in LOCALES), None)


def _above(reading: _Reading, item: Item) -> str | None:
    """The UID of what an item stands under, if that is in the export."""
    said = item.get("parent")
    uid = said.get("UID") if isinstance(said, Mapping) else None
    if uid not in reading.export.items:
        uid = reading.paths.get(reading.export.path(item["@id"]).rpartition("/")[0])
    return uid if uid in reading.export.items and reading.export.items[uid] is not item else None


def _parent(reading: _Reading, item: Item) -> str | None:
    """Ours, the nearest above that came: what has no page here, or no language of ours, has none."""
    above = _above(reading, item)
    for _ in range(len(reading.export.items)):
        if above is None or reading.uid(above) in reading.found.entries:
            break
        above = _above(reading, reading.export.items[above])
    return reading.uid(above) if above and reading.uid(above) in reading.found.entries else None


def _state(reading: _Reading, item: Item) -> str:
    """The state of an item; one without has that of what it lies in."""
    one: Item | None = item
    for _ in range(len(reading.export.items)):
        if one is None or reading.export.is_site(str(one.get("UID"))):
            return PUBLIC
        said = one.get("review_state")
        if said:
            return str(said)
        above = _above(reading, one)
        one = reading.export.items[above] if above else None
    return ""


def _moment(reading: _Reading, item: Item, name: str, place: str) -> datetime | None:
    said = item.get(name)
    if not said:
        return None
    try:
        made = datetime.fromisoformat(str(said).replace("Z", "+00:00"))
    except ValueError:
        reading.faults.add(
            place, "bad_date", N_("This is no date: {value}."), name, value=str(said)[:40]
        )
        return None
    made = made if made.tzinfo else made.replace(tzinfo=ZoneInfo(TIMEZONE))  # its clocks, not UTC
    return made if 1900 < made.year < 2400 else None  # Plone writes 1969 and 2499 for "none"


def _enter_file(reading: _Reading, uid: str, item: Item) -> None:
    place = reading.export.places[uid]
    state = _state(reading, item)
    if state != PUBLIC:
        reading.found.note(place, "private_file", _PRIVATE, state=state or "-")  # fmt: skip
        return
    read = bytes_of(reading.export, item.get(FILES[item["@type"]]), place, reading.faults)
    if not read:
        return
    locale = _locale(reading, item) or reading.locale
    ours = derived_uid(SOURCE, uid)
    alt = _line(item.get("description") or item.get("title"))
    said = {localised("alt", locale): alt[:400], "folder": "plone"}
    since = _moment(reading, item, "created", place)
    reading.found.files[ours] = BroughtFile(ours, place, *read, said=said, created_at=since)


def _enter(reading: _Reading, plone: str, item: Item) -> None:
    place, kind = reading.export.places[plone], item["@type"]
    if kind in THROUGH or reading.export.is_site(plone):
        _tell_front_page(reading, item, place)
        return
    if kind == LINK and _leads_on(reading, item):
        return
    if kind not in TYPES:
        reading.found.note(
            place, "unknown_type", N_("{type} has no place here: it stays behind."), type=kind
        )
        return
    locale = _locale(reading, item)
    if locale is None:
        reading.found.note(
            place,
            "unknown_locale",
            N_("This site has no language {locale}."),
            locale=item["language"],
        )
        return
    uid = reading.uid(plone)
    entry = reading.found.entries.get(uid)
    if entry is None:
        entry = BroughtEntry(uid, TYPES[kind], place, {"source_locale": locale})
        entry.values |= _shared(reading, plone, item, place)
        reading.found.entries[uid], reading.read[uid] = entry, item
    entry.values |= _texts(reading, item, place, locale)
    _when(reading, item, place, locale, entry)
    _tell_unknown(reading, item, place)


def _tell_front_page(reading: _Reading, item: Item, place: str) -> None:
    """What stands on the page of a site, or of a language of it, has its place on the home page here."""
    if _html(reading, item, place, told=False).strip():
        reading.found.note(
            place,
            "front_page",
            N_("The text of this front page stays behind: write it on the home page here."),
        )


def _leads_on(reading: _Reading, item: Item) -> bool:
    """Whether a public link became an address that leads on: to what came along, or elsewhere."""
    path, to = reading.export.path(item["@id"]), str(item.get("remoteUrl") or "")
    if _state(reading, item) != PUBLIC or path == "/":
        return False
    found = named(reading.export, reading.paths, to, _within(reading, item))
    there = reading.export.items.get(found.uid) if found and found.uid else None
    if found and there is not None and there["@type"] in TYPES:
        reading.found.aliases[path] = reading.uid(str(found.uid))
        return True
    if not found and to.startswith(("https://", "http://")):
        reading.found.elsewhere[path] = to
        return True
    return False


def _shared(reading: _Reading, plone: str, item: Item, place: str) -> dict[str, Any]:
    made: dict[str, Any] = {"tags": tag_keys(reading.found, item.get("subjects"))}
    if plone in reading.export.order:
        made["position"] = reading.export.order[plone]
    picture = item.get("image") or item.get("preview_image")
    if isinstance(picture, Mapping):
        made["image"] = _lead_picture(reading, plone, item, picture, place)
    elif plone in reading.export.pictures:
        shown = derived_uid(SOURCE, reading.export.pictures[plone])
        made["image"] = shown if shown in reading.found.files else None
    if item["@type"] == "Event":
        for name in ("start", "end"):
            _moment(reading, item, name, place)  # says so if it is no date
        made |= event_values(
            item,
            TIMEZONE,
            lambda text, **params: reading.found.note(place, "dates", text, **params),
        )
    return made


def _lead_picture(
    reading: _Reading, plone: str, item: Item, picture: Mapping[str, Any], place: str
) -> str | None:
    state = _state(reading, item)
    if state != PUBLIC:
        reading.found.note(place, "private_file", _PRIVATE_PICTURE, state=state or "-")
        return None
    read = bytes_of(reading.export, picture, place, reading.faults)
    if not read:
        return None
    uid, locale = derived_uid(SOURCE, f"{plone} image"), _locale(reading, item) or reading.locale
    alt = _line(item.get("image_caption") or item.get("preview_caption"))
    said = {localised("alt", locale): alt[:400], "folder": "plone"}
    reading.found.files[uid] = BroughtFile(uid, place, *read, said=said)
    return uid


def _texts(reading: _Reading, item: Item, place: str, locale: str) -> dict[str, Any]:
    summary = _line(item.get("description"))
    if len(summary) > LONGEST_SUMMARY:
        reading.found.note(
            place, "cut", N_("The summary was cut at {most} characters."), most=LONGEST_SUMMARY
        )
    html = _body(reading, item, place)
    made = {
        localised("title", locale): str(item.get("title") or item.get("id") or "")[:200],
        localised("slug", locale): slugify(str(item.get("id") or "")),
        localised("summary", locale): summary[:LONGEST_SUMMARY],
        localised("body", locale): html,
    }
    if item["@type"] == "Event" and item.get("location"):
        made[localised("place_name", locale)] = _line(item["location"])[:200]
    return made


def _body(reading: _Reading, item: Item, place: str) -> str:
    try:
        within = _within(reading, item)
        return relinked(_html(reading, item, place), lambda to: _lead(reading, place, to, within))
    except InvalidInput as error:
        for one in error.problems:
            reading.faults.add(place, one.code, one.message.text, "text", **one.message.params)
    except RecursionError:
        reading.faults.add(place, "too_deep", N_("This is nested too deeply."), "blocks")
    return ""


def _html(reading: _Reading, item: Item, place: str, *, told: bool = True) -> str:
    said = item.get("text")
    text = said.get("data", "") if isinstance(said, Mapping) else said
    if isinstance(item.get("blocks"), Mapping) and item["blocks"]:

        def unknown(kind: str) -> None:
            if told:
                reading.found.note(
                    place, "unknown_block", N_("A block {kind} stays behind."), kind=kind
                )

        return html_of(item["blocks"], item.get("blocks_layout") or {}, unknown) + str(text or "")
    return str(text or "")


def _within(reading: _Reading, item: Item) -> str:
    """From where Plone reads a relative address: a folder itself, of anything else what it is in."""
    path = reading.export.path(item["@id"])
    return path if item.get("is_folderish") else path.rpartition("/")[0]


def _lead(reading: _Reading, place: str, target: str, within: str) -> str:
    """Where a link or a picture leads here: to what came along, or where it led."""
    found = named(reading.export, reading.paths, target, within)
    if found is None:
        return target
    ours = derived_uid(SOURCE, str(found.uid))
    if ours in reading.found.files:
        return f"uid:{ours}"
    there = reading.export.items.get(str(found.uid))
    if there is not None and there["@type"] in TYPES:
        return f"uid:{reading.uid(str(found.uid))}{found.fragment}"
    if there is not None and there["@type"] == LINK:
        return str(there.get("remoteUrl") or "")
    reading.found.note(
        place, "broken_link", N_("A link leads nowhere: {target}."), target=target[:200]
    )
    return "" if found.lasting else target


def _when(reading: _Reading, item: Item, place: str, locale: str, entry: BroughtEntry) -> None:
    created = _moment(reading, item, "created", place)
    entry.created_at = min(filter(None, (entry.created_at, created)), default=None)
    modified = _moment(reading, item, "modified", place)
    entry.updated_at = max(filter(None, (entry.updated_at, modified)), default=None)
    creators = item.get("creators")
    if isinstance(creators, list) and creators:
        entry.created_by = public_name(str(creators[0]))[:150]
    state = _state(reading, item)
    if state == PUBLIC:
        since = _moment(reading, item, "effective", place) or created
        entry.public[locale] = Window(since, _moment(reading, item, "expires", place))
    else:
        reading.found.note(
            place,
            "not_public",
            N_("It is not public there ({state}): a draft here."),
            state=state or "-",
        )


def _tell_unknown(reading: _Reading, item: Item, place: str) -> None:
    """Fields that have no place here, once for each type."""
    for name, value in item.items():
        if value and name not in KNOWN and (item["@type"], name) not in reading.unknown:
            reading.unknown.add((item["@type"], name))
            reading.found.note(
                place,
                "unknown_field",
                N_("{name} has no place here."),
                name=f"{item['@type']}.{name}",
            )


def _redirect(reading: _Reading) -> None:
    export = reading.export
    for old, new in export.redirects.items():
        plone = reading.paths.get(export.path(new))
        if plone and old.startswith("/"):
            reading.found.aliases[export.path(old)] = reading.uid(plone)
    for uid, item in export.items.items():
        path = export.path(item["@id"])
        if item["@type"] in TYPES and path != "/":
            reading.found.aliases.setdefault(path, reading.uid(uid))
    for uid, shown in export.default_pages.items():
        if uid in export.items and export.items[uid]["@type"] in TYPES:
            text = N_("It showed another page as its own there: {page}. Both came, side by side.")
            reading.found.note(export.places[uid], "default_page", text, page=_shown(export, shown))


def _shown(export: PloneExport, said: str) -> str:
    return str(export.items[said].get("id")) if said in export.items else said

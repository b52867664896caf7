"""A folder of Markdown files, or of a wiki, with front matter: each file becomes a page."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from cms.content import DEFAULT_LOCALE, LOCALES, localised
from cms.content.identity import derived_uid
from cms.content.richtext import from_markdown, to_html
from cms.content.richtext.relinking import readdressed
from cms.editing.slugs import slugify
from cms.errors import N_, InvalidInput
from cms.portability.elsewhere import front_matter, wikis
from cms.portability.elsewhere.bringing import tag_keys
from cms.portability.elsewhere.brought import Brought, BroughtEntry, BroughtFile, Window
from cms.portability.folder import Faults, check_file

SOURCE = "markdown"
MOST_TEXT = 4_000_000
LONGEST_SUMMARY = 600
INDEXES = ("index", "_index", "readme")
_CHROME = frozenset({"_sidebar", "_footer", "_header"})
"""Pages of a wiki that stand around the others."""
KNOWN = {
    "title", "description", "summary", "date", "lastmod", "updated", "slug", "tags", "keywords", "draft",
    "lang", "weight", "order", "aliases", "image", "translationkey", "categories", "publish", "published",
    "publishdate", "expirydate", "created", "modified", "url", "permalink", "cover", "featuredimage",
    "images",
}  # fmt: skip
_HEADING = re.compile(r"\A\s*#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|\Z)")
_OFFSET = re.compile(r"(?<!\s)\s+([+-]\d\d:?\d\d)\Z")


@dataclass
class _Text:
    """One file: of which page, in which language, and what it says."""

    path: Path
    page: str
    locale: str
    front: Mapping[str, Any]
    body: str


@dataclass
class _Reading:
    """A folder that is being read."""

    folder: Path
    source: str
    locale: str
    publish: bool
    faults: Faults
    found: Brought = field(default_factory=Brought)
    pages: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def uid(self, *name: str) -> str:
        """The same for the same file of the same folder, in every database."""
        return derived_uid(SOURCE, "\0".join((self.source, *name)))


def read_markdown(
    folder: Path, *, source: str = "", locale: str = DEFAULT_LOCALE, publish: bool = False
) -> Brought:
    """All that a folder has. ``source`` names it; without, where it lies does.

    ``locale`` is the language of files that say none (``lang`` in front, or ``name.en.md``). With
    ``publish`` what is no draft is to be public. Raises `InvalidInput` with file and line.
    """
    reading = _Reading(folder, source or str(folder.resolve()), locale, publish, Faults(folder))
    texts = [one for path in sorted(folder.rglob("*.md")) if (one := _read(reading, path))]
    reading.faults.check()
    _remember_files(reading)
    for one in texts:
        _remember(reading, one)
    for one in texts:
        _enter(reading, one)
    _folders(reading)
    reading.faults.check()
    return reading.found


def _read(reading: _Reading, path: Path) -> _Text | None:
    text = _written(reading, path)
    if text is None:
        return None
    front, body = front_matter.parted(path, text, reading.faults)
    name, _, ending = path.stem.rpartition(".")
    of_name = ending.lower() if name and ending.lower() in LOCALES else ""
    said = str(front.get("lang") or of_name or reading.locale).lower()
    locale = said if said in LOCALES else said.partition("-")[0]
    if locale not in LOCALES:
        reading.faults.add(
            path, "unknown_locale", N_("This site has no language {locale}."), locale=said
        )
        return None
    stem = name if of_name else path.stem
    page = PurePosixPath(path.relative_to(reading.folder).parent.as_posix())
    key = str(page) if _is_index(reading, path, stem) else str(page / stem)
    return _Text(path, str(front.get("translationkey") or key), locale, front, body)


def _written(reading: _Reading, path: Path) -> str | None:
    """What stands in a file that is a page."""
    if any(part.startswith(".") for part in path.relative_to(reading.folder).parts):
        return None
    if path.stem.lower() in _CHROME:
        note = N_("This stands around the pages of a wiki: it has no place here.")
        reading.found.note(_place(reading, path), "left_behind", note)
        return None
    if not check_file(path, reading.faults):
        return None
    try:
        if path.stat().st_size > MOST_TEXT:
            reading.faults.add(path, "too_large", N_("This file is too large."))
            return None
        return path.read_text("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        reading.faults.add(path, "no_text", N_("This is no text in UTF-8."))
    return None


def _is_index(reading: _Reading, path: Path, stem: str) -> bool:
    """Whether a file is the page of its folder: the first of these that lies there."""
    names = (*INDEXES, "home") if path.parent == reading.folder else INDEXES
    if stem.lower() not in names:
        return False
    before = names[: names.index(stem.lower())]
    return not any(one.name.partition(".")[0].lower() in before for one in path.parent.glob("*.md"))


def _place(reading: _Reading, path: Path) -> str:
    return path.relative_to(reading.folder).as_posix()


def _remember_files(reading: _Reading) -> None:
    """Where files lie that are no texts: wikis name them without their folder."""
    for path in sorted(reading.folder.rglob("*")):
        parts = path.relative_to(reading.folder).parts
        if path.suffix != ".md" and not any(part.startswith(".") for part in parts):
            reading.files.setdefault(path.name.lower(), "/".join(parts))


def _remember(reading: _Reading, one: _Text) -> None:
    """By which names links may lead to it."""
    uid = reading.uid(one.page)
    place = _place(reading, one.path)
    called = [
        one.path.stem,
        one.page,
        str(one.front.get("title") or ""),
        *front_matter.names_in(one.front),
    ]
    for name in (
        place,
        place.removesuffix(".md"),
        one.page,
        *map(wikis.key_of, filter(None, called)),
    ):
        reading.pages.setdefault(name, uid)


def _enter(reading: _Reading, one: _Text) -> None:
    place, uid = _place(reading, one.path), reading.uid(one.page)
    heading = None if one.front.get("title") else _HEADING.match(one.body)
    body = one.body[heading.end() :] if heading else one.body
    title = str(one.front.get("title") or (heading and heading[1]) or _named(one))[:200]
    entry = reading.found.entries.get(uid)
    if entry is None:
        entry = BroughtEntry(uid, "page", place, {"source_locale": one.locale})
        entry.parent = _parent(reading, one)
        reading.found.entries[uid] = entry
    elif entry.values.get(localised("title", one.locale)):
        reading.faults.add(
            one.path, "twice", N_("{file} is the same page in the same language."), file=entry.place
        )
        return
    entry.values |= {
        localised("title", one.locale): title,
        localised("slug", one.locale): slugify(str(one.front.get("slug") or "")),
        localised("summary", one.locale): _summary(reading, one, place),
        localised("body", one.locale): _body(reading, one, body),
    }
    entry.values |= _shared(reading, one, entry)
    _when(reading, one, entry)
    for name in sorted(one.front.keys() - KNOWN):
        reading.found.note(place, "unknown_field", N_("{name} has no place here."), name=name)


def _named(one: _Text) -> str:
    """A title from the name of its file: a wiki writes dashes for spaces."""
    return one.path.stem if " " in one.path.stem else re.sub(r"[-_]+", " ", one.path.stem).strip()


def _parent(reading: _Reading, one: _Text) -> str | None:
    """The page of the folder that it lies in; what lies on top has none, and neither has the top."""
    above = PurePosixPath(one.page).parent if one.page != "." else None
    if above is None or str(above) == ".":
        return reading.uid(".") if "." in reading.pages and one.page != "." else None
    return reading.uid(str(above))


def _summary(reading: _Reading, one: _Text, place: str) -> str:
    text = " ".join(str(one.front.get("description") or one.front.get("summary") or "").split())
    if len(text) > LONGEST_SUMMARY:
        reading.found.note(
            place, "cut", N_("The summary was cut at {most} characters."), most=LONGEST_SUMMARY
        )
    return text[:LONGEST_SUMMARY]


def _shared(reading: _Reading, one: _Text, entry: BroughtEntry) -> dict[str, Any]:
    """What is the same in all languages, as far as this file says it."""
    made: dict[str, Any] = {}
    words = front_matter.subjects_in(one.front)
    if words:
        made["tags"] = tag_keys(reading.found, words)
    order = one.front.get("weight", one.front.get("order"))
    if isinstance(order, int) and not isinstance(order, bool):
        made["position"] = order
    shown = front_matter.picture_in(one.front)
    if shown:
        made["image"] = _picture(reading, wikis.joined(_place(reading, one.path), shown))
    for path in front_matter.addresses_in(one.front):
        reading.found.aliases[path] = entry.uid
    return made


def _when(reading: _Reading, one: _Text, entry: BroughtEntry) -> None:
    made = _moment(reading, one, "date") or _moment(reading, one, "created")
    since = _moment(reading, one, "publishdate") or made
    until = _moment(reading, one, "expirydate")
    entry.created_at = min((one for one in (entry.created_at, made) if one), default=None)
    changed = (_moment(reading, one, name) for name in ("lastmod", "updated", "modified"))
    entry.updated_at = next(filter(None, changed), entry.updated_at)
    kept_back = one.front.get("draft") is True or False in (
        one.front.get("publish"),
        one.front.get("published"),
    )
    if reading.publish and not kept_back:
        entry.public[one.locale] = Window(since, until)


def _moment(reading: _Reading, one: _Text, name: str) -> datetime | None:
    written: Any = one.front.get(name)
    said = written
    if isinstance(written, str):
        try:
            said = datetime.fromisoformat(_OFFSET.sub(r"\1", written))
        except ValueError:
            text = N_("This is no date: {value}.")
            reading.faults.add(one.path, "bad_date", text, name, value=written[:40])
            return None
    if isinstance(said, datetime):
        return said if said.tzinfo else said.replace(tzinfo=UTC)
    return datetime(said.year, said.month, said.day, tzinfo=UTC) if isinstance(said, date) else None


def _body(reading: _Reading, one: _Text, body: str) -> str:
    written = wikis.markdown_of(
        body,
        lambda name: _uid_of(reading, one, name) is not None,
        lambda what: _left(reading, one, what),
    )
    try:
        return to_html(readdressed(from_markdown(written), lambda to: _lead(reading, one, to)))
    except InvalidInput as error:
        for problem in error.problems:
            reading.faults.add(
                one.path, problem.code, problem.message.text, "body", **problem.message.params
            )
        return ""


def _left(reading: _Reading, one: _Text, what: str) -> None:
    place = _place(reading, one.path)
    if what == "comment":
        reading.found.note(place, "comment", N_("A comment in the text stays behind."))
    else:
        text = N_("This stays in the text as it was written: {what}.")
        reading.found.note(place, "shortcode", text, what=what[:80])


def _uid_of(reading: _Reading, one: _Text, name: str) -> str | None:
    """The page that has a name: its file's, its title, another of its names, or a path to it."""
    name = name.partition("#")[0].removesuffix(".md")
    last = name.rpartition("/")[2]
    tried = (
        *_names(wikis.joined(_place(reading, one.path), name)),
        name,
        wikis.key_of(name),
        wikis.key_of(last),
    )
    return (
        next((reading.pages[key] for key in tried if key in reading.pages), None) if name else None
    )


def _lead(reading: _Reading, one: _Text, target: str) -> str:
    """Where a link or picture of a text leads here."""
    if target.startswith(wikis.PLACE):
        return _lead_by_name(reading, one, target)
    path, mark, fragment = unquote(target).partition("#")
    if not path or "://" in path or path.startswith(("mailto:", "tel:", "uid:", "//")):
        return target
    path = wikis.joined(_place(reading, one.path), path)
    uid = next((reading.pages[name] for name in _names(path) if name in reading.pages), None)
    if uid:
        return f"uid:{uid}{mark}{fragment}"
    picture = _picture(reading, path)
    if picture:
        return f"uid:{picture}"
    _tell_broken(reading, one, unquote(target))
    return target


def _lead_by_name(reading: _Reading, one: _Text, target: str) -> str:
    name, fragment = wikis.name_in(target)
    if not name:
        return fragment
    uid = _uid_of(reading, one, name)
    if uid:
        return f"uid:{uid}{fragment}"
    last = name.rpartition("/")[2].lower()
    places = (wikis.joined(_place(reading, one.path), name), name, reading.files.get(last, ""))
    picture = next(filter(None, (_picture(reading, place) for place in places)), None)
    if picture:
        return f"uid:{picture}"
    _tell_broken(reading, one, name + fragment)
    return ""


def _tell_broken(reading: _Reading, one: _Text, target: str) -> None:
    text = N_("A link leads nowhere: {target}.")
    reading.found.note(_place(reading, one.path), "broken_link", text, target=target[:200])


def _names(path: str) -> Iterator[str]:
    yield path
    yield path.removesuffix("/")
    yield from (f"{path.rstrip('/')}/{index}.md" for index in INDEXES)


def _picture(reading: _Reading, place: str) -> str | None:
    """The uid of a file that lies in the folder; it comes into the library."""
    source = reading.folder / place
    if not place or place.endswith(".md") or not source.is_file():
        return None
    if not check_file(source, reading.faults):
        return None
    uid = reading.uid("file", place)
    reading.found.files.setdefault(uid, BroughtFile(uid, place, source.name, source))
    return uid


def _folders(reading: _Reading) -> None:
    """Folders without a page of their own get one, with their name, for what lies in them."""
    wanted = [
        PurePosixPath(page)
        for page in {_page_of(reading, one) for one in reading.found.entries.values()}
    ]
    for page in wanted:
        for above in page.parents:
            uid = reading.uid(str(above))
            if str(above) == "." or uid in reading.found.entries:
                continue
            name = above.name.replace("-", " ").replace("_", " ").capitalize()
            values = {"source_locale": reading.locale, localised("title", reading.locale): name}
            entry = BroughtEntry(uid, "page", f"{above}/", values)
            top = str(above.parent) == "."
            entry.parent = (
                (reading.uid(".") if "." in reading.pages else None)
                if top
                else reading.uid(str(above.parent))
            )
            entry.public = {reading.locale: Window()} if reading.publish else {}
            reading.found.entries[uid] = entry


def _page_of(reading: _Reading, one: BroughtEntry) -> str:
    return next((page for page, uid in reading.pages.items() if uid == one.uid and not page.endswith(".md")
                 and not page.startswith("[[")), ".")  # fmt: skip

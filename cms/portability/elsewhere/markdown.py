"""A folder of Markdown files, or of a wiki, with front matter: each file becomes a page."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, unquote

import yaml

from cms.content import DEFAULT_LOCALE, LOCALES, localised
from cms.content.identity import derived_uid
from cms.content.richtext import from_markdown, to_html
from cms.content.richtext.relinking import readdressed
from cms.editing.slugs import slugify
from cms.errors import N_, InvalidInput
from cms.portability.elsewhere.bringing import tag_keys
from cms.portability.elsewhere.brought import Brought, BroughtEntry, BroughtFile, Window
from cms.portability.folder import Faults, check_file

SOURCE = "markdown"
MOST_TEXT = 4_000_000
LONGEST_SUMMARY = 600
INDEXES = ("index", "_index", "readme")
KNOWN = {
    "title", "description", "summary", "date", "lastmod", "updated", "slug", "tags", "keywords", "draft",
    "lang", "weight", "order", "aliases", "image", "translationkey",
}  # fmt: skip
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"\A\s*#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|\Z)")
_WIKI_PLACE = "wiki-link/"
_WIKI = re.compile(r"\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]+))?\]\]")


class _Plain(yaml.SafeLoader):
    """Reads no alias (``*name``): a few lines of them stand for more than any memory holds."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="*", problem_mark=mark)
        return super().compose_node(parent, index)


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
    for one in texts:
        _remember(reading, one)
    for one in texts:
        _enter(reading, one)
    _folders(reading)
    reading.faults.check()
    return reading.found


def _read(reading: _Reading, path: Path) -> _Text | None:
    if any(part.startswith(".") for part in path.relative_to(reading.folder).parts):
        return None
    if not check_file(path, reading.faults):
        return None
    try:
        if path.stat().st_size > MOST_TEXT:
            reading.faults.add(path, "too_large", N_("This file is too large."))
            return None
        text = path.read_text("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        reading.faults.add(path, "no_text", N_("This is no text in UTF-8."))
        return None
    front, body = _parted(reading, path, text)
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
    key = str(page) if stem.lower() in INDEXES else str(page / stem)
    return _Text(path, str(front.get("translationkey") or key), locale, front, body)


def _parted(reading: _Reading, path: Path, text: str) -> tuple[dict[str, Any], str]:
    """The front matter by its names in small letters, and the text."""
    found = _FRONT.match(text)
    if not found:
        return {}, text
    try:
        said = yaml.load(found[1], _Plain) or {}  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = str(mark.line + 2) if mark else "1"
        reason = getattr(error, "problem", None) or "YAML"
        reading.faults.add(
            path,
            "bad_front_matter",
            N_("The front matter cannot be read: {reason}."),
            line,
            reason=reason,
        )
        return {}, ""
    if not isinstance(said, dict):
        reading.faults.add(
            path, "bad_front_matter", N_("The front matter is no list of names and values."), "2"
        )
        return {}, ""
    return {str(name).lower(): value for name, value in said.items()}, text[found.end() :]


def _place(reading: _Reading, path: Path) -> str:
    return path.relative_to(reading.folder).as_posix()


def _remember(reading: _Reading, one: _Text) -> None:
    """By which names links may lead to it."""
    uid = reading.uid(one.page)
    place = _place(reading, one.path)
    for name in (place, place.removesuffix(".md"), one.page, f"[[{one.path.stem.lower()}]]"):
        reading.pages.setdefault(name, uid)
    title = str(one.front.get("title") or "").lower()
    if title:
        reading.pages.setdefault(f"[[{title}]]", uid)


def _enter(reading: _Reading, one: _Text) -> None:
    place, uid = _place(reading, one.path), reading.uid(one.page)
    heading = None if one.front.get("title") else _HEADING.match(one.body)
    body = one.body[heading.end() :] if heading else one.body
    title = str(one.front.get("title") or (heading and heading[1]) or one.path.stem)[:200]
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
    said = one.front.get("tags") or one.front.get("keywords")
    words = [part.strip() for part in said.split(",")] if isinstance(said, str) else said
    if words:
        made["tags"] = tag_keys(reading.found, words)
    order = one.front.get("weight", one.front.get("order"))
    if isinstance(order, int) and not isinstance(order, bool):
        made["position"] = order
    if isinstance(one.front.get("image"), str):
        made["image"] = _picture(reading, _joined(one, reading.folder, str(one.front["image"])))
    for path in one.front.get("aliases") or []:
        if isinstance(path, str) and path.startswith("/"):
            reading.found.aliases[path.rstrip("/") or "/"] = entry.uid
    return made


def _when(reading: _Reading, one: _Text, entry: BroughtEntry) -> None:
    since = _moment(reading, one, "date")
    known = [moment for moment in (entry.created_at, since) if moment]
    entry.created_at = min(known, default=None)
    entry.updated_at = (
        _moment(reading, one, "lastmod") or _moment(reading, one, "updated") or entry.updated_at
    )
    if reading.publish and one.front.get("draft") is not True:
        entry.public[one.locale] = Window(since)


def _moment(reading: _Reading, one: _Text, name: str) -> datetime | None:
    written: Any = one.front.get(name)
    said = written
    if isinstance(written, str):
        try:
            said = datetime.fromisoformat(written)
        except ValueError:
            text = N_("This is no date: {value}.")
            reading.faults.add(one.path, "bad_date", text, name, value=written[:40])
            return None
    if isinstance(said, datetime):
        return said if said.tzinfo else said.replace(tzinfo=UTC)
    return datetime(said.year, said.month, said.day, tzinfo=UTC) if isinstance(said, date) else None


def _body(reading: _Reading, one: _Text, body: str) -> str:
    written = _WIKI.sub(
        lambda found: (
            f"[{(found[2] or found[1]).strip()}](<{_WIKI_PLACE}{quote(found[1].strip())}>)"
        ),
        body,
    )
    try:
        return to_html(readdressed(from_markdown(written), lambda to: _lead(reading, one, to)))
    except InvalidInput as error:
        for problem in error.problems:
            reading.faults.add(
                one.path, problem.code, problem.message.text, "body", **problem.message.params
            )
        return ""


def _lead(reading: _Reading, one: _Text, target: str) -> str:
    """Where a link or picture of a text leads here."""
    path, mark, fragment = unquote(target).partition("#")
    wiki = target.startswith(_WIKI_PLACE)
    if wiki:
        path = f"[[{path.removeprefix(_WIKI_PLACE).lower()}]]"
    elif not path or "://" in path or path.startswith(("mailto:", "tel:", "uid:", "//")):
        return target
    else:
        path = _joined(one, reading.folder, path)
    uid = next((reading.pages[name] for name in _names(path) if name in reading.pages), None)
    if uid:
        return f"uid:{uid}{mark}{fragment}"
    picture = None if wiki else _picture(reading, path)
    if picture:
        return f"uid:{picture}"
    reading.found.note(
        _place(reading, one.path),
        "broken_link",
        N_("A link leads nowhere: {target}."),
        target=target[:200],
    )
    return "" if wiki else target


def _names(path: str) -> Iterator[str]:
    yield path
    yield path.removesuffix("/")
    yield from (f"{path.rstrip('/')}/{index}.md" for index in INDEXES)


def _joined(one: _Text, folder: Path, path: str) -> str:
    """The place within the folder that a relative address means."""
    base = (
        PurePosixPath("/")
        if path.startswith("/")
        else PurePosixPath("/") / one.path.relative_to(folder).parent.as_posix()
    )
    parts: list[str] = []
    for part in (base / path.lstrip("/") if path.startswith("/") else base / path).parts[1:]:
        if part == "..":
            del parts[-1:]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


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

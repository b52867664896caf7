"""Rich text: PostgreSQL answers what is stored, and Python writes it as it is asked."""

from collections.abc import Mapping
from typing import Any

from strawberry import UNSET

from cms.content import richtext
from cms.schema.compiled.common import LOCALE_NAMES
from cms.schema.compiled.fallback import Uncompiled
from cms.schema.compiled.objects import Objects, Place, Write
from cms.schema.compiled.selection import TYPENAME, Selected
from cms.schema.compiled.slots import Variables
from cms.schema.compiled.values import enumerated
from cms.schema.compiled.writing import Column, Finish, one_of

_LINKED = frozenset({"html", "ast", "markdown"})
_KNOWN = frozenset(
    {"text", "toc", "words", "minutes", "locale", "stored", "references", TYPENAME, *_LINKED}
)


def rich(name: str) -> Write:
    """Who writes a field of rich text."""

    def write(objects: Objects, one: Selected, place: Place) -> Column:
        _check(one)
        made = {
            "text": f"coalesce({place.long_text(name)}, '')",
            "locale": enumerated(f"{place.alias}.locale", LOCALE_NAMES, place.alias),
        }
        if any(each.name in _LINKED for each in one.concrete):
            made["paths"] = _paths(objects, place)
        finishes: dict[str, Finish] = {}
        for number, each in enumerate(one.concrete):
            if each.name == "references":
                found = _entries(objects, each, place)
                made[str(number)] = found.sql
                if found.finish:
                    finishes[str(number)] = found.finish
        pairs = ", ".join(f"'{key}', {sql}" for key, sql in made.items())
        return Column("", f"json_build_object({pairs})", _finish(one, finishes))

    return write


def _check(one: Selected) -> None:
    """What is wrong with arguments the executor says."""
    for each in one.concrete:
        base, most = each.arguments.get("heading_base", 2), each.arguments.get("most", UNSET)
        wrong = not 1 <= base <= 6 or (most is not UNSET and most is not None and most < 0)
        if wrong or each.name not in _KNOWN:
            raise Uncompiled(f"RichText.{each.name}")


def _linked(objects: Objects, place: Place, alias: str) -> str:
    to = place.to
    return (
        f"FROM {to.table} {alias} WHERE {alias}.uid = ANY({place.alias}.refs)"
        f" AND {to.served(alias)} AND {objects.known(alias)}"
    )


def _paths(objects: Objects, place: Place) -> str:
    """The addresses of what the entry refers to, by uid."""
    alias = objects.writer.alias()
    return f"(SELECT json_object_agg({alias}.uid, {alias}.path) {_linked(objects, place, alias)})"


def _entries(objects: Objects, one: Selected, place: Place) -> Column:
    """What the entry refers to, by uid; which of it is in this text Python sees."""
    alias = objects.writer.alias()
    row = objects.entry(one, place.to, alias)
    pairs = f"json_object_agg({alias}.uid, {one_of(row, '')})"
    return Column("", f"(SELECT {pairs} {_linked(objects, place, alias)})", row.finish)


def _finish(one: Selected, finishes: Mapping[str, Finish]) -> Finish:
    def finish(value: Any, variables: Variables) -> Any:
        for key, make in finishes.items():
            found = value[key] or {}
            value[key] = {uid: make(entry, variables) for uid, entry in found.items()}
        text = _Text(value)
        return {
            each.key: text.references(value[str(number)])
            if each.name == "references"
            else text.field(each)
            for number, each in enumerate(one.concrete)
        }

    return finish


class _Text:
    """A text as it was stored, and what can be told of it."""

    def __init__(self, value: Mapping[str, Any]) -> None:
        self.document = richtext.parse(value["text"])
        self.paths: Mapping[str, str] = value.get("paths") or {}
        self.locale = value["locale"]

    def field(self, one: Selected) -> Any:  # noqa: PLR0911 - one field a case
        document = self.document
        match one.name:
            case "html":
                base = one.arguments["heading_base"]
                return richtext.to_html(document, base, self.paths.get, anchors=True)
            case "ast":
                return richtext.to_json(document, self.paths.get)
            case "markdown":
                return richtext.to_markdown(document, self.paths.get)
            case "text":
                most = one.arguments.get("most", UNSET)
                return richtext.to_text(document, None if most is UNSET else most)
            case "toc":
                return [_heading(each, one) for each in richtext.toc(document)]
            case "locale":
                return self.locale
            case "words":
                return richtext.words(document)
            case "minutes":
                return richtext.minutes(document)
        return one.parent if one.name == TYPENAME else None

    def references(self, found: Mapping[str, Any] | None) -> list[Any]:
        """The entries that this text leads to, in the order of the text."""
        uids = richtext.references(self.document)
        return [found[uid] for uid in uids if found and uid in found]


def _heading(heading: richtext.TocEntry, one: Selected) -> Mapping[str, Any]:
    values = {**heading._asdict(), TYPENAME: "Heading"}
    return {each.key: values[each.name] for each in one.concrete}

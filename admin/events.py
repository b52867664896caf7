"""One thing that happened to an entry, in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from admin.answers import where_in_words
from admin.language import TIMEZONE, language_name
from cms.content import ContentType
from cms.errors import N_, Message
from cms.publishing.history import Item
from cms.translation.interface.catalogues import gettext, label, render, state_label
from cms.translation.interface.formats import format_datetime, format_list

MOST_NAMED = 6

OPERATIONS: Mapping[str, str] = {
    "create": N_("Made"),
    "save": N_("Saved"),
    "delete": N_("Deleted"),
    "restore": N_("Restored from the bin"),
    "unlink": N_("A relation was emptied: what it led to was deleted"),
    "move": N_("Moved"),
    "rename": N_("Renamed in addresses"),
    "reorder": N_("Placed elsewhere among others"),
    "copy": N_("Led to the copies that were made along"),
}
REVERTED = N_("Reverted to {revision}")
PUBLISHED = N_("Published in {language}")
AGAIN = N_("Published again in {language}")
MOVED = N_("At another address in {language}")
BACK = N_("Undone: public in {language} as it was before")
RETRACTED = N_("Retracted in {language}")
STEP = N_("{language}: from {old} to {new}")
PLANNED = N_("Will be published in {language}")
BEGINS = N_("Planned in {language}: public from {since}")
BEGINS_AND_ENDS = N_("Planned in {language}: public from {since} until {until}")
ENDS = N_("Planned in {language}: public until {until}")
STEPS: Mapping[str, str] = {
    "submit": N_("Handed in for review in {language}"),
    "withdraw": N_("Taken back from review in {language}"),
    "reject": N_("Sent back in {language}"),
    "reopen": N_("Reopened in {language}"),
    "expire": N_("Expired in {language}"),
    "undo": N_("Undone in {language}"),
    "unschedule": N_("Plan dropped in {language}"),
}
ON_TIME = N_("as planned")
MORE = N_("{number} more")


@dataclass(frozen=True)
class Event:
    """An item of the history as the page shows it. ``version`` tells that it can be compared."""

    kind: str
    what: str
    at: str
    when: str
    who: str
    comment: str
    changed: str
    path: str
    revision: int | None
    version: bool
    minor: bool
    label: str
    revertible: bool


def told(content_type: ContentType, item: Item, locale: str) -> Event:
    """An item of the history in the reader's language."""
    what, comment = _what(item, locale), item.comment
    if item.operation == "revert":
        what, comment = _reverted(comment)
    return Event(
        kind=item.operation if item.kind == "version" else item.kind,
        what=render(what, locale),
        at=item.at.isoformat(),
        when=format_datetime(item.at, TIMEZONE, locale),
        who=item.actor or gettext(ON_TIME, locale),
        comment=comment,
        changed=_changed(content_type, item, locale),
        path=item.path,
        revision=item.revision,
        version=item.kind == "version",
        minor=item.minor,
        label=item.label,
        revertible=item.revertible,
    )


def _what(item: Item, locale: str) -> Message:
    if item.kind == "version":
        return Message(OPERATIONS.get(item.operation, item.operation))
    language = {"language": language_name(item.locale or "", locale)}
    if item.kind == "publication":
        return Message(_publication(item), language)
    if item.to_state == "retired" and item.step != "unschedule":
        return Message(RETRACTED, language)
    if item.since or item.until:
        return _planned(item, language, locale)
    if item.step in STEPS:
        return Message(STEPS[item.step], language)
    states = {
        "old": state_label(item.from_state, locale),
        "new": state_label(item.to_state, locale),
    }
    return Message(STEP, language | states)


def _publication(item: Item) -> str:
    if item.step == "undo":
        return BACK
    if item.operation == "move":
        return MOVED
    if item.at > datetime.now(UTC):
        return PLANNED
    return AGAIN if item.from_state == "published" else PUBLISHED


def _planned(item: Item, language: Mapping[str, str], locale: str) -> Message:
    """When a step makes something public, or ends it."""
    moments = {"since": item.since, "until": item.until}
    said = {
        name: format_datetime(moment, TIMEZONE, locale)
        for name, moment in moments.items()
        if moment
    }
    both = BEGINS_AND_ENDS if item.until else BEGINS
    return Message(both if item.since else ENDS, {**language, **said})


def _reverted(note: str) -> tuple[Message, str]:
    """The heading of a revert and what was said of it: its note begins with the revision."""
    found = re.fullmatch(r"(#[0-9]+)(?: – (.*))?", note)
    revision, comment = (found[1], found[2] or "") if found else ("", note)
    return Message(REVERTED, {"revision": revision}), comment


def _changed(content_type: ContentType, item: Item, locale: str) -> str:
    """The fields that changed, by their labels; of a new entry all are new."""
    if item.operation == "create":
        return ""
    if item.kind == "version":
        names = [where_in_words(content_type, one, locale) for one in item.changed]
    else:
        declared = {one.name: one for one in content_type.all_fields}
        names = [
            label(content_type, declared[one], locale) if one in declared else one
            for one in item.changed
        ]
    more = len(names) - MOST_NAMED
    if more > 0:
        text = gettext(MORE, locale).format(number=more)
        names = [*names[:MOST_NAMED], text]
    return format_list(names, locale)

"""The tools that change something. Each is tried first, unless it comes with the key of that trial."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from cms.access.roles import Permission
from cms.content import State
from cms.mcp.caller import Caller
from cms.mcp.tool import Changing, Kind, Language, Result, Tool, done
from cms.schema.enums import TypeName

MOST = 20
_PROBLEM = """__typename ... on Problem { code message } ... on InvalidInput { fields { field code message } }
  ... on Denied { missing }"""
_CONFLICT = "... on Conflict { etag savedBy fields { field locale base theirs mine } }"
_BREAKS = "... on WouldBreakLinks { sources { uid title } hidden }"
_SAVED = f"""{_PROBLEM} {_CONFLICT} {_BREAKS}
  ... on Saved {{ uid etag undo affectedPaths content {{ title path state }}
    warnings {{ field code message }}
    diff {{ field label locale change {{ __typename ... on TextChange {{ runs {{ fate text }} }}
      ... on ValueChange {{ before after }} ... on ListChange {{ added removed }} }} }} }}"""
_SAVE = """mutation ($input: {kind}Input!, $ifMatch: String, $note: String!, $dryRun: Boolean!) {{
  done: save{kind}(input: $input, ifMatch: $ifMatch, note: $note, dryRun: $dryRun) {{ {saved} }} }}"""
_TRANSLATE = f"""mutation ($uid: ID!, $locale: Locale!, $segments: [SegmentInput!]!, $ifMatch: String,
    $dryRun: Boolean!) {{ done: saveTranslation(uid: $uid, locale: $locale, segments: $segments,
    ifMatch: $ifMatch, dryRun: $dryRun) {{ {_SAVED} }} }}"""
_MARK = f"""mutation ($uid: ID!, $locale: Locale!, $keys: [ID!]!, $ready: Boolean!, $ifMatch: String,
    $dryRun: Boolean!) {{ done: markTranslated(uid: $uid, locale: $locale, keys: $keys, ready: $ready,
    ifMatch: $ifMatch, dryRun: $dryRun) {{ {_SAVED} }} }}"""
_STEP = f"""mutation ($uids: [ID!]!, $to: State!, $locales: [Locale!]!, $at: DateTime, $until: DateTime,
    $comment: String!, $dryRun: Boolean!) {{ done: transition(uids: $uids, to: $to, locales: $locales,
    at: $at, until: $until, comment: $comment, dryRun: $dryRun) {{ {_PROBLEM}
    ... on Transitioned {{ undo affectedPaths items {{ uid locale title outcome code message path
      problems {{ field code message }} advice {{ field code message }} }} }} }} }}"""
_MOVE = f"""mutation ($uid: ID!, $parent: ID!, $position: Int, $ifMatch: String!,
    $dryRun: Boolean!) {{
  done: move(uid: $uid, parent: $parent, position: $position, ifMatch: $ifMatch,
    dryRun: $dryRun) {{ {_SAVED} }} }}"""
_RENAME = f"""mutation ($uid: ID!, $locale: Locale!, $slug: String!, $ifMatch: String!,
    $dryRun: Boolean!) {{
  done: rename(uid: $uid, locale: $locale, slug: $slug, ifMatch: $ifMatch,
    dryRun: $dryRun) {{ {_SAVED} }} }}"""
_UNDO = f"""mutation ($token: ID!, $dryRun: Boolean!) {{
  done: undo(token: $token, dryRun: $dryRun) {{ {_PROBLEM} ... on Undone {{ kind uid etag affectedPaths }}
  }} }}"""
_DELETE = f"""mutation ($uids: [ID!]!, $dryRun: Boolean!) {{ done: delete(uids: $uids, dryRun: $dryRun) {{
  {_PROBLEM} {_BREAKS} ... on Deleted {{ undo affectedPaths branches {{ uid entries retracted }} }} }} }}"""
_PURGE = f"""mutation ($uids: [ID!]!, $dryRun: Boolean!) {{ done: purge(uids: $uids, dryRun: $dryRun) {{
  {_PROBLEM} ... on Purged {{ uids entries }} }} }}"""


class OfEntry(Changing):
    """One entry, as it was seen."""

    uid: str = Field(max_length=40)
    etag: str | None = Field(None, max_length=100, description="Of the working copy that you saw.")


class Save(Changing):
    """What to save."""

    type: TypeName
    values: dict[str, Any] = Field(
        description="The fields, as `describe_type` has them; what you leave out stays as it is. With"
        " `uid` an entry that exists, without it a new one."
    )
    etag: str | None = Field(None, max_length=100, description="Of the working copy that you saw.")
    note: str = Field("", max_length=500, description="Why, for the history of the entry.")


class Text(BaseModel):
    """The translation of one text."""

    model_config = ConfigDict(extra="forbid", strict=True)
    key: str = Field(max_length=200, description="As `read_texts` has it.")
    text: str = Field(max_length=100_000)
    draft: bool = Field(default=True, description="Keep it for a person to confirm.")


class Translate(OfEntry):
    """Translations of some texts of an entry."""

    locale: Language
    texts: list[Text] = Field(min_length=1, max_length=200)


class Mark(OfEntry):
    """Texts that are right as they are, or that somebody must look at."""

    locale: Language
    keys: list[str] = Field(min_length=1, max_length=200)
    ready: bool = Field(default=True, description="False sends them back to be looked at.")


class Step(Changing):
    """Entries, and the languages in which something is to become of them."""

    uids: list[str] = Field(min_length=1, max_length=MOST)
    locales: list[Language] = Field(min_length=1)
    comment: str = Field("", max_length=500, description="Why, for the history.")


class Publish(Step):
    """What to publish, and when."""

    at: datetime | None = Field(None, description="From when on; now if it is left out.")
    until: datetime | None = Field(None, description="Until when; for good if it is left out.")


class Placing(Changing):
    """Where one entry stands, as it was seen."""

    uid: str = Field(max_length=40)
    etag: str = Field(min_length=1, max_length=100, description="Of the working copy that you saw.")


class Move(Placing):
    """An entry, and where it is to stand."""

    parent: str = Field(max_length=40, description="The uid of the entry to stand under.")
    position: int | None = Field(None, ge=0, le=1_000_000, description="From 0; last if left out.")


class Rename(Placing):
    """An entry, and the last part of its address in one language."""

    locale: Language
    slug: str = Field(max_length=200)


class Undo(Changing):
    """An act of your own."""

    token: str = Field(max_length=200, description="The `undo` that you were given.")


class Delete(Changing):
    """Entries."""

    uids: list[str] = Field(min_length=1, max_length=MOST)


async def save_draft(caller: Caller, given: Save, *, dry_run: bool) -> Result:
    """Make or change a working copy."""
    kind = caller.answering.made.content_types[given.type.value].graphql_name
    document = _SAVE.format(kind=kind, saved=_SAVED)
    found = await done(
        caller, document, input=given.values, ifMatch=given.etag, note=given.note, dryRun=dry_run
    )
    if dry_run and not _saved(given):  # the uid that a new entry would have is not the one it gets
        if found["uid"] in (found["content"]["path"] or ""):  # where a title would make its address
            found["content"]["path"] = None
        return {name: one for name, one in found.items() if name not in ("uid", "etag")}
    return found


async def translate(caller: Caller, given: Translate, *, dry_run: bool) -> Result:
    """Save translations."""
    return await done(
        caller,
        _TRANSLATE,
        uid=given.uid,
        locale=given.locale.name,
        segments=[one.model_dump() for one in given.texts],
        ifMatch=given.etag,
        dryRun=dry_run,
    )


async def mark_translated(caller: Caller, given: Mark, *, dry_run: bool) -> Result:
    """Confirm translations, or send them back."""
    return await done(
        caller,
        _MARK,
        uid=given.uid,
        locale=given.locale.name,
        keys=given.keys,
        ready=given.ready,
        ifMatch=given.etag,
        dryRun=dry_run,
    )


async def submit(caller: Caller, given: Step, *, dry_run: bool) -> Result:
    """Ask for a review."""
    return await _step(caller, given, State.PENDING, dry_run=dry_run)


async def publish(caller: Caller, given: Publish, *, dry_run: bool) -> Result:
    """Show it to the world."""
    return await _step(caller, given, State.PUBLISHED, dry_run=dry_run)


async def retract(caller: Caller, given: Step, *, dry_run: bool) -> Result:
    """Take it away from the world."""
    return await _step(caller, given, State.RETIRED, dry_run=dry_run)


async def _step(caller: Caller, given: Step, to: State, *, dry_run: bool) -> Result:
    dates = {
        name: one.isoformat() if one else None
        for name, one in (
            ("at", getattr(given, "at", None)),
            ("until", getattr(given, "until", None)),
        )
    }
    return await done(
        caller,
        _STEP,
        uids=given.uids,
        to=to.name,
        locales=[one.name for one in given.locales],
        comment=given.comment,
        dryRun=dry_run,
        **dates,
    )


async def move(caller: Caller, given: Move, *, dry_run: bool) -> Result:
    """Put an entry under another one."""
    return await done(
        caller,
        _MOVE,
        uid=given.uid,
        parent=given.parent,
        position=given.position,
        ifMatch=given.etag,
        dryRun=dry_run,
    )


async def rename(caller: Caller, given: Rename, *, dry_run: bool) -> Result:
    """Give an entry another address."""
    return await done(
        caller,
        _RENAME,
        uid=given.uid,
        locale=given.locale.name,
        slug=given.slug,
        ifMatch=given.etag,
        dryRun=dry_run,
    )


async def undo(caller: Caller, given: Undo, *, dry_run: bool) -> Result:
    """Undo what this caller did."""
    return await done(caller, _UNDO, token=given.token, dryRun=dry_run)


async def delete(caller: Caller, given: Delete, *, dry_run: bool) -> Result:
    """Put entries into the bin."""
    return await done(caller, _DELETE, uids=given.uids, dryRun=dry_run)


async def purge(caller: Caller, given: Delete, *, dry_run: bool) -> Result:
    """Forget what is in the bin."""
    return await done(caller, _PURGE, uids=given.uids, dryRun=dry_run)


def _one(given: Any) -> list[str]:
    return [given.uid]


def _all(given: Any) -> list[str]:
    return list(given.uids)


def _saved(given: Save) -> list[str]:
    uid = given.values.get("uid")
    return [uid] if isinstance(uid, str) else []


_EDIT = frozenset({Permission.EDIT})
_TEXTS = frozenset({Permission.EDIT, Permission.TRANSLATE})
_PUBLISH = frozenset({Permission.PUBLISH})
TOOLS = (
    Tool(
        "save_draft",
        "Save a draft",
        "Make a new entry, or change the working copy of one. Nobody outside sees it before it is"
        " published. Rich text is HTML.",
        Save,
        save_draft,
        _TEXTS,
        Kind.CHANGES,
        _saved,
    ),
    Tool(
        "translate",
        "Translate texts",
        "Save translations of texts that `read_texts` lists, in the same notation. They are kept as"
        " drafts for a person to confirm, unless you say otherwise.",
        Translate,
        translate,
        _TEXTS,
        Kind.CHANGES,
        _one,
    ),
    Tool(
        "mark_translated",
        "Confirm translations",
        "Say of translations that they are right for their source as it is now, or send them back.",
        Mark,
        mark_translated,
        _TEXTS,
        Kind.CHANGES,
        _one,
    ),
    Tool(
        "submit",
        "Submit for review",
        "Ask for a review of working copies; the public reads nothing of them yet.",
        Step,
        submit,
        _TEXTS,
        Kind.CHANGES,
        _all,
    ),
    Tool(
        "publish",
        "Publish",
        "Show working copies to the world in some languages, now or in a window of time. Each entry in"
        " each language as a whole or not at all; the trial says which would be refused, and why.",
        Publish,
        publish,
        _PUBLISH,
        Kind.CHANGES,
        _all,
    ),
    Tool(
        "move",
        "Move an entry",
        "Put an entry, with all below it, under another one. Old addresses lead to the new ones.",
        Move,
        move,
        _EDIT,
        Kind.CHANGES,
        _one,
    ),
    Tool(
        "rename",
        "Rename an entry's address",
        "Change the last part of its address in one language. The old address leads to the new one.",
        Rename,
        rename,
        _TEXTS,
        Kind.CHANGES,
        _one,
    ),
    Tool(
        "undo",
        "Undo an act",
        "Undo what you did within the last hour, if nothing changed since.",
        Undo,
        undo,
        frozenset({Permission.VIEW}),
        Kind.CHANGES,
    ),
    Tool(
        "retract",
        "Retract",
        "Take what is published away from the public; its address then says that it is gone.",
        Step,
        retract,
        _PUBLISH,
        Kind.DESTROYS,
        _all,
    ),
    Tool(
        "delete",
        "Delete",
        "Put entries, each with all below it, into the bin, from which they can come back.",
        Delete,
        delete,
        frozenset({Permission.DELETE}),
        Kind.DESTROYS,
        _all,
    ),
    Tool(
        "purge",
        "Forget for good",
        "Forget what is in the bin. Nothing brings it back.",
        Delete,
        purge,
        frozenset({Permission.ADMINISTER}),
        Kind.DESTROYS,
    ),
)

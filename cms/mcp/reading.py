"""The tools that only read: what is public for anybody, working copies for whoever may see them."""

from typing import Any

from graphql import print_type
from pydantic import Field

from cms.access.actors import NOBODY
from cms.access.roles import Permission
from cms.content import DEFAULT_LOCALE
from cms.errors import N_, CmsError, InvalidInput, Message, NotFound, Problem
from cms.mcp import selections
from cms.mcp.caller import Caller
from cms.mcp.inputs import inputs_of
from cms.mcp.tool import Arguments, Language, Result, Tool
from cms.reading.worklists import Waiting, Worklist, worklist
from cms.schema.editing.acts import Unauthenticated
from cms.schema.enums import Locale, TypeName

MOST = 50
DEFAULT = Locale(DEFAULT_LOCALE)
_TYPES = """query ($locale: Locale) { contentTypes(locale: $locale) {
  name typeName label plural help
  fields { name label help translated required values { name label } }
  blocks { name label help } } }"""
_SEARCH = """query ($text: String!, $locale: Locale, $types: [ContentType!], $under: String, $first: Int!,
    $after: String) {
  search(text: $text, locale: $locale, types: $types, under: $under, first: $first, after: $after) {
    didYouMean totalCount pageInfo { hasNextPage endCursor }
    nodes { highlight content { __typename uid title path summary locale state } } } }"""
_AT = """query ($path: String!) { content(path: $path) {
  __typename ... on ContentRoute { content { uid locale } } ... on Redirect { to status }
  ... on Gone { since suggestions { uid title path } } } }"""
# A working copy without a word in a language is read in the site's own, in which there always is one.
_WHAT = """query ($uid: ID!, $locale: Locale, $fallback: [Locale!]) {
  entry(uid: $uid, locale: $locale, fallback: $fallback) { __typename } }"""
_ENTRY = """query ($uid: ID!, $locale: Locale, $fallback: [Locale!]) {{
  entry(uid: $uid, locale: $locale, fallback: $fallback) {{ ... on {kind} {{ {fields} }} }} }}"""
_TODO = """query ($target: Locale!, $under: ID, $first: Int!, $after: String) {
  translationQueue(target: $target, under: $under, drafts: true, first: $first, after: $after) {
    totalCount counts { state messages words } pageInfo { hasNextPage endCursor }
    nodes { uid type title source messages words counts { state messages } } } }"""
_TEXTS = """query ($uid: ID!, $locale: Locale!, $default: Locale!) {
  entry(uid: $uid, locale: $locale, fallback: [$default]) { etag }
  segments(uid: $uid, locale: $locale) {
    key label hint maxLength source text draft state base terms { term words }
    proposals { text origin likeness } } }"""
_CHECK = """query ($uid: ID!, $locale: Locale!, $default: Locale!) {
  entry(uid: $uid, locale: $locale, fallback: [$default]) {
    title etag translations { locale state } viewer { view edit translate review publish delete } }
  steps(uid: $uid, locale: $locale) {
    transition { name label } allowed code why problems { field code message } } }"""


class InLanguage(Arguments):
    """What is told in one language."""

    locale: Language = Field(DEFAULT, description="The language.")


class OfType(InLanguage):
    """One type of content."""

    type: TypeName


class Search(InLanguage):
    """Words, and where to look for them."""

    text: str = Field(min_length=1, max_length=200, description="Words, as in a web search.")
    types: list[TypeName] | None = Field(None, description="Only entries of these types.")
    under: str | None = Field(None, max_length=500, description="Only below this path or uid.")
    first: int = Field(10, ge=1, le=MOST)
    after: str | None = Field(None, max_length=500, description="The `endCursor` of what you had.")


class Read(InLanguage):
    """An entry by its uid or its address."""

    uid: str | None = Field(
        None, max_length=40, description="What names an entry in every language."
    )
    path: str | None = Field(None, max_length=2000, description="Its address, such as `/en/books`.")
    draft: bool = Field(
        default=False, description="The working copy that editors see, instead of what is public."
    )


class List(Arguments):
    """A list of what waits for somebody."""

    which: Worklist = Field(description="Which list.")
    locale: Language | None = Field(None, description="Of one language only.")
    first: int = Field(20, ge=1, le=MOST)
    after: str | None = Field(None, max_length=100, description="The `next` of what you had.")


class Todo(Arguments):
    """What there is to translate."""

    target: Language = Field(description="The language to translate into.")
    under: str | None = Field(None, max_length=40, description="The uid of a branch to keep to.")
    first: int = Field(20, ge=1, le=MOST)
    after: str | None = Field(None, max_length=500, description="The `endCursor` of what you had.")


class OfEntry(Arguments):
    """An entry in one of its languages."""

    uid: str = Field(max_length=40)
    locale: Language


class NoDrafts(Unauthenticated):
    """Nobody reads working copies without saying who they are; what is public would be no answer."""

    def __init__(self) -> None:
        CmsError.__init__(
            self,
            N_(
                "Drafts are read with an API token: send it in the header Authorization, or give"
                " it to cms mcp in CMS_MCP_TOKEN."
            ),
        )


async def list_types(caller: Caller, given: InLanguage) -> Result:
    """Every type, its fields left out."""
    found = (await caller.ask(_TYPES, {"locale": given.locale.name}))["contentTypes"]
    names = ("name", "label", "plural", "help")
    return {"types": [{name: one[name] for name in names} for one in found]}


async def describe_type(caller: Caller, given: OfType) -> Result:
    """One type with its fields, and what saving it takes."""
    found = (await caller.ask(_TYPES, {"locale": given.locale.name}))["contentTypes"]
    info: Result = next(one for one in found if one["name"] == given.type.name)
    schema = caller.answering.graphql_schema
    taken = inputs_of(schema, f"{info['typeName']}Input")
    return info | {"values": "\n\n".join(print_type(one) for one in taken)}


async def search(caller: Caller, given: Search) -> Result:
    """What is public and has the words."""
    variables = {
        "text": given.text,
        "locale": given.locale.name,
        "types": [one.name for one in given.types] if given.types else None,
        "under": given.under,
        "first": given.first,
        "after": given.after,
    }
    found: Result = (await caller.ask(_SEARCH, variables))["search"]
    return found


async def read(caller: Caller, given: Read) -> Result:
    """An entry whole; or where an address leads."""
    if (given.uid is None) == (given.path is None):
        text = Message(N_("Name the entry by its uid or by its address, not by both."))
        raise InvalidInput([Problem("bad_value", text, "uid")])
    if given.draft and await caller.actor() == NOBODY:
        raise NoDrafts
    if given.uid is not None:
        return await _entry(caller, given.uid, given.locale.name, drafts=given.draft)
    route = (await caller.ask(_AT, {"path": given.path}, drafts=given.draft))["content"]
    if route is None:
        raise NotFound(N_("There is nothing at this address."))
    if route["__typename"] != "ContentRoute":
        return {"route": route}
    found = route["content"]
    return await _entry(caller, found["uid"], found["locale"], drafts=given.draft)


async def _entry(caller: Caller, uid: str, locale: str, *, drafts: bool) -> Result:
    named: Result = {"uid": uid, "locale": locale}
    if drafts:
        named["fallback"] = [DEFAULT.name]
    found = (await caller.ask(_WHAT, named, drafts=drafts))["entry"]
    if found is None:
        raise NotFound(N_("There is no entry {uid}."), uid=uid)
    kind = found["__typename"]
    fields = selections.of_type(caller.answering.graphql_schema, kind)
    entry = await caller.ask(_ENTRY.format(kind=kind, fields=fields), named, drafts=drafts)
    return {"entry": selections.plain(entry["entry"])}


async def list_waiting(caller: Caller, given: List) -> Result:
    """A list of the panel's front page."""
    found = await worklist(
        await caller.actor(),
        given.which,
        locale=given.locale.value if given.locale else None,
        first=given.first,
        after=given.after or "",
    )
    return {
        "total": found.total,
        "next": found.next,
        "entries": [_waiting(one) for one in found.items],
    }


def _waiting(one: Waiting) -> dict[str, Any]:
    return {
        "uid": one.uid,
        "type": one.content_type,
        "titles": dict(one.titles),
        "locales": list(one.locales),
        "at": one.at.isoformat(),
        "who": one.who,
    }


async def list_to_translate(caller: Caller, given: Todo) -> Result:
    """The translation board."""
    variables = given.model_dump() | {"target": given.target.name}
    found: Result = (await caller.ask(_TODO, variables))["translationQueue"]
    return found


async def read_texts(caller: Caller, given: OfEntry) -> Result:
    """The texts of an entry beside their translations."""
    variables = {"uid": given.uid, "locale": given.locale.name, "default": DEFAULT.name}
    found = await caller.ask(_TEXTS, variables, drafts=True)
    if found["segments"] is None or found["entry"] is None:
        raise NotFound(N_("There is no entry {uid}."), uid=given.uid)
    return {"etag": found["entry"]["etag"], "texts": found["segments"]}


async def check(caller: Caller, given: OfEntry) -> Result:
    """Which steps can be taken, and what is in the way of the others."""
    variables = {"uid": given.uid, "locale": given.locale.name, "default": DEFAULT.name}
    found = await caller.ask(_CHECK, variables, drafts=True)
    if found["steps"] is None or found["entry"] is None:
        raise NotFound(N_("There is no entry {uid}."), uid=given.uid)
    states = {one["locale"]: one["state"] for one in found["entry"].pop("translations")}
    found["entry"]["state"] = states[given.locale.name]
    return found


_VIEW = frozenset({Permission.VIEW})
TOOLS = (
    Tool(
        "list_types",
        "List the types of content",
        "Every type of content of this site: its name and what it is for.",
        InLanguage,
        list_types,
    ),
    Tool(
        "describe_type",
        "Describe a type of content",
        "The fields of one type, which of them must be filled in before an entry can be published, and in"
        " `values` what `save_draft` takes, as GraphQL input types. A translated field is an object"
        " with a text for each language.",
        OfType,
        describe_type,
    ),
    Tool(
        "search",
        "Search the site",
        "Find public entries by words in one language, the best first.",
        Search,
        search,
    ),
    Tool(
        "read",
        "Read an entry",
        "One entry with all its fields, as the public reads it in a language; rich text is Markdown."
        " With `draft` the working copy, for who may see it: its `etag` is what saving asks for."
        " Where a language has no title yet, it comes in the site's first one: `localization` tells."
        " An address that moved or is gone says so in `route`.",
        Read,
        read,
    ),
    Tool(
        "list_waiting",
        "List what waits for somebody",
        "A list of the panel's front page: review (to be reviewed), mine, changed (since it was"
        " published), scheduled, expiring, expired, untranslated, stale (translations that fell"
        " behind), recent.",
        List,
        list_waiting,
        _VIEW,
    ),
    Tool(
        "list_to_translate",
        "List what is to be translated",
        "The translation board: entries with texts to translate into a language, the most urgent first.",
        Todo,
        list_to_translate,
        frozenset({Permission.TRANSLATE}),
    ),
    Tool(
        "read_texts",
        "Read the texts of an entry",
        "The texts of an entry, each with its translation into a language, how that stands, the"
        " terms of the glossary and proposals from what was translated before. `key` names a text"
        " for `translate`, `etag` the working copy.",
        OfEntry,
        read_texts,
        _VIEW,
    ),
    Tool(
        "check",
        "Check an entry",
        "Which steps of the workflow can be taken with an entry in a language, and of each that"
        " cannot why: every problem with its field.",
        OfEntry,
        check,
        _VIEW,
    ),
)

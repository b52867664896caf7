"""Which tools somebody has, and using one: what changes something only with the key of its trial."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from cms.access.actors import NOBODY, Actor
from cms.access.permissions import able_somewhere
from cms.errors import N_, NotFound
from cms.mcp import confirming, reading, writing
from cms.mcp.caller import Caller
from cms.mcp.tool import KEY, Kind, Result, Tool
from cms.schema.editing.acts import beginning_with
from cms.settings import settings

TOOLS: Mapping[str, Tool] = {one.name: one for one in (*reading.TOOLS, *writing.TOOLS)}


async def offered(actor: Actor) -> list[Tool]:
    """The tools that somebody may use on some entry at least."""
    able = await able_somewhere(actor) if actor != NOBODY else frozenset()
    return [one for one in TOOLS.values() if _may(one, able)]


def _may(tool: Tool, able: frozenset[Any]) -> bool:
    if tool.kind is Kind.DESTROYS and not settings.mcp_destructive:
        return False
    return not tool.permissions or bool(tool.permissions & able)


async def use(caller: Caller, name: str, given: Mapping[str, Any]) -> Result:
    """What came of using a tool. Raises a `CmsError`; `NotFound` for a tool that is not offered."""
    actor = await caller.actor()
    tool = next((one for one in await offered(actor) if one.name == name), None)
    if tool is None:
        raise UnknownTool
    arguments = tool.read(given)
    if tool.kind is Kind.READS:
        return await tool.act(caller, arguments)
    return await _changed(caller, actor, tool, arguments, given)


class UnknownTool(NotFound):
    """No tool has this name, or not for this caller: the two are told alike."""

    code = "unknown_tool"

    def __init__(self) -> None:
        super().__init__(N_("There is no such tool, or not for you: list the tools to see yours."))


async def _changed(
    caller: Caller, actor: Actor, tool: Tool, arguments: Any, given: Mapping[str, Any]
) -> Result:
    # Before the trial: of what was done already that would say only that things changed.
    key = None if arguments.confirm is None else await confirming.opened(arguments.confirm)
    tried = await tool.act(caller, arguments, dry_run=True)
    if not _does_something(tried):
        return {"done": False, "result": tried}
    entries = tool.entries(arguments)
    state = [await _etags(caller, entries), tried]
    asked = {name: one for name, one in given.items() if name != KEY}
    bound = confirming.bound_to(actor, tool.name, asked, state)
    if key is None:
        return {
            "done": False,
            "wouldHappen": tried,
            KEY: await confirming.key_for(bound),
            "confirmWithinSeconds": confirming.SECONDS,
        }
    key.check(bound)
    with beginning_with(partial(confirming.spend, key.nonce)):
        return {"done": True, "result": await tool.act(caller, arguments, dry_run=False)}


def _does_something(tried: Result) -> bool:
    """Whether it is more than a list of refusals."""
    items = tried.get("items")
    return items is None or any(one["outcome"] == "done" for one in items)


async def _etags(caller: Caller, uids: list[str]) -> Mapping[str, Any]:
    """The working copies at hand: another save makes another etag."""
    if not uids:
        return {}
    asked = ", ".join(f"$u{place}: ID!" for place in range(len(uids)))
    fields = " ".join(f"u{place}: entry(uid: $u{place}) {{ etag }}" for place in range(len(uids)))
    variables = {f"u{place}": uid for place, uid in enumerate(uids)}
    return await caller.ask(f"query ({asked}) {{ {fields} }}", variables, drafts=True)

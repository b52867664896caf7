"""One step of the workflow for many entries: each as a whole or not at all, with what came of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cms.access.actors import Actor
from cms.access.permissions import may, not_found, visible
from cms.access.roles import Permission
from cms.content import Node, State, Values, localised
from cms.content.locales import known_locale
from cms.content.values import title_of
from cms.database.engine import attempting, fetch
from cms.errors import N_, CmsError, InvalidInput, Message, Problem
from cms.publishing import workflow
from cms.publishing.advice.advising import advice_on
from cms.publishing.authorised import PLAINLY, How
from cms.publishing.plans import one_at_a_time
from cms.publishing.workflow import Taken
from cms.reading.statement import live_or_planned

MOST = 500

Key = tuple[str, str]
"""An entry in a language."""
Result = Literal["done", "already", "refused"]

STEPS: Mapping[str, str] = {
    State.PUBLISHED: "publish",
    State.PENDING: "submit",
    State.RETIRED: "retire",
}

ENDING = ("retire", "unschedule")
"""The steps after which something may be public no longer."""


@dataclass(frozen=True)
class Report:
    """What came of one entry in one language; ``path`` is the address that it got, if it was published.

    A refusal has a code and says why, with every problem there is. ``advice`` is what to know of what
    was published all the same.
    """

    uid: str
    locale: str
    title: str
    outcome: Result
    code: str = ""
    message: Message | None = None
    problems: tuple[Problem, ...] = ()
    path: str | None = None
    advice: tuple[Problem, ...] = ()


async def transition_all(
    actor: Actor,
    uids: Sequence[str],
    to: str,
    locales: Sequence[str],
    how: How = PLAINLY,
) -> tuple[Report, ...]:
    """Bring entries to a state, or take a step by its name, in each of the languages.

    What is so already counts as done. One that is refused does not keep the others: what stands above
    is published first, what stands below is retracted first. Links among those that end together
    do not count. Raises `InvalidInput` for too many, and `UnknownLocale`. Call it inside
    `writing()`; for a dry run inside `rehearsing()`.
    """
    wanted = list(dict.fromkeys(uids))
    languages = list(dict.fromkeys(known_locale(one) for one in locales))
    if len(wanted) > MOST:
        text = Message(N_("At most {most} entries at once."), {"most": MOST})
        raise InvalidInput([Problem("too_many", text, "uids")])
    await one_at_a_time()
    nodes = await _nodes(actor, wanted)
    order = await _ordered(wanted, languages, to, list(nodes))
    ends = STEPS.get(to, to) == "retire" or how.until is not None
    together = frozenset(order if ends and not how.break_links else ())
    while True:
        try:
            async with attempting():
                return await _all(actor, nodes, order, to, how, together)
        except _Staying as left:
            together -= left.refused


class _Staying(Exception):
    """Some of those whose links did not count are refused, so that they count after all."""

    def __init__(self, refused: frozenset[Key]) -> None:
        self.refused = refused


async def _all(
    actor: Actor,
    nodes: Mapping[str, Values],
    order: Sequence[Key],
    to: str,
    how: How,
    together: frozenset[Key],
) -> tuple[Report, ...]:
    """What comes of each, when links in ``together`` do not count; raises `_Staying`."""
    reports = []
    for uid, locale in order:
        title = title_of(nodes[uid], locale) if uid in nodes else uid
        others = frozenset(one for one, language in together if language == locale)
        try:
            async with attempting():
                step = await _step(actor, nodes.get(uid), to, uid, locale)
                own = replace(how, together=others)
                taken = await workflow.transition(actor, uid, locale, step, own)
        except CmsError as error:
            reports.append(_refused(uid, locale, title, error))
        else:
            reports.append(await _done(taken, title))
    refused = together & {(one.uid, one.locale) for one in reports if one.outcome == "refused"}
    if refused and any(one.outcome == "done" for one in reports):
        raise _Staying(refused)
    return tuple(reports)


def done(reports: Iterable[Report]) -> list[Key]:
    """What the step was taken with."""
    return [(one.uid, one.locale) for one in reports if one.outcome == "done"]


async def _nodes(actor: Actor, uids: Sequence[str]) -> dict[str, Values]:
    seen = await visible(actor, uids)
    rows = await Node.select().where(Node.uid.is_in(list(seen))) if seen else []
    return {row["uid"]: row for row in rows}


async def _step(actor: Actor, node: Values | None, to: str, uid: str, locale: str) -> str:
    """The step that leads to a state. Back to private one is sent, or takes what one submitted."""
    if node is None:
        raise not_found(uid)
    if to != State.PRIVATE:
        return STEPS.get(to, to)
    if node[localised("state", locale)] != State.PENDING:
        return "reopen"
    return "reject" if await may(actor, Permission.REVIEW, uid, locale) else "withdraw"


async def _done(taken: Taken, title: str) -> Report:
    outcome: Result = "done" if taken.changed else "already"
    made = Report(taken.uid, taken.locale, title, outcome)
    if taken.published is None:
        return made
    said = await advice_on(taken.uid, taken.locale)
    return replace(made, path=taken.published.path, advice=said)


def _refused(uid: str, locale: str, title: str, error: CmsError) -> Report:
    problems = error.problems if isinstance(error, InvalidInput) else ()
    code = problems[0].code if problems else error.code
    message = problems[0].message if problems else error.message
    return Report(uid, locale, title, "refused", code, message, problems)


_DEPTHS = """
WITH RECURSIVE above AS (
    SELECT uid AS entry, parent, 0 AS depth FROM node WHERE uid = ANY($1::text[])
    UNION ALL
    SELECT a.entry, n.parent, a.depth + 1 FROM above a JOIN node n ON n.uid = a.parent)
SELECT entry AS uid, max(depth) AS depth FROM above GROUP BY entry
"""
_PUBLIC_DEPTHS = f"""
SELECT p.uid, max(length(p.path) - length(replace(p.path, '/', ''))) AS depth FROM publication p
WHERE p.uid = ANY($1::text[]) AND {live_or_planned("p")} GROUP BY p.uid
"""


async def _ordered(
    uids: Sequence[str], locales: Iterable[str], to: str, seen: Sequence[str]
) -> list[Key]:
    """What stands above first, or below if it is retracted; of what is not ``seen`` it tells nothing."""
    retracting = STEPS.get(to, to) in ENDING
    rows = await fetch(_PUBLIC_DEPTHS if retracting else _DEPTHS, seen)
    depths = {row["uid"]: -row["depth"] if retracting else row["depth"] for row in rows}
    ordered = sorted(uids, key=lambda uid: depths.get(uid, 0))
    return [(uid, locale) for locale in locales for uid in ordered]

"""The workflow: in which states an entry can be in a language, and which steps lead from one to another.

The states say what editors agreed on. What the public reads is what `publication` holds: a published
entry may be planned or expired, and one that waits for a review may be public as it was before.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cms.access import audit
from cms.access.actors import Actor
from cms.access.permissions import Denied, Facts, decide, require
from cms.access.roles import Permission
from cms.content import ContentType, State, Values, localised
from cms.database.engine import fetch
from cms.editing import transitions, working_copy
from cms.editing.transitions import Step
from cms.errors import N_, CmsError, InvalidInput, Message, Problem
from cms.publishing import authorised, gate
from cms.publishing.authorised import PLAINLY, How
from cms.publishing.comparison import changed_since
from cms.publishing.plans import moment
from cms.publishing.publishing import (
    Published,
    effect_of_publishing,
    effect_of_retracting,
)
from cms.publishing.unscheduling import effect_of_unscheduling


@dataclass(frozen=True)
class Transition:
    """A step that can be taken: from which states, to which, and the permission it takes.

    Without a ``target`` it depends on what was before. In a language that is not the source language
    `translate` will do for steps that are ``for_translators``.
    """

    name: str
    label: str
    sources: tuple[State, ...]
    target: State | None
    permission: Permission
    for_translators: bool = False


TRANSITIONS: Mapping[str, Transition] = {
    one.name: one
    for one in (
        Transition(
            "submit",
            N_("Submit for review"),
            (State.PRIVATE, State.PUBLISHED, State.RETIRED),
            State.PENDING,
            Permission.EDIT,
            for_translators=True,
        ),
        Transition(
            "withdraw",
            N_("Withdraw"),
            (State.PENDING,),
            None,
            Permission.EDIT,
            for_translators=True,
        ),
        Transition("reject", N_("Send back"), (State.PENDING,), None, Permission.REVIEW),
        Transition("publish", N_("Publish"), tuple(State), State.PUBLISHED, Permission.PUBLISH),
        Transition(
            "retire",
            N_("Retract"),
            (State.PUBLISHED, State.PENDING),
            State.RETIRED,
            Permission.PUBLISH,
        ),
        Transition(
            "unschedule",
            N_("Drop what is planned"),
            (State.PUBLISHED, State.PENDING),
            None,
            Permission.PUBLISH,
        ),
        Transition(
            "reopen",
            N_("Reopen"),
            (State.RETIRED,),
            State.PRIVATE,
            Permission.EDIT,
            for_translators=True,
        ),
    )
}


@dataclass(frozen=True)
class Workflow:
    """The states and steps of a content type."""

    states: tuple[State, ...]
    transitions: tuple[Transition, ...]


def workflow_of(_content_type: ContentType) -> Workflow:
    """The workflow of a type: all have the same."""
    return Workflow(tuple(State), tuple(TRANSITIONS.values()))


class WrongState(CmsError):
    """The step cannot be taken from where the entry is now."""

    code = "wrong_state"
    status = 409


class Unchanged(CmsError):
    """There is nothing to review."""

    code = "unchanged"
    status = 409


@dataclass(frozen=True)
class Option:
    """A step, and whether somebody may take it now; if not, why, with every problem there is."""

    transition: Transition
    allowed: bool
    code: str = ""
    why: Message | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Taken:
    """A step that was taken; without ``changed`` all was so already."""

    uid: str
    locale: str
    name: str
    before: State
    after: State
    changed: bool = True
    published: Published | None = None


async def transition(
    actor: Actor,
    uid: str,
    locale: str,
    name: str,
    how: How = PLAINLY,
) -> Taken:
    """Take a step in one language; the dates in ``how`` are for publishing, ``at`` for retracting.

    Where the entry is there already, nothing changes. Raises `Denied`, `NotFound`, `WrongState`,
    `Unchanged`, `InvalidInput` for texts that are missing when it is submitted, and what `publish`,
    `retract` and `unschedule` raise. Call it inside `writing()`.
    """
    step = known_transition(name)
    facts = await require(actor, Permission.VIEW, uid)
    content_type = await working_copy.content_type_of(uid)
    stored = await working_copy.load(content_type, uid)
    if not await _may(actor, step, facts, stored, locale):
        raise Denied(step.permission)
    if name in _PUBLIC_STEPS:
        return await _PUBLIC_STEPS[name](actor, content_type, stored, locale, how)
    return await _agree(actor, content_type, step, uid, locale, how.comment)


async def _agree(
    actor: Actor, content_type: ContentType, step: Transition, uid: str, locale: str, comment: str
) -> Taken:
    """Take a step that changes nothing for the public."""
    name, values = step.name, await working_copy.load(content_type, uid, lock=True)
    before = state_of(values, locale)
    if step.target == before:
        return Taken(uid, locale, name, before, before, changed=False)
    _check_source(step, before)
    await _check_changed(step, content_type, values, locale)
    if problems := await _problems(step, content_type, values, locale):
        raise InvalidInput(problems)
    after = step.target or await _origin(uid, locale)
    now = await moment()
    await transitions.record(
        values, locale, Step(name, after), at=now, actor=actor.name, comment=comment
    )
    await working_copy.set_state(content_type, uid, locale, after)
    await audit.note(actor.name, name, uid, locale=locale)
    return Taken(uid, locale, name, before, after)


def known_transition(name: str) -> Transition:
    """The step of this name; raises `WrongState`."""
    if name not in TRANSITIONS:
        raise WrongState(N_("There is no step {name} in the workflow."), name=name[:40])
    return TRANSITIONS[name]


def state_of(values: Values, locale: str) -> State:
    """Where an entry stands in one language."""
    return State(values[localised("state", locale)])


async def _publish(
    actor: Actor, content_type: ContentType, stored: Values, locale: str, how: How
) -> Taken:
    uid, before = stored["uid"], state_of(stored, locale)
    made = await authorised.publish(actor, content_type, uid, locale, how)
    changed = made.changed or before != State.PUBLISHED
    return Taken(uid, locale, "publish", before, State.PUBLISHED, changed, made)


async def _retire(
    actor: Actor, content_type: ContentType, stored: Values, locale: str, how: How
) -> Taken:
    uid, before = stored["uid"], state_of(stored, locale)
    if before == State.RETIRED:
        return Taken(uid, locale, "retire", before, before, changed=False)
    changed = await authorised.retract(actor, content_type, uid, locale, how)
    after = state_of(await working_copy.load(content_type, uid), locale)
    return Taken(uid, locale, "retire", before, after, changed)


async def _unschedule(
    actor: Actor, content_type: ContentType, stored: Values, locale: str, how: How
) -> Taken:
    uid, before = stored["uid"], state_of(stored, locale)
    changed = await authorised.unschedule(actor, content_type, uid, locale, how)
    after = state_of(await working_copy.load(content_type, uid), locale)
    return Taken(uid, locale, "unschedule", before, after, changed)


_PUBLIC_STEPS = {"publish": _publish, "retire": _retire, "unschedule": _unschedule}
"""The steps that change what the public reads, or will read."""


def _check_source(step: Transition, state: State) -> None:
    if state not in step.sources:
        raise WrongState(N_("This step cannot be taken from where it stands now."))


async def _check_changed(
    step: Transition, content_type: ContentType, values: Values, locale: str
) -> None:
    published = state_of(values, locale) == State.PUBLISHED
    if step.name == "submit" and published:
        planned = await fetch(_PLANNED, values["uid"], locale, values["revision"])
        if planned or await changed_since(content_type, values, locale) == ():
            raise Unchanged(N_("There is nothing to review: the public reads this already."))


async def _may(actor: Actor, step: Transition, facts: Facts, values: Values, locale: str) -> bool:
    if decide(actor, step.permission, facts, locale).allowed:
        return True
    translates = step.for_translators and locale != values["source_locale"]
    if translates and decide(actor, Permission.TRANSLATE, facts, locale).allowed:
        return True
    return step.name == "withdraw" and await _submitter(facts.uid, locale) == actor.name


_SUBMITTED = """
SELECT actor, from_state FROM transition
WHERE uid = $1 AND locale = $2 AND to_state = 'pending' AND from_state <> 'pending'
    AND name <> 'undo' -- which brings it back to where somebody had handed it in
ORDER BY at DESC, id DESC LIMIT 1
"""


_PLANNED = """
SELECT FROM publication WHERE uid = $1 AND locale = $2 AND revision = $3
    AND lower(valid) > statement_timestamp() LIMIT 1
"""


async def _submitter(uid: str, locale: str) -> str | None:
    found = await fetch(_SUBMITTED, uid, locale)
    return found[0]["actor"] if found else None


async def _origin(uid: str, locale: str) -> State:
    """Where an entry that waits for a review was before."""
    found = await fetch(_SUBMITTED, uid, locale)
    return State(found[0]["from_state"]) if found else State.PRIVATE


async def options(actor: Actor, uid: str, locale: str) -> tuple[Option, ...]:
    """Each step of the workflow: may the actor take it now, and if not, why.

    What may not be taken from where the entry stands has the code ``wrong_state``. Raises `NotFound`.
    """
    facts = await require(actor, Permission.VIEW, uid)
    content_type = await working_copy.content_type_of(uid)
    values = await working_copy.load(content_type, uid)
    return tuple(
        [
            await _option(actor, one, facts, content_type, values, locale)
            for one in TRANSITIONS.values()
        ]
    )


async def _option(
    actor: Actor,
    step: Transition,
    facts: Facts,
    content_type: ContentType,
    values: Values,
    locale: str,
) -> Option:
    try:
        _check_source(step, state_of(values, locale))
        if not await _may(actor, step, facts, values, locale):
            why = decide(actor, step.permission, facts, locale).reason
            return Option(step, allowed=False, code=Denied.code, why=why)
        await _check_changed(step, content_type, values, locale)
        problems = await _problems(step, content_type, values, locale)
    except InvalidInput as error:
        problems = error.problems
    except CmsError as error:
        return Option(step, allowed=False, code=error.code, why=error.message)
    if problems:
        first = problems[0]
        return Option(step, False, first.code, first.message, problems)
    return Option(step, allowed=True)


async def _problems(
    step: Transition, content_type: ContentType, values: Values, locale: str
) -> tuple[Problem, ...]:
    if step.name == "submit":
        # What all languages share is asked for in the source language, of those who can fill it in.
        own = locale == values["source_locale"]
        wanted = gate.missing if own else gate.missing_texts
        return tuple(wanted(content_type, values, locale))
    if step.name == "publish":
        return (await effect_of_publishing(content_type, values, locale)).problems
    if step.name == "retire":
        await effect_of_retracting(values, locale)
    if step.name == "unschedule":
        await effect_of_unscheduling(values, locale)
    return ()

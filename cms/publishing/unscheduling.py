"""Dropping what is planned of an entry in one language; what the public reads now stays as it is."""

from dataclasses import replace

from cms.access import audit
from cms.content import ContentType, State, Values, localised
from cms.database.engine import fetch
from cms.editing import transitions, working_copy
from cms.editing.transitions import Step
from cms.errors import N_, CmsError, InvalidInput
from cms.publishing.plans import Plan, apply, end, load, moment, one_at_a_time, plan
from cms.publishing.publishing import check_below
from cms.publishing.timeline import FOREVER, Change

_EVER_PUBLIC = """
SELECT FROM publication WHERE uid = $1 AND locale = $2 AND NOT isempty(valid)
    AND lower(valid) <= $3 LIMIT 1
"""


class NotPlanned(CmsError):
    """There is no plan to drop."""

    code = "not_planned"
    status = 409

    def __init__(self) -> None:
        super().__init__(N_("Nothing is planned in this language."))


async def unschedule(
    content_type: ContentType, uid: str, locale: str, *, actor: str, comment: str = ""
) -> bool:
    """Take away every planned publication and retraction; what is live goes on, for ever.

    Where nothing is live it is a draft again, or retracted if it ever was public, also when it waits
    for a review. False when nothing was planned. Raises `InvalidInput` when what it stands under is
    not public for ever, and `PublishedBelow` when something under it would be left.
    Call it inside `writing()`.
    """
    await one_at_a_time()
    values = await working_copy.load(content_type, uid, lock=True)
    try:
        made = await effect_of_unscheduling(values, locale)
    except NotPlanned:
        return False
    now = made.known.now
    await end(made, actor)
    await apply(made, actor=actor, noted=True)
    state = await _state_after(values, locale, made)
    await transitions.record(
        values, locale, Step("unschedule", state), at=now, actor=actor, comment=comment
    )
    await working_copy.set_state(content_type, uid, locale, state)
    await audit.note(actor, "unschedule", uid, locale=locale)
    return True


async def effect_of_unscheduling(values: Values, locale: str) -> Plan:
    """What `unschedule` would do, without doing it; raises what it would raise, and `NotPlanned`."""
    known = await load(values["uid"], locale, await moment())
    live = [replace(known.live, until=FOREVER)] if known.live else []
    made = await plan(known, live)
    if made.problems:
        raise InvalidInput(made.problems)
    check_below(made)
    if made.change == Change():
        raise NotPlanned
    return made


async def _state_after(values: Values, locale: str, made: Plan) -> State:
    if made.own:
        return State(values[localised("state", locale)])
    was = await fetch(_EVER_PUBLIC, values["uid"], locale, made.known.now)
    return State.RETIRED if was else State.PRIVATE

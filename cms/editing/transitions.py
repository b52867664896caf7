"""The workflow's memory: each step an entry took, in which language, by whom and why."""

from dataclasses import dataclass
from datetime import datetime

from cms.content import State, Values, localised
from cms.editing.notes import read_note
from cms.editing.tables import Transition


@dataclass(frozen=True)
class Step:
    """A step by its name, to a state; what is public by it begins and ends at moments, if planned."""

    name: str
    to: State
    since: datetime | None = None
    until: datetime | None = None


async def record(
    values: Values, locale: str, step: Step, *, at: datetime, actor: str, comment: str = ""
) -> None:
    """Note that an entry goes from the state in ``values`` to another, in one language.

    Call it in the transaction that takes the step. Raises `InvalidInput` for a bad ``comment``.
    """
    await Transition.insert(
        Transition(
            uid=values["uid"],
            locale=locale,
            name=step.name,
            from_state=values[localised("state", locale)],
            to_state=step.to.value,
            since=step.since,
            until=step.until,
            at=at,
            actor=actor,
            comment=read_note(comment, "comment"),
        )
    )

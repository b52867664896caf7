"""The workflow's memory: each step an entry took, in which language, by whom and why."""

from datetime import datetime

from cms.content import State, Values, localised
from cms.editing.notes import read_note
from cms.editing.tables import Transition


async def record(
    values: Values, locale: str, to: State, *, at: datetime, actor: str, comment: str = ""
) -> None:
    """Note that an entry goes from the state in ``values`` to another, in one language.

    Call it in the transaction that takes the step. Raises `InvalidInput` for a bad ``comment``.
    """
    await Transition.insert(
        Transition(
            uid=values["uid"],
            locale=locale,
            from_state=values[localised("state", locale)],
            to_state=to.value,
            at=at,
            actor=actor,
            comment=read_note(comment, "comment"),
        )
    )

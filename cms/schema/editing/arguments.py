"""Arguments that several mutations have, and how long a list in them may be."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import strawberry

from cms.editing.input import problems_of
from cms.errors import N_, Message, Problem

MOST_LISTED = 1000
TOO_MANY = N_("At most {most} at once.")

IfMatch = Annotated[
    str | None,
    strawberry.argument(description="The etag of the working copy that you saw."),
]
DryRun = Annotated[
    bool, strawberry.argument(description="Try it, tell what would come of it, and undo it.")
]
Note = Annotated[str, strawberry.argument(description="Why, for the history of the entry.")]
Minor = Annotated[
    bool,
    strawberry.argument(description="Nothing in it needs translating anew."),
]
BreakLinks = Annotated[
    bool,
    strawberry.argument(description="Do it although links in other entries will lead nowhere."),
]
At = Annotated[
    datetime | None, strawberry.argument(description="From when on; now if it is left out.")
]
Until = Annotated[
    datetime | None, strawberry.argument(description="Until when; for good if it is left out.")
]
Uids = Annotated[
    list[strawberry.ID], strawberry.argument(description=f"At most {MOST_LISTED} entries.")
]
Order = Annotated[
    list[strawberry.ID],
    strawberry.argument(description=f"All that stands there, at most {MOST_LISTED} entries."),
]
IfOrder = Annotated[
    list[strawberry.ID] | None,
    strawberry.argument(
        description=f"The order of the siblings that you saw, at most {MOST_LISTED}."
    ),
]


def check_lengths(**lists: Sequence[Any] | None) -> None:
    """Raise `InvalidInput` (``too_many``) for lists that are longer than a mutation takes."""
    problems_of(
        Problem("too_many", Message(TOO_MANY, {"most": MOST_LISTED}), name)
        for name, one in lists.items()
        if one and len(one) > MOST_LISTED
    )

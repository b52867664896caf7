"""Arguments that several mutations have."""

from datetime import datetime
from typing import Annotated

import strawberry

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

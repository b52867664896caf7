"""What can come of a public mutation, beside what it is for. None says whether an address is known."""

from dataclasses import dataclass
from typing import Any

import strawberry

from cms.access import tokens
from cms.community import limits
from cms.errors import CmsError
from cms.schema.editing.outcomes import InvalidInput, NotFound, Problem, Refused, Teller
from cms.translation.interface.catalogues import render_error


@strawberry.type(
    description="So much came from your address, or about the same, that it must wait."
)
class RateLimited(Problem):
    retry_after: int = strawberry.field(description="In so many seconds.")


@strawberry.type(
    description="The link that the token is of works no longer: `token_used`, `token_ended`,"
    " `token_expired`, or `token_unknown`."
)
class DeadLink(Problem):
    pass


@strawberry.type(
    description="Nothing is done yet: whoever reads the mail that was sent does it with the link in it."
)
class ConfirmationSent:
    message: str = strawberry.field(description="In the language of `Accept-Language`.")


Always = InvalidInput | NotFound | RateLimited | Refused
"""What can come of every public mutation."""
Linked = DeadLink | Always
"""What can come of one with the token of a personal link."""


@dataclass(frozen=True)
class PublicTeller(Teller):
    """Tells errors as outcomes to whoever it may be."""

    def outcome(self, error: CmsError) -> Any:
        """The outcome that an error is."""
        said = {"code": error.code, "message": render_error(error, self.reader)}
        match error:
            case limits.RateLimited(seconds=seconds):
                return RateLimited(**said, retry_after=seconds)
            case tokens.DeadLink():
                return DeadLink(**said)
        return super().outcome(error)

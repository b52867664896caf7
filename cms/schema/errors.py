"""What a reader can do wrong. Each has a stable code; the message is in the reader's language."""

from cms.errors import N_, CmsError


class BadArgument(CmsError):
    """A value of the right type that cannot be used."""

    code = "bad_argument"


class BadCursor(CmsError):
    """A cursor that this list did not give out."""

    code = "bad_cursor"

    def __init__(self) -> None:
        super().__init__(N_("This cursor does not belong to this list; begin without one."))


class BadId(CmsError):
    """An id that we did not give out."""

    code = "bad_id"

    def __init__(self) -> None:
        super().__init__(N_("This is no id of this site."))


class OverLimit(CmsError):
    """More was asked than is given at once; ``limit`` names which limit, ``asked`` is how much."""

    code = "limit"

    def __init__(self, limit: str, most: int, **asked: int) -> None:
        super().__init__(
            N_("This asks for more than the limit of {most} for “{limit}” allows."),
            limit=limit,
            most=most,
            **asked,
        )


class BadRequest(CmsError):
    """A request that cannot be read; nothing of it was executed."""

    code = "bad_request"

    def __init__(self, text: str, *, code: str = "", status: int = 400, **params: object) -> None:
        super().__init__(text, **params)
        self.code = code or self.code
        self.status = status


class InvalidQuery(CmsError):
    """A query that does not fit the schema, or variables that do not; nothing was executed."""

    def __init__(self, code: str, text: str, **params: object) -> None:
        super().__init__(text, **params)
        self.code = code

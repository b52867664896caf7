"""What waits for somebody to decide, and was decided."""

from cms.errors import N_, CmsError


class Decided(CmsError):
    """Somebody decided already."""

    code = "decided"
    status = 409

    def __init__(self) -> None:
        super().__init__(N_("This was decided already, or is not confirmed. Look at the page again."))

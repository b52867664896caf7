"""The token of a form: it says that we showed the form a while ago, and nothing of whom to.

There is no cookie that a page of another site could make use of; this keeps away programs that send
forms they never asked for.
"""

from itsdangerous import BadData, URLSafeTimedSerializer

from cms.access.signing import signing_key
from cms.errors import N_, CmsError

FIELD = "form"
SECONDS = 12 * 3_600


class StaleForm(CmsError):
    """The form was shown too long ago, or never."""

    code = "stale_form"
    status = 422

    def __init__(self) -> None:
        super().__init__(N_("This page has been open for a long time. Send it once more, please."))


async def form_token(path: str) -> str:
    """A token for the form at an address."""
    return str((await _serializer()).dumps(path))


async def check_token(token: str, path: str) -> None:
    """Raise `StaleForm` unless it is of the form at this address."""
    try:
        named = (await _serializer()).loads(token, max_age=SECONDS)
    except BadData:
        raise StaleForm from None
    if named != path:
        raise StaleForm


async def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(await signing_key(), salt="form")

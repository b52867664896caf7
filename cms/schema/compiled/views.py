"""The view that a root field hands down, from its arguments."""

from collections.abc import Mapping
from typing import Any

from cms.content import DEFAULT_LOCALE
from cms.reading.view import LIVE, View


def view_of(arguments: Mapping[str, Any]) -> View:
    """As `cms.schema.views.view_of`, of what is live."""
    locale = arguments.get("locale") or None
    fallback = arguments.get("fallback") or ()
    return View(
        locale.value if locale else DEFAULT_LOCALE, tuple(one.value for one in fallback), LIVE
    )

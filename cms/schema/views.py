"""The arguments with which a root field chooses its view."""

from collections.abc import Iterable
from typing import Annotated

import strawberry

from cms.content import DEFAULT_LOCALE
from cms.reading.view import View
from cms.schema.context import Info
from cms.schema.enums import Locale, values_of

LocaleArgument = Annotated[
    Locale | None,
    strawberry.argument(description="The language to read; the site's default if left out."),
]
FallbackArgument = Annotated[
    list[Locale] | None,
    strawberry.argument(
        description=(
            "The languages to serve instead of what is not published in it, best first."
            " None if left out: what is not published in the language is then absent."
        )
    ),
]


def view_of(info: Info, locale: Locale | None, fallback: Iterable[Locale] | None = None) -> View:
    """The view that a root field hands down."""
    return View(
        locale.value if locale else DEFAULT_LOCALE,
        values_of(fallback),
        info.context.perspective,
    )

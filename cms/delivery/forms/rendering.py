"""A page from a template, in the language of its address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from babel import Locale
from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from cms import settings
from cms.content import LOCALES
from cms.errors import CmsError, InvalidInput, Problem
from cms.translation.interface.catalogues import gettext, ngettext, render, render_error
from cms.translation.interface.formats import format_datetime
from cms.translation.interface.negotiation import negotiate

ROOT = "/forms"
_HERE = Path(__file__).parent

templates = Environment(
    loader=FileSystemLoader(_HERE / "templates"), autoescape=select_autoescape()
)
style = (_HERE / "static" / "forms.css").read_text("utf-8")


@dataclass(frozen=True)
class Typed:
    """What somebody sent that was refused, and why: to be shown again, each problem by its field."""

    error: CmsError | None = None
    sent: FormData = field(default_factory=FormData)
    token: str = ""

    @property
    def problems(self) -> Sequence[Problem]:
        return self.error.problems if isinstance(self.error, InvalidInput) else ()

    def value(self, name: str, default: str = "") -> str:
        """What was typed into a field."""
        value = self.sent.get(name, default)
        return value if isinstance(value, str) else default

    def ticked(self, name: str, value: str) -> bool:
        """Whether a box, or one of several, was ticked."""
        return value in self.sent.getlist(name)


@dataclass(frozen=True)
class Form:
    """What is wrong with a form's fields, and what the page calls them, in the page's order."""

    told: Mapping[str, str]
    labels: dict[str, str] = field(default_factory=dict)

    def named(self, name: str, label: str) -> str:
        """The label of a field; the page says each as it shows the field."""
        self.labels[name] = label
        return label

    def summary(self) -> list[tuple[str, str, str]]:
        """Each problem: the field, its label, and the text. Ask once the fields are shown."""
        order = [*self.labels, *(name for name in self.told if name not in self.labels)]
        return [
            (name, self.labels.get(name, ""), self.told[name])
            for name in order
            if name in self.told
        ]


def locale_of(request: Request) -> str:
    """The language of a page: that of its address, else of the browser."""
    return _named(request) or negotiate(request.headers.get("accept-language"))


def _named(request: Request) -> str:
    """The language in the address, if there is one."""
    named = request.url.path.removeprefix(f"{ROOT}/").partition("/")[0]
    return named if named in LOCALES else ""


def shown(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    """A page. In its template stand ``_``, ``locale``, ``typed``, and what ``fields.html`` has."""
    locale = locale_of(request)
    typed: Typed = getattr(request.state, "typed", None) or Typed()
    told = {one.field or "": render(one.message, locale) for one in reversed(typed.problems)}
    form = Form(told)
    page = templates.get_template(template).render(
        _=partial(gettext, locale=locale),
        ngettext=partial(ngettext, locale=locale),
        when=partial(format_datetime, timezone=settings.settings.timezone, locale=locale),
        locale=locale,
        root=ROOT,
        others=_others(request, locale),
        typed=typed,
        told=told,
        named=form.named,
        summary=form.summary,
        failed=render_error(typed.error, locale) if typed.error else "",
        **values,
    )
    code = typed.error.status if typed.error and status == 200 else status
    headers = {"Content-Language": locale}
    if not _named(request):
        headers["Vary"] = "Accept-Language"
    return HTMLResponse(page, code, headers=headers)


def _others(request: Request, locale: str) -> list[tuple[str, str, str]]:
    """The page's other languages: code, name, address."""
    path, query = request.url.path, request.url.query
    here = f"{ROOT}/{locale}/"
    if not path.startswith(here):
        return []
    rest = path.removeprefix(here) + (f"?{query}" if query else "")
    return [
        (one, str(Locale.parse(one).get_display_name(one)), f"{ROOT}/{one}/{rest}")
        for one in LOCALES
        if one != locale
    ]

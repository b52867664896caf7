"""The panel's page: piccolo-admin's application in our language, with our scripts and style."""

import gzip
import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from admin import assets, phrases
from admin.acting import actor_of
from admin.answers import answering
from admin.authentication import ENROLMENT, ROOT, must_enrol, session_of
from admin.groups import CONTENT, SETTINGS, TAG, TAGS
from admin.language import COOKIE, LANGUAGES, PANEL_LOCALES, TIMEZONE, known, panel_locale
from admin.navigation import groups, sections
from admin.pages import templates
from cms.access.permissions import may, require
from cms.access.roles import Permission
from cms.content import LOCALES, Node
from cms.content.discovery import installed
from cms.editing.working_copy import content_type_of
from cms.errors import N_
from cms.settings import Settings
from cms.translation.interface.catalogues import gettext, type_label, type_plural

SITE_NAME = "Klankbord"
ENTRY = N_("Entry")
ENTRIES = N_("Entries")
STATIC = Path(__file__).parent / "static"
ONE_YEAR = 31_536_000


@cache
def _packed_script() -> tuple[bytes, str]:
    text = assets.script().encode()
    return gzip.compress(text, 6), hashlib.sha256(text).hexdigest()[:16]


@cache
def static_version() -> str:
    """Changes with every file of ours that browsers keep."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


async def index(request: Request) -> Response:
    """The page that piccolo-admin's application lives in."""
    if await must_enrol(request, request.app.state.settings.second_factor):
        return RedirectResponse(f"{ROOT}{ENROLMENT}", status_code=303)
    page = templates.get_template("panel.html").render(
        locale=panel_locale(request),
        known=await session_of(request) is not None,
        site_name=SITE_NAME,
        style=assets.style_name(),
        script_version=_packed_script()[1],
        static_version=static_version(),
    )
    return HTMLResponse(page)


async def script(request: Request) -> Response:
    """piccolo-admin's script, edited; its address changes with it."""
    packed, _ = _packed_script()
    headers = {"Cache-Control": f"public, max-age={ONE_YEAR}, immutable", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        packed = gzip.decompress(packed)
    return Response(packed, media_type="text/javascript", headers=headers)


async def texts(request: Request) -> Response:
    """What the scripts say, in the panel's language."""
    locale = panel_locale(request)
    known_texts = {
        "locale": locale,
        "timezone": TIMEZONE,
        "locales": list(LOCALES),
        "site": request.app.state.settings.base_url.rstrip("/"),
        "groups": groups(locale),
        "texts": dictionary(locale),
        "tables": _table_names(locale),
    }
    body = f"window.cms = {json.dumps(known_texts, ensure_ascii=False)};\n"
    return Response(body, media_type="text/javascript")


def dictionary(locale: str) -> dict[str, str]:
    """Every text of the panel by its English."""
    return _translated(phrases.everything(), locale)


def _table_names(locale: str) -> dict[str, dict[str, str]]:
    names = {
        one.name: {
            "one": type_label(one, locale),
            "many": type_plural(one, locale),
        }
        for one in installed().values()
    }
    others = {"tag": (TAG, TAGS), Node._meta.tablename: (ENTRY, ENTRIES)}
    return names | {
        table: {"one": gettext(one, locale), "many": gettext(many, locale)}
        for table, (one, many) in others.items()
    }


async def meta(_request: Request) -> Response:
    """The site's name; which version of piccolo-admin we run is nobody's business."""
    return JSONResponse({"piccolo_admin_version": "", "site_name": SITE_NAME})


async def translation(request: Request) -> Response:
    """Switch the panel to a language: its texts, and a cookie so that the server speaks it too."""
    locale = known(request.path_params["code"])
    settings: Settings = request.app.state.settings
    answer = JSONResponse(
        {
            "language_name": NAMES[locale],
            "language_code": locale,
            "translations": _translated(phrases.PICCOLO_ADMIN, locale),
        }
    )
    answer.set_cookie(
        COOKIE, locale, max_age=ONE_YEAR, samesite="lax", secure=settings.production, path="/"
    )
    return answer


async def translations(request: Request) -> Response:
    """The languages to choose from."""
    listed = [{"language_name": NAMES[code], "language_code": code} for code in PANEL_LOCALES]
    return JSONResponse({"translations": listed, "default_language_code": panel_locale(request)})


NAMES = dict(LANGUAGES)


def _translated(texts: Iterable[str], locale: str) -> dict[str, str]:
    return {key: gettext(text, locale) for key, text in phrases.worded(texts).items()}


async def menu(request: Request) -> Response:
    """The tables that somebody sees, in the order of the declarations."""
    locale = panel_locale(request)
    grouped = {gettext(CONTENT, locale): list(installed())}
    if await may(await actor_of(request), Permission.EDIT):
        grouped[gettext(SETTINGS, locale)] = ["tag"]
    return JSONResponse({"grouped": grouped, "ungrouped": []})


async def links(request: Request) -> Response:
    """The pages beside the tables, for the menu at their side."""
    return JSONResponse(
        {
            link.label: f"./{link.path}"
            for section in await sections(request)
            for link in section.links
        }
    )


@answering
async def entry_of(request: Request) -> Response:
    """Where an internal link of the visual editor leads: the entry's form."""
    uid = request.path_params["uid"]
    await require(await actor_of(request), Permission.VIEW, uid)
    content_type = await content_type_of(uid)
    return RedirectResponse(f"/admin/#/{content_type.name}/{uid}")

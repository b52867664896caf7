"""The page of the library, what scripts ask of it, and what is done with several files at once."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from admin.acting import actor_of
from admin.answers import answering
from admin.language import language_name, panel_locale
from admin.library.bulk import ACTS
from admin.library.cards import KINDS, card
from admin.pages import form, page, shown, text, texts
from admin.panel import static_version
from cms.content import LOCALES
from cms.errors import N_
from cms.media.uploads import Limits
from cms.publishing.library import authorised as library
from cms.publishing.library.finding import Sort, Wanted
from cms.translation.interface.catalogues import gettext

A_PAGE = 48
MOST_PAGES = 1000
LONGEST = 200
MOST_CARDS = 200
SORTS: Mapping[Sort, str] = {
    "newest": N_("Newest first"),
    "oldest": N_("Oldest first"),
    "name": N_("By name"),
    "size": N_("Largest first"),
}
VIEWS: Mapping[str, str] = {"grid": N_("Grid"), "list": N_("Rows")}


@dataclass(frozen=True)
class Folder:
    """A folder as the page lists it: ``files`` are those in it, without those further down."""

    path: str
    name: str
    depth: int
    files: int


async def overview(request: Request) -> Response:
    """The files that fit what is asked, as a grid or a list."""
    actor, locale, asked = await actor_of(request), panel_locale(request), request.query_params
    wanted, number = wanted_in(asked), _number(asked)
    found = await library.listing(actor, wanted, first=A_PAGE, offset=(number - 1) * A_PAGE)
    counted = await library.folders(actor)
    return shown(
        request,
        "library.html",
        wanted=wanted,
        cards=[card(one, locale) for one in found.assets],
        total=found.total,
        plain=wanted == Wanted(sort=wanted.sort),
        number=number,
        last=max(1, -(-found.total // A_PAGE)),
        folders=tree(counted),
        all_files=sum(number for _, number in counted),
        loose_files=dict(counted).get("", 0),
        crumbs=_crumbs(wanted.folder or ""),
        tags=await library.tags(actor),
        view=asked["view"] if asked.get("view") in VIEWS else "grid",
        address=_addresses(asked),
        static_version=static_version(),
        most=Limits().file,
        **choices(locale),
    )


def choices(locale: str) -> dict[str, Any]:
    """The words of what can be chosen."""
    return {
        "kinds": {one.value: gettext(label, locale) for one, label in KINDS.items()},
        "sorts": {one: gettext(label, locale) for one, label in SORTS.items()},
        "views": {one: gettext(label, locale) for one, label in VIEWS.items()},
        "locale_names": {one: language_name(one, locale) for one in LOCALES},
    }


def wanted_in(asked: QueryParams) -> Wanted:
    """What an address asks for; what it cannot mean is left out."""
    return Wanted(
        text=_plain(asked.get("q", "")),
        kinds=tuple(one for one in asked.get("kind", "").split(",") if one in set(KINDS)),
        folder=_plain(asked["folder"]).strip("/") if "folder" in asked else None,
        tag=_plain(asked.get("tag", "")),
        unused=asked.get("unused") == "1",
        without_alt=asked.get("lacking") == "1",
        sort=next((one for one in SORTS if one == asked.get("sort")), "newest"),
    )


def _plain(typed: str) -> str:
    return typed.replace("\x00", "").strip()[:LONGEST]


def _number(asked: QueryParams) -> int:
    typed = asked.get("page", "")
    return min(int(typed), MOST_PAGES) if typed.isdecimal() and len(typed) < 5 and int(typed) else 1


def _addresses(asked: QueryParams) -> Any:
    """``address(folder="events")``: this page with something else asked, from its first page on."""

    def address(**other: str | int | None) -> str:
        kept = {name: value for name, value in asked.items() if name not in ("page", "said")}
        fresh = {name: value for name, value in (kept | other).items() if value is not None}
        return f"?{urlencode(fresh)}"

    return address


def tree(counted: Iterable[tuple[str, int]]) -> list[Folder]:
    """Every folder, those in between included, each under the one that it is in."""
    files: dict[str, int] = {}
    for path, number in counted:
        parts = path.split("/")
        for depth in range(1, len(parts)):
            files.setdefault("/".join(parts[:depth]), 0)
        files[path] = number
    paths = sorted((one for one in files if one), key=lambda path: path.lower().split("/"))
    return [Folder(one, one.rpartition("/")[2], one.count("/"), files[one]) for one in paths]


def _crumbs(path: str) -> list[tuple[str, str]]:
    parts = path.split("/") if path else []
    return [("/".join(parts[: place + 1]), part) for place, part in enumerate(parts)]


@answering
async def data(request: Request) -> Response:
    """The same for scripts."""
    actor, locale, asked = await actor_of(request), panel_locale(request), request.query_params
    wanted, number = wanted_in(asked), _number(asked)
    found = await library.listing(actor, wanted, first=A_PAGE, offset=(number - 1) * A_PAGE)
    return JSONResponse(
        {
            "total": found.total,
            "more": number * A_PAGE < found.total,
            "assets": [asdict(card(one, locale)) for one in found.assets],
            "folders": [asdict(one) for one in tree(await library.folders(actor))],
        }
    )


@answering
async def one(request: Request) -> Response:
    """One file for scripts."""
    found = await library.load(request.path_params["uid"], await actor_of(request))
    return JSONResponse(asdict(card(found, panel_locale(request))))


@answering
async def several(request: Request) -> Response:
    """Files for scripts, by uid; what is not there is left out."""
    actor, locale = await actor_of(request), panel_locale(request)
    asked = [uid for uid in request.query_params.getlist("uid") if uid.isalnum()]
    found = await library.several(asked[:MOST_CARDS], actor)
    return JSONResponse({one["uid"]: asdict(card(one, locale)) for one in found})


async def act(request: Request, sent: FormData) -> str:
    """With the files that were ticked: into a folder, a tag more or less, or away if unused."""
    actor, step = await actor_of(request), text(sent, "do")
    done = await ACTS[step](actor, texts(sent, "uid"), sent) if step in ACTS else 0
    return f"library/?{_safe(text(sent, 'back'))}said={f'files_{step}' if done else 'same'}"


def _safe(back: str) -> str:
    """The query that the page was asked with, to be shown again."""
    query = urlencode(
        [pair for pair in QueryParams(back[:1000]).multi_items() if pair[0] != "said"]
    )
    return f"{query}&" if query else ""


def routes() -> Router:
    """The page, and its answers to scripts."""
    return Router(
        [
            Route("/", page(overview)),
            Route("/", form(act, overview), methods=["POST"]),
            Route("/data/", data),
            Route("/data/{uid}/", one),
            Route("/cards/", several),
        ]
    )

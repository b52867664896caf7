"""Where one can go in the panel beside the tables: one list, from which every menu is made."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from starlette.requests import Request
from starlette.routing import BaseRoute, Mount, Route

from admin.acting import actor_of
from admin.language import panel_locale
from admin.tables import CONTENT
from cms.access.permissions import able_somewhere
from cms.access.roles import Permission
from cms.content.discovery import installed
from cms.errors import N_
from cms.translation.catalogues import gettext, type_plural

WORK = N_("Work")
UPKEEP = N_("Upkeep")
ADMINISTRATION = N_("Administration")


@dataclass(frozen=True)
class Place:
    """A page of our own: its folder within the panel, its name, and what it takes somewhere.

    The menus show it once a route leads there.
    """

    folder: str
    label: str
    permission: Permission
    group: str


PLACES = (
    Place("overview", N_("Dashboard"), Permission.VIEW, WORK),
    Place("search", N_("Search"), Permission.VIEW, WORK),
    Place("tree", N_("Tree"), Permission.VIEW, WORK),
    Place("translations", N_("Translation board"), Permission.VIEW, WORK),
    Place("bulk", N_("Many at once"), Permission.EDIT, UPKEEP),
    Place("previews", N_("Previews"), Permission.VIEW, UPKEEP),
    Place("links", N_("Links"), Permission.VIEW, UPKEEP),
    Place("aliases", N_("Aliases"), Permission.PUBLISH, UPKEEP),
    Place("bin", N_("Bin"), Permission.DELETE, UPKEEP),
    Place("people", N_("Users and groups"), Permission.ADMINISTER, ADMINISTRATION),
    Place("access", N_("Access"), Permission.ADMINISTER, ADMINISTRATION),
    Place("audit", N_("Audit log"), Permission.ADMINISTER, ADMINISTRATION),
    Place("account", N_("My account"), Permission.VIEW, ADMINISTRATION),
)


@dataclass(frozen=True)
class Link:
    """A place as a menu shows it."""

    path: str
    label: str
    current: bool


@dataclass(frozen=True)
class Section:
    """Links that belong together."""

    label: str
    links: tuple[Link, ...]


def groups(locale: str) -> dict[str, str]:
    """The heading over each place, by its address within the panel."""
    return {f"./{one.folder}/": gettext(one.group, locale) for one in PLACES}


def existing(routes: Iterable[BaseRoute]) -> Iterator[Place]:
    """The places that these routes lead to."""
    folders = {
        route.path.strip("/").split("/")[0] for route in routes if isinstance(route, Mount | Route)
    }
    return (place for place in PLACES if place.folder in folders)


def tables(locale: str) -> Section:
    """The lists of each content type, which piccolo-admin draws."""
    return Section(
        gettext(CONTENT, locale),
        tuple(
            Link(f"#/{one.name}/", type_plural(one, locale), current=False)
            for one in installed().values()
        ),
    )


async def sections(request: Request) -> list[Section]:
    """The places for whoever asks, in groups. Who is not logged in has none."""
    if "user" not in request.scope:
        return []
    able, locale = await able_somewhere(await actor_of(request)), panel_locale(request)
    here = request.url.path.removeprefix("/admin/").split("/")[0]
    shown = [place for place in existing(request.app.routes) if place.permission in able]
    return [
        Section(
            gettext(group, locale),
            tuple(
                Link(f"{one.folder}/", gettext(one.label, locale), one.folder == here)
                for one in places
            ),
        )
        for group, places in groupby(shown, key=lambda one: one.group)
    ]

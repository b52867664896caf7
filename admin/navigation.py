"""Where one can go in the panel beside the tables: one list, from which every menu is made."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from starlette.requests import Request
from starlette.routing import BaseRoute, Mount, Route

from admin.acting import actor_of
from admin.groups import CONTENT, TAGS
from admin.language import panel_locale
from cms.access.permissions import able_somewhere
from cms.access.roles import Permission
from cms.content.discovery import installed
from cms.errors import N_
from cms.translation.interface.catalogues import gettext, type_plural

WORK = N_("Work")
COMMUNITY = N_("Community")
UPKEEP = N_("Upkeep")
ADMINISTRATION = N_("Administration")


@dataclass(frozen=True)
class Place:
    """A page of our own: its folder within the panel, its name, and any of what it takes somewhere.

    The menus show it once a route leads there.
    """

    folder: str
    label: str
    permissions: frozenset[Permission]
    group: str


VIEW, REVIEW, PUBLISH, DELETE, ADMINISTER = (
    frozenset([one])
    for one in (
        Permission.VIEW,
        Permission.REVIEW,
        Permission.PUBLISH,
        Permission.DELETE,
        Permission.ADMINISTER,
    )
)
STEPS = frozenset([Permission.EDIT, Permission.REVIEW, Permission.PUBLISH])
"""Whoever may take one of the workflow's steps."""

PLACES = (
    Place("overview", N_("Dashboard"), VIEW, WORK),
    Place("search", N_("Search"), VIEW, WORK),
    Place("tree", N_("Tree"), VIEW, WORK),
    Place("library", N_("Media library"), frozenset([Permission.EDIT]), WORK),
    Place("translations", N_("Translation board"), VIEW, WORK),
    Place("sign-ups", N_("Sign-ups"), frozenset([Permission.EDIT]), COMMUNITY),
    Place("comments", N_("Comments"), REVIEW, COMMUNITY),
    Place("speaker-requests", N_("Speaker requests"), REVIEW, COMMUNITY),
    Place("speaker-offers", N_("Offers to speak"), REVIEW, COMMUNITY),
    Place("proposals", N_("Proposals"), REVIEW, COMMUNITY),
    Place("reports", N_("Reports"), frozenset([Permission.EDIT, Permission.PUBLISH]), COMMUNITY),
    Place("bulk", N_("Many at once"), STEPS, UPKEEP),
    Place("previews", N_("Previews"), VIEW, UPKEEP),
    Place("links", N_("Links"), VIEW, UPKEEP),
    Place("aliases", N_("Aliases"), PUBLISH, UPKEEP),
    Place("officialese", N_("Officialese"), frozenset([Permission.EDIT]), UPKEEP),
    Place("bin", N_("Bin"), DELETE, UPKEEP),
    Place("people", N_("Users and groups"), ADMINISTER, ADMINISTRATION),
    Place("access", N_("Access"), ADMINISTER, ADMINISTRATION),
    Place("audit", N_("Audit log"), ADMINISTER, ADMINISTRATION),
    Place("mail", N_("Mail"), ADMINISTER, ADMINISTRATION),
    Place("jobs", N_("Jobs"), ADMINISTER, ADMINISTRATION),
    Place("webhooks", N_("Webhooks"), ADMINISTER, ADMINISTRATION),
    Place("account", N_("My account"), VIEW, ADMINISTRATION),
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
    """The lists of each content type and of the tags, which piccolo-admin draws."""
    return Section(
        gettext(CONTENT, locale),
        (
            *(
                Link(f"#/{one.name}/", type_plural(one, locale), current=False)
                for one in installed().values()
            ),
            Link("#/tag/", gettext(TAGS, locale), current=False),
        ),
    )


async def sections(request: Request) -> list[Section]:
    """The places for whoever asks, in groups. Who is not logged in has none."""
    if "user" not in request.scope:
        return []
    able, locale = await able_somewhere(await actor_of(request)), panel_locale(request)
    here = request.url.path.removeprefix("/admin/").split("/")[0]
    shown = [place for place in existing(request.app.routes) if place.permissions & able]
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

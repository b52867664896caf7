"""Users, groups and roles: the pages of whoever administers the site."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from admin.acting import actor_of
from admin.confirming import confirmed
from admin.language import language_name, panel_locale
from admin.mailing import languages
from admin.pages import Done, form, number, page, shown, text, texts, were_ticked
from cms.access import accounts, groups, invites, labels, second_factor, standing
from cms.access.permissions import require
from cms.access.roles import LOCAL_ROLES, Given, Permission, Role, all_given, read_given
from cms.access.sharing import Principal
from cms.access.standing import Standing
from cms.access.users import create_user, set_password
from cms.editing import undo
from cms.publishing.undoing import of_standing
from cms.translation.interface.catalogues import gettext


def in_words(given: Given, locale: str) -> str:
    """``translator:en`` → Translator (English)."""
    words = gettext(labels.ROLES[given.role], locale)
    return f"{words} ({language_name(given.locale, locale)})" if given.locale else words


def choices(roles: Iterable[Role], locale: str) -> list[dict[str, str]]:
    """The boxes to tick: each way in which the roles can be given."""
    return [
        {
            "value": str(given),
            "label": in_words(given, locale),
            "help": gettext(labels.HELP[given.role], locale),
        }
        for given in all_given(roles)
    ]


def listed(given: Iterable[Given], locale: str) -> str:
    """Several roles in words."""
    return ", ".join(in_words(one, locale) for one in given)


async def people(request: Request) -> Response:
    """Everybody who may log in, and the groups; a form to add one of either."""
    locale = panel_locale(request)
    invited = await invites.pending(await actor_of(request))
    return shown(
        request,
        "people.html",
        invites=invited,
        mail_languages=languages(locale),
        mail=bool(request.app.state.settings.smtp_url),
        users=[
            {
                "id": one.id,
                "name": one.name,
                "active": one.active,
                "invited": one.id in {somebody.user_id for somebody in invited},
                "roles": listed(one.roles, locale),
                "groups": ", ".join(one.groups),
                "last_login": one.last_login,
            }
            for one in await accounts.accounts()
        ],
        groups=[
            {
                "name": one.name,
                "path": quote(one.name, safe=""),
                "roles": listed(one.roles, locale),
                "members": ", ".join(one.members),
            }
            for one in await groups.groups()
        ],
        choices=choices(Role, locale),
        ticked=were_ticked(request, "role"),
    )


async def add_user(request: Request, sent: FormData) -> str:
    """A new account with its roles."""
    await _require(request)
    name = text(sent, "name").strip()
    actor = await actor_of(request)
    user_id = await create_user(name, text(sent, "password"), by=actor.name)
    await accounts.set_roles(actor, user_id, _roles(sent))
    return f"people/users/{user_id}/?said=added"


async def user(request: Request) -> Response:
    """One account: its roles and groups, its password, whether it may log in."""
    await _require(request)
    locale = panel_locale(request)
    account = await accounts.account(number(request, "id"))
    return shown(
        request,
        "user.html",
        account=account,
        held={str(one) for one in account.roles},
        choices=choices(Role, locale),
        groups=[one.name for one in await groups.groups()],
        second_factor=await second_factor.is_on(account.id),
    )


async def set_roles(request: Request, sent: FormData) -> Done:
    """The roles and groups that are ticked, and no others."""
    await _require(request)
    account = await accounts.account(number(request, "id"))
    ticked = Standing(frozenset(_roles(sent)), frozenset(texts(sent, "group")))
    token = await _changed(request, Principal(user=account.name), lambda _before: ticked)
    return Done(f"people/users/{account.id}/?said=saved", token)


async def _changed(
    request: Request, whose: Principal, to: Callable[[Standing], Standing]
) -> str | None:
    """Change it; with what that is undone."""
    actor = await actor_of(request)
    made = await standing.change(actor, whose, to)
    return await undo.offer(actor, of_standing(made))


async def renew_password(request: Request, sent: FormData) -> str:
    """Another password; whoever is logged in with this account is logged out."""
    await _require(request)
    account = await accounts.account(number(request, "id"))
    await set_password(account.id, text(sent, "password"), by=(await actor_of(request)).name)
    return f"people/users/{account.id}/?said=saved"


async def set_active(request: Request, sent: FormData) -> str:
    """Whether the account may log in."""
    user_id = number(request, "id")
    active = text(sent, "active") == "yes"
    await accounts.set_active(await actor_of(request), user_id, active=active)
    return f"people/users/{user_id}/?said=saved"


async def add_group(request: Request, sent: FormData) -> str:
    """A new group."""
    name = " ".join(text(sent, "group_name").split())
    await groups.create_group(await actor_of(request), name)
    return f"people/groups/{quote(name, safe='')}/?said=added"


async def group(request: Request) -> Response:
    """One group: its roles, and who is in it."""
    await _require(request)
    found = await groups.group(request.path_params["name"])
    return shown(
        request,
        "group.html",
        group=found,
        path=quote(found.name, safe=""),
        held={str(one) for one in found.roles},
        choices=choices(LOCAL_ROLES, panel_locale(request)),
    )


async def set_group_roles(request: Request, sent: FormData) -> Done:
    """The roles that are ticked, and no others."""
    name, ticked = request.path_params["name"], frozenset(_roles(sent))
    token = await _changed(
        request, Principal(group=name), lambda before: replace(before, roles=ticked)
    )
    return Done(f"people/groups/{quote(name, safe='')}/?said=saved", token)


async def delete_group(request: Request, sent: FormData) -> str:  # noqa: ARG001 - a form's action
    """Away with the group, and with the roles it gave."""
    await groups.delete_group(await actor_of(request), request.path_params["name"])
    return "people/?said=deleted"


def _roles(sent: FormData) -> list[Given]:
    return [read_given(one) for one in texts(sent, "role")]


async def _require(request: Request) -> None:
    await require(await actor_of(request), Permission.ADMINISTER)


def _post(path: str, endpoint: Any) -> Route:
    return Route(path, endpoint, methods=["POST"])


def routes() -> Router:
    """The pages, to be mounted where only people who are logged in come."""
    return Router(
        [
            Route("/", page(people)),
            _post("/users/", confirmed(add_user, people)),
            Route("/users/{id:int}/", page(user)),
            _post("/users/{id:int}/roles/", confirmed(set_roles, user)),
            _post("/users/{id:int}/password/", confirmed(renew_password, user)),
            _post("/users/{id:int}/active/", confirmed(set_active, user)),
            _post("/groups/", form(add_group, people)),
            Route("/groups/{name}/", page(group)),
            _post("/groups/{name}/roles/", confirmed(set_group_roles, group)),
            _post("/groups/{name}/delete/", form(delete_group, group)),
        ]
    )

"""Inviting people, and sending them links: actions of the page of people."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.routing import Route, Router

from admin.acting import actor_of
from admin.confirming import confirmed
from admin.language import panel_locale
from admin.mailing import mailing
from admin.pages import Afterwards, form, number, text, texts
from admin.people import people, user
from cms.access import accounts, invites
from cms.access.roles import read_given
from cms.translation.interface.letters import invitation, renewal


async def invite(request: Request, sent: FormData) -> Afterwards:
    """An account for somebody, who gets a link to choose a password."""
    roles = [read_given(one) for one in texts(sent, "role")]
    name, email = text(sent, "invited").strip(), text(sent, "email").strip()
    invited = await invites.invite(await actor_of(request), name, email, roles)
    return mailing(request, invited, invitation, text(sent, "language"), "people/")


async def invite_again(request: Request, sent: FormData) -> Afterwards:
    """Another link; the one before ends."""
    invited = await invites.invite_again(await actor_of(request), number(request, "id"))
    return mailing(request, invited, invitation, text(sent, "language"), "people/")


async def revoke(request: Request, sent: FormData) -> str:  # noqa: ARG001 - a form's action
    """Withdraw an invitation."""
    await invites.revoke(await actor_of(request), number(request, "id"))
    return "people/?said=withdrawn"


async def send_link(request: Request, sent: FormData) -> Afterwards:  # noqa: ARG001 - as above
    """A link with which somebody chooses another password."""
    user_id = number(request, "id")
    found = await invites.reset(await actor_of(request), user_id)
    return mailing(request, found, renewal, panel_locale(request), f"people/users/{user_id}/")


async def reset_second_factor(request: Request, sent: FormData) -> str:  # noqa: ARG001 - as above
    """Away with a second factor that somebody lost."""
    user_id = number(request, "id")
    await accounts.reset_second_factor(await actor_of(request), user_id)
    return f"people/users/{user_id}/?said=saved"


def routes() -> Router:
    """The actions, to be mounted where only people who are logged in come."""
    return Router(
        [
            Route("/", confirmed(invite, people), methods=["POST"]),
            Route("/{id:int}/again/", confirmed(invite_again, people), methods=["POST"]),
            Route("/{id:int}/revoke/", form(revoke, people), methods=["POST"]),
            Route("/{id:int}/link/", confirmed(send_link, user), methods=["POST"]),
            Route(
                "/{id:int}/second-factor/", confirmed(reset_second_factor, user), methods=["POST"]
            ),
        ]
    )

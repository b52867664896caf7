"""Files that are the same for everybody are read from the database as the public."""

from starlette.types import ASGIApp, Receive, Scope, Send

from cms.database.roles import Role, acting_as


def as_public(app: ASGIApp) -> ASGIApp:
    """The application, which can read nothing but what the public may."""

    async def asked(scope: Scope, receive: Receive, send: Send) -> None:
        with acting_as(Role.PUBLIC):
            await app(scope, receive, send)

    return asked

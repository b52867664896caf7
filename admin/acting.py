"""Who sends a request to the panel."""

from starlette.requests import Request

from cms.access.actors import Actor, load_actor


async def actor_of(request: Request) -> Actor:
    """The person who is logged in, with their roles; looked up once a request."""
    known: Actor | None = getattr(request.state, "actor", None)
    if known is None:
        known = await load_actor(str(request.user.user.username))
        request.state.actor = known
    return known

"""The page on which somebody withdraws their own comment."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from cms.community.comments import letters
from cms.community.comments.withdrawing import own_comment, withdraw
from cms.delivery.forms.pages import pages, token_of
from cms.delivery.forms.rendering import shown


async def asking(request: Request) -> Response:
    """What would be withdrawn, and the button."""
    token = token_of(request)
    own = await own_comment(token)
    return shown(request, "comment.html", own=own, token=token)


async def withdrawn(request: Request, sent: FormData) -> Response:
    """Erase it."""
    await withdraw(token_of(request, sent))
    return shown(request, "comment_withdrawn.html")


ROUTES = [*pages(f"/{letters.PAGE}/", asking, withdrawn)]

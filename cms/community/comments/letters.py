"""The mails about comments: to who wrote one, and to those who judge them."""

from cms.community import links
from cms.community.comments.comment import CommentState
from cms.errors import N_
from cms.mail import Letter
from cms.settings import PANEL, settings
from cms.translation.interface.catalogues import gettext, ngettext

PAGE = "comments/withdraw"
POSTED = N_("Your comment on “{title}”")
# Nothing of what somebody typed is in it: a stranger may have typed somebody else's address.
WAITS = N_(
    "Hello,\n\n"
    "Somebody, probably you, commented on “{title}” at {site}. Somebody will look at it before it is "
    "shown.\n\n"
    "With this link you withdraw the comment, now or later:\n\n"
    "[Withdraw the comment]({link})\n\n"
    "If it was not you, withdraw it too, and nothing of it is kept.\n"
)
SHOWN = N_(
    "Hello,\n\n"
    "Somebody, probably you, commented on “{title}” at {site}. It can be read there now.\n\n"
    "With this link you withdraw the comment, now or later:\n\n"
    "[Withdraw the comment]({link})\n\n"
    "If it was not you, withdraw it too, and nothing of it is kept.\n"
)
QUEUED = N_("Comments wait for you at {site}")
QUEUE = N_(
    "Hello {name},\n\n"
    "{waiting} at {site}.\n\n"
    "[Look at the comments]({link})\n\n"
    "You get this mail at most once an hour, and only when there is something new.\n"
)


def posted(to: str, title: str, token: str, locale: str, state: CommentState) -> Letter:
    """To who wrote a comment, with the link to withdraw it."""
    text = SHOWN if state is CommentState.PUBLISHED else WAITS
    return Letter(
        to=to,
        subject=gettext(POSTED, locale).format(title=title),
        text=gettext(text, locale).format(
            title=" ".join(title.split()),
            site=_site(),
            link=links.address(settings, locale, PAGE, token),
        ),
        locale=locale,
    )


def queued(to: str, name: str, number: int, locale: str) -> Letter:
    """To somebody who may judge comments that wait."""
    waiting = ngettext("One comment waits", "{number} comments wait", number, locale)
    return Letter(
        to=to,
        subject=gettext(QUEUED, locale).format(site=_site()),
        text=gettext(QUEUE, locale).format(
            name=name,
            waiting=waiting,
            site=_site(),
            link=f"{settings.public_url}{PANEL}comments/",
        ),
        locale=locale,
    )


def _site() -> str:
    return settings.public_url.partition("://")[2]

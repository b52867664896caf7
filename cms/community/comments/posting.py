"""Posting a comment, as anybody may where commenting is open."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cms.community import consent, links
from cms.community.comments import letters
from cms.community.comments.comment import DEEPEST, CommentState, tell
from cms.community.comments.markup import number_of_links
from cms.community.comments.rules import commenting
from cms.community.consent import Consent
from cms.community.limits import by_address, by_subject, charge, mail_to
from cms.community.typed import Typed
from cms.content.identity import mint_uid
from cms.database.buckets import Bucket, Counted
from cms.database.engine import execute, fetch
from cms.errors import N_, CmsError, InvalidInput, Message, NotFound, Problem
from cms.mail import post

CONSENT = Consent(
    "comment",
    N_(
        "My name and what I write may be shown here. My e-mail address is not shown; it is used to mail"
        " me a link with which I can withdraw the comment, and erased after thirty days."
    ),
)
WITHDRAW = "comment.withdraw"
LINK_LASTS = timedelta(days=365)
LONGEST_NAME, LONGEST_TEXT = 80, 5_000
MOST_LINKS = 4
"""What has more is put with the spam, where a moderator may still find it."""
FROM_ADDRESS = Bucket("comments from", size=5, seconds=60)
ON_ENTRY = Bucket("comments on", size=30, seconds=20)

_PUBLIC = """
SELECT p.locale, p.title, p.path FROM publication p
WHERE p.uid = $1 AND p.valid @> statement_timestamp() ORDER BY p.locale = $2 DESC, p.locale LIMIT 1
"""
_ABOVE = "SELECT place FROM comment WHERE id = $1 AND uid = $2 AND state = 'published'"
_KEEP = """
INSERT INTO comment (number, id, uid, place, locale, name, email, text, consent, state)
SELECT number, $1, $2, $3::bigint[] || number, $4, $5, $6, $7, $8, $9
FROM (SELECT nextval('comment_number_seq') AS number) next
"""


class CommentingClosed(CmsError):
    """One cannot comment there; ``reason`` is what visitors read, in the language they commented in."""

    code = "commenting_closed"
    status = 403

    def __init__(self, reason: str) -> None:
        super().__init__(N_("One cannot comment here: {reason}"), reason=reason)
        self.reason = reason


@dataclass(frozen=True)
class Draft:
    """What somebody sends: ``parent`` is the comment it answers, if it does."""

    uid: str
    name: str
    email: str
    text: str
    consent: str
    locale: str
    parent: str | None = None


def counted(address: str) -> Counted:
    """What is counted of it, whether it is taken or not."""
    return by_address(FROM_ADDRESS, address)


async def post_comment(draft: Draft) -> dict[str, Any]:
    """Keep a comment, and mail its author the link with which to withdraw it; its id and state.

    Raises `NotFound`, `CommentingClosed`, `InvalidInput` and `RateLimited`. Call it inside `writing()`.
    """
    public = await fetch(_PUBLIC, draft.uid, draft.locale)
    if not public:
        raise NotFound(N_("There is no entry {uid}."), uid=draft.uid)
    (rule,) = await commenting([draft.uid])
    reason = rule.why_closed(draft.locale)
    if reason:
        raise CommentingClosed(reason)
    name, email, text = _checked(draft)
    version = await consent.agreed(CONSENT, draft.consent)
    above = await _above(draft)
    await charge(by_subject(ON_ENTRY, draft.uid), mail_to(email))
    state = _first_state(text, moderated=rule.moderated)
    comment = mint_uid()
    await execute(_KEEP, comment, draft.uid, above, draft.locale, name, email, text, version, state)
    token = await links.issue(WITHDRAW, comment, LINK_LASTS)
    await post(letters.posted(email, public[0]["title"], token, draft.locale, state))
    if state is CommentState.PUBLISHED:
        await tell(draft.uid)
    return {"id": comment, "state": state.value}


def _first_state(text: str, *, moderated: bool) -> CommentState:
    if number_of_links(text) > MOST_LINKS:
        return CommentState.SPAM
    return CommentState.PENDING if moderated else CommentState.PUBLISHED


async def _above(draft: Draft) -> list[int]:
    """The place of what it answers, or of what stands above that if that is as deep as threads go."""
    if not draft.parent:
        return []
    found = await fetch(_ABOVE, draft.parent, draft.uid)
    if not found:
        text = Message(N_("The comment that you answer is not here any more."))
        raise InvalidInput([Problem("unknown_parent", text, "parent")])
    place: list[int] = found[0]["place"]
    return place[: DEEPEST - 1]


def _checked(draft: Draft) -> tuple[str, str, str]:
    """Name, address and text as they are kept. Raises `InvalidInput` that names each field."""
    form = Typed(vars(draft))
    name = form.line("name", LONGEST_NAME, required=True)
    email = form.email()
    text = form.text("text", LONGEST_TEXT, required=True)
    form.check(consent.refusals(CONSENT, draft.consent))
    return name, email, text

"""What docs/reference/permissions.md says of a case: the two tables, read once more."""

from pathlib import Path

from cms.access.acts import Act, Need, Subject, When, Where
from cms.access.roles import Permission
from tests.matrix.world import Case

PAGE = Path(__file__).parents[2] / "docs/reference/permissions.md"
ALLOWED, HIDDEN = "allowed", "hidden"


def _cells() -> dict[str, dict[str, str]]:
    """The page's first table: permission → role → cell."""
    text = PAGE.read_text("utf-8").partition("## What each act takes")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("| ") and "---" not in line
    ]
    head, *body = rows
    return {row[0]: dict(zip(head[2:], row[2:], strict=True)) for row in body}


CELLS = _cells()


def allowed(permission: str, role: str, *, own_draft: bool, locale: str = "") -> bool:
    """What the page says of a role; without a language any will do."""
    name, _, language = role.partition(":")
    cell = CELLS[permission].get(name, "no")
    if cell == "own drafts":
        return own_draft
    if cell == "own language":
        return locale in ("", language)
    return cell == "yes"


def expected(act: Act, case: Case) -> frozenset[str]:
    """What may come of it: one thing, or a refusal that names any of what is missing."""
    if not _sees(act.subject, case):
        return frozenset({HIDDEN})
    missing = {str(one) for need in act.needs for one in _missing(need, case)}
    return frozenset(missing or {ALLOWED})


def _sees(subject: Subject, case: Case) -> bool:
    if subject is Subject.ENTRY:
        return may("view", case)
    if subject is Subject.PAST:
        return may("view", case, Where.SITE)
    if subject is Subject.BIN and case.own and case.entry.state == "binned by oneself":
        return True
    return subject is Subject.SITE or may("delete", case)


def _missing(need: Need, case: Case) -> tuple[Permission, ...]:
    """The permissions of which one is missing; none if the need is met."""
    if need.when is When.PUBLIC and not _public(need, case):
        return ()
    pending = case.entry.state == "pending"
    wanted = need.permissions + (need.or_pending if pending else ())
    if any(may(one, case, need.where) for one in wanted):
        return ()
    if need.or_handed_in and pending and case.own:
        return ()
    return wanted


def _public(need: Need, case: Case) -> bool:
    if need.where is Where.LANGUAGE:
        return "en" in case.entry.public
    return bool(case.entry.public)


def may(permission: str, case: Case, where: Where = Where.ENTRY) -> bool:
    """A role for the whole site counts everywhere, one on the branch on all that stands in it."""
    reach, state = case.persona.reach, case.entry.state
    if where is Where.ANYWHERE:
        return allowed(permission, case.persona.role, own_draft=True)
    if reach == "elsewhere" or (reach == "branch" and (where is Where.SITE or state == "blocked")):
        return False
    mine = case.own and state in ("private", "blocked", "binned")
    own_draft = {Where.SITE: False, Where.PARENT: False, Where.PLACE: True}.get(where, mine)
    # A translator's language: Dutch for what concerns Dutch, such as publishing it.
    locale = {Where.LANGUAGE: "en", Where.ANY_LANGUAGE: ""}.get(where, "nl")
    return allowed(permission, case.persona.role, own_draft=own_draft, locale=locale)

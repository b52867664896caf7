"""docs/reference/permissions.md, from the tables: `python -m cms.access.reference` prints it."""

import sys
from collections.abc import Iterator, Mapping

from cms.access.acts import ACTS, Act, Door, Need, Subject
from cms.access.roles import ROLES, Permission, Role, When

WORDS: Mapping[When | None, str] = {
    When.ALWAYS: "yes",
    When.OWN_DRAFT: "own drafts",
    When.OWN_LANGUAGE: "own language",
    None: "no",
}
MEANING: Mapping[Permission, str] = {
    Permission.VIEW: "read the working copy, find it in lists and choosers",
    Permission.EDIT: "change everything, and add entries under it",
    Permission.TRANSLATE: "change the texts in one language that is not the source language",
    Permission.REVIEW: "accept or send back what was handed in, judge comments",
    Permission.PUBLISH: "publish and retract, per language",
    Permission.DELETE: "delete it; what is public of it takes *publish* too",
    Permission.SHARE: "give and take local roles, stop roles from above",
    Permission.ADMINISTER: "manage users, groups and their roles (for the whole site)",
}
TAKEN: Mapping[Subject, str] = {
    Subject.ENTRY: "*view*",
    Subject.BIN: "to find it there",
    Subject.PAST: "*view* for the whole site",
    Subject.SITE: "an account",
}
HIDDEN: Mapping[Subject, str] = {
    Subject.ENTRY: "hidden from who may not *view* it",
    Subject.BIN: "hidden from who neither deleted it nor may *delete* where it stood",
    Subject.PAST: "hidden from who may not *view* the whole site",
    Subject.SITE: "nothing is hidden, it is refused by the name of the permission",
}
BEFORE = """# Who may do what

This page is made from the tables in `cms/access/roles.py` and `cms/access/acts.py`; a test tries every
act in every role, in every state and by every door, and compares.
"""
BETWEEN = """
## What each act takes

*Forms* are what the panel’s forms send, below `/admin/`; *pages* are the panel’s own pages there, with
their scripts; *GraphQL* is the query or mutation, with a token. A door with “—” does not offer it.
What an act is *on* is hidden from some: to them it is as if it were not there.
"""
AFTER = """
## And further

- **Own drafts** are entries that somebody made, as long as they are private in every language.
  Whoever may edit own drafts may add entries.
- **Own language** is the one that the role was given for. The texts in an entry's source language
  take *edit*.
- A role is given for the **whole site** or on a **branch**: an entry and all that stands under it. It
  is given to a user or to a group. The roles of somebody add up. *Administrator* is for the whole
  site and for users only.
- Adding, renaming and deleting **tags** takes *edit* for the whole site.
- **Files of the library** are found by whoever may *view* anything. Whoever may *edit* anything adds some. To
  describe or replace a file takes *edit* for the whole site and to delete one *delete*, since the public
  sees it at once; what one added oneself, as long as the public does not see it, takes that anywhere. A
  file that is used cannot be deleted, and where it is used is told as far as one may see that.
- **Visitors** have no account and no part in these tables. What they may do by GraphQL without a token
  (`postComment`) is limited by address; a personal link in a mail lets them do one thing to what is
  theirs. The panel and the mutations above take an account.
- A **blocked** branch lets no local roles from above in; roles for the whole site go on. Whoever
  blocks it keeps the roles that they had there.
- The **steps of the workflow**, in each language by itself: *edit* to hand in for review, to take that
  back and to reopen what was retracted, and in a language that is not the source language *translate*
  will do; *review* to send back; *publish* to publish and retract, now or at a moment to come, and to
  drop what is planned. Whoever handed something in may take it back too.
- **Moving and renaming** ask *publish* of every entry below that the public finds elsewhere by it.
- Deleting, retracting and restoring are asked of **every entry below** too. What somebody deleted they
  also find in the recycle bin; others find there what they may delete. Restoring takes *edit* where it
  will stand, and forgetting it before its time *administer*.
- **Requests for speakers, offers and proposals** are for who may *review* the whole site. What is
  accepted is saved as if they typed it: a new entry takes *edit* where it will stand, an entry that is
  there *edit* of it, and publishing it at once *publish*.
- **Addresses by hand** are for who may *publish* the whole site. The list of broken links shows
  everybody what they may view, and how many more there are.
- **Passwords** are set in the panel, by whoever has the account or administers, and nowhere else. Through
  GraphQL a link is mailed to whoever it is for; no program reads it.
- A **token** does what its owner may and its scopes name. It gives and takes only roles whose permissions
  are all among its scopes, also through a group, and makes and revokes only tokens that may no more.
- In the panel, acts that could give the thief of a session lasting power ask for the **password** again,
  a quarter of an hour after the login.
- A **lock** keeps nobody from saving: it tells others who is editing.
- **What is typed and not saved** the panel keeps for its own forms; it is of that form and that person.
  A program keeps its own text, so GraphQL has no door to it.
- A **preview** shows what its maker may view at the moment it is looked at. One’s own can be revoked; an
  administrator sees and revokes everybody’s.
- Nobody gives or takes a role that may do more than they may there. The last administrator cannot be
  demoted or deactivated.
- What somebody may not view is answered like what does not exist. What they may view but not do is
  refused by the name of the permission that is missing.
"""


def reference() -> str:
    """The page as it is committed."""
    return "\n".join([BEFORE, *_roles(), BETWEEN, *_acts()]) + "\n" + AFTER


def _roles() -> Iterator[str]:
    yield f"| permission | to | {' | '.join(Role)} |"
    yield "| --- " * (len(Role) + 2) + "|"
    for permission in Permission:
        cells = " | ".join(WORDS[ROLES[role].get(permission)] for role in Role)
        yield f"| {permission} | {MEANING[permission]} | {cells} |"


def _acts() -> Iterator[str]:
    yield f"| act | on | takes | {' | '.join(Door)} |"
    yield "| --- " * (len(Door) + 3) + "|"
    for act in ACTS:
        doors = (f"`{act.doors[door]}`" if door in act.doors else "—" for door in Door)
        yield f"| {act.name} | {act.subject} | {_takes(act)} | {' | '.join(doors)} |"
    yield ""
    yield from (f"- On **{one}**: {HIDDEN[one]}." for one in Subject)


def _takes(act: Act) -> str:
    return "; ".join(map(_need, act.needs)) or TAKEN[act.subject]


def _need(need: Need) -> str:
    words = [" or ".join(f"*{one}*" for one in need.permissions), need.where, need.when]
    if need.or_pending:
        words.append(f"or, while it waits, {' or '.join(f'*{one}*' for one in need.or_pending)}")
    if need.or_handed_in:
        words.append("or to have handed it in")
    return " ".join(filter(None, words))


if __name__ == "__main__":
    sys.stdout.write(reference())

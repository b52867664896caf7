"""docs/reference/permissions.md, from the table of roles: `python -m cms.access.reference` prints it."""

import sys
from collections.abc import Iterator, Mapping

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
    Permission.REVIEW: "accept or send back what was handed in",
    Permission.PUBLISH: "publish and retract, per language",
    Permission.DELETE: "delete it; what is public of it takes *publish* too",
    Permission.SHARE: "give and take local roles, stop roles from above",
    Permission.ADMINISTER: "manage users, groups and their roles (for the whole site)",
}
BEFORE = """# Who may do what

This page is made from the one table in `cms/access/roles.py`; a test tries every role in every state
through the panel and compares.
"""
AFTER = """
- **Own drafts** are entries that somebody made, as long as they are private in every language.
  Whoever may edit own drafts may add entries.
- **Own language** is the one that the role was given for. The texts in an entry's source language
  take *edit*.
- A role is given for the **whole site** or on a **branch**: an entry and all that stands under it. It
  is given to a user or to a group. The roles of somebody add up. *Administrator* is for the whole
  site and for users only.
- Adding, renaming and deleting **tags** takes *edit* for the whole site.
- A **blocked** branch lets no local roles from above in; roles for the whole site go on. Whoever
  blocks it keeps the roles that they had there.
- Deleting, retracting and restoring are asked of **every entry below** too. What somebody deleted they
  also find in the recycle bin; others find there what they may delete. Restoring takes *edit* where it
  will stand, and forgetting it before its time *administer*.
- **Addresses by hand** and the list of broken links are for who may *publish* the whole site.
- Nobody gives or takes a role that may do more than they may there. The last administrator cannot be
  demoted or deactivated.
- What somebody may not view is answered like what does not exist. What they may view but not do is
  refused by the name of the permission that is missing.
"""


def reference() -> str:
    """The page as it is committed."""
    return "\n".join([BEFORE, *_table()]) + "\n" + AFTER


def _table() -> Iterator[str]:
    yield f"| permission | to | {' | '.join(Role)} |"
    yield "| --- " * (len(Role) + 2) + "|"
    for permission in Permission:
        cells = " | ".join(WORDS[ROLES[role].get(permission)] for role in Role)
        yield f"| {permission} | {MEANING[permission]} | {cells} |"


if __name__ == "__main__":
    sys.stdout.write(reference())

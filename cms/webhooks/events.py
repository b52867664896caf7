"""What can happen to an entry for the public, by the names under which receivers are told."""

from collections.abc import Mapping

from cms.errors import N_

EVENTS: Mapping[str, str] = {
    "published": N_("Published"),
    "changed": N_("Changed"),
    "moved": N_("Moved to another address"),
    "retracted": N_("Retracted"),
    "expired": N_("Expired"),
    "deleted": N_("Deleted"),
    "restored": N_("Restored from the bin"),
}
"""The kinds of the outbox that are about an entry, and what they are called."""
TEST = "test"
"""The event of the test button: nothing happened."""

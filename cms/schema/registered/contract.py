"""The contract with frontends: what they registered goes on fitting the schema."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from graphql import GraphQLSchema

from cms.access.actors import Actor
from cms.database.engine import fetch
from cms.errors import N_, InvalidInput, Message, Problem
from cms.schema.registered.checking import misfits
from cms.schema.registered.registry import Document, documents, let_break


class DocumentsBreak(InvalidInput):
    """The schema no longer answers documents that frontends ask."""

    code = "documents_break"

    def __init__(self, broken: Sequence["Broken"]) -> None:
        super().__init__([problem for one in broken for problem in one.problems()])
        self.message = Message(
            N_(
                "Registered documents would break. Retire them, or let them break with"
                " `cms migrate --break-documents`; nothing was changed."
            )
        )


@dataclass(frozen=True)
class Broken:
    """A document that does not fit, and why."""

    document: Document
    faults: list[tuple[int, str, Message]]

    def problems(self) -> list[Problem]:
        """What is wrong, under the name of the document."""
        where = f"{self.document.client}: {self.document.name}"
        return [Problem(code, words, f"{where}:{line}") for line, code, words in self.faults]


async def broken_by(schema: Callable[[], GraphQLSchema]) -> list[Broken]:
    """The documents in use that a schema breaks, but for those that somebody let break before.

    It is made only if there are any: that takes a while.
    """
    in_use = [one for one in await documents() if not one.broken_at] if await _is_kept() else []
    if not in_use:
        return []
    made = schema()
    found = [Broken(one, misfits(made, one.text)) for one in in_use]
    return [one for one in found if one.faults]


async def let_all_break(actor: Actor, broken: Sequence[Broken]) -> None:
    """Let documents break, and keep in the audit log who did."""
    ordered = sorted(broken, key=lambda one: one.document.client)
    for client, several in groupby(ordered, key=lambda one: one.document.client):
        await let_break(actor, client, [one.document.digest for one in several])


async def _is_kept() -> bool:
    """Whether this database has a register at all: before its first migrations it has none."""
    rows = await fetch("SELECT to_regclass('registered_document') IS NOT NULL AS kept")
    return bool(rows[0]["kept"])

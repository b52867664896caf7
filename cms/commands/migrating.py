"""Bringing the database up to date, unless that breaks what frontends ask."""

from graphql import GraphQLSchema

from cms.access.actors import system
from cms.commands.databases import bring_up_to_date
from cms.database.engine import pool, writing
from cms.database.roles import Role, acting_as
from cms.schema.build import built
from cms.schema.registered.contract import DocumentsBreak, broken_by, let_all_break


async def migrated(*, break_documents: bool = False) -> int:
    """Apply migrations once it is clear that registered documents go on working; how many broke.

    Raises `DocumentsBreak`, and then nothing was changed, unless they may break. Where no pool is open:
    until it is done there are no roles but the owner's, who looks.
    """
    with acting_as(Role.OWNER):
        broken = await broken_by(_schema)
    if broken and not break_documents:
        raise DocumentsBreak(broken)
    await bring_up_to_date()
    if broken:
        async with pool(most=2), writing():
            await let_all_break(system("cms migrate"), broken)
    return len(broken)


def _schema() -> GraphQLSchema:
    return built().schema._schema  # noqa: SLF001 - Strawberry has no other door to it

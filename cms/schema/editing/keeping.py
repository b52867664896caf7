"""What is kept of entries: naming a version, and forgetting what is in the bin."""

from typing import Annotated

import strawberry

from cms.editing import authorised
from cms.publishing import undoing
from cms.publishing.bin import recycle_bin
from cms.schema.context import Info
from cms.schema.editing import outcomes
from cms.schema.editing.acts import offered, performed
from cms.schema.editing.arguments import DryRun, Uids, check_lengths
from cms.schema.editing.outcomes import Teller


@strawberry.type(description="The name of a version.")
class VersionNamed:
    uid: strawberry.ID
    revision: int
    before: str = strawberry.field(description="The name it had; empty if none.")
    label: str
    undo: strawberry.ID | None = strawberry.field(
        description="Give it to `undo` within an hour. Null after a dry run, or if nothing changed."
    )
    dry_run: bool


@strawberry.type(description="What was forgotten for good: no `undo` brings it back.")
class Purged:
    uids: list[strawberry.ID]
    entries: int = strawberry.field(description="With all that stood under them.")
    dry_run: bool


NameResult = Annotated[
    VersionNamed | outcomes.Always,
    strawberry.union("NameResult", description="What came of naming a version."),
]
PurgeResult = Annotated[
    Purged | outcomes.Always,
    strawberry.union("PurgeResult", description="What came of forgetting."),
]


async def name_version(
    info: Info, uid: strawberry.ID, revision: int, label: str, dry_run: DryRun = False
) -> NameResult:
    """Give a version a name, for which it is kept; an empty one takes it away."""

    async def act() -> VersionNamed:
        before, after = await authorised.name_version(info.context.actor, uid, revision, label)
        inverse = undoing.of_name(uid, revision, before, after)
        return VersionNamed(
            uid=uid,
            revision=revision,
            before=before,
            label=after,
            undo=await offered(info, inverse, dry_run=dry_run),
            dry_run=dry_run,
        )

    found: NameResult = await performed(info, Teller(info.context.reader), act, dry_run=dry_run)
    return found


async def purge(info: Info, uids: Uids, dry_run: DryRun = False) -> PurgeResult:
    """Forget branches in the bin before their time, for good: all of them or none."""

    async def act() -> Purged:
        check_lengths(uids=uids)
        gone = await recycle_bin.purge_all(info.context.actor, uids)
        return Purged(
            uids=[strawberry.ID(one.uid) for one in gone],
            entries=sum(one.entries for one in gone),
            dry_run=dry_run,
        )

    found: PurgeResult = await performed(info, Teller(info.context.reader), act, dry_run=dry_run)
    return found

"""PostgreSQL: does it answer, is it what we need, does it let us do what we must, and no more?"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from time import monotonic

from cms.database.connections import needed
from cms.database.engine import fetch
from cms.database.migrations import pending
from cms.database.roles import states
from cms.doctor.findings import Finding, Told
from cms.errors import N_
from cms.jobs.watching import standing
from cms.settings import Settings

OLDEST = 14
NEEDED = ("btree_gist", "pg_trgm", "unaccent")
FEW = 5
LATE_MINUTES = 5
NEARLY, TOO_MUCH = 0.1, 5.0
"""Seconds by which clocks may be apart before answers are kept too long, and before nothing is right."""


async def check_server(_settings: Settings) -> AsyncIterator[Finding]:
    """Its version, and whether this is a server to which we may write."""
    told = Told("database")
    row = (await fetch("SELECT current_setting('server_version_num')::int AS number,"
                       " current_setting('server_version') AS version,"
                       " pg_is_in_recovery() AS replica"))[0]  # fmt: skip
    if row["number"] < OLDEST * 10_000:
        yield told.failed(
            N_("PostgreSQL {version} is too old."),
            N_("Upgrade the server to PostgreSQL {oldest} or newer."),
            version=row["version"], oldest=OLDEST,
        )  # fmt: skip
    elif row["replica"]:
        yield told.failed(
            N_("The server is a replica, and cannot be written to."),
            N_("Let CMS_DATABASE_URL name the primary."),
        )
    else:
        yield told.ok(N_("PostgreSQL {version} answers."), version=row["version"])


async def check_roles(settings: Settings) -> AsyncIterator[Finding]:
    """Whom PostgreSQL takes us for: a role each for the owner, the editors and the public."""
    told = Told("roles")
    seen = await states(settings)
    names = ", ".join(one.user for one in seen)
    owner = seen[0].user
    above = await fetch("SELECT FROM pg_roles WHERE rolname = $1 AND rolsuper", owner)
    if above and settings.database_url:
        yield told.warning(
            N_("We log in as {name}, who is a superuser."),
            N_(
                "Give the site a role of its own that owns its database: CREATE ROLE … LOGIN;"
                " ALTER DATABASE … OWNER TO …."
            ),
            name=owner,
        )
    if not all(one.apart for one in seen[1:]):
        yield told.warning(
            N_("Editors and the public do not have a role each: {names}."),
            N_(
                "Let the owner make roles (ALTER ROLE … CREATEROLE) and run cms migrate, or name"
                " logins of their own: docs/reference/database.md shows how."
            ),
            names=names,
        )
    elif not above or not settings.database_url:
        yield told.ok(
            N_("The owner, editors and the public each have a role: {names}."), names=names
        )


async def check_extensions(_settings: Settings) -> AsyncIterator[Finding]:
    """Those that our tables are made with."""
    told = Told("extensions")
    there = {row["extname"] for row in await fetch("SELECT extname FROM pg_extension")}
    found = {row["name"] for row in await fetch("SELECT name FROM pg_available_extensions")}
    missing = [name for name in NEEDED if name not in there]
    names = ", ".join(missing)
    if not missing:
        yield told.ok(N_("All extensions are there: {names}."), names=", ".join(NEEDED))
    elif {*missing} <= found:
        yield told.failed(
            N_("These extensions are not in the database: {names}."),
            N_("Run cms migrate, or have an administrator run CREATE EXTENSION for each."),
            names=names,
        )
    else:
        yield told.failed(
            N_("The server does not have these extensions: {names}."),
            N_("Install PostgreSQL's contrib package (postgresql-contrib) on the server."),
            names=names,
        )


async def check_migrations(_settings: Settings) -> AsyncIterator[Finding]:
    """Whether the database is that of this code."""
    told = Told("migrations")
    waiting = await pending()
    if waiting:
        yield told.failed(
            N_("Migrations wait: {count}."),
            N_("Run cms migrate; cms serve does so when it starts."),
            count=len(waiting),
        )
    else:
        yield told.ok(N_("The database is up to date."))


async def check_clock(_settings: Settings) -> AsyncIterator[Finding]:
    """Whether this machine and the server agree on what time it is."""
    told = Told("clock")
    before = monotonic()
    started = datetime.now(UTC)
    theirs = (await fetch("SELECT clock_timestamp() AS now"))[0]["now"]
    ours = started + (datetime.now(UTC) - started) / 2
    apart = max(0.0, abs((theirs - ours).total_seconds()) - (monotonic() - before) / 2)
    shown = f"{apart:.2f}"
    advice = N_("Have both machines follow a time server, with chrony or systemd-timesyncd.")
    if apart > TOO_MUCH:
        yield told.failed(N_("The clocks are {seconds} seconds apart."), advice, seconds=shown)
    elif apart > NEARLY:
        yield told.warning(N_("The clocks are {seconds} seconds apart."), advice, seconds=shown)
    else:
        yield told.ok(N_("The clocks of this machine and of the database agree."))


async def check_connections(settings: Settings) -> AsyncIterator[Finding]:
    """Whether there are connections left for all that may be needed."""
    told = Told("connections")
    row = (await fetch(
        "SELECT current_setting('max_connections')::int"
        " - current_setting('superuser_reserved_connections')::int AS most,"
        " (SELECT sum(numbackends) FROM pg_stat_database)::int AS used"
    ))[0]  # fmt: skip
    all_need = needed(settings) * settings.processes
    numbers = {"used": row["used"], "most": row["most"], "needed": all_need}
    advice = N_(
        "Raise max_connections of PostgreSQL, lower CMS_PROCESSES, or end what else is connected."
    )
    if row["most"] - row["used"] < FEW:
        yield told.failed(N_("{used} of {most} connections are in use."), advice, **numbers)
    elif row["most"] < all_need:
        yield told.warning(
            N_("The server lets in {most} connections; the site may need {needed}."),
            advice,
            **numbers,
        )
    else:
        yield told.ok(N_("{used} of {most} connections are in use."), **numbers)


async def check_jobs(_settings: Settings) -> AsyncIterator[Finding]:
    """Whether somebody does what is due."""
    told = Told("jobs")
    if not (await fetch("SELECT to_regclass('procrastinate_jobs') AS there"))[0]["there"]:
        return
    queue = await standing()
    if queue.late_seconds >= LATE_MINUTES * 60:
        yield told.failed(
            N_("Jobs wait for {minutes} minutes, and {workers} workers live."),
            N_(
                "Start cms serve, or cms jobs run where jobs are done apart; cms jobs list shows them."
            ),
            minutes=int(queue.late_seconds // 60),
            workers=queue.workers,
        )
    elif queue.dead:
        yield told.warning(
            N_("Jobs that were given up: {count}."),
            N_("See why with cms jobs list --dead, and try them again with cms jobs retry."),
            count=queue.dead,
        )
    else:
        yield told.ok(N_("No job is late."))

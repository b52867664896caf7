"""The worker's own connections, in the editors' role: a small pool, and one that hears of new jobs."""

from procrastinate import App, PsycopgConnector
from psycopg.conninfo import make_conninfo

from cms.database import roles
from cms.database.roles import SERVER_SETTINGS, Role, Way
from cms.settings import settings

MOST = 3
PATIENCE_SECONDS = 5.0


async def queue_app() -> App:
    """The library's application, with its connections still closed. Raises what asyncpg raises."""
    connector = PsycopgConnector(
        conninfo=conninfo(await _way()),
        min_size=1,
        max_size=MOST,
        timeout=PATIENCE_SECONDS,
        reconnect_timeout=PATIENCE_SECONDS,
    )
    return App(connector=connector)


async def _way() -> Way:
    """As the editors, or as the owner where that role is refused."""
    connection = await roles.connected(settings, Role.EDITOR)
    stands_in = connection.stands_in_until is not None
    await connection.close()
    return roles.way_of(settings, Role.OWNER if stands_in else Role.EDITOR)


def conninfo(way: Way) -> str:
    """This way to the database, as libpq is told it."""
    assumed = {"role": way.name} if way.assumed else {}
    session = {**SERVER_SETTINGS, **assumed}
    options = " ".join(f"-c {name}={_escaped(value)}" for name, value in session.items())
    reached = dict(way.arguments)
    address = reached.pop("dsn", "")
    named = {"dbname" if key == "database" else key: value for key, value in reached.items()}
    return make_conninfo(address, options=options, **named)


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace(" ", "\\ ")

"""The worker's own connections: a small pool, and one that hears of new jobs."""

from procrastinate import App, PsycopgConnector
from psycopg.conninfo import make_conninfo

from cms.database.engine import SERVER_SETTINGS, engine

MOST = 3
PATIENCE_SECONDS = 5.0


def conninfo() -> str:
    """The same server as the engine's, as libpq is told it."""
    config = engine.config
    options = " ".join(f"-c {name}={value}" for name, value in SERVER_SETTINGS.items())
    if "dsn" in config:
        return make_conninfo(config["dsn"], options=options)
    return make_conninfo(
        host=config["host"],
        port=config["port"],
        user=config["user"],
        dbname=config["database"],
        options=options,
    )


def queue_app() -> App:
    """The library's application, with its connections still closed."""
    connector = PsycopgConnector(
        conninfo=conninfo(),
        min_size=1,
        max_size=MOST,
        timeout=PATIENCE_SECONDS,
        reconnect_timeout=PATIENCE_SECONDS,
    )
    return App(connector=connector)

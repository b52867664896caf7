"""Many readers: replicas, connections, and how much is worked on at once."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from cms.errors import N_
from cms.settings.declaring import setting
from cms.settings.readers import BadSetting, number

MOST_CONNECTIONS = 500
MOST_AT_ONCE = 10_000


def replicas(name: str, written: str) -> tuple[str, ...]:
    """Addresses of PostgreSQL, with spaces between. They are never shown: passwords may be in them."""
    for one in written.split():
        try:
            parts = urlsplit(one)
            whole = re.fullmatch(r"postgres(ql)?", parts.scheme) and parts.port != 0
        except ValueError:
            whole = False
        if not whole:
            raise BadSetting(
                N_(
                    "{name} must be addresses such as postgresql://user@replica/database,"
                    " with spaces between."
                ),
                name=name,
            )
    return tuple(written.split())


@dataclass(frozen=True)
class Scale:
    """Many readers."""

    replica_urls: tuple[str, ...] = setting(
        "CMS_REPLICA_URLS",
        replicas,
        "",
        "streaming replicas of the database that answer what the public asks, such as"
        " `postgresql://user@replica/database`; several with spaces between",
        page="explanation/scale.md",
        hidden=True,
    )
    pool_size: int = setting(
        "CMS_POOL_SIZE",
        number(1, MOST_CONNECTIONS),
        "10",
        "the most connections with which each process edits",
        page="explanation/scale.md",
    )
    reader_pool_size: int = setting(
        "CMS_READER_POOL_SIZE",
        number(1, MOST_CONNECTIONS),
        "8",
        "the most connections with which each process reads, to the database and to each replica",
        page="explanation/scale.md",
    )
    most_at_once: int = setting(
        "CMS_MOST_AT_ONCE",
        number(0, MOST_AT_ONCE),
        "32",
        "how many public questions each process works on at once; as many again wait, for a moment sixteen"
        " times as many, and others get 503; `0`: no limit",
        page="explanation/scale.md",
    )

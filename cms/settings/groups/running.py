"""Where the site runs."""

from dataclasses import dataclass
from pathlib import Path

from cms.settings.declaring import setting
from cms.settings.readers import address, folder, number, proxies, secret, switch, text, words

MOST_PROCESSES = 64
MOST_MEMORY = 1_000_000


@dataclass(frozen=True)
class Running:
    """Where it runs."""

    var: Path = setting(
        "CMS_VAR", folder, "var", "folder for data; the embedded PostgreSQL lives in it"
    )
    database_url: str = setting(
        "CMS_DATABASE_URL",
        text,
        "",
        "a PostgreSQL of your own, such as `postgresql://user@host/database`; empty: the embedded one",
        hidden=True,
    )
    owner_database_url: str = setting(
        "CMS_OWNER_DATABASE_URL",
        text,
        "",
        "the same database for whoever owns its tables, with which migrations are done; empty: as"
        " `CMS_DATABASE_URL`",
        page="reference/database.md",
        hidden=True,
    )
    public_database_url: str = setting(
        "CMS_PUBLIC_DATABASE_URL",
        text,
        "",
        "the same database for a role that may only read what is public; empty: a role that is made"
        " where that is possible",
        page="reference/database.md",
        hidden=True,
    )
    host: str = setting("CMS_HOST", text, "127.0.0.1", "address to listen on")
    port: int = setting("CMS_PORT", number(1, 65535), "8000", "port to listen on")
    processes: int = setting(
        "CMS_PROCESSES",
        number(1, MOST_PROCESSES),
        "1",
        "how many processes of `cms serve` answer; with more than one, SIGHUP replaces them one after"
        " the other",
        page="how-to/deploy.md",
    )
    process_memory: int = setting(
        "CMS_PROCESS_MEMORY",
        number(0, MOST_MEMORY),
        "1000",
        "in production, or with more than one process: a process that holds more than so many MB is replaced"
        " by a new one; `0`: never",
        page="how-to/deploy.md",
    )
    base_url: str = setting(
        "CMS_BASE_URL",
        address,
        "",
        "the site's public address, for absolute links; see below",
        otherwise="`http://host:port`",
    )
    production: bool = setting(
        "CMS_PRODUCTION",
        switch,
        "",
        "`true`: cookies for HTTPS only, and search engines may come; else robots.txt asks them to"
        " stay away",
    )
    hosts: tuple[str, ...] = setting(
        "CMS_HOSTS",
        words,
        "",
        "with `CMS_PRODUCTION`: names under which requests come in beside that of `CMS_BASE_URL`, such as"
        " `cms,cms.internal`; what is sent to any other name is refused",
    )
    proxies: tuple[str, ...] = setting(
        "CMS_PROXIES",
        proxies,
        "127.0.0.1,::1",
        "addresses and networks of the proxies in front, such as `10.1.2.3,10.1.3.0/24`: who comes through"
        " one has the address that it names; what others say of themselves is not believed",
        page="how-to/deploy.md",
    )
    secret: str = setting(
        "CMS_SECRET",
        secret,
        "",
        "signs preview tokens, at least 32 characters; empty: a key that the database keeps",
        hidden=True,
    )

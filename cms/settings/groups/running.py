"""Where the site runs."""

from dataclasses import dataclass
from pathlib import Path

from cms.settings.declaring import setting
from cms.settings.readers import address, folder, number, secret, switch, text

MOST_PROCESSES = 64


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
    secret: str = setting(
        "CMS_SECRET",
        secret,
        "",
        "signs preview tokens, at least 32 characters; empty: a key that the database keeps",
        hidden=True,
    )

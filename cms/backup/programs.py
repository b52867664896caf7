"""PostgreSQL's own programs for dumps, and how they are told where the database is."""

import os
import subprocess
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from cms.database.binaries import Programs, client_programs
from cms.database.embedded import location
from cms.errors import N_, CmsError
from cms.settings import Settings

_KNOWN = {
    "host", "hostaddr", "port", "user", "dbname", "passfile", "sslmode", "sslrootcert", "sslcert",
    "sslkey", "sslcrl", "ssl_min_protocol_version", "ssl_max_protocol_version", "service",
    "target_session_attrs", "connect_timeout", "options", "gssencmode", "channel_binding",
}  # fmt: skip
"""What libpq takes in an address; our driver takes more, which only it understands."""


class DumpFailed(CmsError):
    """A program of PostgreSQL did not do what it should."""

    code = "dump_failed"
    status = 500


class Server:
    """The database of the settings, as PostgreSQL's programs reach it: as its owner."""

    def __init__(self, settings: Settings, major: int) -> None:
        self.programs: Programs = client_programs(major)
        self.address, self.environment = reached(settings)

    def command(self, program: str, *options: str) -> list[str]:
        """A program with its options; what it is told of the database has no password in it."""
        named = [f"--dbname={self.address}"] if self.address else []
        return [self.programs[program], *named, *options]

    def run(self, program: str, *options: str) -> str:
        """What a program printed. Raises `DumpFailed` with the first thing it complained about."""
        done = subprocess.run(  # noqa: S603 - a fixed program, no shell
            self.command(program, *options),
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise failed(program, done.stderr)
        return done.stdout


def reached(settings: Settings) -> tuple[str, dict[str, str]]:
    """The owner's address without its password, and the environment with it.

    What the environment says already (PGPASSFILE, PGSSLROOTCERT and the like) stays: an address may
    leave to it what it does not say.
    """
    url = settings.owner_database_url or settings.database_url
    if url:
        return _without_password(url, os.environ)
    server = location(settings.var)
    socket = {"PGHOST": server.host, "PGPORT": str(server.port)}
    return "", dict(os.environ) | socket | {"PGUSER": server.user, "PGDATABASE": server.database}


def _without_password(url: str, environment: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    parts = urlsplit(url)
    login, at, place = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    asked = parse_qsl(parts.query, keep_blank_values=True)
    password = unquote(password) or dict(asked).get("password", "")
    known = [(name, value) for name, value in asked if name in _KNOWN]
    query = urlencode(known, quote_via=quote)
    address = f"postgresql://{user}{at}{place}{parts.path}" + (f"?{query}" if query else "")
    told = {"PGPASSWORD": password} if password else {}
    return address, {**environment, **told}


def failed(program: str, said: str) -> DumpFailed:
    """What a program complained about, as one line."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    wrong = [line for line in lines if "rror" in line or "FATAL" in line] or lines or ["?"]
    return DumpFailed(N_("{program} failed: {reason}"), program=program, reason=wrong[0][:500])

"""Nothing secret reaches a log: all that is logged in a run is looked through, and ends the run if it must.

That is what this process logs, and what the programs that it starts write to standard error, as servers
do: what a test keeps of that in a file itself, it hands to `look_through`. The database's own log is read
when its server has stopped.

Secrets are what the tests use as such: their passwords, and whatever has the shape of a token of ours, of
a cookie, of a stored hash or of a login in an address. `keep` names one more.
"""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

MOST_SHOWN = 10
WORDS = {"a good password", "a long password for the test", "hunter2"}
SHAPES = (
    re.compile(r"pbkdf2_sha256\$\d+\$"),
    re.compile(r"(?:postgres(?:ql)?|smtps?|starttls|https?)://[^\s/:@]+:[^\s/@]+@"),
    re.compile(r"\b(?:authorization|cookie|set-cookie|cms-preview)['\"]?\s*[:=]", re.IGNORECASE),
    re.compile(r"\bBearer\s+[\w.-]{8,}", re.IGNORECASE),
    re.compile(r"\b__Host-id=|\bcsrftoken="),
)
# asyncio names the arguments of slow calls; a test's own client logs its addresses.
OTHERS = ("asyncio", "httpx", "httpcore", "hypothesis", "playwright", "faker")
OURS = ("cms", "admin")
WRITTEN = "Captured stderr"
"""The part of a test's report with what was written to standard error, whichever process wrote it."""
_TOLD = "secrets"
_found: dict[str, None] = {}


def keep(secret: str) -> None:
    """Look for this one too, from now on."""
    WORDS.add(secret)


def secrets_in(text: str) -> Iterator[str]:
    """What of a text is secret."""
    yield from (one for one in WORDS if one in text)
    yield from (found[0] for one in SHAPES if (found := one.search(text)))


def look_through(whose: str, text: str, found: dict[str, None] = _found) -> None:
    """Note what of a log is secret."""
    for secret in secrets_in(text):
        at = max(text.find(secret) - 150, 0)
        found[f"{whose}: {secret!r} in {text[at : at + 300]!r}"] = None


def look_through_server(var: Path) -> None:
    """Note what the embedded PostgreSQL of a folder wrote that is secret."""
    look_through("postgres.log", (var / "postgres.log").read_text("utf-8", "replace"))


class Scan(logging.Handler):
    """Looks through every record, its traceback included."""

    def __init__(self, found: dict[str, None] = _found) -> None:
        super().__init__(logging.DEBUG)
        self.found = found
        self.setFormatter(logging.Formatter("%(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Called by the logger."""
        if not record.name.startswith(OTHERS):
            look_through(record.name, self.format(record), self.found)


class Plugin:
    """Scans from the first test to the last, in every process of the run."""

    def __init__(self) -> None:
        self.scan = Scan()

    def pytest_sessionstart(self) -> None:
        """Called by pytest."""
        logging.getLogger().addHandler(self.scan)
        for ours in OURS:  # as those who serve log
            logging.getLogger(ours).setLevel(logging.INFO)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called by pytest after each part of a test."""
        for name, text in report.sections:
            if name.startswith(WRITTEN):
                look_through(report.nodeid, text)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        """Called by xdist, which takes no notice of how its processes end: what one of them found."""
        for line in getattr(node, "workeroutput", {}).get(_TOLD, ()):
            _found[line] = None

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Called by pytest: what was found fails the run."""
        logging.getLogger().removeHandler(self.scan)
        getattr(session.config, "workeroutput", {})[_TOLD] = [*_found]
        if _found:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Called by pytest."""
        if _found:
            terminalreporter.section("Secrets in the log", red=True)
            for line in [*_found][:MOST_SHOWN]:
                terminalreporter.write_line(line)

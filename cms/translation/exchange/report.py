"""What came of an import: for a person a line each, for a program the same as data."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from cms.errors import Message

Severity = Literal["error", "conflict", "warning", "repaired", "note"]
Render = Callable[[Message], str]


@dataclass(frozen=True)
class Finding:
    """Something about one message of a file; ``key`` is its msgctxt, or ``-``."""

    line: int
    code: str
    key: str
    message: Message
    severity: Severity = "error"


@dataclass
class Report:
    """An import of one file.

    ``counts``: messages ``new``, ``changed``, ``approved``, ``draft``, ``stale``, ``unchanged``,
    ``older`` (the file is a copy from before a newer text, which stands), ``emptied``, ``absent``
    (not in the file), ``cleared``, ``conflict``, ``refused``;
    ``waiting`` are those that are not shown yet, because others of the same text lack.
    ``applied`` is how many of them changed the database, zero if the file was refused.
    """

    path: Path
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    applied: int = 0

    def add(
        self, line: int, code: str, key: str, message: Message, severity: Severity = "error"
    ) -> None:
        self.findings.append(Finding(line, code, key or "-", message, severity))

    @property
    def errors(self) -> int:
        return self._count("error")

    @property
    def conflicts(self) -> int:
        return self._count("conflict")

    @property
    def warnings(self) -> int:
        return self._count("warning")

    def _count(self, severity: Severity) -> int:
        return sum(one.severity == severity for one in self.findings)

    @property
    def status(self) -> int:
        """The exit status: 0 nothing wrong, 1 errors, 2 conflicts."""
        return 1 if self.errors else 2 if self.conflicts else 0

    def lines(self, render: Render) -> list[str]:
        """``path:line: CODE key: text``, in the file's order."""
        return [
            f"{self.path}:{one.line}: {one.code} {one.key}: {render(one.message)}"
            for one in self.sorted()
        ]

    def sorted(self) -> list[Finding]:
        return sorted(self.findings, key=lambda one: (one.line, one.code))

    def as_data(self, render: Render) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "path": str(self.path),
            "applied": self.applied,
            "errors": self.errors,
            "conflicts": self.conflicts,
            "warnings": self.warnings,
            "counts": dict(sorted(self.counts.items())),
            "findings": [
                {
                    "line": one.line,
                    "code": one.code,
                    "severity": one.severity,
                    "key": one.key,
                    "message": render(one.message),
                }
                for one in self.sorted()
            ],
        }

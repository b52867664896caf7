"""Recurrence: from a rule to the moments at which something takes place. Pure."""

from cms.recurrence.occurrences import HORIZON, belongs, next_of, occurrences, overridden
from cms.recurrence.rules import BadRule, Frequency, Rule, parse
from cms.recurrence.schedule import Addition, Occurrence, Override, Schedule, Variation

__all__ = [
    "HORIZON",
    "Addition",
    "BadRule",
    "Frequency",
    "Occurrence",
    "Override",
    "Rule",
    "Schedule",
    "Variation",
    "belongs",
    "next_of",
    "occurrences",
    "overridden",
    "parse",
]

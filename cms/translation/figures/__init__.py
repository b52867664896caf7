"""How far translation is: counts, coverage, what went stale."""

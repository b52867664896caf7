"""What the compiler leaves to the executor."""


class Uncompiled(Exception):
    """An operation, or one request for it, that the executor must answer; it says why."""

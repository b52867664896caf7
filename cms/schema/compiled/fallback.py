"""What the compiler leaves to the executor."""


class Uncompiled(Exception):
    """An operation that the executor must answer; it says why."""


class Missed(Uncompiled):
    """The statement does not find what some root fields ask: a second one goes further."""

    def __init__(self, keys: str) -> None:
        super().__init__("not found")
        self.keys = keys.split()


class Unanswered(Uncompiled):
    """One request for an operation: with other values it may be answered."""

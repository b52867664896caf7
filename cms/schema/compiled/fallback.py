"""What the compiler leaves to the executor."""


class Uncompiled(Exception):
    """An operation that the executor must answer; it says why."""


class Missed(Uncompiled):
    """The statement does not find what is asked; a thorough one looks further."""


class Unanswered(Uncompiled):
    """One request for an operation: with other values it may be answered."""

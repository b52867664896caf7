"""A request whose headers are looked at often, and so read once."""

from functools import cached_property

from starlette.requests import Request


class Incoming(Request):
    """Starlette's request. A header that came in several lines is one list, as HTTP has it."""

    @cached_property
    def headers(self) -> dict[str, str]:  # type: ignore[override]
        """The headers by their names in lower case."""
        found: dict[str, str] = {}
        for raw, value in self.scope["headers"]:
            name, text = raw.decode("latin-1"), value.decode("latin-1")
            found[name] = f"{found[name]}, {text}" if name in found else text
        return found

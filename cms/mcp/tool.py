"""What a tool is: its name and words for an agent, the arguments it takes, and what it does."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

import orjson
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from cms.access.roles import Permission
from cms.errors import N_, InvalidInput, Message, Problem
from cms.mcp.caller import Caller, Told
from cms.schema.enums import Locale
from cms.schema.http.requests import check_variables

Result = dict[str, Any]
KEY = "confirm"
SAID: Mapping[str, str] = {
    "string_type": N_("Write a text."),
    "string_too_short": N_("Write at least so many characters: {min_length}."),
    "string_too_long": N_("At most so many characters: {max_length}."),
    "int_type": N_("Write a whole number."),
    "int_from_float": N_("Write a whole number."),
    "greater_than_equal": N_("This must be {ge} or more."),
    "less_than_equal": N_("This must be {le} or less."),
    "bool_type": N_("Write true or false."),
    "enum": N_("Choose one of {known}."),
    "list_type": N_("Give a list."),
    "too_short": N_("Give at least so many: {min_length}."),
    "too_long": N_("At most so many: {max_length}."),
    "dict_type": N_("Give an object."),
    "model_type": N_("Give an object."),
}
"""What is wrong with a value, by pydantic's name for it: its own words are English alone."""
MOMENT = N_("Write a moment with its time zone, such as 2026-11-22T20:00:00+01:00.")


class Kind(StrEnum):
    """What a tool may do to the site."""

    READS = "reads"
    CHANGES = "changes"
    DESTROYS = "destroys"


def _as_listed(given: Any) -> Any:
    """A language in small letters, as it is listed; the API answers it in capitals."""
    return given.lower() if isinstance(given, str) else given


Language = Annotated[Locale, BeforeValidator(_as_listed)]
"""One of the site's languages, in whichever of the two ways."""


class Arguments(BaseModel):
    """The arguments of a tool: each has its type, and nothing else is taken."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Changing(Arguments):
    """The arguments of a tool that changes something."""

    confirm: str | None = Field(
        None,
        max_length=500,
        description="Leave it out first: nothing is done, and you are told what would come of it, with a"
        " key. Show that to whoever you work for, and call again with the same arguments and the key.",
    )


@dataclass(frozen=True)
class Tool:
    """Something an agent can do.

    ``act`` is given the caller and the arguments, and of what changes something whether it is only
    tried. It is offered to who has one of the ``permissions`` somewhere on the site; without any, to
    everybody. ``entries`` are the entries it is about.
    """

    name: str
    title: str
    description: str
    arguments: type[Arguments]
    act: Callable[..., Awaitable[Result]]
    permissions: frozenset[Permission] = frozenset()
    kind: Kind = Kind.READS
    entries: Callable[[Any], list[str]] = field(default=lambda _given: [])

    def schema(self) -> Result:
        """Its arguments as JSON Schema."""
        return self.arguments.model_json_schema()

    def read(self, given: Mapping[str, Any]) -> Arguments:
        """The arguments as they were given. Raises `InvalidInput` and `BadRequest`."""
        check_variables(given)
        try:
            return self.arguments.model_validate_json(orjson.dumps(given))
        except ValidationError as error:
            raise InvalidInput([_problem(one) for one in error.errors()]) from None
        except (TypeError, ValueError):
            raise InvalidInput(
                [Problem("bad_json", Message(N_("This is no valid JSON.")))]
            ) from None


def _problem(error: Any) -> Problem:
    place = ".".join(str(part) for part in error["loc"]) or None
    if error["type"] == "missing":
        return Problem("required", Message(N_("This is required.")), place)
    if error["type"] == "extra_forbidden":
        return Problem("unknown_field", Message(N_("There is no such argument.")), place)
    if error["type"].startswith("datetime"):
        return Problem("bad_value", Message(MOMENT), place)
    values = dict(error.get("ctx", {}))
    if "expected" in values:  # it lists them in English
        values["known"] = values["expected"].replace(" or ", ", ")
    text = SAID.get(error["type"], N_("This is no value for it."))
    return Problem("bad_value", Message(text, values), place)


async def done(caller: Caller, document: str, **variables: Any) -> Result:
    """What came of a mutation, which its document calls ``done``. Raises `Told` for a problem."""
    found: Result = (await caller.ask(document, variables))["done"]
    if "message" in found:
        raise Told(found)
    return found

"""How a setting is declared: one entry from which it is read, and from which its documentation is made."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from typing import Any, TypeVar

T = TypeVar("T")
Reader = Callable[[str, str], T]
"""From a variable's name and text to its value; raises `BadSetting`, naming the variable."""
ENTRY = "setting"


@dataclass(frozen=True)
class Setting:
    """One setting, as it was declared."""

    variable: str
    reader: Reader[Any]
    default: str
    meaning: str
    otherwise: str
    page: str

    def read(self, environ: Mapping[str, str]) -> Any:
        """Its value; a variable that is absent or empty has the default."""
        return self.reader(self.variable, environ.get(self.variable) or self.default)


def setting(
    variable: str,
    reader: Reader[T],
    default: str,
    meaning: str,
    *,
    otherwise: str = "",
    page: str = "",
    hidden: bool = False,
) -> T:
    """A field of a group of settings, read from ``variable`` by ``reader``.

    ``default`` is written as one would write it in the environment. ``meaning`` is its row of the
    documentation, ``otherwise`` says there in words what an empty default stands for, and ``page``
    names the page, below docs/, that tells more. ``hidden`` keeps a secret out of ``repr``.
    """
    entry = Setting(variable, reader, default, meaning, otherwise, page)
    return field(default=reader(variable, default), repr=not hidden, metadata={ENTRY: entry})


def declared(group: Any) -> Iterator[tuple[str, Setting]]:
    """The settings of a group or of all of them, each with its field's name."""
    found: tuple[Field[Any], ...] = fields(group)
    return ((one.name, one.metadata[ENTRY]) for one in found if ENTRY in one.metadata)

"""Input objects in the making."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import strawberry
from strawberry import UNSET

from cms.content.declaration import BadDeclaration, camel
from cms.errors import N_


@dataclass
class Shapes:
    """The inputs of composites, rows and translated texts, by name: types share what is alike."""

    made: dict[str, type] = field(default_factory=dict)
    members: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def input(
        self, name: str, members: Mapping[str, tuple[Any, str]], description: str | None = None
    ) -> type:
        """The input object with these members: the type of each, and what it is."""
        shape = {key: one for key, (one, _) in members.items()}
        if name in self.made:
            if self.members[name] != shape:
                raise BadDeclaration(
                    N_("Two declarations mean different things by {kind}."), kind=name
                )
            return self.made[name]
        cls = type(name, (), {})
        cls.__annotations__ = {attribute(key): one | None for key, one in shape.items()}
        for key, (_, text) in members.items():
            made = strawberry.field(name=camel(key), default=UNSET, description=text or None)
            setattr(cls, attribute(key), made)
        strawberry.input(cls, description=description)
        self.made[name], self.members[name] = cls, shape
        return cls


def attribute(name: str) -> str:
    return f"field_{name}"

"""What every object with an id is."""

import strawberry


@strawberry.interface(description="Anything with an id.")
class Node:
    @strawberry.field(
        description="Opaque: names uid, locale and view, so client caches never mix languages."
    )
    def id(self) -> strawberry.ID:
        raise NotImplementedError

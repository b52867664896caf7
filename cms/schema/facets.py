"""How many entries of a list have each value of something: what a frontend narrows a list with."""

import strawberry


@strawberry.type(description="A value, and how many entries of the list have it.")
class FacetValue:
    value: str = strawberry.field(description="As a filter takes it.")
    label: str = strawberry.field(description="What readers call it, in the language of the list.")
    count: int = strawberry.field(description="How many entries have it.")


@strawberry.type(description="How many entries of a list have each value of one thing.")
class Facet:
    by: str = strawberry.field(description="What is counted by, as it was asked.")
    values: list[FacetValue] = strawberry.field(
        description="The values that the list has, those of most entries first; at most 100."
    )

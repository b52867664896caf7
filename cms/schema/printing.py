"""The schema as text, for the file in the repository and for those who read it."""

from cms.schema.build import built


def printed_schema() -> str:
    """The schema in GraphQL's own language, its types in alphabetical order."""
    return built().schema.as_str().rstrip() + "\n"

"""Which mutations anybody may ask, without a token. What they take is in docs/reference/permissions.md."""

from collections.abc import Callable
from typing import Any

from cms.schema.community import commenting

PUBLIC: tuple[Callable[..., Any], ...] = (commenting.post_comment,)
"""Resolvers: each is a mutation by its own name, and described by its docstring."""

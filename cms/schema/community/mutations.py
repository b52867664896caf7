"""Which mutations anybody may ask, without a token. What they take is in docs/reference/permissions.md."""

from collections.abc import Callable
from typing import Any

from cms.schema.community import signing_up

PUBLIC: tuple[Callable[..., Any], ...] = (
    signing_up.sign_up_for_session,
    signing_up.confirm_sign_up,
    signing_up.cancel_sign_up,
)
"""Resolvers: each is a mutation by its own name, and described by its docstring."""

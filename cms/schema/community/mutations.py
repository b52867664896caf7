"""Which mutations anybody may ask, without a token. What they take is in docs/reference/permissions.md."""

from collections.abc import Callable
from typing import Any

from cms.schema.community import commenting, proposals, signing_up, speakers

PUBLIC: tuple[Callable[..., Any], ...] = (
    commenting.post_comment,
    signing_up.sign_up_for_session,
    signing_up.confirm_sign_up,
    signing_up.cancel_sign_up,
    speakers.offer_as_speaker,
    speakers.confirm_offer,
    speakers.request_speaker,
    speakers.confirm_request,
    speakers.erase_speaker_request,
    speakers.answer_speaker_request,
    speakers.take_part_as_speaker,
    proposals.propose,
    proposals.confirm_proposal,
)
"""Resolvers: each is a mutation by its own name, and described by its docstring."""

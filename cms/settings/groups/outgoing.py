"""Calling others: where to, and where never to."""

from dataclasses import dataclass

from cms.settings.declaring import setting
from cms.settings.readers import places


@dataclass(frozen=True)
class Outgoing:
    """Calling others."""

    outgoing_allow: tuple[str, ...] = setting(
        "CMS_OUTGOING_ALLOW",
        places,
        "",
        "hosts and networks inside that may be called all the same, with commas between:"
        " `hooks.example.internal,10.1.2.0/24`; empty: none, only what is public",
        page="reference/calling-others.md",
    )

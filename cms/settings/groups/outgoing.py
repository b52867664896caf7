"""Calling others: webhooks, and caches in front."""

from dataclasses import dataclass

from cms.settings.declaring import setting
from cms.settings.groups.working import MOST_DAYS
from cms.settings.readers import headers, number, one_of, places, template, text

MOST_TAGS = 1_000


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
    webhook_days: int = setting(
        "CMS_WEBHOOK_DAYS",
        number(1, MOST_DAYS),
        "30",
        "how many days it is remembered what webhooks delivered, and what they gave up",
        page="how-to/webhooks.md",
    )
    purge_url: str = setting(
        "CMS_PURGE_URL",
        template,
        "",
        "where the cache in front is told what to forget, with `{tags}` or `{path}` where they belong;"
        " empty: nobody is told",
        page="how-to/purge-a-cdn.md",
    )
    purge_method: str = setting(
        "CMS_PURGE_METHOD",
        one_of("POST", "PURGE", "BAN", "DELETE", "PUT", "GET"),
        "POST",
        "the method of that",
    )
    purge_headers: tuple[tuple[str, str], ...] = setting(
        "CMS_PURGE_HEADERS",
        headers,
        "",
        "its headers, with `|` between: `Fastly-Key: … | Surrogate-Key: {tags}`",
        hidden=True,
    )
    purge_body: str = setting(
        "CMS_PURGE_BODY",
        text,
        "",
        'its body, such as `{"surrogate_keys": {tags_json}}`',
        hidden=True,
    )
    purge_batch: int = setting(
        "CMS_PURGE_BATCH", number(1, MOST_TAGS), "100", "how many tags one request names at most"
    )
    purge_again_seconds: int = setting(
        "CMS_PURGE_AGAIN_SECONDS",
        number(0, 3_600),
        "15",
        "after how many seconds the same is forgotten once more, in case it was filled in with what was"
        " old; `0`: never",
        page="how-to/purge-a-cdn.md",
    )

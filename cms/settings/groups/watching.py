"""Logs, figures and traces."""

from dataclasses import dataclass

from cms.settings.declaring import setting
from cms.settings.readers import address, networks, number, one_of, text

EVERYTHING = 100
"""Percent."""


@dataclass(frozen=True)
class Watching:
    """How it is watched."""

    log: str = setting(
        "CMS_LOG",
        one_of("text", "json"),
        "text",
        "how a line of the log on standard error is written: `text` for people, `json` for programs",
        page="how-to/watch.md",
    )
    log_requests: str = setting(
        "CMS_LOG_REQUESTS",
        one_of("none", "failed", "all"),
        "failed",
        "which requests have a line in the log: `none`, `failed` (a status from 500, or more than a"
        " second) or `all`; never with what stands behind the `?`",
    )
    metrics_from: str = setting(
        "CMS_METRICS_FROM",
        networks,
        "127.0.0.0/8,::1/128",
        "addresses and networks that may read `/metrics` without a token, if they ask directly and"
        " through no proxy; `none`: nobody",
    )
    metrics_token: str = setting(
        "CMS_METRICS_TOKEN",
        text,
        "",
        "with it anybody may read `/metrics`, as `Authorization: Bearer …`; empty: nobody",
        hidden=True,
    )
    traces: str = setting(
        "CMS_TRACES",
        address,
        "",
        "where traces go, by OTLP over HTTP: `http://collector:4318/v1/traces`; empty: there are none",
        page="how-to/watch.md",
    )
    traces_share: int = setting(
        "CMS_TRACES_SHARE",
        number(0, EVERYTHING),
        "100",
        "how many percent of the requests are traced; one whose caller is traced always is",
    )

"""What the public may ask, and whose the open data is."""

from dataclasses import dataclass

from cms.settings.declaring import setting
from cms.settings.readers import address, contact, line, number, one_of, reporting

MOST_BUDGET = 999_999_999_999


@dataclass(frozen=True)
class Public:
    """What the public gets."""

    documents: str = setting(
        "CMS_DOCUMENTS",
        one_of("open", "registered"),
        "open",
        "what the public may ask at `/graphql`: `open` (anything within the limits), `registered`"
        " (documents that a frontend registered only)",
        page="reference/http.md",
    )
    graphiql: str = setting(
        "CMS_GRAPHIQL",
        one_of("auto", "on", "off"),
        "auto",
        "whether a browser that opens `/graphql` gets GraphiQL, from our own files: `on`, `off`, or `auto`"
        " (unless `CMS_PRODUCTION`)",
    )
    graphql_budget: int = setting(
        "CMS_GRAPHQL_BUDGET",
        number(0, MOST_BUDGET),
        "100000",
        "what the questions of one client may cost a second, in each process; `0`: no limit",
        page="reference/limits.md",
    )
    licence: str = setting(
        "CMS_LICENCE",
        address,
        "",
        "the licence of the open data, as its address:"
        " `https://creativecommons.org/publicdomain/zero/1.0/`; empty: none is named",
        page="reference/open-data.md",
    )
    publisher: str = setting(
        "CMS_PUBLISHER",
        line,
        "",
        "who gives the open data out, by name",
        otherwise="the home page's title",
    )
    contact: str = setting(
        "CMS_CONTACT", contact, "", "where to ask about the open data: an e-mail or web address"
    )
    security_contact: str = setting(
        "CMS_SECURITY_CONTACT",
        reporting,
        "",
        "where to report a weakness of the site, as `mailto:security@example.org` or"
        " `https://example.org/report`: `/.well-known/security.txt` says it; empty: there is no such file",
    )

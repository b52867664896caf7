"""How editors work."""

from dataclasses import dataclass
from pathlib import Path

from cms.settings.declaring import setting
from cms.settings.frontends import templates
from cms.settings.readers import number, one_of, perhaps_file, text

MOST_DAYS = 36500
MOST_VERSIONS = 10_000


@dataclass(frozen=True)
class Working:
    """How editors work."""

    admin_password: str = setting(
        "CMS_ADMIN_PASSWORD",
        text,
        "",
        "password of the administrator `admin`, of 12 to 128 characters; empty: made and printed once",
        hidden=True,
    )
    second_factor: str = setting(
        "CMS_SECOND_FACTOR",
        one_of("off", "publishers", "everyone"),
        "off",
        "who must log in with a second factor: `off` (whoever wants to), `publishers` (whoever may"
        " publish or administer), `everyone`",
    )
    refused_passwords: Path | None = setting(
        "CMS_REFUSED_PASSWORDS",
        perhaps_file,
        "",
        "a file of passwords that nobody may choose, one a line, beside what is refused anyhow;"
        " a list of those that leaked elsewhere, say",
    )
    preview_url: str = setting(
        "CMS_PREVIEW_URL",
        templates,
        "",
        "your frontend's address of a preview, with `{token}` and, where it belongs, `{path}`;"
        " several with spaces between; see below",
    )
    bin_days: int = setting(
        "CMS_BIN_DAYS", number(1, MOST_DAYS), "30", "how many days what was deleted can be restored"
    )
    version_days: int = setting(
        "CMS_VERSION_DAYS",
        number(0, MOST_DAYS),
        "0",
        "how many days a version is kept after the next one replaced it; `0`: for good",
        page="reference/jobs.md",
    )
    version_last: int = setting(
        "CMS_VERSION_LAST",
        number(1, MOST_VERSIONS),
        "20",
        "how many of the last versions of each entry are kept, however old they are",
    )

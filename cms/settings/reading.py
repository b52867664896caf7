"""Every setting of a process, and how they are read from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cms.errors import N_
from cms.settings.declaring import declared
from cms.settings.frontends import Frontend, frontend
from cms.settings.groups.agents import Agents
from cms.settings.groups.community import Community
from cms.settings.groups.jobs import Jobs
from cms.settings.groups.languages import Languages
from cms.settings.groups.mail import Mail
from cms.settings.groups.media import Media
from cms.settings.groups.outgoing import Outgoing
from cms.settings.groups.public import Public
from cms.settings.groups.running import Running
from cms.settings.groups.scale import Scale
from cms.settings.groups.watching import Watching
from cms.settings.groups.working import Working
from cms.settings.readers import BadSetting

GROUPS = (
    Running,
    Scale,
    Languages,
    Working,
    Public,
    Community,
    Mail,
    Outgoing,
    Media,
    Jobs,
    Watching,
    Agents,
)
"""The groups in the order of the documentation; each is a table of docs/reference/settings.md."""
PANEL = "/admin/"
"""Where the panel is, below the public address."""


@dataclass(frozen=True)
class Settings(
    Running,
    Scale,
    Languages,
    Working,
    Public,
    Community,
    Mail,
    Outgoing,
    Media,
    Jobs,
    Watching,
    Agents,
):
    """Every setting of a process; the groups say what each means."""

    @property
    def default_locale(self) -> str:
        """The first language: that of new entries."""
        return self.locales[0]

    @property
    def frontends(self) -> tuple[Frontend, ...]:
        """The sites that show previews, in the order of the setting; one without a name has its host's."""
        return tuple(frontend(text) for text in self.preview_url.split())

    @property
    def shows_graphiql(self) -> bool:
        """Whether a browser at the endpoint gets a page to try it on."""
        return self.graphiql == "on" or (self.graphiql == "auto" and not self.production)

    @property
    def catalogues(self) -> Path:
        """The folder of the catalogues: those that come with the code, unless another is named."""
        return self.locales_dir or Path(__file__).parents[2] / "locales"

    @property
    def public_url(self) -> str:
        """The site's address without a trailing slash, for absolute links."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.base_url.rstrip("/") or f"http://{host}:{self.port}"


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from ``CMS_*`` variables; what is absent or empty has its default.

    Raises `BadSetting` for a value that cannot be used.
    """
    read = Settings(**{name: one.read(environ) for name, one in declared(Settings)})
    if read.smtp_url and not read.mail_from:
        raise BadSetting(N_("CMS_MAIL_FROM must be set where CMS_SMTP_URL is."))
    return read

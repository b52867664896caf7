"""Languages, catalogues, content types and time."""

from dataclasses import dataclass
from pathlib import Path

from cms.settings.declaring import setting
from cms.settings.readers import function, languages, perhaps_folder, timezone, words


@dataclass(frozen=True)
class Languages:
    """What the site consists of."""

    locales: tuple[str, ...] = setting(
        "CMS_LOCALES",
        languages,
        "nl,en",
        "the site's languages; the first is the default. A new one needs a migration",
    )
    locales_dir: Path | None = setting(
        "CMS_LOCALES_DIR",
        perhaps_folder,
        "",
        "folder of the catalogues and translators' files",
        otherwise="`locales/` beside the code",
    )
    content_types: tuple[str, ...] = setting(
        "CMS_CONTENT_TYPES",
        words,
        "cms.content_types",
        "packages in which content types are looked for",
    )
    timezone: str = setting(
        "CMS_TIMEZONE",
        timezone,
        "Europe/Amsterdam",
        "the site's time zone, by its name in the IANA database: where days and years begin, in the"
        " panel and when years are counted, and that of new events and sessions",
    )
    machine_translator: str = setting(
        "CMS_MACHINE_TRANSLATOR",
        function,
        "",
        "a function that suggests translations, as `package.module:function`; empty: none",
        page="how-to/machine-translation.md",
    )

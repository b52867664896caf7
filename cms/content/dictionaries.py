"""How the database reads words: a text search configuration for each language of the site."""

from collections.abc import Iterator

from cms.content.locales import LOCALES

DICTIONARIES = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "nb": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
"""The languages whose words PostgreSQL knows the forms of, by its own names for them."""
PLAIN = "simple"
"""What it has for any other: words as they are written."""


def dictionary_statements(locales: tuple[str, ...] = LOCALES) -> Iterator[str]:
    """SQL that makes the configurations that are not there yet: `cms_de` for German.

    Accents are folded before words are brought to their stem, so that `cafe` finds `café`.
    """
    for locale in locales:
        name, known = f"cms_{locale}", DICTIONARIES.get(locale, PLAIN)
        stem = known if known == PLAIN else f"{known}_stem"
        yield (
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_ts_config WHERE cfgname = '{name}'"
            f" AND pg_ts_config_is_visible(oid)) THEN"
            f" CREATE TEXT SEARCH CONFIGURATION {name} (COPY = {known});"
            f" ALTER TEXT SEARCH CONFIGURATION {name}"
            f" ALTER MAPPING FOR hword, hword_part, word WITH unaccent, {stem};"
            f" END IF; END $$"
        )

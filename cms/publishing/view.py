"""How a reader looks at the site: in which language, and in which others if that one is missing."""

from dataclasses import dataclass


@dataclass(frozen=True)
class View:
    """Handed down from each root field to all below it, and never changed.

    ``locale`` is what was asked for. ``fallback`` are the languages to serve instead of what is not
    published in it, best first; none means that it is then absent.
    """

    locale: str
    fallback: tuple[str, ...] = ()

    @property
    def locales(self) -> tuple[str, ...]:
        """Every language that may be served, best first, each once."""
        return tuple(dict.fromkeys((self.locale, *self.fallback)))

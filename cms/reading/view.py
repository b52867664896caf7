"""How a reader looks at the site: in which language, and at what: what is live, a moment, or drafts."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from cms.access.actors import Actor


@dataclass(frozen=True)
class Live:
    """What the public reads now."""

    key = ""


@dataclass(frozen=True)
class Moment:
    """What the public read, or will read as far as it is planned, at an instant.

    ``actor`` may see that of the entries in ``branch`` that they may view, without a branch of the
    whole site; the other entries are as they are live now.
    """

    at: datetime
    actor: Actor = field(repr=False)
    branch: str | None = None

    @property
    def key(self) -> str:
        """Tells it apart from every other perspective."""
        return f"{self.at.isoformat()} {self.actor.name} {self.branch or ''}"


@dataclass(frozen=True)
class AsOf:
    """What the public read at an instant that was, and nothing besides: for whoever is told of it later.

    Unlike a `Moment` it is nobody's preview: nobody's permissions come into it.
    """

    at: datetime
    key = ""


@dataclass(frozen=True)
class Drafts:
    """Working copies, of the entries in ``branch`` that ``actor`` may view; the others as they are live.

    They are read as `drafts.renew` last derived them. ``typed_in`` is the id of a preview with texts that
    were typed and not saved: they lie over the drafts of ``branch``.
    """

    actor: Actor = field(repr=False)
    branch: str | None = None
    typed_in: str | None = None

    @property
    def key(self) -> str:
        """Tells it apart from every other perspective."""
        return " ".join(
            ["drafts", self.actor.name, self.branch or "", *filter(None, [self.typed_in])]
        )


Perspective = Live | Moment | AsOf | Drafts
LIVE = Live()


@dataclass(frozen=True)
class View:
    """Handed down from each root field to all below it, and never changed.

    ``locale`` is what was asked for. ``fallback`` are the languages to serve instead of what is not
    there in it, best first; none means that it is then absent.
    """

    locale: str
    fallback: tuple[str, ...] = ()
    perspective: Perspective = LIVE

    @property
    def locales(self) -> tuple[str, ...]:
        """Every language that may be served, best first, each once."""
        return tuple(dict.fromkeys((self.locale, *self.fallback)))

    def only(self, locale: str) -> "View":
        """The same perspective in one language, and only in that."""
        return replace(self, locale=locale, fallback=())

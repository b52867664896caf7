"""What the editing services keep beside working copies: history, and the state of translations."""

from piccolo.columns import JSONB, Boolean, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Unique
from piccolo.table import Table

from cms.content.identity import UID_LENGTH

LOCALE_LENGTH = 10
FIELD_LENGTH = 120
KEY_LENGTH = 8
NOTE_LENGTH = 300
LABEL_LENGTH = 80
ACTOR_LENGTH = 150


class Version(Table, tablename="version"):
    """What an entry was after one save: who, when, what. It outlives the entry.

    ``minor``: nothing in it needs translating anew. ``label``: a name that somebody gave it later.
    """

    id: Serial
    uid = Varchar(length=UID_LENGTH)
    revision = Integer(default=0)
    content_type = Varchar(length=60)
    operation = Varchar(length=20)
    at = Timestamptz(default=TimestamptzNow())
    actor = Varchar(length=ACTOR_LENGTH)
    note = Varchar(length=NOTE_LENGTH)
    minor = Boolean(default=False)
    label = Varchar(length=LABEL_LENGTH)
    changed = JSONB(default="[]")
    snapshot = JSONB(default="{}")

    version_uid_revision = Unique(["uid", "revision"])


class Transition(Table, tablename="transition"):
    """One step of an entry's workflow in one language: who, when, from which state, why.

    Published to published is a publication anew, an address that moved with an entry above, or a
    planned moment that came. ``name`` tells which. ``since`` and ``until`` are what was planned.
    """

    id: Serial
    uid = Varchar(length=UID_LENGTH, index=True)
    locale = Varchar(length=LOCALE_LENGTH)
    name = Varchar(length=20)
    from_state = Varchar(length=20)
    to_state = Varchar(length=20)
    since = Timestamptz(null=True, default=None)
    until = Timestamptz(null=True, default=None)
    at = Timestamptz(default=TimestamptzNow())
    actor = Varchar(length=ACTOR_LENGTH)
    comment = Varchar(length=NOTE_LENGTH)


class SourceText(Table, tablename="source_text"):
    """One segment of what an entry says in its source language. It stays when its text is removed.

    ``field`` is the unit's name (`cms.editing.units`), ``item`` the key of a related row, or empty.
    ``published`` is the text that the public reads, or that was offered to translators before: the
    only one that leaves in a file. ``removed_at`` is when it went, if it did.
    """

    id: Serial
    uid = Varchar(length=UID_LENGTH)
    field = Varchar(length=FIELD_LENGTH)
    item = Varchar(length=KEY_LENGTH)
    seg = Varchar(length=KEY_LENGTH)
    kind = Varchar(length=20)
    text = Text()
    published = Text()
    position = Integer(default=0)
    removed = Boolean(default=False)
    removed_at = Timestamptz(null=True, default=None)

    source_text_place = Unique(["uid", "field", "item", "seg"])


class TranslatedText(Table, tablename="translated_text"):
    """One segment in another language, and ``base``: the source text it was made from.

    ``state`` is ``ready`` or ``review``; there can be one of each, since a draft leaves what is ready
    as it is. Stale is not a state but a comparison: ``base`` is not the source text. A row without a
    ``seg`` says that the whole unit was written anew in that language, in a shape of its own.
    """

    id: Serial
    uid = Varchar(length=UID_LENGTH)
    field = Varchar(length=FIELD_LENGTH)
    item = Varchar(length=KEY_LENGTH)
    seg = Varchar(length=KEY_LENGTH)
    locale = Varchar(length=LOCALE_LENGTH)
    state = Varchar(length=10)
    text = Text()
    base = Text()
    origin = Varchar(length=10)
    actor = Varchar(length=ACTOR_LENGTH)
    at = Timestamptz(default=TimestamptzNow())

    translated_text_place = Unique(["uid", "field", "item", "seg", "locale", "state"])


class OfferedText(Table, tablename="offered_text"):
    """An entry that translators may have as it was at ``revision``, though it is not public so.

    ``snapshot`` is what it was then; ``before`` are the texts that they had, by row of `SourceText`.
    """

    uid = Varchar(length=UID_LENGTH, primary_key=True)
    content_type = Varchar(length=60)
    source = Varchar(length=LOCALE_LENGTH)
    revision = Integer(default=0)
    snapshot = JSONB(default="{}")
    before = JSONB(default="{}")
    actor = Varchar(length=ACTOR_LENGTH)
    at = Timestamptz(default=TimestamptzNow())


class KeptText(Table, tablename="kept_text"):
    """A translation that was replaced, refused or in conflict: nothing that was typed is lost.

    ``why`` says which; a conflict that somebody resolved is ``settled``, and what is stored in other
    characters than it was typed in is ``rewritten``.
    """

    id: Serial
    uid = Varchar(length=UID_LENGTH, index=True)
    field = Varchar(length=FIELD_LENGTH)
    item = Varchar(length=KEY_LENGTH)
    seg = Varchar(length=KEY_LENGTH)
    locale = Varchar(length=LOCALE_LENGTH)
    text = Text()
    base = Text()
    why = Varchar(length=20)
    actor = Varchar(length=ACTOR_LENGTH)
    at = Timestamptz(default=TimestamptzNow())

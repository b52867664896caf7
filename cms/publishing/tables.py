"""What this layer keeps beside publications: the bin, addresses written by hand, lists of words."""

from piccolo.columns import (
    JSONB,
    Boolean,
    ForeignKey,
    Integer,
    OnDelete,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table

from cms.content.identity import UID_LENGTH
from cms.content.translated import Translated
from cms.editing.tables import ACTOR_LENGTH, LOCALE_LENGTH

MOST_PATH = 600


class BinnedBranch(Table, tablename="binned_branch"):
    """What was deleted at once: an entry and all that stood under it.

    ``above`` are the entries that it stood under, the nearest first. ``own_draft`` tells that its
    maker could still delete it as their own, ``blocked`` that local roles stopped somewhere in it.
    ``unlinked`` are the entries elsewhere in which relations to it were emptied.
    """

    id: Serial
    uid = Varchar(length=UID_LENGTH, index=True)
    content_type = Varchar(length=60)
    title = Translated(Varchar, length=200)
    path = Text()
    above = JSONB(default="[]")
    created_by = Varchar(length=ACTOR_LENGTH)
    own_draft = Boolean(default=False)
    blocked = Boolean(default=False)
    entries = Integer(default=0)
    unlinked = JSONB(default="{}")
    deleted_by = Varchar(length=ACTOR_LENGTH)
    deleted_at = Timestamptz(default=TimestamptzNow(), index=True)


class BinnedEntry(Table, tablename="binned_entry"):
    """One entry in the bin: a version's snapshot, and what no version has.

    ``owned`` are the columns that the services write, ``grants`` the local roles. Its source texts
    and translations stay where they are.
    """

    id: Serial
    branch = ForeignKey(BinnedBranch, null=False, index=True, on_delete=OnDelete.cascade)
    uid = Varchar(length=UID_LENGTH, index=True)
    content_type = Varchar(length=60)
    snapshot = JSONB(default="{}")
    owned = JSONB(default="{}")
    grants = JSONB(default="[]")
    blocked_by = Varchar(length=ACTOR_LENGTH, null=True, default=None)


class Alias(Table, tablename="alias"):
    """An address that somebody wrote by hand, and where it leads.

    ``target`` is ``uid:…``, an address of this site or a whole one elsewhere; empty says that what
    was there is gone. ``locale`` is the language in which an entry is meant.
    """

    id: Serial
    path = Varchar(length=MOST_PATH, unique=True)
    target = Text()
    locale = Varchar(length=LOCALE_LENGTH)
    status = Integer(default=301)
    changed_by = Varchar(length=ACTOR_LENGTH)
    changed_at = Timestamptz(default=TimestamptzNow())


class WordList(Table, tablename="word_list"):
    """The officialese of a language, one word a line, as editors wrote it."""

    locale = Varchar(length=LOCALE_LENGTH, primary_key=True, default="")
    words = Text()
    changed_by = Varchar(length=ACTOR_LENGTH)
    changed_at = Timestamptz(default=TimestamptzNow())

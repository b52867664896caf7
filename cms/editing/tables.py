"""The history of working copies."""

from piccolo.columns import JSONB, Integer, Serial, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Unique
from piccolo.table import Table

from cms.content.base import UID_LENGTH


class Version(Table, tablename="version"):
    """What an entry was after one save: who, when, what. It outlives the entry."""

    id: Serial
    uid = Varchar(length=UID_LENGTH)
    revision = Integer(default=0)
    content_type = Varchar(length=60)
    operation = Varchar(length=20)
    at = Timestamptz(default=TimestamptzNow())
    actor = Varchar(length=150)
    note = Varchar(length=300)
    changed = JSONB(default="[]")
    snapshot = JSONB(default="{}")

    version_uid_revision = Unique(["uid", "revision"])

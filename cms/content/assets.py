"""The files of the media library: what is known of each, beside the bytes that `cms.media` keeps."""

from enum import StrEnum

from piccolo.columns import Array, Boolean, Integer, Real, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table

from cms.content.identity import UID_LENGTH
from cms.content.translated import Translated

NAME_LENGTH = 200


class AssetKind(StrEnum):
    """What can be done with a file: only an image has renditions."""

    IMAGE = "image"
    DRAWING = "drawing"
    FILE = "file"


PICTURES = (AssetKind.IMAGE, AssetKind.DRAWING)
"""What is looked at."""


class Licence(StrEnum):
    """What others may do with a file."""

    UNKNOWN = "unknown"
    ALL_RIGHTS_RESERVED = "all_rights_reserved"
    CC0 = "cc0"
    CC_BY = "cc_by"
    CC_BY_SA = "cc_by_sa"
    PUBLIC_DOMAIN = "public_domain"


class Asset(Table, tablename="asset"):
    """One file of the library.

    ``kind`` and ``media_type`` follow from what is in the file, never from its name. ``digest`` is
    the SHA-256 of what is kept, ``size`` its bytes; ``width`` and ``height`` are pixels as one sees
    them. The focal point is where crops stay, from 0 to 1 from the left and from the top.
    ``version`` is part of the addresses: another file or another focal point makes another one.
    ``placeholder`` is a tiny picture as a ``data:`` address, ``transparent`` whether one can see
    through it. ``alt`` is what one reads who does not see it; of a file that is no picture, what
    it is. ``folder`` is a path such as ``events/2009``.
    """

    uid = Varchar(length=UID_LENGTH, primary_key=True, default="")
    revision = Integer(default=0)
    kind = Varchar(length=10, default=AssetKind.FILE, choices=AssetKind)
    name = Varchar(length=NAME_LENGTH)
    media_type = Varchar(length=100)
    size = Integer(default=0)
    digest = Varchar(length=64, index=True)
    version = Varchar(length=16)
    width = Integer(null=True, default=None)
    height = Integer(null=True, default=None)
    focus_x = Real(default=0.5)
    focus_y = Real(default=0.5)
    placeholder = Text()
    transparent = Boolean(default=False)
    alt = Translated(Varchar, length=400)
    credit = Varchar(length=200)
    licence = Varchar(length=30, default=Licence.UNKNOWN, choices=Licence)
    folder = Varchar(length=200, index=True)
    tags = Array(base_column=Varchar(length=60), default=list)
    created_at = Timestamptz(default=TimestamptzNow())
    created_by = Varchar(length=150)
    updated_at = Timestamptz(default=TimestamptzNow())
    updated_by = Varchar(length=150)

"""What translators' files said: the base of each three-way comparison at import."""

from piccolo.columns import Boolean, Integer, Serial, Text, Varchar
from piccolo.table import Table


class ExportedText(Table, tablename="exported_text"):
    """What one message of one file said from export ``first`` until export ``until``.

    ``file`` is ``target/source/type``. A message has a row for each text it ever said; the one
    without ``until`` is what it says in the newest export.
    """

    id: Serial
    file = Varchar(length=100, index=True)
    key = Varchar(length=200)
    msgid = Text()
    msgstr = Text()
    fuzzy = Boolean(default=False)
    first = Integer(default=0)
    until = Integer(null=True, default=None)

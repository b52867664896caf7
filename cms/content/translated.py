"""One column a language for a field that translators see."""

from typing import Any

from piccolo.columns import Column

from cms.content.locales import LOCALES, localised


class Translated:
    """Put ``title = Translated(Varchar, length=200)`` in a table: it gets ``title_nl``, ``title_en``.

    All columns take the same options. An empty text means: not written in this language.
    """

    name: str

    def __init__(self, column: type[Column], **options: Any) -> None:
        self.column = column
        self.options = options

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        for locale in LOCALES:
            setattr(owner, localised(name, locale), self.column(**self.options))

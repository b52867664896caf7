"""What a compiled answer was read from: surrogate keys that travel in the answer, and are taken out.

Each object that is an entry has one more field with its keys. No text can look like it: within a
JSON string a quotation mark is escaped, and no alias can have the name.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from secrets import token_hex

from cms.reading.surrogates import Reads, asset_key, below_key, reference_key

HIDDEN = f"~{token_hex(4)}"
_TAKEN = re.compile(f'"{HIDDEN}":"([^"]*)",?'.encode())
_LINK_KEYS = {True: below_key, False: reference_key}
_MOMENT = "~"
_UID = "\N{REPLACEMENT CHARACTER}"


def of_uid(uid: str, locales: Iterable[str]) -> list[str]:
    """The keys of an entry in some languages; ``uid`` is SQL."""
    return [f"{uid} || '.{locale}'" for locale in locales]


def of_list(uids: str, locales: Iterable[str]) -> list[str]:
    """The keys of entries; ``uids`` is the SQL of a list in JSON."""
    return [f"{_joined(uids, f'.{locale} ')} || '.{locale}'" for locale in locales]


def of_refs(alias: str, locales: Iterable[str]) -> list[str]:
    """The keys of all to which a publication refers."""
    joined = "nullif(array_to_string({}.refs, '.{} '), '')"
    return [f"{joined.format(alias, locale)} || '.{locale}'" for locale in locales]


def of_file(uid: str) -> list[str]:
    """The key of a file of the library; ``uid`` is SQL."""
    return [f"'{asset_key('')}' || {uid}"]


def of_files(alias: str) -> list[str]:
    """The keys of files, as if all to which a publication refers were some."""
    joined = f"nullif(array_to_string({alias}.refs, ' {asset_key('')}'), '')"
    return [f"'{asset_key('')}' || {joined}"]


def of_tags(tags: str) -> list[str]:
    """The keys of the labels of tags; ``tags`` is the SQL of a list in JSON."""
    return [f"'tag.' || {_joined(tags, ' tag.')}"]


def of_link(uid: str, locales: Iterable[str], *, children: bool) -> list[str]:
    """The keys of what belongs to an entry; ``uid`` is SQL."""
    made = (_LINK_KEYS[children](_UID, locale).split(_UID) for locale in locales)
    return [f"'{before}' || {uid} || '{after}'" for before, after in made]


def of_moment(at: str) -> str:
    """The moment at which an object is another by itself, as if it were a key; ``at`` is SQL."""
    return f"'{_MOMENT}' || {at}"


def _joined(items: str, between: str) -> str:
    """The items of a list of identifiers in JSON, which need no escape, as one text; null without any."""
    return f"""nullif(replace(translate(({items})::text, '[]"', ''), ', ', '{between}'), '')"""


def hidden(marks: Sequence[str]) -> str:
    """The field of an object in which its keys travel."""
    return f"concat_ws(' ', {', '.join(dict.fromkeys(marks))}) AS \"{HIDDEN}\""


def taken(data: bytes) -> tuple[bytes, list[str]]:
    """An answer without the keys in it, and these keys."""
    parts = _TAKEN.split(data)
    return b"".join(parts[::2]), b" ".join(parts[1::2]).decode().split()


def tell(found: Collection[str], reads: Reads) -> None:
    """Tell what was taken out of an answer."""
    reads.keys.update(one for one in found if not one.startswith(_MOMENT))
    for one in found:
        if one.startswith(_MOMENT):
            reads.true_until(datetime.fromisoformat(one.removeprefix(_MOMENT)))

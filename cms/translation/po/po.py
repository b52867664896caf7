"""PO files, read strictly and written in one layout: that of ``msgcat --no-wrap``.

Our own, because the readers at hand damage what translators made: Babel takes a live message for
obsolete when a ``#~|`` line follows it, turns ``#|`` into a comment, writes files that msgfmt
refuses, and drops unknown headers and second messages without a word.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cms.errors import N_, CmsError

MAX_BYTES = 30_000_000
MAX_ENTRIES = 50_000
REFERENCE_WIDTH = 76

SYNTAX = "E01"
DUPLICATE = "E02"


class PoError(CmsError):
    """The file cannot be read. ``code`` is E01 (syntax) or E02 (a message twice)."""

    status = 422

    def __init__(self, code: str, line: int, text: str, **params: Any) -> None:
        super().__init__(text, line=line, **params)
        self.code = code
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One message. Of a message with plural forms, ``msgstr`` is empty.

    ``comments`` are the translator's, ``extracted`` and ``references`` the program's. The
    ``previous_…`` texts are the source that a fuzzy translation was made from. ``line`` is where
    the message begins in the file it was read from.
    """

    msgid: str
    msgstr: str = ""
    msgctxt: str | None = None
    msgid_plural: str | None = None
    msgstr_plural: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    extracted: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    previous_msgctxt: str | None = None
    previous_msgid: str | None = None
    previous_msgid_plural: str | None = None
    obsolete: bool = False
    line: int = field(default=0, compare=False)

    @property
    def key(self) -> tuple[str | None, str]:
        """What no two messages of a file share."""
        return self.msgctxt, self.msgid

    @property
    def fuzzy(self) -> bool:
        return "fuzzy" in self.flags

    @property
    def begun(self) -> bool:
        """Whether it has any text, ready or not; of plural forms the first one decides."""
        return any(self.msgstr_plural[:1]) or bool(self.msgstr)

    @property
    def translated(self) -> bool:
        """Whether it has a text, in every plural form if there are any, that counts as ready."""
        forms = self.msgstr_plural if self.msgid_plural is not None else (self.msgstr,)
        return bool(forms) and all(forms) and not self.fuzzy


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """A file: its headers in their order, and its messages; obsolete ones are written last."""

    headers: Mapping[str, str]
    entries: Sequence[Entry] = ()
    comments: tuple[str, ...] = ()
    fuzzy: bool = False

    def live(self) -> Iterator[Entry]:
        return (entry for entry in self.entries if not entry.obsolete)


def parse(data: bytes) -> Catalogue:
    """The catalogue in a file's bytes; a byte order mark and CRLF are accepted.

    Raises `PoError`, which names the line, for anything else that gettext would not read, for two
    messages with one key, and for more than `MAX_BYTES` or `MAX_ENTRIES`.
    """
    if len(data) > MAX_BYTES:
        raise PoError(SYNTAX, 1, N_("The file is larger than {max} bytes."), max=MAX_BYTES)
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PoError(SYNTAX, line, N_("Line {line} is not UTF-8.")) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise PoError(SYNTAX, line, N_("Line {line} holds a NUL, so this is no text."))
    reader = _Reader()
    for number, line_text in enumerate(text.split("\n"), 1):
        reader.read(number, line_text.strip(" \t\r"))
    reader.finish()
    return _catalogue(reader.entries)


def dump(catalogue: Catalogue) -> bytes:
    """The file, in the one layout we write. `parse` gives an equal catalogue back.

    As gettext does, it leaves out obsolete messages that have no translation or whose key is in
    use again, and says "fuzzy" only of what has a translation.
    """
    header = Entry(
        msgid="",
        msgstr="".join(f"{name}: {value}\n" for name, value in catalogue.headers.items()),
        comments=catalogue.comments,
        flags=frozenset({"fuzzy"}) if catalogue.fuzzy else frozenset(),
    )
    live = list(catalogue.live())
    used = {entry.key for entry in live}
    obsolete = (e for e in catalogue.entries if e.obsolete and e.begun and e.key not in used)
    return "\n".join(_written(entry) for entry in (header, *live, *obsolete)).encode()


_COMMENT = re.compile(r"#(?:~\||[~|.:,=])?")
_STATEMENT = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d{1,2})\])?)[ \t]*(?=")')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+)"')
_ESCAPE = re.compile(r"\\(x[0-7][0-9A-Fa-f]|[01]?[0-7]{1,2}|.)")
_UNESCAPED = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_UNESCAPED |= {"\\": "\\", '"': '"'}
_FOLLOWS = {
    "": ("msgctxt", "msgid"),
    "msgctxt": ("msgid",),
    "msgid": ("msgid_plural", "msgstr"),
    "msgid_plural": ("msgstr[0]",),
}
_PREVIOUS = ("msgctxt", "msgid", "msgid_plural")


class _Draft:
    """A message as far as it has been read."""

    def __init__(self) -> None:
        self.line = 0
        self.obsolete = False
        self.last = ""  # the keyword that a line with only a text continues
        self.last_previous = ""
        self.texts: dict[str, list[str]] = {}
        self.previous: dict[str, list[str]] = {}
        self.comments: dict[str, list[str]] = {}

    @property
    def complete(self) -> bool:
        return self.last.startswith("msgstr")

    def follows(self, keyword: str) -> bool:
        """Whether ``keyword`` may come now."""
        if self.last.startswith("msgstr["):
            return keyword == f"msgstr[{int(self.last[7:-1]) + 1}]"
        return keyword in _FOLLOWS.get(self.last, ())

    def entry(self) -> Entry:
        texts = {keyword: "".join(parts) for keyword, parts in self.texts.items()}
        previous = {keyword: "".join(parts) for keyword, parts in self.previous.items()}
        return Entry(
            msgid=texts["msgid"],
            msgstr=texts.get("msgstr", ""),
            msgctxt=texts.get("msgctxt"),
            msgid_plural=texts.get("msgid_plural"),
            msgstr_plural=tuple(v for k, v in texts.items() if k.startswith("msgstr[")),
            comments=tuple(self.comments.get("#", ())),
            extracted=tuple(self.comments.get("#.", ())),
            references=tuple(dict.fromkeys(" ".join(self.comments.get("#:", ())).split())),
            flags=frozenset(_flags(self.comments.get("#,", []) + self.comments.get("#=", []))),
            previous_msgctxt=previous.get("msgctxt"),
            previous_msgid=previous.get("msgid"),
            previous_msgid_plural=previous.get("msgid_plural"),
            obsolete=self.obsolete,
            line=self.line,
        )


def _flags(lines: Iterable[str]) -> Iterator[str]:
    return (flag.strip() for line in lines for flag in line.split(",") if flag.strip())


class _Reader:
    """Takes a file line by line."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.lines: dict[tuple[bool, str | None, str], int] = {}
        self.draft = _Draft()
        self.line = 0

    def read(self, number: int, line: str) -> None:
        self.line = number
        comment = _COMMENT.match(line) if line.startswith("#") else None
        if not comment:
            if line:
                self._statement(line, obsolete=False)
            return
        mark, rest = comment[0], line[comment.end() :]
        if mark == "#~":
            if rest.strip():
                self._statement(rest.strip(), obsolete=True)
            return
        self._begin_comments()
        if mark in ("#|", "#~|"):
            self._previous(rest.strip())
        else:
            text = rest.removeprefix(" ") if mark == "#" else rest.strip()
            self.draft.comments.setdefault(mark, []).append(text)

    def finish(self) -> None:
        """End the message being read, if there is one."""
        if self.draft.last and not self.draft.complete:
            raise self._error(N_("Line {line}: the message before this line has no msgstr."))
        if self.draft.last:
            self._add(self.draft.entry())
        self.draft = _Draft()

    def _add(self, entry: Entry) -> None:
        first = self.lines.setdefault((entry.obsolete, *entry.key), entry.line)
        if first != entry.line:
            text = N_("Line {line}: this message is in the file twice, first on line {first}.")
            raise PoError(DUPLICATE, entry.line, text, first=first)
        if len(self.entries) > MAX_ENTRIES:
            raise self._error(N_("The file has more than {max} messages."), max=MAX_ENTRIES)
        self.entries.append(entry)

    def _begin_comments(self) -> None:
        if self.draft.complete:
            self.finish()
        elif self.draft.last:
            raise self._error(N_("Line {line}: a comment stands inside a message."))

    def _statement(self, line: str, *, obsolete: bool) -> None:
        draft = self.draft
        if line.startswith('"'):
            if not draft.last or draft.obsolete != obsolete:
                raise self._error(N_("Line {line}: a text stands outside any message."))
            draft.texts[draft.last].append(self._unquoted(line))
            return
        found = _STATEMENT.match(line)
        if not found:
            raise self._error(N_('Line {line} is neither a comment nor a keyword with a "text".'))
        keyword = f"msgstr[{int(found[2])}]" if found[2] else found[1]
        if keyword in _FOLLOWS[""] and draft.complete:
            self.finish()
            draft = self.draft
        if not draft.follows(keyword) or (draft.last and draft.obsolete != obsolete):
            raise self._error(N_("Line {line}: {keyword} does not belong here."), keyword=keyword)
        draft.line = draft.line or self.line
        draft.obsolete = obsolete
        draft.last = keyword
        draft.texts[keyword] = [self._unquoted(line[found.end() :])]

    def _previous(self, text: str) -> None:
        draft = self.draft
        found = _STATEMENT.match(text)
        if found and found[1] in _PREVIOUS and found[1] not in draft.previous:
            draft.last_previous = found[1]
            draft.previous[found[1]] = [self._unquoted(text[found.end() :])]
        elif text.startswith('"') and draft.last_previous:
            draft.previous[draft.last_previous].append(self._unquoted(text))
        else:
            raise self._error(N_("Line {line}: this previous text cannot be read."))

    def _unquoted(self, quoted: str) -> str:
        if "\\" not in quoted and quoted.count('"') == 2 and quoted[0] == quoted[-1] == '"':
            return quoted[1:-1]  # as most are
        found = _QUOTED.fullmatch(quoted)
        if not found:
            text = N_('Line {line}: a text must stand between " and ", with \\" for a " inside it.')
            raise self._error(text)
        return _ESCAPE.sub(self._unescaped, found[1]) if "\\" in found[1] else found[1]

    def _unescaped(self, escape: re.Match[str]) -> str:
        code = escape[1]
        if code in _UNESCAPED:
            return _UNESCAPED[code]
        number = int(code[1:], 16) if len(code) == 3 and code[0] == "x" else _octal(code)
        if number:
            return chr(number)
        raise self._error(N_("Line {line}: unknown sign {escape}."), escape=escape[0])

    def _error(self, text: str, **params: Any) -> PoError:
        return PoError(SYNTAX, self.line, text, **params)


def _octal(code: str) -> int:
    return int(code, 8) if code.isdigit() and set(code) <= set("01234567") else 0


def _catalogue(entries: Sequence[Entry]) -> Catalogue:
    first = entries[0] if entries else None
    if first is None or first.key != (None, "") or first.obsolete:
        line = first.line if first else 1
        raise PoError(SYNTAX, line, N_("Line {line}: the file must begin with its header."))
    headers: dict[str, str] = {}
    for line_text in first.msgstr.split("\n"):
        name, colon, value = line_text.partition(":")
        if line_text.strip() and (not colon or name.strip() in headers):
            text = N_("Line {line}: the header says {header}, which is unclear.")
            raise PoError(SYNTAX, first.line, text, header=line_text)
        if colon:
            headers[name.strip()] = value.strip()
    charset = headers.get("Content-Type", "").lower().partition("charset=")[2].strip()
    if charset not in ("", "utf-8", "utf8", "charset"):
        text = N_("Line {line}: the file must be UTF-8; its header says {charset}.")
        raise PoError(SYNTAX, first.line, text, charset=charset)
    return Catalogue(
        headers=headers, entries=entries[1:], comments=first.comments, fuzzy=first.fuzzy
    )


_ESCAPED = {ord(sign): f"\\{code}" for code, sign in _UNESCAPED.items()}
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_SPECIAL = re.compile(
    r'["\\\a\b\f\n\r\t\v]'
)  # most texts have none: to look is quicker than to translate
# msgcat writes the flags it knows in this order, and drops the others.
_KNOWN_FLAGS = ("fuzzy", "c-format", "python-format", "python-brace-format")


def _written(entry: Entry) -> str:
    mark, previous = ("#~ ", "#~| ") if entry.obsolete else ("", "#| ")
    flags = entry.flags if entry.begun else entry.flags - {"fuzzy"}
    parts = [
        *_comments("#", entry.comments),
        *_comments("#.", entry.extracted),
        *_comments("#:", _reference_lines(entry.references)),
        *_comments("#,", [", ".join(sorted(flags, key=_flag_order))] if flags else []),
        *_text(previous + "msgctxt", entry.previous_msgctxt, previous),
        *_text(previous + "msgid", entry.previous_msgid, previous),
        *_text(previous + "msgid_plural", entry.previous_msgid_plural, previous),
        *_text(mark + "msgctxt", entry.msgctxt, mark),
        *_text(mark + "msgid", entry.msgid, mark),
        *_text(mark + "msgid_plural", entry.msgid_plural, mark),
    ]
    if entry.msgid_plural is None:
        parts += _text(mark + "msgstr", entry.msgstr, mark)
    for number, form in enumerate(entry.msgstr_plural):
        parts += _text(f"{mark}msgstr[{number}]", form, mark)
    return "".join(parts)


def _comments(mark: str, texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for line in _LINE_BREAK.split(text) if "\n" in text or "\r" in text else (text,):
            written = f"{mark} {line}".rstrip(" \t")
            # gettext takes a line that ends in a backslash together with the next
            yield f"{written} \n" if written.endswith("\\") else f"{written}\n"


def _reference_lines(references: Sequence[str]) -> Iterator[str]:
    """References on as few lines as they need: gettext folds these whatever it is told."""
    line = ""
    for reference in references:
        if line and len(line) + 1 + len(reference) > REFERENCE_WIDTH:
            yield line
            line = ""
        line = f"{line} {reference}".lstrip()
    if line:
        yield line


def _text(keyword: str, text: str | None, mark: str) -> Iterator[str]:
    """The text on one line; one that has line breaks inside it, a line for each of its lines."""
    if text is None:
        return
    if "\n" not in text[:-1]:
        yield f"{keyword} {_quoted(text)}\n"
        return
    yield f'{keyword} ""\n'
    *lines, rest = text.split("\n")
    yield from (f"{mark}{_quoted(line + chr(10))}\n" for line in lines)
    if rest:
        yield f"{mark}{_quoted(rest)}\n"


def _quoted(text: str) -> str:
    return f'"{text.translate(_ESCAPED) if _SPECIAL.search(text) else text}"'


def _flag_order(flag: str) -> tuple[int, str]:
    return _KNOWN_FLAGS.index(flag) if flag in _KNOWN_FLAGS else len(_KNOWN_FLAGS), flag

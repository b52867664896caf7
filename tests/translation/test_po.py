"""PO files against the real gettext, and against files that are not right."""

import shutil
import subprocess
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.translation.po.po import MAX_BYTES, MAX_ENTRIES, Catalogue, Entry, PoError, dump, parse

HEADER = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
HEADERS = {
    "Project-Id-Version": "Klankbord",
    "PO-Revision-Date": "2026-01-01 00:00+0000",
    "Last-Translator": "x",
    "Language-Team": "x",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
    "X-Export": "7",
}
needs_gettext = pytest.mark.skipif(not shutil.which("msgcat"), reason="gettext is not installed")

TEXT = st.text(st.sampled_from('ab {}1\n\t"\\é漢#~|,:.\u00a0\u2028%'), max_size=12)
LINE = st.text(st.sampled_from('ab é#~|,:."\\'), max_size=8).map(str.strip)
FLAGS = st.sets(st.sampled_from(["c-format", "python-format", "python-brace-format"]))

FILES = ["a.py", "b.py:3", "cms/editing/reverting.py", "cms/publishing/history.py", "long/" * 17]


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    msgid = draw(TEXT.filter(bool))
    plural = draw(st.none() | TEXT)
    obsolete = draw(st.booleans())
    translation = TEXT.filter(bool) if obsolete else TEXT
    forms = (draw(translation), draw(TEXT)) if plural is not None else ()
    text = "" if plural is not None else draw(translation)
    fuzzy = bool(text or any(forms[:1])) and draw(st.booleans())
    return Entry(
        msgctxt=draw(st.none() | TEXT),
        msgid=msgid,
        msgid_plural=plural,
        msgstr=text,
        msgstr_plural=forms,
        comments=tuple(draw(st.lists(LINE, max_size=2))),
        extracted=tuple(draw(st.lists(LINE, max_size=2))),
        references=tuple(draw(st.lists(st.sampled_from(FILES), unique=True))),
        flags=frozenset(draw(FLAGS) | ({"fuzzy"} if fuzzy else set())),
        previous_msgctxt=draw(st.none() | TEXT) if fuzzy else None,
        previous_msgid=draw(TEXT.filter(bool)) if fuzzy else None,
        obsolete=obsolete,
    )


@st.composite
def catalogues(draw: st.DrawFn) -> Catalogue:
    unique = st.lists(entries(), max_size=5, unique_by=lambda entry: entry.key)
    found = sorted(draw(unique), key=lambda entry: entry.obsolete)
    return Catalogue(headers=HEADERS, entries=found, comments=tuple(draw(st.lists(LINE))))


def gettext(command: list[str], data: bytes) -> bytes:
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@settings(max_examples=300, deadline=None)
@given(catalogues())
def test_what_is_written_is_read_back(catalogue: Catalogue) -> None:
    written = dump(catalogue)
    assert parse(written) == catalogue
    assert dump(parse(written)) == written
    assert parse(b"\xef\xbb\xbf" + written.replace(b"\n", b"\r\n")) == catalogue


@needs_gettext
@settings(max_examples=80, deadline=None)
@given(catalogues())
def test_msgcat_would_write_the_same_bytes(catalogue: Catalogue) -> None:
    written = dump(catalogue)
    assert gettext(["msgcat", "--force-po", "--no-wrap", "-"], written) == written


@needs_gettext
@settings(max_examples=40, deadline=None)
@given(catalogues(), st.sampled_from(["--width=79", "--width=20", "--no-wrap"]))
def test_what_msgcat_wraps_means_the_same(catalogue: Catalogue, width: str) -> None:
    written = dump(catalogue)
    assert dump(parse(gettext(["msgcat", "--force-po", width, "-"], written))) == written


@needs_gettext
def test_msgfmt_accepts_every_kind_of_message() -> None:
    kinds = [
        Entry(msgctxt="7k3m/title#1", msgid="{1} a", msgstr="{1} b", flags=frozenset({"md-text"})),
        Entry(msgid="x\ny", msgstr="é\nz", extracted=("one", "two"), comments=("by hand",)),
        Entry(msgid="%d a", msgid_plural="%d b", msgstr_plural=("%d c", "%d d")),
        Entry(msgid="new", msgstr="old text", flags=frozenset({"fuzzy"}), previous_msgid="l\n" * 9),
        Entry(msgid="gone", msgstr="weg", obsolete=True, previous_msgid="even older"),
    ]
    data = dump(Catalogue(headers=HEADERS, entries=kinds))
    gettext(["msgfmt", "-c", "-o", "/dev/null", "-"], data)
    assert b"#, md-text\n" in data
    assert b"#~| msgid" in data


def test_everything_of_an_entry_is_read() -> None:
    data = HEADER + (
        "#  by hand\n#. ours\n#: a.py b.py\n#, fuzzy, max-length:80\n"
        '#| msgctxt "c"\n'
        '#| msgid ""\n#| "old\\n"\n#| "text"\nmsgctxt "k#1"\nmsgid "a\\tb"\nmsgstr ""\n"x\\n"\n'
        '"y"\n'
        '\n#~| msgid "p"\n#~ msgid "gone"\n#~ msgstr ""\n#~ "weg"\n'
    )  # fmt: skip
    live, gone = parse(data.encode()).entries
    assert live == Entry(
        msgctxt="k#1",
        msgid="a\tb",
        msgstr="x\ny",
        comments=(" by hand",),
        extracted=("ours",),
        references=("a.py", "b.py"),
        flags=frozenset({"fuzzy", "max-length:80"}),
        previous_msgctxt="c",
        previous_msgid="old\ntext",
    )
    assert (live.line, live.fuzzy, live.translated) == (14, True, False)
    assert gone == Entry(msgid="gone", msgstr="weg", previous_msgid="p", obsolete=True)


def test_a_message_before_an_obsolete_one_stays_live() -> None:
    data = HEADER + 'msgid "a"\nmsgstr "b"\n#~| msgid "p"\n#~ msgid "gone"\n#~ msgstr "weg"\n'
    assert [entry.msgid for entry in parse(data.encode()).live()] == ["a"]


def test_unknown_headers_are_kept_in_their_order() -> None:
    headers = {"X-Poedit-Basepath": ".", "Language": "nl", "X-Empty": ""}
    assert list(parse(dump(Catalogue(headers=headers))).headers.items()) == list(headers.items())


def test_an_obsolete_message_that_is_live_again_is_not_written() -> None:
    live = Entry(msgid="a", msgstr="b")
    both = Catalogue(headers={"Language": "nl"}, entries=[live, replace(live, obsolete=True)])
    assert parse(dump(both)).entries == [live]


def test_what_has_no_translation_is_neither_fuzzy_nor_kept_when_obsolete() -> None:
    fuzzy = Entry(msgid="a", flags=frozenset({"fuzzy"}))
    gone = Entry(msgid="b", obsolete=True)
    written = dump(Catalogue(headers={"Language": "nl"}, entries=[fuzzy, gone]))
    assert parse(written).entries == [Entry(msgid="a")]


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        ('msgid "a"\nmsgstr "b', "E01", 7),
        ('msgid "a"\nmsgstr "b"c"', "E01", 7),
        ('msgid "a"\nmsgstr "b\\"', "E01", 7),
        ('msgid "a"\nmsgstr "\\q"', "E01", 7),
        ('msgid "a"\nmsgstr "\\000"', "E01", 7),
        ("msgid a", "E01", 6),
        ('domain "x"', "E01", 6),
        ('# c\n"loose"', "E01", 7),
        ('msgstr "b"', "E01", 6),
        ('msgid "a"', "E01", 6),
        ('msgid "a"\n\nmsgid "b"\nmsgstr ""', "E01", 8),
        ('msgid "a"\n# inside\nmsgstr "b"', "E01", 7),
        ('msgid "a"\nmsgstr "b"\nmsgstr "c"', "E01", 8),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr "c"', "E01", 8),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr[1] "c"', "E01", 8),
        ('msgid "a"\n#~ msgstr "b"', "E01", 7),
        ('#| msgstr "x"', "E01", 6),
        ('#| "x"', "E01", 6),
        ("<<<<<<< HEAD", "E01", 6),
        ('msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"', "E02", 9),
        ('msgid ""\nmsgstr "b"', "E02", 6),
    ],
)
def test_what_is_wrong_is_said_with_its_line(body: str, code: str, line: int) -> None:
    with pytest.raises(PoError) as caught:
        parse((HEADER + body).encode())
    assert (caught.value.code, caught.value.line) == (code, line)
    assert f"{line}" in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b'msgid "a"\nmsgstr "b"\n',
        b"PK\x03\x04\x00\x00",
        HEADER.replace("UTF-8", "ISO-8859-1").encode(),
        HEADER.replace("Language: en", "Language").encode(),
        HEADER.replace("Content-Type", "Language").encode(),
    ],
)
def test_what_is_no_po_file_is_refused(data: bytes) -> None:
    with pytest.raises(PoError) as caught:
        parse(data)
    assert caught.value.code == "E01"


def test_a_file_that_is_too_large_is_refused_for_that_alone() -> None:
    body = dump(Catalogue(headers={"Language": "nl"}, entries=[Entry(msgid="a", msgstr="b")]))
    most = body + b"#" + b" " * (MAX_BYTES - len(body) - 1)

    assert len(most) == MAX_BYTES
    assert [one.msgstr for one in parse(most).entries] == ["b"]
    with pytest.raises(PoError, match=str(MAX_BYTES)) as caught:
        parse(most + b" ")
    assert caught.value.code == "E01"


def test_too_many_messages_are_refused() -> None:
    entries = [Entry(msgid=f"{n}") for n in range(MAX_ENTRIES + 1)]
    data = dump(Catalogue(headers={"Language": "nl"}, entries=entries))
    with pytest.raises(PoError, match=str(MAX_ENTRIES)):
        parse(data)
    assert len(parse(data.rpartition(b"\n\n")[0]).entries) == MAX_ENTRIES


@given(
    st.binary(max_size=60)
    | st.text(st.sampled_from('msgid"\\ strc~#|\n[0]'), max_size=60).map(str.encode)
)
def test_nothing_but_a_po_error_is_ever_raised(body: bytes) -> None:
    with suppress(PoError):
        parse(HEADER.encode() + body)

"""From the code to translators' files and back, for a small project of its own."""

import shutil
import subprocess
from pathlib import Path

import pytest

from cms.translation.interface.extraction import extract
from cms.translation.interface.interface_checks import check_interface
from cms.translation.interface.updating import extract_all, update_all
from cms.translation.po.po import PoError, parse

ROOT = Path(__file__).parents[2]

CODE = """
from cms.errors import N_

def f(count, locale):
    # NOTE: shown when nothing was found
    raise NotFound(N_("There is no {thing}."), thing=1)
    Message(N_("One long "
               "text."))
    Field(x, label=N_("A label"), help=N_("Some help")); Message(N_("Beside a label"))
    gettext("Open", locale)
    gettext("Open", locale, "menu|verb")
    ngettext("one book", "{number} books", count, locale)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    put(tmp_path, "cms/one.py", CODE)
    put(tmp_path, "admin/phrases.py", 'from cms.errors import N_\nSAVE = N_("Save")\n')
    put(tmp_path, "admin/templates/page.html", '<h1>{{ gettext("History") }}</h1>{{ _("Save") }}')
    return tmp_path


def put(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def ids(root: Path, domain: str) -> list[tuple[str, ...]]:
    return [
        tuple(text for text in (each.msgctxt, each.msgid, each.msgid_plural) if text)
        for each in extract(root)[domain].entries
    ]


def po(root: Path, domain: str = "messages") -> Path:
    return root / "locales" / "nl" / "LC_MESSAGES" / f"{domain}.po"


def translate(root: Path, text: str, translation: str, comment: str = "") -> None:
    path = po(root)
    old = f'msgid "{text}"\nmsgstr ""'
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, f'{old[:-1]}{translation}"'))
    if comment:
        path.write_text(path.read_text().replace(f'msgid "{text}"', f'# {comment}\nmsgid "{text}"'))


def change(root: Path, old: str, new: str) -> None:
    path = root / "cms/one.py"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_each_text_goes_to_its_domain(project: Path) -> None:
    assert ids(project, "messages") == [
        ("Beside a label",),
        ("One long text.",),
        ("Open",),
        ("menu|verb", "Open"),
        ("There is no {thing}.",),
        ("one book", "{number} books"),
    ]
    assert ids(project, "admin") == [("Save",), ("History",)]


def test_declarations_fill_the_schema(project: Path) -> None:
    found = ids(project, "schema")

    for expected in [
        ("book|label", "Book"),
        ("book|plural", "Books"),
        ("book.title|label", "Title"),
        ("book.slug|help", "Its part of the address. Left empty, it is made from the title."),
        ("book.printings.copies|label", "Copies"),
        ("event.place.city|label", "Town"),
        ("session.kind|enum:agenda_setting", "Agenda-setting"),
        ("session.involvement|enum:join_in", "Join in"),
        ("entry.state|enum:published", "Published"),
    ]:
        assert expected in found


def test_translators_read_what_the_author_says_and_where(project: Path) -> None:
    update_all(project)
    text = po(project).read_text()

    assert "#. shown when nothing was found\n#: cms/one.py\n#, python-brace-format\n" in text
    assert "one.py:" not in text


def test_moved_code_changes_no_file(project: Path) -> None:
    assert len(update_all(project)) == 6
    change(project, "from cms.errors import N_\n", "\n\n\nfrom cms.errors import N_\n")

    assert update_all(project) == []
    assert extract_all(project) == []


def test_translations_are_kept_by_key(project: Path) -> None:
    update_all(project)
    translate(project, "One long text.", "Een lange tekst.", comment="Nagekeken door Els")
    translate(project, "There is no {thing}.", "Er is geen {thing}.")
    change(project, "one book", "a book")
    change(project, '"text."', '"sentence."')
    update_all(project)
    text = po(project).read_text()

    assert 'msgid "There is no {thing}."\nmsgstr "Er is geen {thing}."' in text
    assert 'msgid "One long sentence."\nmsgstr ""' in text
    assert '#~ msgid "One long text."\n#~ msgstr "Een lange tekst."' in text
    assert "one book" not in text


def test_what_comes_back_has_its_translation_again(project: Path) -> None:
    update_all(project)
    translate(project, "One long text.", "Een lange tekst.", comment="Nagekeken door Els")
    update_all(project)
    before = po(project).read_bytes()
    change(project, '"text."', '"sentence."')
    update_all(project)
    change(project, '"sentence."', '"text."')
    update_all(project)

    assert po(project).read_bytes() == before
    assert b"# Nagekeken door Els" in before


def test_what_msgmerge_leaves_behind_loses_no_translation(project: Path) -> None:
    update_all(project)
    translate(project, "Beside a label", "Naast een label")
    path = po(project)
    path.write_text(
        path.read_text().replace(
            '#: cms/one.py\nmsgid "Beside', '#~| msgid "x"\n#: cms/one.py\nmsgid "Beside'
        )
    )
    update_all(project)

    assert 'msgid "Beside a label"\nmsgstr "Naast een label"' in path.read_text()
    assert "#~|" not in path.read_text()


def test_a_fuzzy_translation_stays_fuzzy_and_is_told_before_a_release(project: Path) -> None:
    update_all(project)
    translate(project, "Beside a label", "Naast een label")
    path = po(project)
    path.write_text(path.read_text().replace('msgid "Beside', '#, fuzzy\nmsgid "Beside'))
    update_all(project)

    assert check_interface(project) == []
    line = path.read_text().splitlines().index('msgid "Beside a label"') + 1
    words = "The translation of “Beside a label” was not approved yet."
    fuzzy = [str(one) for one in check_interface(project, release=True) if one.code == "fuzzy"]
    assert fuzzy == [f"locales/nl/LC_MESSAGES/messages.po:{line}: fuzzy: {words}"]


def test_before_a_release_nothing_is_missing_or_left_over(project: Path) -> None:
    update_all(project)
    translate(project, "One long text.", "Een lange tekst.")
    change(project, '"text."', '"sentence."')
    update_all(project)
    found = {one.code for one in check_interface(project, release=True)}

    assert found == {"missing", "obsolete"}
    assert check_interface(project) == []


def test_a_placeholder_that_is_not_there_is_found(project: Path) -> None:
    update_all(project)
    translate(project, "There is no {thing}.", "Er is geen {ding}.")

    assert [one.code for one in check_interface(project)] == ["placeholders"]


def test_files_that_are_behind_the_code_are_found(project: Path) -> None:
    update_all(project)
    change(project, '"text."', '"sentence."')

    found = {(one.path, one.code) for one in check_interface(project)}
    assert found == {
        ("locales/messages.pot", "out_of_step"),
        ("locales/nl/LC_MESSAGES/messages.po", "out_of_step"),
    }


def test_a_broken_file_is_named_and_nothing_is_written(project: Path) -> None:
    update_all(project)
    po(project).write_text('msgid "a\nmsgstr "')
    change(project, '"text."', '"sentence."')
    template = project / "locales" / "messages.pot"
    before = template.read_bytes()

    assert [one.code for one in check_interface(project)] == ["unreadable"]
    with pytest.raises(PoError):
        update_all(project)
    assert template.read_bytes() == before


@pytest.mark.parametrize(
    "call",
    [
        "N_(text)",
        'N_(f"Hello {name}")',
        'N_("a" + name)',
        'N_("%s" % name)',
        'N_("a".format(x))',
        'N_("")',
        "N_()",
        "N_(*texts)",
        'gettext(f"Hello {name}", locale)',
        'catalogues.gettext("a" + name, locale)',
        "gettext(worded(name), locale)",
        'gettext(text="Open", locale=locale)',
        'gettext("Open", locale, context)',
        'gettext("Open", locale, context="verb")',
        'ngettext("one", many, 2, locale)',
    ],
)
def test_a_text_that_is_not_written_out_is_refused(project: Path, call: str) -> None:
    update_all(project)
    put(project, "cms/deep/two.py", f"\n\n{call}\n")

    found = [str(one) for one in check_interface(project) if one.code == "not_literal"]
    assert [one.partition(": ")[0] for one in found] == ["cms/deep/two.py:3"]


def test_a_text_that_was_marked_elsewhere_may_be_named(project: Path) -> None:
    put(
        project, "cms/two.py", "gettext(GROUPS[group], locale); gettext(one.label, locale, context)"
    )
    update_all(project)

    assert check_interface(project) == []


def test_this_projects_code_can_be_extracted_whole() -> None:
    assert [str(one) for one in check_interface(ROOT) if one.code == "not_literal"] == []


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="GNU gettext is not installed")
def test_gettexts_own_tools_accept_the_files_as_they_are(project: Path) -> None:
    update_all(project)
    translate(project, "There is no {thing}.", "Er is geen\\\\n{thing}.", comment="Twee\n# regels")
    change(project, '"text."', '"sentence."')
    update_all(project)
    files = [*project.rglob("*.po"), *(ROOT / "locales").glob("*/LC_MESSAGES/*.po")]

    for path in files:
        checked = subprocess.run(
            ["msgfmt", "-c", "-o", "/dev/null", path], capture_output=True, text=True, check=False
        )
        assert (checked.returncode, checked.stderr) == (0, "")
        canonical = subprocess.run(["msgcat", "--no-wrap", path], capture_output=True, check=True)
        assert canonical.stdout == path.read_bytes()


def test_every_text_of_this_project_is_in_dutch() -> None:
    for domain in ("messages", "schema"):
        catalogue = parse(po(ROOT, domain).read_bytes())
        assert [each.msgid for each in catalogue.live() if not each.translated] == []

"""What wikis, vaults and site generators write beside Markdown, read as they mean it.

The samples were written for these tests after genuine folders of each kind.
"""

from pathlib import Path

import pytest

from cms.content.identity import derived_uid
from cms.errors import InvalidInput
from cms.portability.elsewhere.brought import Brought
from cms.portability.elsewhere.markdown import read_markdown

SAMPLES = Path(__file__).parent / "samples"


def read(name: str) -> Brought:
    return read_markdown(SAMPLES / name, source=name, publish=True)


def uid(source: str, *page: str) -> str:
    return derived_uid("markdown", "\0".join((source, *page)))


def body(found: Brought, source: str, page: str) -> str:
    return str(found.entries[uid(source, page)].values["body_nl"])


def test_links_by_name_find_their_page_and_pictures_their_file() -> None:
    found = read("vault")
    coffee, guide = uid("vault", "Open koffie"), uid("vault", "Gidsen/Aan de slag")
    top, text = body(found, "vault", "."), body(found, "vault", "Open koffie")
    assert f'<a href="uid:{coffee}">Open koffie</a>' in top
    assert f'<a href="uid:{guide}">de gids</a>' in top
    assert f'<a href="uid:{coffee}">koffie</a>' in top
    assert f'<img src="uid:{uid("vault", "file", "Bijlagen/haven.jpg")}" alt=""' in text
    assert f'<a href="uid:{guide}">beginnen</a>' in text
    assert f'<a href="uid:{guide}#de-eerste-keer">' in text
    assert 'href="#wie-komen-er"' in text
    broken = [one.message.params for one in found.notes if one.code == "broken_link"]
    assert broken == [{"target": "Nergens"}]


def test_code_stays_and_comments_are_for_nobody() -> None:
    found = read("vault")
    text = body(found, "vault", "Open koffie")
    assert "<code>[[Naam]]</code>" in text
    assert "%% zo %% en [[zo]]" in text
    assert "betaalt" not in text
    assert "comment" in {one.code for one in found.notes}
    assert "<strong>Kom vroeg</strong>" in text
    assert "[!tip]" not in text


def test_what_a_vault_says_in_front() -> None:
    found = read("vault")
    coffee = found.entries[uid("vault", "Open koffie")]
    assert coffee.values["tags"] == ["ontmoeten", "web-2-0"]
    assert found.aliases == {"/open-koffie": coffee.uid}
    assert (str(coffee.created_at), str(coffee.updated_at)) == (
        "2009-11-20 09:00:00+00:00",
        "2010-02-03 00:00:00+00:00",
    )
    assert set(coffee.public) == {"nl"}
    assert found.entries[uid("vault", "Gidsen/Aan de slag")].public == {}


def test_a_wiki_has_a_home_page_and_no_sidebar() -> None:
    found = read("github")
    works = uid("github", "Hoe-het-werkt")
    assert found.entries.keys() == {uid("github", "."), works}
    assert found.entries[works].values["title_nl"] == "Hoe het werkt"
    top = body(found, "github", ".")
    assert f'href="uid:{works}">de uitleg<' in top
    assert f'href="uid:{works}">Hoe het werkt<' in top
    assert f'href="uid:{uid("github", ".")}"' in body(found, "github", "Hoe-het-werkt")
    assert "<strong>Note</strong>" in body(found, "github", "Hoe-het-werkt")
    assert {one.field for one in found.notes} == {"_Footer.md", "_Sidebar.md"}


def test_a_generator_s_front_matter_may_be_toml() -> None:
    found = read("hugo/content")
    first = found.entries[uid("hugo/content", "posts/eerste")]
    second = found.entries[uid("hugo/content", "posts/tweede")]
    assert first.parent == second.parent == uid("hugo/content", "posts")
    assert first.values["tags"] == ["web-2-0", "nieuws"]
    assert first.values["image"] == uid("hugo/content", "file", "posts/eerste/omslag.jpg")
    window = first.public["nl"]
    assert str(window.since) == "2009-11-21 09:00:00+01:00"
    assert str(window.until) == "2199-01-01 00:00:00+00:00"
    assert found.aliases == {"/2009/11/eerste": first.uid}
    assert f'href="uid:{second.uid}"' in str(first.values["body_nl"])
    assert second.public == {}
    assert str(second.created_at) == "2009-12-01 12:00:00+01:00"
    assert {one.code for one in found.notes} == {"shortcode", "unknown_field"}


def test_bad_toml_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text('+++\ntitle = "A"\nweight =\n+++\nTekst.')
    with pytest.raises(InvalidInput) as refused:
        read_markdown(tmp_path)
    (problem,) = refused.value.problems
    assert (problem.code, problem.field) == ("bad_front_matter", "a.md: 3")

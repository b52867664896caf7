"""Names of texts in translators' files."""

from cms.content.discovery import installed
from cms.content.values import blank, blank_row
from cms.editing.units import Place, TextKey, parse_key, text_key, translatable, units


def test_every_translated_field_of_every_type_has_a_name_of_its_own() -> None:
    for one in installed().values():
        rows = {rows.name: [blank_row(rows) | {"key": "aaaaaaaa"}] for rows in one.rows}
        fields = [
            field
            for holder in (one, *(rows for rows in one.rows if rows.to_po))
            for field in holder.plain_fields
            if translatable(field)
        ]
        assert len(units(one, blank(one) | rows)) == len(fields), one.name


def test_slugs_and_the_like_are_not_for_translators() -> None:
    page = installed()["page"]
    assert {place.field for place in units(page, blank(page))} == {
        "title", "summary", "body", "seo_title", "seo_description",
    }  # fmt: skip


def test_a_name_is_read_as_it_is_written() -> None:
    place = Place("statements_text", "7k3m9q2a")
    written = text_key("7k3m9q2aet00", place, "alt", "p7r6y")
    assert written == "7k3m9q2aet00/statements_text.7k3m9q2a@alt#p7r6y"
    assert parse_key(written) == TextKey("7k3m9q2aet00", place, "p7r6y")
    assert parse_key("title#p7r6y") is None

"""Labels with the context that tells translators, and the catalogues, where they stand."""

from cms.content import ContentType, Field, Rows
from cms.content.discovery import installed
from cms.content.labels import choice_of, label_of, messages_of
from cms.content_types.book import Author, Book
from cms.content_types.event import EventSpeaker


def test_fields_that_look_alike_are_told_apart() -> None:
    content_type = ContentType(
        Book,
        label="Book",
        plural="Books",
        fields=(
            Rows("authors", Author, fields=(Field(Author.speaker),)),
            Rows("readers", EventSpeaker, fields=(Field(EventSpeaker.speaker),)),
        ),
    )

    contexts = [label_of(content_type, rows.target).context for rows in content_type.rows]
    assert contexts == ["book.authors.speaker|label", "book.readers.speaker|label"]


def test_no_two_messages_of_a_type_share_a_context() -> None:
    for content_type in installed().values():
        contexts = [message.context for message in messages_of(content_type)]
        assert len(contexts) == len(set(contexts))


def test_a_choice_is_worded_from_its_value_or_by_its_enumeration() -> None:
    session = installed()["session"]
    kind, involvement = session.field("kind"), session.field("involvement")
    assert kind.choices is not None
    assert involvement.choices is not None

    assert {str(choice_of(session, kind, one)) for one in kind.choices} == {
        "Agenda-setting",
        "Conceptual",
    }
    assert "Join in" in {str(choice_of(session, involvement, one)) for one in involvement.choices}

"""Labels with the context that tells translators, and the catalogues, where they stand."""

from cms.content import ContentType, Field, Rows
from cms.content.discovery import installed
from cms.content.labels import choice_of, label_of, messages_of
from cms.content_types.speaker import Affiliation, Speaker


def test_fields_of_one_name_are_told_apart() -> None:
    content_type = ContentType(
        Speaker,
        label="Speaker",
        plural="Speakers",
        fields=(
            Field(Speaker.role),
            Rows("affiliations", Affiliation, fields=(Field(Affiliation.role),)),
        ),
    )
    own, in_row = content_type.field("role"), content_type.rows[0].plain_fields[0]

    assert label_of(content_type, own).context == "speaker.role|label"
    assert label_of(content_type, in_row).context == "speaker.affiliations.role|label"


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

"""What editors and readers see of a declaration: each label and help text as a message with its context.

A context is ``type.field|label``, ``type.rows.field|help`` or ``type.field|enum:value``; for the type
itself ``type|label``, ``type|plural`` and ``type|help``; for what every entry has ``entry.state|enum:…``,
and for blocks, which types share, ``block.kind|label`` and ``block.kind.field|label``.
"""

from collections.abc import Iterator
from enum import Enum

from cms.content.base import State
from cms.content.blocks import Blocks, BlockType
from cms.content.declaration import Composite, ContentType, Declared, Field, Rows, worded
from cms.errors import Message

Labelled = Declared | BlockType


def places(content_type: ContentType) -> Iterator[tuple[str, Labelled]]:
    """Everything declared with its dotted name: ``title``, ``place.city``, ``facts.date.precision``.

    Of blocks what every block has, and each kind with its fields: ``blocks.image.caption``.
    """
    for one in content_type.all_fields:
        yield from _places(one, "")


def _places(one: Declared, above: str) -> Iterator[tuple[str, Labelled]]:
    place = f"{above}{one.name}"
    yield place, one
    if isinstance(one, Blocks):
        yield from ((f"{place}.{part.name}", part) for part in one.structure)
        for kind in one.types:
            yield f"{place}.{kind.name}", kind
            for each in (*one.own_fields(kind.name), *kind.computed):
                yield from _places(each, f"{place}.{kind.name}.")
    elif isinstance(one, Composite | Rows):
        for part in one.fields:
            yield from _places(part, f"{place}.")


def label_of(content_type: ContentType, one: Labelled) -> Message:
    """The label of one of the type's own declarations, those within composites and rows included."""
    return Message(one.label, context=_context(content_type, one, "label"))


def help_of(content_type: ContentType, one: Labelled) -> Message:
    """The help text of one of the type's own declarations; empty if it has none."""
    return Message(getattr(one, "help", ""), context=_context(content_type, one, "help"))


def choice_of(content_type: ContentType, one: Field, member: Enum) -> Message:
    """One of the values a field may take, in words."""
    return Message(
        choice_words(member), context=_context(content_type, one, f"enum:{member.value}")
    )


def type_label(content_type: ContentType) -> Message:
    """What one entry of the type is called."""
    return Message(content_type.label, context=f"{content_type.name}|label")


def type_plural(content_type: ContentType) -> Message:
    """What several entries of the type are called."""
    return Message(content_type.plural, context=f"{content_type.name}|plural")


def type_help(content_type: ContentType) -> Message:
    """What the type is for; empty if nobody said so."""
    return Message(content_type.help, context=f"{content_type.name}|help")


def state_of(state: State) -> Message:
    """Where an entry stands in one language."""
    return Message(choice_words(state), context=f"entry.state|enum:{state.value}")


def messages_of(content_type: ContentType) -> Iterator[Message]:
    """Every message of the type that is not empty, in the order of the form."""
    found = [type_label(content_type), type_plural(content_type), type_help(content_type)]
    for _, one in places(content_type):
        found += [label_of(content_type, one), help_of(content_type, one)]
        if isinstance(one, Field) and one.choices:
            found += [choice_of(content_type, one, member) for member in one.choices]
    return (message for message in found if message.text)


def choice_words(member: Enum) -> str:
    """``join_in`` → ``Join in``; an enumeration that knows better has a property ``label``."""
    return str(getattr(member, "label", "")) or worded(str(member.value))


def _context(content_type: ContentType, one: Labelled, aspect: str) -> str:
    # By identity: comparing columns makes a query's condition, which is always true.
    place = next(place for place, other in places(content_type) if other is one)
    above, _, below = place.partition(".")
    in_blocks = any(rows.name == above and isinstance(rows, Blocks) for rows in content_type.rows)
    whole = f"block.{below}" if below and in_blocks else f"{content_type.name}.{place}"
    return f"{whole}|{aspect}"

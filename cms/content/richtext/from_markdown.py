"""Markdown to the closed tree: CommonMark with tables and footnotes, and the HTML it allows."""

from collections.abc import Iterator, MutableMapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.footnote import footnote_plugin

from cms.content.richtext.ast import Document
from cms.content.richtext.parse import parse
from cms.content.richtext.sanitise import limit_length

_NOTES = "notes"
_OPEN, _CLOSE, _REFERENCE = "footnote_reference_open", "footnote_reference_close", "footnote_ref"


def from_markdown(text: str) -> Document:
    """The tree of a Markdown text, in which `to_markdown` is read back as it was.

    Raises `InvalidInput` as `parse` does.
    """
    limit_length(text)
    env: dict[str, Any] = {}
    body, notes = _parted(_READER.parse(text, env))
    written = {
        label: "<br>".join(_rendered([line], {}) for line in lines)
        for label, lines in notes.items()
    }
    uses = (written.get(token.meta["label"], "") for token in _references(body))
    limit_length(text, beside=sum(map(len, uses)))
    return parse(_rendered(body, {_NOTES: written}))


def _parted(tokens: Sequence[Token]) -> tuple[list[Token], dict[str, list[Token]]]:
    """The text without its notes, and of each note the lines by its label."""
    body: list[Token] = []
    notes: dict[str, list[Token]] = {}
    opened: list[str] = []
    for token in tokens:
        if token.type == _OPEN:
            opened.append(token.meta["label"])
        elif token.type == _CLOSE:
            opened.pop()
        elif not opened:
            body.append(token)
        elif token.type == "inline":
            notes.setdefault(opened[-1], []).append(token)
    return body, notes


def _references(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from (child for child in token.children or () if child.type == _REFERENCE)


def _rendered(tokens: Sequence[Token], env: MutableMapping[str, Any]) -> str:
    return str(_READER.renderer.render(tokens, _READER.options, env))


def _note(
    _renderer: RendererHTML, tokens: Sequence[Token], at: int, _options: OptionsDict, env: Any
) -> str:
    """A note as it is stored. In a note there is none: what refers to one there stays as it is."""
    label = tokens[at].meta["label"]
    if _NOTES not in env:
        return f"[^{label}]".replace("<", "&lt;")
    return f'<span data-footnote="">{env[_NOTES].get(label, "")}</span>'


class _Reader(MarkdownIt):
    """Addresses are left as they are: `parse` knows which of them are followed."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - its name there
        return url

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - its name there
        return True


def _reader() -> MarkdownIt:
    reader = _Reader("commonmark").enable("table")
    reader.use(footnote_plugin, inline=False, move_to_end=False)
    reader.add_render_rule(_REFERENCE, _note)
    return reader


_READER = _reader()

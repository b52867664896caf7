"""Rich text as plain text that a person could have typed."""

import pytest

from cms.content.richtext import parse, to_plain


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("<h2>Kop</h2><p>Een<br>twee.</p>", "Kop\n\nEen\ntwee.\n"),
        ('<p><a href="https://a.example/b">hier</a></p>', "hier (https://a.example/b)\n"),
        ('<p><a href="https://a.example/">https://a.example/</a></p>', "https://a.example/\n"),
        ('<p><a href="mailto:a@b.example">a@b.example</a></p>', "a@b.example\n"),
        ('<p><a href="uid:weg">hier</a></p>', "hier\n"),
        ("<ol><li>een<ul><li>a</li></ul></li><li>twee</li></ol>", "1. een\n   - a\n2. twee\n"),
        ("<blockquote><p>Zo</p><p>is het</p></blockquote>", "> Zo\n>\n> is het\n"),
        ("<pre>a\n b</pre>", "a\n b\n"),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>", "a | b\n1 | 2\n"),
        ('<p>Zie <img src="https://a.example/b.png" alt="een boom">.</p>', "Zie een boom.\n"),
    ],
)  # fmt: skip
def test_blocks_keep_what_their_layout_says(html: str, text: str) -> None:
    assert to_plain(parse(html), lambda _uid: None) == text

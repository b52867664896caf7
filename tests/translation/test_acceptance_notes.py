"""Footnotes, videos and pictures on their way to translators and back."""

from pathlib import Path

import pytest

from tests.builders import make_asset, make_published
from tests.translation.files import Desk, values_of

pytestmark = pytest.mark.usefixtures("database")

BODY = (
    '<p>Een bewering<span data-footnote="">Zie <a href="https://example.org/">dit *boek*</a>.</span>'
    ' met <img src="uid:{photo}" alt="Een haven">.</p>'
    '<figure data-embed="vimeo:76979871"><a href="https://vimeo.com/76979871">Over stilte</a></figure>'
)
TRANSLATED = {
    "Een bewering{1} met {2}.": "With {2}, *a claim{1}*.",
    "Zie [dit \\*boek\\*]{1}.": "See *[this]{1}*.",
    "Een haven": "A harbour",
    "Over stilte": "On silence: a & b",
}


async def test_what_goes_out_comes_back_in_its_place(tmp_path: Path) -> None:
    photo = await make_asset()
    body = BODY.format(photo=photo)
    made = await make_published("page", locales=("nl",), body_nl=body, body_en="", title_en="")
    desk = Desk(tmp_path)
    await desk.export()
    for source, text in TRANSLATED.items():
        desk.edit(source, text, fuzzy=False)
    report = await desk.take()
    assert (report.findings, report.counts["new"]) == ([], len(TRANSLATED))
    values = await values_of(made.uid)
    assert values["body_nl"] == body_as_stored(body)
    assert values["body_en"] == (
        f'<p>With <img src="uid:{photo}" alt="A harbour">, <em>a claim</em><span data-footnote="">See'
        ' <a href="https://example.org/"><em>this</em></a>.</span>.</p>'
        '<figure data-embed="vimeo:76979871"'
        ' data-src="https://player.vimeo.com/video/76979871?dnt=1">'
        '<a href="https://vimeo.com/76979871">On silence: a &amp; b</a></figure>'
    )
    first = desk.all_bytes()
    await desk.export()
    report = await desk.take()
    assert (report.findings, report.applied) == ([], 0)
    assert first.keys() == desk.all_bytes().keys()


@pytest.mark.parametrize("text", ["A claim with {2}.", "A claim{1}{1} with {2}."])
async def test_no_footnote_is_lost_or_doubled(tmp_path: Path, text: str) -> None:
    body = BODY.format(photo=await make_asset())
    await make_published("page", locales=("nl",), body_nl=body, body_en="", title_en="")
    desk = Desk(tmp_path)
    await desk.export()
    desk.edit("Een bewering{1} met {2}.", text, fuzzy=False)
    report = await desk.take()
    assert {one.code for one in report.findings if one.severity == "error"} == {"E06"}


def body_as_stored(body: str) -> str:
    player = ' data-src="https://player.vimeo.com/video/76979871?dnt=1">'
    return body.replace('data-embed="vimeo:76979871">', f'data-embed="vimeo:76979871"{player}')

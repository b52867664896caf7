"""Which addresses name a video that can be shown, and which do not."""

from urllib.parse import urlsplit

import pytest

from cms.content.embeds import PROVIDERS, embedded, known

UUID = "9c9de5e8-0a1e-484a-b099-e80766180a6d"


@pytest.mark.parametrize(
    ("url", "video"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", ("youtube", "dQw4w9WgXcQ")),
        ("https://www.youtube.com/watch?list=PL1&v=dQw4w9WgXcQ&t=3", ("youtube", "dQw4w9WgXcQ")),
        ("https://m.youtube.com/watch?v=dQw4w9WgXcQ", ("youtube", "dQw4w9WgXcQ")),
        ("https://youtu.be/dQw4w9WgXcQ?si=x#t", ("youtube", "dQw4w9WgXcQ")),
        ("//www.youtube.com/embed/dQw4w9WgXcQ", ("youtube", "dQw4w9WgXcQ")),
        ("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?rel=0", ("youtube", "dQw4w9WgXcQ")),
        ("https://www.youtube.com/shorts/dQw4w9WgXcQ", ("youtube", "dQw4w9WgXcQ")),
        ("https://vimeo.com/76979871", ("vimeo", "76979871")),
        ("https://player.vimeo.com/video/76979871?h=1", ("vimeo", "76979871")),
        (f"https://framatube.org/videos/watch/{UUID}", ("framatube", UUID)),
        ("https://framatube.org/w/kkGMgK9ZtnKfYAgnEtQxbv", ("framatube", "kkGMgK9ZtnKfYAgnEtQxbv")),
        ("https://archive.org/details/night_of_the_living_dead", ("archive", "night_of_the_living_dead")),
        ("https://media.ccc.de/v/37c3-12345-a_talk", ("ccc", "37c3-12345-a_talk")),
    ],
)  # fmt: skip
def test_a_video_is_known_by_any_of_its_addresses(url: str, video: tuple[str, str]) -> None:
    found = embedded(url)
    assert found == video
    assert embedded(found.page) == embedded(found.player) == found


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://www.youtube.com/",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQextra",
        "https://youtube.com/@dQw4w9WgXcQ",
        "https://youtube.com.evil.example/embed/dQw4w9WgXcQ",
        "https://evil.example/https://www.youtube.com/embed/dQw4w9WgXcQ",
        "https://youtube.com@evil.example/embed/dQw4w9WgXcQ",
        "https://youtu.be:pw@evil.example/dQw4w9WgXcQ",
        "javascript://youtu.be/dQw4w9WgXcQ",
        "data:text/html,//youtu.be/dQw4w9WgXcQ",
        'https://youtu.be/dQw4w9WgXcQ"onload="x',
        "https://vimeo.com/76979871/../../evil",
        "https://archive.org/details/../x",
        "https://[youtu.be/dQw4w9WgXcQ",
    ],
)
def test_no_other_address_is_a_video(url: str) -> None:
    found = embedded(url)
    assert found is None or (urlsplit(found.player).netloc, found.id) in {
        ("www.youtube-nocookie.com", "dQw4w9WgXcQ"),
        ("player.vimeo.com", "76979871"),
    }


@pytest.mark.parametrize("name", PROVIDERS)
def test_no_id_changes_where_an_address_leads(name: str) -> None:
    for attack in (
        "",
        "/../x",
        "x?y",
        "x#y",
        "x y",
        "x&y",
        '"><script>',
        "é" * 11,
        "a/b",
        "a\n" * 5,
    ):
        assert known(name, attack) is None
    assert known("nobody", "dQw4w9WgXcQ") is None


def test_every_player_is_asked_not_to_follow_anyone() -> None:
    assert {one.host for one in PROVIDERS.values()} == {
        "www.youtube-nocookie.com",
        "player.vimeo.com",
        "framatube.org",
        "archive.org",
        "media.ccc.de",
    }
    assert all(one.player.startswith("https://") for one in PROVIDERS.values())
    assert "dnt=1" in PROVIDERS["vimeo"].player

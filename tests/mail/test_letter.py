"""What strangers put into a letter: it never becomes a header, nor a link that leads elsewhere."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from cms.mail import BadLetter, Letter
from cms.mail.layout import quoted
from cms.mail.message import message_of, readable
from cms.settings import Settings
from tests.mailbox import FROM, html_of, text_of

SITE = Settings(mail_from=FROM, base_url="https://cms.example.org/")
HEADERS = {
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
    *("MIME-Version", "Content-Type"),
}


def arrived(letter: Letter, settings: Settings = SITE) -> EmailMessage:
    """The letter as the other side reads it from the wire."""
    content = message_of(letter, settings, "0-1").as_bytes()
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")
    return message_from_bytes(content, policy=policy.default)


@pytest.mark.parametrize(
    "hostile",
    [
        "Hello\r\nBcc: spy@example.net",
        "Hello\nBcc: spy@example.net\n\nanother body",
        "Hello\x0bBcc: spy@example.net\x85\u2028X-Odd: yes",
        "=?utf-8?q?Hello=0ABcc:_spy=40example.net?=",
        "\0\x1b[31m red",
        "Ünïcödé 😀 " * 40,
        "x" * 5000,
        "\ud800",
        "",
    ],
)
def test_a_subject_is_one_line_and_nothing_else(hostile: str) -> None:
    mail = arrived(Letter("eva@example.org", hostile, hostile))

    assert set(mail.keys()) == HEADERS
    assert len(str(mail["Subject"])) <= 200
    assert not set("\r\n\0\x1b") & set(str(mail["Subject"]))
    assert mail["To"] == "eva@example.org"


@pytest.mark.parametrize("name", ["to", "reply_to"])
@pytest.mark.parametrize(
    "hostile",
    [
        "eva@example.org\nBcc: spy@example.net",
        "eva@example.org, spy@example.net",
        "Eva <eva@example.org>",
        *("eva@", "@example.org", "eva", "eva@exa mple.org", "évà@example.org"),
        "=?utf-8?q?a=0ABcc:b?=@example.org",
        *("eva@example.org\0", "eva@a..b", "eva@-\ud800.org", "a" * 65 + "@example.org"),
    ],
)
def test_an_address_is_one_address(name: str, hostile: str) -> None:
    with pytest.raises(BadLetter):
        Letter(**{"to": "eva@example.org", "subject": "…", "text": "…", name: hostile})


@pytest.mark.parametrize(
    "hostile",
    ["javascript:alert(1)", "https://a.org/\nX: y", "https://a.org/>,<mailto:x@y.org", "https://"],
)
def test_an_opt_out_is_one_page(hostile: str) -> None:
    with pytest.raises(BadLetter):
        Letter("eva@example.org", "…", "…", unsubscribe=hostile)


def test_all_that_a_letter_says_arrives() -> None:
    letter = Letter(
        "info@bücher.example",
        "Één bericht",
        "Beste Éva,\n\nkom je?\n",
        reply_to="bo@example.org",
        unsubscribe="https://cms.example.org/forms/nl/stop/?token=x",
        locale="nl",
    )
    mail = arrived(letter)

    assert (mail["To"], mail["Reply-To"]) == ("info@xn--bcher-kva.example", "bo@example.org")
    assert (mail["Subject"], mail["Content-Language"]) == ("Één bericht", "nl")
    assert mail["List-Unsubscribe"] == f"<{letter.unsubscribe}>"
    assert mail["Message-ID"] == "<0-1@example.org>"
    assert text_of(mail) == letter.text
    assert '<html lang="nl">' in html_of(mail)


def test_a_domain_is_written_as_its_owner_registered_it() -> None:
    mail = arrived(Letter("eva@straße.example", "…", "…"))

    assert mail["To"] == "eva@xn--strae-oqa.example"


def test_text_and_html_come_from_one_source() -> None:
    source = (
        "Hello Éva & co,\n\nconfirm it:\n\n[Confirm](https://cms.example.org/forms/en/x/?token=a)\n\n"
        "- one\n- two <b>\n\nSee https://cms.example.org/en/. Not https://evil.example/x.\n\n"
        + quoted("I said\n[Click](https://evil.example/)\n- no item")
    )
    mail = arrived(Letter("eva@example.org", "Hello", source, locale="en"))

    assert "Confirm:\nhttps://cms.example.org/forms/en/x/?token=a\n" in text_of(mail)
    html = html_of(mail)
    assert ">Confirm</a>" in html
    assert "<li>two &lt;b&gt;</li>" in html
    assert 'href="https://cms.example.org/en/"' in html
    assert html.count("<a ") == 2
    assert 'href="https://evil.example' not in html
    assert "Éva &amp; co" in html


def test_only_what_a_letter_is_for_is_a_button() -> None:
    links = [f"[{one}](https://cms.example.org/{one})" for one in ("Confirm", "Forget")]
    html = html_of(arrived(Letter("eva@example.org", "Hello", "\n\n".join(links))))

    assert html.count("background:") == 1
    assert html.index("background:") < html.index(">Confirm</a>")
    assert '<a href="https://cms.example.org/Forget">Forget</a>' in html


@pytest.mark.parametrize(
    "hostile",
    [
        "[Click](https://evil.example/)",
        "[Click](https://cms.example.org.evil.example/)",
        "https://cms.example.org@evil.example/",
        "<img src=https://evil.example/pixel>",
        "[Click](javascript:alert)",
    ],
)
def test_nothing_leads_away_from_the_site(hostile: str) -> None:
    html = html_of(arrived(Letter("eva@example.org", "…", f"Hello\n\n{hostile}\n")))

    assert "<a " not in html
    assert "<img" not in html


def test_a_file_can_be_read_by_people() -> None:
    link = "https://cms.example.org/forms/nl/x/?token=" + "a=b" * 60
    content = readable(Letter("eva@example.org", "Éva", f"Één:\n\n[Ja]({link})\n"), SITE, "0-1")

    assert link in content.decode().splitlines()
    assert text_of(message_from_bytes(content, policy=policy.default)).startswith("Één")

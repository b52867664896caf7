"""A page with a block of every kind, for tests."""

from typing import Any

from tests.builders import make_asset, make_published

VIDEO = "https://vimeo.com/123456789"


def block(kind: str, key: str, within: str = "", **values: Any) -> dict[str, Any]:
    """A block as it is typed."""
    return {"kind": kind, "key": key, "within": within, **values}


def both(name: str, text: str) -> dict[str, str]:
    """A translated text in both languages."""
    return {f"{name}_nl": f"{text} nl", f"{name}_en": f"{text} en"}


def rich(name: str, html: str) -> dict[str, str]:
    """The same, formatted."""
    return {f"{name}_nl": f"<p>{html} nl</p>", f"{name}_en": f"<p>{html} en</p>"}


async def related() -> dict[str, str]:
    """What blocks refer to: the uid of each, by what it is."""
    return {
        "speaker": (await make_published("speaker", "Anna")).uid,
        "event": (await make_published("event", "Koffie")).uid,
        "session": (await make_published("session", "Gesprek")).uid,
        "entry": (await make_published("page", "Elders")).uid,
        "image": await make_asset("haven.jpg"),
        "file": await make_asset("verslag.pdf", kind="file", media_type="application/pdf"),
    }


def every_kind(to: dict[str, str]) -> list[dict[str, Any]]:
    """A block of every kind, with something in each of its fields."""
    link = f'<a href="uid:{to["entry"]}">daar</a>'
    return [
        block("text", "text", anchor="begin", **rich("body", f"Tekst {link}")),
        block("image", "pct1", image=to["image"], **both("caption", "Haven"), **both("alt", "Kade")),
        block(
            "quotation", "qte1", speaker=to["speaker"], source_url="https://example.org/x",
            **both("text", "Gezegd"), **both("attribution", "Auteur"),
        ),
        block("teaser", "tser", entry=to["entry"], **both("heading", "Kop"), **both("blurb", "Lees")),
        block(
            "listing", "stng", types=["event"], under=None, tags=[], sorting="title", count=3,
            upcoming=False, **both("heading", "Meer"),
        ),
        block("file", "fe00", file=to["file"], **both("title", "Verslag")),
        block("embed", "embd", url=VIDEO, **both("title", "Film"), **both("caption", "Beeld")),
        block("facts", "fcts", **both("heading", "Feiten")),
        block(
            "fact", "fct1", "fcts", date="2008-06-01", precision="month", **both("label", "Sinds"),
            **both("value", "Juni"), **both("source", "Akte"),
        ),
        block("statements", "stmt", **both("heading", "Stellingen")),
        block("statement", "stm1", "stmt", **both("text", "Bewering")),
        block("events", "evnt", choice="chosen", **both("heading", "Agenda")),
        block("chosen_event", "evn1", "evnt", event=to["event"]),
        block("speakers", "spkr", **both("heading", "Sprekers")),
        block("chosen_speaker", "spk1", "spkr", speaker=to["speaker"]),
        block("sessions", "ssns", choice="chosen", count=2, **both("heading", "Gesprekken")),
        block("chosen_session", "ssn1", "ssns", session=to["session"]),
        block("columns", "cms0"),
        block("column", "cm01", "cms0"),
        block("text", "txt2", "cm01", **rich("body", "Naast")),
        block("column", "cm02", "cms0"),
        block("facts", "fct2", "cm02", **both("heading", "Ernaast")),
    ]  # fmt: skip

"""Keys: who is who after a change."""

import random

import pytest

from cms.content.richtext import parse
from cms.content.segments import (
    BASE32,
    Known,
    Segment,
    align,
    context,
    mint,
    normalise,
    plain,
    split,
)

TEXTS = [
    "De overheid wordt opener en luistert beter naar burgers.",
    "Web 2.0 verandert de manier waarop mensen samenwerken.",
    "Ambtenaren delen hun kennis, ook buiten hun eigen afdeling.",
    "Het boek is gratis te lezen en te verspreiden.",
    "Elke maand is er een open koffie in Den Haag.",
    "Wie mee wil doen, meldt zich aan bij de redactie.",
]


def segments(*texts: str, kind: str = "p") -> list[Segment]:
    return [Segment(kind, text) for text in texts]


def known(*texts: str, kind: str = "p") -> list[Known]:
    new = segments(*texts, kind=kind)
    return [
        Known(key, kind, text) for key, text in zip(align("u", "f", [], new), texts, strict=True)
    ]


def keys(*texts: str) -> list[str]:
    return [one.key for one in known(*texts)]


def test_keys_are_the_same_everywhere_and_short() -> None:
    assert keys(*TEXTS) == keys(*TEXTS)
    assert len(set(keys(*TEXTS))) == len(TEXTS)
    assert all(len(key) == 5 and set(key) <= set(BASE32) for key in keys(*TEXTS))
    assert not set("ilou") & set(BASE32)


def test_a_key_depends_on_entry_field_and_text() -> None:
    births = {mint("u", "f", "a", ()), mint("v", "f", "a", ()), mint("u", "g", "a", ())}
    assert len(births | {mint("u", "f", "b", ())}) == 4
    assert mint("u", "f", "a  \u00adb", ()) == mint("u", "f", " a b", ())
    first = mint("u", "f", "a", ())
    assert mint("u", "f", "a", {first}) != first


def test_equal_texts_have_different_keys() -> None:
    same = keys(*["Lees meer"] * 300)
    assert len(set(same)) == 300


@pytest.mark.parametrize("seed", range(60))
def test_insert_remove_and_move_change_no_other_key(seed: int) -> None:
    chance = random.Random(seed)
    old = known(*TEXTS)
    order = list(old)
    chance.shuffle(order)
    order.pop()
    texts = [one.text for one in order]
    texts.insert(chance.randrange(len(texts) + 1), "Iets heel anders, nog nooit vertoond.")
    found = dict(zip(texts, align("u", "f", old, segments(*texts)), strict=True))
    assert all(found[one.text] == one.key for one in order)
    assert found["Iets heel anders, nog nooit vertoond."] not in {one.key for one in old}


def test_a_reworded_paragraph_keeps_its_key() -> None:
    old = known(*TEXTS)
    texts = list(TEXTS)
    texts[1] = "Web 2.0 verandert ook de manier waarop ambtenaren samenwerken."
    texts.insert(0, "Nieuw.")
    assert align("u", "f", old, segments(*texts))[1:] == [one.key for one in old]


def test_a_text_that_comes_back_gets_its_old_key() -> None:
    old = known(*TEXTS)
    gone = old.pop(2)
    found = align("u", "f", old, segments(*TEXTS), [gone])
    assert found == keys(*TEXTS)


def test_a_new_text_never_gets_a_key_that_is_in_use() -> None:
    removed = [Known(mint("u", "f", "Nieuw", ()), "p", "iets anders")]
    (found,) = align("u", "f", [], segments("Nieuw"), removed)
    assert found != removed[0].key


def test_a_field_of_one_line_keeps_its_key_whatever_it_says() -> None:
    (old,) = known("Denktank", kind="plain")
    assert align("u", "title", [old], [plain("Iets heel anders")]) == [old.key]


def test_an_alternative_text_never_gets_a_paragraphs_key() -> None:
    old = known(TEXTS[0])
    (found,) = align("u", "f", old, segments(TEXTS[0], kind="alt"))
    assert found != old[0].key
    assert context("u", "f", "alt", found) == f"u/f@alt#{found}"
    assert context("u", "f.item", "p", found) == f"u/f.item#{found}"


def test_a_paragraph_that_becomes_a_heading_keeps_its_key() -> None:
    old = known(*TEXTS)
    new = split(parse("".join(f"<h2>{text}</h2>" for text in TEXTS)))
    assert align("u", "f", old, new) == [one.key for one in old]


def test_long_fields_take_no_longer_than_they_should() -> None:
    texts = [f"Alinea {n} over onderwerp {n % 7}" for n in range(3000)]
    old = known(*texts)
    changed = [text.replace("over", "gaat over") for text in reversed(texts)]
    found = align("u", "f", old, segments(*changed))
    assert len(set(found)) == 3000


def test_normalise() -> None:
    assert normalise(" a\u00ad b \n\tc ") == "a b c"

"""The plain view keeps every offset."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skywitness.text.flat import flatten
from skywitness.text.tokens import tokenise

PIECES = st.sampled_from(
    [
        "Сбит",
        "**",
        "__",
        " ",
        "  ",
        "\n",
        "дрон",
        "[",
        "](https://t.me/a/1)",
        "Район",
        "обл.",
        "ЁЛКА",
        "🔹",
        "«Ка-52»",
        "22.10",
        "İ",
        "ǅ",
        "е\u0301",
        "@канал",
        "t.me/x",
    ]
)


@given(st.lists(PIECES).map("".join))
def test_every_word_of_the_view_stands_in_the_source(text: str) -> None:
    flat = flatten(text)
    for token in tokenise(flat.text):
        if token.text == "\n":
            continue
        start, end = flat.span(token.start, token.end)
        assert 0 <= start < end <= len(text)
        assert text[start].lower()[:1].replace("ё", "е")[:1] == token.text[0] or not text[start].isalnum() or not text[start].isascii()


@given(st.lists(PIECES).map("".join))
def test_view_and_source_positions_undo_each_other(text: str) -> None:
    flat = flatten(text)
    for position, letter in enumerate(flat.cased):
        if letter != "\n":
            origin, _ = flat.span(position, position + 1)
            assert flat.view(origin) == position


@given(st.text())
def test_any_text_has_a_view_as_long_as_its_cased_twin(text: str) -> None:
    flat = flatten(text)
    assert len(flat.text) == len(flat.cased)


def test_bold_type_inside_a_numeral_parts_nothing() -> None:
    assert flatten("**пятьдесят** **один** БпЛА").text == "пятьдесят один бпла"


def test_a_word_in_mixed_case_is_not_cut() -> None:
    assert flatten("три БпЛА над морем").text == "три бпла над морем"


def test_a_lost_line_break_is_put_back() -> None:
    flat = flatten("Грибовский районВнимание по БПЛА")
    assert flat.text.splitlines() == ["грибовский район", "внимание по бпла"]
    assert flat.is_mended

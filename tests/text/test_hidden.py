"""What cannot be seen in a text is found and named; what people write every day is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skywitness.text.hidden import Trick, find_hidden


@pytest.mark.parametrize(
    ("text", "trick", "times", "shown"),
    [
        ("сбит\u202eи не сбит\u202c", Trick.DIRECTION, 2, ("U+202E", "U+202C")),
        ("\u2067abc\u2069 в Ельце", Trick.DIRECTION, 2, ("U+2067", "U+2069")),
        ("бес\u00adпилот\u00adник", Trick.INVISIBLE, 2, ("U+00AD",)),
        ("\ufeffЕлец", Trick.INVISIBLE, 1, ("U+FEFF",)),
        ("без\u200dпилотник", Trick.INVISIBLE, 1, ("U+200D",)),
        ("Mинобороны", Trick.ALIKE, 1, ("[M]инобороны",)),
        ("мэp Ельца, мэp Тулы", Trick.ALIKE, 2, ("мэ[p]",)),
        ("Kиїв, Oдеса, Xарків, Cуми, Tернопіль", Trick.ALIKE, 5, ("[K]иїв", "[O]деса", "[X]арків")),
    ],
)
def test_what_is_hidden_is_named(text: str, trick: Trick, times: int, shown: tuple[str, ...]) -> None:
    [hidden] = find_hidden(text)
    assert (hidden.trick, hidden.times, hidden.shown) == (trick, times, shown)


@pytest.mark.parametrize(
    "text",
    [
        "Над Ельцом сбит беспилотник",
        "FPV-дрон и БПЛА типа Shahed",
        "Ка-52 и Су-27, «Герань-2», Ми-8АМТШ",
        "👨\u200d👩\u200d👧 эвакуированы ❤️",
        "Збито 3 «Shahed», об'єкт — ПриватBankу немає",
        "The drone fell at 03:10",
        "ёлка, їжак, ґанок",
        "",
    ],
)
def test_what_people_write_is_left_alone(text: str) -> None:
    assert find_hidden(text) == ()


@given(st.text(alphabet="абвгдеёжзіїєґ АБВ.,-0123456789", max_size=200), st.sampled_from("\u202e\u2066\u00ad\u200b\ufeff"), st.data())
def test_a_mark_anywhere_is_found_and_the_text_without_it_is_clean(text: str, mark: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    assert [each.times for each in find_hidden(text[:at] + mark + text[at:])] == [1]
    assert find_hidden(text) == ()

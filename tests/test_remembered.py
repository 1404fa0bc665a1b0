"""What is remembered of words: asked once each, forgotten before it fills the memory."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skywitness.remembered import Remembered


def test_a_known_word_is_not_worked_out_again() -> None:
    asked: list[str] = []

    def measure(word: str) -> int:
        asked.append(word)
        return len(word)

    lengths = Remembered(measure)
    assert [lengths[word] for word in ("дрон", "упал", "дрон")] == [4, 4, 4]
    assert asked == ["дрон", "упал"]


@given(st.lists(st.text(max_size=3)), st.integers(1, 5))
def test_answers_stay_right_and_few_however_many_words_are_asked(words: list[str], most: int) -> None:
    lengths = Remembered(len, most)
    assert [lengths[word] for word in words] == list(map(len, words))
    assert len(lengths) <= most

"""Nearness: the quick look at how the words before a name end must never miss what the patterns find."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skywitness.locate.areas import NEAR_RUSSIAN_ONLY, NEAR_WORDS, is_near

_PIECES = (
    "под",
    "Под",
    "недалеко от",
    "НА ПОДЛЁТЕ К",
    "у",
    "У",
    "в районе",
    "під",
    "near",
    "close to",
    "в",
    "дом",
    " ",
    "\n",
    " «",
    "- ",
    "_",
    ".",
    "ё",
    "5 ",
)


@given(st.lists(st.sampled_from(_PIECES), max_size=5).map("".join), st.sampled_from(("ru", "uk", "en")))
def test_the_quick_look_loses_no_nearness(before: str, lang: str) -> None:
    told = NEAR_WORDS.search(before) is not None or (lang == "ru" and NEAR_RUSSIAN_ONLY.search(before) is not None)
    assert is_near(before, lang) == told


def test_nearness_is_in_the_last_word_before_the_name() -> None:
    assert is_near("обломки упали под «", "ru")
    assert not is_near("под утро упали в ", "ru")

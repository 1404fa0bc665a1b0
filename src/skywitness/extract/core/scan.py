"""A report's text made ready for reading: the plain view, its tokens, sentences and marks."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence

from msgspec import Struct

from skywitness.extract.core.companions import settle_companions
from skywitness.extract.core.lexicon import Lexicon, Mark
from skywitness.text.flat import Flat
from skywitness.text.sentences import split_sentences
from skywitness.text.tokens import Token, digits_of, read_plainly


def _nobody(word: str) -> bool:
    """No word of a language that does not tell its rescuers."""
    del word
    return False


class Scan(Struct, frozen=True):
    """``sentences`` are ranges of tokens. Marks are in the order of the text and do not cross in it.

    ``firsts`` are where the marks begin, ``kinds`` the marks by kind, ``digits`` the tokens that begin with a digit: for looking them up.
    ``elided_region`` is the language's noun for a region, said where a text leaves it out; ``is_rescuer`` tells of a word whether it names rescuers.
    """

    flat: Flat
    tokens: Sequence[Token]
    sentences: list[tuple[int, int]]
    marks: list[Mark]
    firsts: list[int]
    kinds: dict[str, list[Mark]]
    digits: list[int]
    elided_region: str = ""
    is_rescuer: Callable[[str], bool] = _nobody

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where tokens ``first`` up to, not including, ``last`` stand in the report's text."""
        return self.flat.span(self.tokens[first].start, self.tokens[last - 1].end)

    def trimmed_span(self, first: int, last: int) -> tuple[int, int]:
        """The same without blanks, bullets and signs at its ends."""
        while last > first + 1 and not self.tokens[last - 1].text[0].isalnum():
            last -= 1
        while first < last - 1 and not self.tokens[first].text[0].isalnum():
            first += 1
        return self.span(first, last)

    def quote(self, first: int, last: int) -> str:
        """The words of those tokens exactly as the report has them."""
        start, end = self.span(first, last)
        return self.flat.source[start:end]

    def words(self, first: int, last: int) -> str:
        """The folded words of those tokens, single blanks between."""
        return " ".join(token.text for token in self.tokens[first:last])

    def marks_in(self, first: int, last: int, kind: str | None = None) -> list[Mark]:
        """The marks that begin within a range of tokens, of one kind or of all."""
        if kind is not None:
            return [mark for mark in self.kinds[kind] if first <= mark.first < last] if kind in self.kinds else []
        begin = bisect_left(self.firsts, first)
        return self.marks[begin : bisect_left(self.firsts, last, lo=begin)]

    def digits_in(self, first: int, last: int) -> list[int]:
        """Those of a range of tokens that begin with a digit."""
        return [index for index in self.digits if first <= index < last]


def scan_text(
    text: str, lexicon: Lexicon, abbreviations: Collection[str], elided_region: str = "", is_rescuer: Callable[[str], bool] = _nobody
) -> Scan:
    """The marks of a text.

    >>> from skywitness.extract.core.lexicon import Entry
    >>> scan = scan_text("Сбит **дрон**. Тихо.", Lexicon([("дрон*", Entry("target", "uav"))]), ())
    >>> [(mark.value, scan.quote(mark.first, mark.last)) for mark in scan.marks], len(scan.sentences)
    ([('uav', 'дрон')], 2)
    """
    flat, tokens = read_plainly(text)
    marks = settle_companions(lexicon.find(tokens), tokens)
    return Scan(
        flat,
        tokens,
        split_sentences(tokens, abbreviations, flat.cased),
        marks,
        [mark.first for mark in marks],
        _by_kind(marks),
        digits_of(tokens),
        elided_region,
        is_rescuer,
    )


def _by_kind(marks: Sequence[Mark]) -> dict[str, list[Mark]]:
    kinds = defaultdict[str, list[Mark]](list)
    for mark in marks:
        kinds[mark.kind].append(mark)
    return dict(kinds)

"""Cuts a text into words with their places, and knows where a run of words that may form one name ends."""

from __future__ import annotations

import re
from itertools import accumulate

from msgspec import Struct

from skywitness.geo.spelling import fold_word
from skywitness.remembered import Remembered

WORD = re.compile(r"[рР]-н\w{0,3}\b|[^\W\d_]++(?:['’ʼ`][^\W\d_]++)*+")
_HASHTAG = re.compile(r"#[\w-]+")
_CUT = re.compile(f"({WORD.pattern})")
_CUT_HASHTAG = re.compile(r"([^\W\d_][^\W\d_A-ZА-ЯЁЄІЇҐ]*(?:['’ʼ`][^\W\d_]+)*)")
_JOINS = frozenset({" ", "-", "\u00a0", "‑", "–", " «", ' "', " “", "_", " '", ". ", ".", "  "})
_SIGNS = "*_`[]\u200b\ufe0f"
_MARKS = re.escape(_SIGNS)
_MARKUP = re.compile(rf"[h{_MARKS}](?:(?<=\])\([^)\s]*\)?|(?<=h)ttps?://\S+|(?<=[{_MARKS}])[{_MARKS}]*)")
"""Its first letter stands first, so that the search skips all other letters."""
VOID = "\0"
"""Stands for markup: it has a width and nothing else."""
_LONGEST_ABBREVIATION = 4
_ABBREVIATIONS = {"обл": "област", "респ": "республик", "авто": "авто"}


class Tokens(Struct, frozen=True):
    """The words of a text: as written, folded, where they stand. ``run_end[i]`` is the end of the run of words that may form one name from i on; ``text`` has its markup blotted out; ``tagged`` are those in hashtags."""

    text: str
    words: list[str]
    folded: list[str]
    starts: list[int]
    ends: list[int]
    run_end: list[int]
    tagged: frozenset[int]

    def between(self, left: int, right: int) -> str:
        """The text between two words, markup left out."""
        return self.text[self.ends[left] : self.starts[right]].replace(VOID, "")


def cut_words(text: str) -> Tokens:
    """All words of a text. Hashtags are cut at capitals and underscores, so "#КурскаяОбласть" reads like "Курская Область".

    >>> cut_words("Над г. Курск, #КурскаяОбласть").folded
    ['над', 'г', 'курск', 'курская', 'област']
    """
    plain = hide_markup(text)
    pieces, tagged = _cut_at_tags(plain) if "#" in plain else (_CUT.split(plain), frozenset[int]())
    bounds = list(accumulate(map(len, pieces)))
    words = pieces[1::2]
    folded = list(map(_FOLDED.__getitem__, words))
    if words and text.endswith(words[-1]):
        folded[-1] = _complete_noun(folded[-1], after=words[-2] if len(words) > 1 else "")
    return Tokens(plain, words, folded, bounds[:-1:2], bounds[1::2], _run_ends(words, pieces[2:-1:2], tagged), tagged)


def _cut_at_tags(plain: str) -> tuple[list[str], frozenset[int]]:
    """Gaps and words in turn, a gap first and last, and which of the words are those of hashtags."""
    pieces, tagged, done = [""], set[int](), 0
    for tag in _HASHTAG.finditer(plain):
        _go_on(pieces, _CUT.split(plain[done : tag.start()]))
        before = len(pieces) // 2
        _go_on(pieces, (_CUT if tag[0].isupper() else _CUT_HASHTAG).split(tag[0]))
        tagged.update(range(before, len(pieces) // 2))
        done = tag.end()
    _go_on(pieces, _CUT.split(plain[done:]))
    return pieces, frozenset(tagged)


def _go_on(pieces: list[str], further: list[str]) -> None:
    """Add gaps and words to those before, whose last gap goes on in the first."""
    pieces[-1] += further[0]
    pieces += further[1:]


def _fold(word: str) -> str:
    folded = fold_word(word)
    return _ABBREVIATIONS.get(folded, folded)


_FOLDED = Remembered(_fold)


def _run_ends(words: list[str], gaps: list[str], tagged: frozenset[int]) -> list[int]:
    """For each word the end of the run that goes on from it. ``gaps`` stand behind the words, the last of which has none."""
    run_end: list[int] = []
    breaks = [i + 1 for i, gap in enumerate(gaps) if gap != " " and not _joins(gap.replace(VOID, ""), words[i], i in tagged)]
    for end in (*breaks, len(words)):
        run_end += [end] * (end - len(run_end))
    return run_end


def _joins(gap: str, word: str, is_tagged: bool) -> bool:
    """Whether a run of words goes on over the gap behind a word: a full stop only ends an abbreviation there."""
    if not gap:
        return is_tagged
    return gap in _JOINS and (gap not in {". ", "."} or len(word) <= _LONGEST_ABBREVIATION)


def hide_markup(text: str) -> str:
    """The text with bold marks, brackets of links and addresses blotted out, every letter in its place.

    >>> hide_markup("**Курской** [области](https://t.me/x)").replace(VOID, ".")
    '..Курской.. .области.................'
    """
    if "*" not in text and "[" not in text and "http" not in text and "_" not in text:
        return text
    if "](" not in text and "http" not in text:
        for sign in _SIGNS:
            text = text.replace(sign, VOID)
        return text
    return _MARKUP.sub(lambda mark: VOID * len(mark.group()), text)


def _complete_noun(word: str, after: str = "") -> str:
    """The last word of a text cut in the middle of "областями": still the noun that it begins. Two letters are enough behind an adjective.

    >>> _complete_noun("обла"), _complete_noun("облако"), _complete_noun("об"), _complete_noun("об", after="Тульской")
    ('област', 'облако', 'об', 'област')
    """
    shortest = 1 if after[:1].isupper() and after.endswith(("ской", "цкой", "ськой", "ській", "ської", "цькій")) else 3
    return "област" if len(word) >= shortest and "област".startswith(word) else word

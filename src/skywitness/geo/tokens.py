"""Cuts a text into words with their places, and knows where a run of words that may form one name ends."""

from __future__ import annotations

import re

from msgspec import Struct

from skywitness.geo.spelling import fold_word

WORD = re.compile(r"[рР]-н\w{0,3}\b|[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*")
_HASHTAG = re.compile(r"#[\w-]+")
_IN_HASHTAG = re.compile(r"[^\W\d_][^\W\d_A-ZА-ЯЁЄІЇҐ]*(?:['’ʼ`][^\W\d_]+)*")
_JOINS = frozenset({" ", "-", "\u00a0", "‑", "–", " «", ' "', " “", "_", " '", ". ", ".", "  "})
_MARKUP = re.compile(r"\]\([^)\s]*\)?|https?://\S+|[*_`\[\]\u200b\ufe0f]+")
VOID = "\0"
"""Stands for markup: it has a width and nothing else."""
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
    spans, tagged = _spans(plain)
    words = [text[start:end] for start, end in spans]
    folded = [_ABBREVIATIONS.get(word, word) for word in map(fold_word, words)]
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    run_end = _run_ends(plain, words, spans, tagged)
    if words and text.endswith(words[-1]):
        folded[-1] = _complete_noun(folded[-1], after=words[-2] if len(words) > 1 else "")
    return Tokens(plain, words, folded, starts, ends, run_end, frozenset(tagged))


def _run_ends(plain: str, words: list[str], spans: list[tuple[int, int]], tagged: set[int]) -> list[int]:
    """For each word the end of the run that goes on from it."""
    run_end = list(range(1, len(words) + 1))
    is_marked = VOID in plain
    for i in range(len(words) - 2, -1, -1):
        gap = plain[spans[i][1] : spans[i + 1][0]]
        if gap == " ":
            run_end[i] = run_end[i + 1]
            continue
        if is_marked:
            gap = gap.replace(VOID, "")
        if gap in _JOINS or (not gap and i in tagged):
            run_end[i] = run_end[i + 1] if gap not in {". ", "."} or len(words[i]) <= 4 else i + 1
    return run_end


def hide_markup(text: str) -> str:
    """The text with bold marks, brackets of links and addresses blotted out, every letter in its place.

    >>> hide_markup("**Курской** [области](https://t.me/x)").replace(VOID, ".")
    '..Курской.. .области.................'
    """
    if "*" not in text and "[" not in text and "http" not in text and "_" not in text:
        return text
    return _MARKUP.sub(lambda mark: VOID * len(mark.group()), text)


def _complete_noun(word: str, after: str = "") -> str:
    """The last word of a text cut in the middle of "областями": still the noun that it begins. Two letters are enough behind an adjective.

    >>> _complete_noun("обла"), _complete_noun("облако"), _complete_noun("об"), _complete_noun("об", after="Тульской")
    ('област', 'облако', 'об', 'област')
    """
    shortest = 1 if after[:1].isupper() and after.endswith(("ской", "цкой", "ськой", "ській", "ської", "цькій")) else 3
    return "област" if len(word) >= shortest and "област".startswith(word) else word


def _spans(text: str) -> tuple[list[tuple[int, int]], set[int]]:
    if "#" not in text:
        return [match.span() for match in WORD.finditer(text)], set()
    spans, tagged, done = list[tuple[int, int]](), set[int](), 0
    for tag in _HASHTAG.finditer(text):
        spans += [match.span() for match in WORD.finditer(text, done, tag.start())]
        inner = list((WORD if text[tag.start() : tag.end()].isupper() else _IN_HASHTAG).finditer(text, tag.start(), tag.end()))
        tagged.update(range(len(spans), len(spans) + len(inner)))
        spans += [match.span() for match in inner]
        done = tag.end()
    spans += [match.span() for match in WORD.finditer(text, done)]
    return spans, tagged

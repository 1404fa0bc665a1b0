"""Sentences, lines and list items of a tokenised text, as ranges of tokens."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from skywitness.text.tokens import Token

ENDS = frozenset(".!?…")
_MAY_END = ENDS | {"\n"}
_HOLDS = frozenset(",;:-")
_SHORT = 3


def split_sentences(tokens: Sequence[Token], abbreviations: Collection[str], plain: str) -> list[tuple[int, int]]:
    """Ranges of tokens, one a sentence. A line that ends in a comma, colon, semicolon or dash goes on in the next: a list is one sentence.

    So does one that is followed by a small letter. ``abbreviations`` are the folded words after which a full stop ends nothing ("обл", "т");
    ``plain`` is the text of the tokens with its capitals.

    >>> from skywitness.text.tokens import tokenise
    >>> plain = "Сбиты 3 БПЛА:\\n2 - над Курской обл., 1 - над морем. Пострадавших нет."
    >>> tokens = tokenise(plain.lower())
    >>> [plain[tokens[a].start:tokens[b - 1].end] for a, b in split_sentences(tokens, {"обл"}, plain)]
    ['Сбиты 3 БПЛА:\\n2 - над Курской обл., 1 - над морем.', 'Пострадавших нет.']
    """
    ranges: list[tuple[int, int]] = []
    begin = 0
    for index in [index for index, token in enumerate(tokens) if token.text in _MAY_END]:
        if _ends_sentence(tokens, index, abbreviations, plain):
            ranges.append(_trim(tokens, begin, index + 1))
            begin = index + 1
    ranges.append(_trim(tokens, begin, len(tokens)))
    return [(first, last) for first, last in ranges if first < last]


def _ends_sentence(tokens: Sequence[Token], index: int, abbreviations: Collection[str], plain: str) -> bool:
    word = tokens[index].text
    if word == "\n":
        before = next((t.text for t in reversed(tokens[max(0, index - 3) : index]) if t.text[0].isalnum() or t.text in _HOLDS), "")
        return before not in _HOLDS and not _goes_on(tokens, index, plain)
    if index + 1 < len(tokens) and tokens[index + 1].text in ENDS:
        return False
    if word != ".":
        return True
    end = tokens[index].end
    if end < len(plain) and not plain[end].isspace() and plain[end] not in '"()':
        return False
    return index == 0 or tokens[index - 1].text not in abbreviations


def _goes_on(tokens: Sequence[Token], index: int, plain: str) -> bool:
    """Whether a break stands inside a sentence: a small letter follows it; or it is but a double blank, after a preposition or before a dash."""
    if index + 1 >= len(tokens):
        return False
    if plain[tokens[index + 1].start].islower():
        return True
    is_blank = "\n" not in plain[tokens[index].start : tokens[index].end]
    before = tokens[index - 1].text if index else ""
    return is_blank and (
        tokens[index + 1].text == "-" or (before.isalpha() and len(before) <= _SHORT and plain[tokens[index - 1].start].islower())
    )


def _trim(tokens: Sequence[Token], begin: int, end: int) -> tuple[int, int]:
    """The range without the breaks at its ends; an empty one when it holds nothing else."""
    while begin < end and tokens[begin].text == "\n":
        begin += 1
    while end > begin and tokens[end - 1].text == "\n":
        end -= 1
    return begin, end

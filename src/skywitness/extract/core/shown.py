"""Place names that grammar shows where no gazetteer knows them: an adjective and its noun ("Курской области"), a title and a name."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from skywitness.extract.core.grammar import Patterns
from skywitness.extract.core.lexicon import Mark
from skywitness.extract.core.scan import Scan

_ADJECTIVE_HEADS = frozenset({"region", "district", "sea", "peninsula", "region_area", "okrug"})
_NAME_HEADS = frozenset({"republic", "peninsula"})
_LONGEST_NAME = 3
_SEPARATORS = frozenset({",", "и", "а", "также", "/", "та", "і", "й", "and", "или"})


def spots_by_grammar(scan: Scan, patterns: Patterns, marks: Sequence[Mark]) -> list[tuple[int, int, str]]:
    """Where names stand that a noun, a preposition or a title shows, each with its sort; none twice."""
    spots: list[tuple[int, int, str]] = []
    used: set[int] = set()
    districts = {mark.first for mark in marks if mark.kind == "head" and mark.value != "region"}
    for mark in marks:
        if mark.kind == "head":
            found = _with_head(scan, patterns, mark, used)
        elif mark.kind == "preposition" and mark.value == "over":
            found = _alone(scan, patterns, mark.last) if not _shares_noun(scan, patterns, mark.last, districts) else []
        elif mark.kind == "title" and _name_after(scan, mark.last):
            found = [(mark.last, _name_after(scan, mark.last), "town")]
        else:
            continue
        for first, last, sort in found:
            if not used.intersection(range(first, last)):
                spots.append((first, last, sort))
                used.update(range(first, last))
    return spots


def _with_head(scan: Scan, patterns: Patterns, mark: Mark, used: set[int]) -> list[tuple[int, int, str]]:
    before = _over_brackets(scan, mark.first - 1)
    if mark.value in _ADJECTIVE_HEADS and before >= 0 and _is_adjective(scan, patterns, before) and before not in used:
        own = (before, mark.last, mark.value) if before == mark.first - 1 else (before, before + 1, "elided")
        return [own, *_elided(scan, patterns, before, mark.value, used)]
    if mark.value in _NAME_HEADS:
        end = _name_after(scan, mark.last)
        if end:
            return [(mark.first, end, "region")]
    return []


def _alone(scan: Scan, patterns: Patterns, index: int) -> list[tuple[int, int, str]]:
    """A capitalised adjective of a region that stands alone behind "over": "два - над Белгородской"."""
    while index < len(scan.tokens) and patterns.between(scan.tokens[index].text):
        index += 1
    if index < len(scan.tokens) and is_capital(scan, index) and patterns.elided(scan.tokens[index].text):
        return [(index, index + 1, "elided")]
    return []


def _shares_noun(scan: Scan, patterns: Patterns, index: int, nouns: Collection[int]) -> bool:
    """Whether the adjectives from a token on lead to one of some nouns, which is then theirs: "Одинцовского и Рузского районов"."""
    while index < len(scan.tokens) and index not in nouns:
        word = scan.tokens[index].text
        if not (patterns.adjective(word) or patterns.between(word) or is_separator(scan, index)):
            return False
        index += 1
    return index < len(scan.tokens)


def _elided(scan: Scan, patterns: Patterns, first: int, sort: str, used: set[int]) -> list[tuple[int, int, str]]:
    """The adjectives before "Белгородской, Брянской и Курской областей" that share its noun."""
    found: list[tuple[int, int, str]] = []
    index = first
    while index >= 2 and is_separator(scan, index - 1):  # "А, Б"
        index -= 2
        while index > 0 and is_separator(scan, index):
            index -= 1
        index = _over_brackets(scan, index)
        if index in used or not _is_adjective(scan, patterns, index) or not is_capital(scan, index):
            break
        found.append((index, index + 1, "elided" if sort == "region" else sort))
    return found


def _over_brackets(scan: Scan, index: int) -> int:
    """The token before a bracket that closes here ("Тульской (2 БпЛА) областей"), or the same token."""
    if index >= 0 and scan.tokens[index].text == ")":
        while index > 0 and scan.tokens[index].text != "(":
            index -= 1
        return index - 1
    return index


def is_separator(scan: Scan, index: int) -> bool:
    """Whether a token only parts the names of a list."""
    return scan.tokens[index].text in _SEPARATORS


def _is_adjective(scan: Scan, patterns: Patterns, index: int) -> bool:
    return patterns.adjective(scan.tokens[index].text) and (is_capital(scan, index) or _is_known_lower(scan, index))


def _is_known_lower(scan: Scan, index: int) -> bool:
    """A lower-case adjective names a region only when its noun follows and it is a long relational one ("курской области" in a hasty post)."""
    word = scan.tokens[index].text
    return "ск" in word[2:] or "ьк" in word[2:]


def is_capital(scan: Scan, index: int) -> bool:
    """Whether a token begins with a capital."""
    return scan.flat.cased[scan.tokens[index].start].isupper()


def _name_after(scan: Scan, index: int) -> int:
    """Where a capitalised name that begins at a token ends; 0 when none does."""
    end = index
    while end < len(scan.tokens) and end - index < _LONGEST_NAME and scan.tokens[end].text[0].isalpha() and is_capital(scan, end):
        end += 1
        if "-" in scan.tokens[end - 1].text or not _continues_name(scan, end):
            break
    return end if end > index else 0


def _continues_name(scan: Scan, index: int) -> bool:
    before = scan.tokens[index - 1].text
    return before.endswith(("ий", "ый", "ой", "его", "ого", "ая", "ое", "ые", "ных", "ная", "ем", "ом", "верная", "верной"))

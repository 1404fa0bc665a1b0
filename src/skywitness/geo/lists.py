"""Adjectives that share one noun: "Белгородской, Курской и Брянской областями", "областями: Курской – 5, Орловской – 2", "Kursk and Bryansk regions".

A member of such a list has no noun of its own. It is taken when the thing after it is a comma, a number, a bracket or a small word, and the
chain leads, in the same sentence, to a neighbour of the same kind that has its noun.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from types import MappingProxyType

from msgspec import Struct

from skywitness.geo.declension import ENDINGS, LONGEST_ENDING
from skywitness.geo.gazetteer import Gazetteer
from skywitness.geo.signs import WORDS
from skywitness.geo.spelling import fold_word
from skywitness.geo.tokens import Tokens

_DISTRICT = "раен"
SHORTEST_CUT = 6
"""Letters that a cut last word must have before it is completed."""
SHORTEST_NAME_CUT = 3
"""The same behind the word "republic", of which there are few."""
MAX_IN_BRACKET = 5
"""Words that a bracket between an adjective and its noun may hold."""
MAX_APART = 9
"""Words between two neighbours of one list, numbers and words such as "БПЛА над территорией" included."""


class Member(Struct, frozen=True):
    """A word that may be an adjective of a list: for each noun ("област", "кра", _DISTRICT) the places that the two would mean."""

    word: int
    meanings: Mapping[str, tuple[int, ...]]
    noun: str | None
    """The stem of its own noun, None when it has none."""


def list_members(tokens: Tokens, names: Gazetteer, begun: Sequence[int]) -> Iterator[tuple[int, int, tuple[int, ...], str | None]]:
    """First word, end, places and kind of every adjective that borrows the noun of a neighbour. ``begun`` are the words that a name may begin with."""
    members = _read_members(tokens, names, begun)
    told = {member.word: noun for member in members if (noun := member.noun or _told_before(tokens, member))}
    borrowed = _borrow(tokens, members[::-1], told, leftwards=True) | _borrow(tokens, members, told, leftwards=False)
    for member in members:
        noun = borrowed.get(member.word)
        if (
            noun is not None
            and noun in member.meanings
            and (member.noun is None or _is_before(tokens, member.word) or _behind_bracket(tokens, member.word))
        ):
            yield member.word, member.word + 1, member.meanings[noun], "district" if noun == _DISTRICT else None


def _borrow(tokens: Tokens, members: list[Member], told: Mapping[int, str], *, leftwards: bool) -> dict[int, str]:
    """The noun of each member: the one ``told`` with it, or the one that a bare member takes over from its neighbour in one direction."""
    nouns = dict(told)
    for near, bare in pairwise(members):
        noun = nouns.get(near.word)
        if noun is not None and bare.noun is None and noun in bare.meanings and (leftwards or noun[0] > "z"):
            left, right = (bare, near) if leftwards else (near, bare)
            if _goes_on(tokens, left.word, right.word) and _stands_bare(tokens, bare.word):
                nouns[bare.word] = noun
    return nouns


def _told_before(tokens: Tokens, member: Member) -> str | None:
    """Region, for a feminine adjective of one that "над" or "территорией" stands before and no noun behind: the list was cut off, or goes on elsewhere."""
    i = member.word
    over = i and tokens.folded[i - 1].startswith(("над", "территор", "територ")) and tokens.between(i - 1, i).isspace()
    is_feminine = tokens.folded[i].endswith(("ой", "ою")) or i + 1 == len(tokens.words)
    if over and member.noun is None and "област" in member.meanings and is_feminine and _stands_bare(tokens, i):
        return "област"
    return None


def _read_members(tokens: Tokens, names: Gazetteer, begun: Sequence[int]) -> list[Member]:
    capital = {i: tokens.folded[i] for i in begun if tokens.words[i][0].isupper()}
    last = len(tokens.words) - 1
    if (
        last >= 0
        and tokens.words[last][0].isupper()
        and len(tokens.words[last]) >= SHORTEST_CUT
        and tokens.text.endswith(tokens.words[last])
    ):
        capital[last] = _complete_adjective(tokens.folded[last], names) or tokens.folded[last]
    read = ((i, _meanings(names, folded)) for i, folded in capital.items())
    return [Member(i, meanings, _own_noun(tokens, i, meanings)) for i, meanings in read if meanings]


@lru_cache(maxsize=1 << 14)
def _meanings(names: Gazetteer, adjective: str) -> Mapping[str, tuple[int, ...]]:
    """For each noun that a folded adjective may stand before, the places that the two would mean."""
    meanings: dict[str, tuple[int, ...]] = {}
    for length in range(min(LONGEST_ENDING, len(adjective) - 1) + 1):
        stem = adjective[: len(adjective) - length]
        for entry in names.entries(stem):
            if adjective[len(stem) :] not in ENDINGS[entry.ending]:
                continue
            if len(entry.rest) == 1 and entry.rest[0][0][1] == "t":
                noun = entry.rest[0][0][0]
                meanings[noun] = (*meanings.get(noun, ()), *entry.places)
            elif entry.flags in {"a", "d"} and stem.endswith(("ск", "цк", "зк")):
                meanings[_DISTRICT] = (*meanings.get(_DISTRICT, ()), *entry.places)
    return MappingProxyType(meanings)


def _complete_adjective(word: str, names: Gazetteer) -> str | None:
    """The one adjective of an oblast that the last word of a cut text can have been going to be, None when there are none or several."""
    whole = [stem for stem in names.adjectives_of_oblasts() if stem.startswith(word)]
    return whole[0] + "ой" if len(whole) == 1 else None


def cut_republic(tokens: Tokens, names: Gazetteer) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """First word, end and place of the one republic that a text cut in the middle of its name can have been going to name ("Республики Татарс")."""
    last = len(tokens.words) - 1
    if last < 1 or not tokens.text.endswith(tokens.words[last]) or len(tokens.words[last]) < SHORTEST_NAME_CUT:
        return
    if tokens.words[last][0].isupper() and tokens.folded[last - 1].startswith(("республик", "републик")):
        cut = tokens.folded[last]
        meant = [number for number, words in _republics(names) if any(word.startswith(cut) for word in words)]
        if len(meant) == 1:
            yield last - 1, last + 1, (meant[0],)


@cache
def _republics(names: Gazetteer) -> list[tuple[int, list[str]]]:
    """The republics of Russia and Ukraine, each with the folded words of its names."""
    regions = ((number, names.place(number)) for number in names.numbers_of_kind("region"))
    named = ((number, [name for name in (region.ru, region.uk) if "еспубл" in name]) for number, region in regions)
    return [(number, [fold_word(word) for name in said for word in name.split() if word[0].isupper()]) for number, said in named if said]


def _own_noun(tokens: Tokens, i: int, meanings: Mapping[str, tuple[int, ...]]) -> str | None:
    end = i + 1
    while end < tokens.run_end[i] and tokens.folded[end] in WORDS.between:
        end += 1
    following = tokens.folded[end] if end < tokens.run_end[i] else _behind_bracket(tokens, i)
    before = tokens.folded[i - 1] if i and ":" in tokens.between(i - 1, i) else ""
    if _DISTRICT in meanings and "district" in {WORDS.kind_after.get(following), WORDS.kind_after.get(before)}:
        return _DISTRICT
    return next((noun for noun in meanings for word in (following, before) if _is_noun(word, noun)), None)


def _behind_bracket(tokens: Tokens, i: int) -> str:
    """The word behind a bracket that opens right after the word: "Саратовской (4 БПЛА) областей"; empty when no bracket does."""
    if i + 1 == len(tokens.words) or "(" not in tokens.between(i, i + 1):
        return ""
    for j in range(i + 1, min(i + MAX_IN_BRACKET, len(tokens.words) - 1)):
        if ")" in tokens.between(j, j + 1):
            return tokens.folded[j + 1]
    return ""


def _is_before(tokens: Tokens, i: int) -> bool:
    """Whether the noun of a list stands before its first member: "областями: Курской, …"."""
    return bool(i) and ":" in tokens.between(i - 1, i)


def _is_noun(word: str, noun: str) -> bool:
    """Whether the word is this noun of kind. In Latin letters only the plural serves a list ("Kursk and Bryansk regions")."""
    return noun != _DISTRICT and word.startswith(noun) and word[len(noun) :] in (ENDINGS["t"] if noun[0] > "z" else {"s"})


def _stands_bare(tokens: Tokens, i: int) -> bool:
    """Whether no noun of another kind follows: the next thing is a sign, a number, a small word of lists, or the end."""
    if i + 1 == len(tokens.words):
        return True
    gap = tokens.between(i, i + 1)
    return gap.strip() != "" or "\n" in gap or tokens.folded[i + 1] in WORDS.connectors


def _goes_on(tokens: Tokens, left: int, right: int) -> bool:
    """Whether only small words, numbers and commas stand between two neighbours."""
    if right - left > MAX_APART:
        return False
    gap = tokens.between(left, right)
    if any(sign in gap for sign in "!?") or ". " in gap:
        return False
    return all(
        tokens.folded[j] in WORDS.connectors or _is_noun_of_kind(tokens.folded[j]) or tokens.words[j][0].islower()
        for j in range(left + 1, right)
    )


def _is_noun_of_kind(word: str) -> bool:
    return word in WORDS.kind_after or word.startswith(("област", "кра", "республик", "region", "oblast"))

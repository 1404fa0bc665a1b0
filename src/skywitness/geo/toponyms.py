"""Finds the place names of a text, in Russian, Ukrainian and English: declined, in lists that share one noun, after a word for their kind, in hashtags.

It works in four passes over the words: names and adjectives where they stand (:func:`_find_named`), lists such as "Белгородской, Курской и
Брянской областями" (:mod:`.lists`), the choice of the longest that do not overlap, and the linking of a name with the region told beside it (:mod:`.linking`).
What could also be a person or a common word needs a sign that it is a place: a word for its kind, a preposition, a region beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import compress

from msgspec import Struct

from skywitness.geo.gazetteer import Gazetteer, NameMatch, Renown, default_gazetteer
from skywitness.geo.linking import Toponym, link_regions
from skywitness.geo.lists import cut_republic, list_members
from skywitness.geo.romanized_districts import DISTRICT_WORD, romanized_districts
from skywitness.geo.signs import (
    WORDS,
    common_words,
    is_adjective_form,
    is_bare_adjective,
    is_part_of_other_name,
    is_person,
    is_too_doubtful,
    needs_sign,
    shows_place,
)
from skywitness.geo.tokens import VOID, Tokens, cut_words
from skywitness.geo.unnamed import capitals, regions_beside
from skywitness.in_step import TEXTS_AT_HAND
from skywitness.remembered import Remembered

_CAPITAL = re.compile(r"[A-ZА-ЯЁЄІЇҐ#][^\W\d_]*(?:['’ʼ`][^\W\d_]+)*")
_SITE_NOUN = re.compile(
    r"(?i)област|\bмор[еяюі]|\bкра[йюяеї]\b|район|аэродром|аеродром|авиабаз|авіабаз|аэропорт|аеропорт|нпз|нефтебаз|нафтобаз|тэц|грэс|аэс|столиц"
)
_REGION_NOUN = re.compile(r"(?i)област|\bкра[йяюеї]|республик|республік|округ|oblast|region|krai")
_SAYS_REGION = Remembered(lambda wording: _REGION_NOUN.search(wording) is not None)
PLAIN_KINDS = frozenset({"region", "sea", "country", "area", "district", "quarter"})
"""Kinds that the name alone tells, when all its places are of one kind."""
_QUOTES = str.maketrans("", "", '«»"“”„')
SITE_KINDS = frozenset({"airfield", "refinery", "depot", "plant", "power", "port", "bridge", "base"})
_NUMBER_OF_SITE = re.compile(r"-\d{1,2}\b")
"""What some sites carry behind their town's name: "Энгельс-2"."""
LONGEST_ABBREVIATION = 4
"""Letters of a word for a kind ("дер.", "смт.") behind which a full stop does not end the sentence."""
LONGEST_STUB = 2
"""Letters of a cut "области" that are left out of a name's wording, as nobody could read them."""
SHORTEST_FLAGGED = 4
"""Letters that a name in capitals must have when it could be a word or a person too."""


class Found(Struct, frozen=True):
    """A name at words ``first`` to ``last`` (exclusive) of the text, before overlaps are settled."""

    first: int
    last: int
    places: tuple[int, ...]
    kind: str | None
    sure: bool
    former: tuple[int, ...] = ()
    """Those of the places that are only formerly called so."""


def find_toponyms(text: str, lang: str, gazetteer: Gazetteer | None = None) -> list[Toponym]:
    """The place names of a text in order, not overlapping. ``lang`` is 'ru', 'uk' or 'en'; names in another script are found too.

    >>> [(found.surface, found.kind) for found in find_toponyms("Над Липецкой и Тульской областями, под Ельцом", "ru")]
    [('Липецкой', 'region'), ('Тульской областями', 'region'), ('Ельцом', None)]
    >>> find_toponyms("Липецкий губернатор и Владимир Иванов", "ru")
    []
    """
    return list(_find_in_ours(text, lang) if gazetteer is None else _find(text, lang, gazetteer))


@lru_cache(TEXTS_AT_HAND)
def _find_in_ours(text: str, lang: str) -> tuple[Toponym, ...]:
    """Extraction and location look at the same text one after the other: the second look is free."""
    return tuple(_find(text, lang, default_gazetteer()))


def match_name(name: str, gazetteer: Gazetteer | None = None) -> list[Toponym]:
    """The places of a name that stands alone, as a person types it: no capital and no sign is asked for, but all its words must match.

    >>> [found.candidates for found in match_name("ейск")]
    [('geonames:466885',)]
    """
    names = gazetteer or default_gazetteer()
    tokens = cut_words(name)
    if not tokens.words:
        return []
    matches = [match for match in names.matches_at(tokens.folded, 0) if match.words == len(tokens.words) and match.flags not in {"a", "d"}]
    if not matches:
        return []
    places = tuple(dict.fromkeys(number for match in matches for number in match.places))
    current = {number for match in matches if match.flags != "h" for number in match.places}
    former = tuple(number for number in places if number not in current)
    return [_toponym(tokens, names, Found(0, len(tokens.words), places, None, True, former))]


def _find(text: str, lang: str, names: Gazetteer) -> list[Toponym]:
    if not _may_hold_names(text, names):
        return []
    tokens = cut_words(text)
    begun = list(compress(range(len(tokens.words)), map(names.may_begin, tokens.words)))
    found = _find_named(tokens, names, lang, begun)
    listed = [Found(first, last, places, kind, True) for first, last, places, kind in list_members(tokens, names, begun)]
    listed += [Found(first, last, places, "region", True) for first, last, places in cut_republic(tokens, names)]
    listed += [Found(first, last, places, "district", True) for first, last, places in romanized_districts(tokens, names)]
    in_lists = {one.first for one in listed}
    found = [one for one in found if one.first not in in_lists or one.last - one.first > 1] + listed
    chosen = _drop_unsure(tokens, _longest_first([*found, *_find_unnamed(tokens, names, lang, found)]))
    return link_regions(tokens.text, [_toponym(tokens, names, one) for one in chosen], names)


def _find_unnamed(tokens: Tokens, names: Gazetteer, lang: str, found: list[Found]) -> Iterator[Found]:
    """What takes its name from elsewhere: the region of a city just named, the capital."""
    towns = [(one.last, one.places) for one in found]
    yield from (Found(first, last, places, "region", True) for first, last, places in regions_beside(tokens, names, towns))
    yield from (Found(first, last, places, "town", True) for first, last, places in capitals(tokens, names, lang))


def _may_hold_names(text: str, names: Gazetteer) -> bool:
    return any(match.group()[0] == "#" or names.may_begin(match.group()) for match in _CAPITAL.finditer(text)) or bool(
        _SITE_NOUN.search(text) or DISTRICT_WORD.search(text)
    )


def _find_named(tokens: Tokens, names: Gazetteer, lang: str, begun: Sequence[int]) -> list[Found]:
    found = []
    for i in begun:
        word = tokens.words[i]
        capital = word[0].isupper() or i in tokens.tagged
        if not capital and not _may_begin_low(tokens, i):
            continue
        if word[0] < "Ѐ" and lang in {"ru", "uk"}:
            continue  # what is in Latin letters there is a maker, a channel or a model
        matches = names.matches_at(tokens.folded, i, tokens.run_end[i])
        adjectives = [match.places for match in matches if match.flags == "a"]
        larger = max([names.renown(places).population for places in adjectives]) if adjectives else 0
        for match in matches:
            if match.flags in {"a", "d"}:
                one = _read_adjective(tokens, i, match)
            elif not capital and match.words == 1:
                continue
            else:
                one = _read_name(tokens, i, match, lang, names.renown(match.places), larger)
            if one:
                found.append(one)
    return found


def _may_begin_low(tokens: Tokens, i: int) -> bool:
    """Whether a name may begin here without a capital: before its noun ("курская область", "азовское море"), or as the noun itself ("порт Кавказ")."""
    if i + 1 >= tokens.run_end[i]:
        return False
    following = tokens.folded[i + 1]
    return following in WORDS.kind_after or following.startswith(WORDS.nouns_of_low_names) or tokens.words[i + 1][0].isupper()


def _read_adjective(tokens: Tokens, i: int, match: NameMatch) -> Found | None:
    """An adjective counts where a noun of kind follows: "Шебекинский городской округ", "курский аэродром"."""
    end = i + 1
    while end < tokens.run_end[i] and tokens.folded[end] in WORDS.between:
        end += 1
    if end >= tokens.run_end[i]:
        return None
    kind = WORDS.kind_after.get(tokens.folded[end])
    if kind is None or (match.flags == "d" and kind != "district"):
        return None
    return Found(i, end + 1, match.places, kind, True)


def _read_name(tokens: Tokens, i: int, match: NameMatch, lang: str, renown: Renown, larger: int) -> Found | None:
    """The name at word ``i``, None when it is rather something else. ``larger`` are the people of the largest town whose adjective the word is."""
    last = i + match.words
    if match.words > 1 and not _declines_low(tokens, i, last):
        return None
    if match.words == 1 and _is_other_word(tokens, i, match):
        return None
    kind = _kind_told(tokens, i)
    if is_adjective_form(tokens, i, last, match) and kind in {None, "district"}:
        return None
    if kind in {None, "town"} and is_part_of_other_name(tokens, i, match):
        return None
    if is_too_doubtful(tokens, i, match, renown, kind):
        return None
    if kind is None:
        if is_person(tokens, i, last, match):
            return None
        if (
            match.words == 1
            and renown.is_town
            and renown.population <= larger
            and is_bare_adjective(tokens, i, match, renown.population == larger)
        ):
            return None
    if lang == "en" and kind is None and last < tokens.run_end[i] and tokens.folded[last] == "district":
        return Found(i, last + 1, match.places, "district", True)
    around = kind == "district" and _is_around(tokens, i)
    sure = kind is not None or i in tokens.tagged or shows_place(tokens, i, match, lang) or not needs_sign(tokens, i, match, lang, renown)
    return Found(i, last, match.places, None if around else kind, sure, match.places if match.flags == "h" else ())


def _is_other_word(tokens: Tokens, i: int, match: NameMatch) -> bool:
    """Whether one word is no name at all: a noun of kind, an adjective in the instrumental, a short abbreviation."""
    word = tokens.folded[i]
    if word in WORDS.kind_before or word.startswith(WORDS.region_nouns):
        return True
    if match.ending in {"M", "N"} and word.endswith("ом") and i and tokens.folded[i - 1] in WORDS.instrumental:
        return True
    return bool(match.flags) and len(word) < SHORTEST_FLAGGED and tokens.words[i].isupper()


def _is_around(tokens: Tokens, i: int) -> bool:
    """Whether "в районе X" stands before the name: around X, not the district of that name."""
    return i > 1 and tokens.folded[i - 1] in {"раене", "раени"} and tokens.folded[i - 2] in {"в", "у"}


def _declines_low(tokens: Tokens, first: int, last: int) -> bool:
    """Whether the small words of a longer name are such as names have: a noun of kind, a particle; before a noun of kind the adjective may be small too."""
    low = [j for j in range(first, last) if tokens.words[j][0].islower()]
    if first in low and last - first == 2 and tokens.folded[first + 1].startswith(WORDS.nouns_of_low_names):
        return True
    return len(low) < last - first and all(tokens.folded[j].startswith(WORDS.low_in_names) for j in low)


def _kind_told(tokens: Tokens, first: int) -> str | None:
    """The kind that a word before tells ("аэродром «Саки»", "г. Казань")."""
    kind = WORDS.kind_before.get(tokens.folded[first - 1]) if first else None
    if kind is None:
        return None
    gap, word = tokens.between(first - 1, first), tokens.words[first - 1]
    if len(gap) > 3 or "," in gap or (len(word) > LONGEST_ABBREVIATION and "." in gap):
        return None
    if len(word) == 1 and (word.isupper() or not gap.startswith(".")):
        return None
    return kind


def _longest_first(found: list[Found]) -> list[Found]:
    """Names that do not overlap, the longest winning; several readings of the same words become one with all their places."""
    merged: dict[tuple[int, int], Found] = {}
    for one in found:
        key = (one.first, one.last)
        other = merged.get(key)
        if other:
            places = tuple(dict.fromkeys((*other.places, *one.places)))
            former = tuple(
                number for number in places if all(number in found.former or number not in found.places for found in (one, other))
            )
            merged[key] = Found(one.first, one.last, places, other.kind or one.kind, other.sure or one.sure, former)
        else:
            merged[key] = one
    taken: set[int] = set()
    chosen = []
    for one in sorted(merged.values(), key=lambda one: (one.first - one.last, one.first)):
        if taken.isdisjoint(range(one.first, one.last)):
            taken.update(range(one.first, one.last))
            chosen.append(one)
    return sorted(chosen, key=lambda one: one.first)


def _drop_unsure(tokens: Tokens, chosen: list[Found]) -> list[Found]:
    """Keep unsure names only beside a sure one: in a list with it, or told to lie in it."""
    kept = []
    for position, one in enumerate(chosen):
        beside = (*chosen[max(0, position - 1) : position], *chosen[position + 1 : position + 2]) if not one.sure else ()
        if one.sure or any(other.sure and _in_one_list(tokens, one, other) for other in beside):
            kept.append(one)
    return kept


def _in_one_list(tokens: Tokens, one: Found, other: Found) -> bool:
    left, right = sorted((one, other), key=lambda found: found.first)
    gap = tokens.between(left.last - 1, right.first).translate(_QUOTES).strip()
    if not gap and one is right and one.last - one.first == 1:
        word = tokens.folded[one.first]
        if word in common_words() or word in WORDS.given_names:
            return False  # "Старый Оскол Кошка забилась": the next sentence, whose full stop was left out; "В Луге Ольга слышала"
    return gap in {"", ",", "и", "та", "і", "й", "/", "(", "and", ", and", "-", "–", "—"}


def _toponym(tokens: Tokens, names: Gazetteer, one: Found) -> Toponym:
    is_stub = one.last - one.first > 1 and len(tokens.words[one.last - 1]) <= LONGEST_STUB and tokens.folded[one.last - 1] == "област"
    start, end = tokens.starts[one.first], tokens.ends[one.last - (2 if is_stub else 1)]
    known = names.renown(one.places)
    kinds, ids = known.kinds, known.ids
    if kinds <= SITE_KINDS and (number := _NUMBER_OF_SITE.match(tokens.text, end)):
        end = number.end()
    if "region" in kinds and (is_stub or _SAYS_REGION[tokens.text[start:end]]):
        places = (names.place(number) for number in one.places)
        kinds, ids = frozenset({"region"}), tuple(place.id for place in places if place.kind == "region")
    plain = min(kinds) if len(kinds) == 1 and kinds <= PLAIN_KINDS else None
    kind = plain if plain in {"region", "country", "sea"} else one.kind or plain
    return Toponym(
        surface=tokens.text[start:end].replace(VOID, ""),
        span=(start, end),
        candidates=ids,
        kind=kind,
        former=tuple(names.place(number).id for number in one.former),
    )

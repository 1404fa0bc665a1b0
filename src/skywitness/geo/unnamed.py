"""Places that a text tells without their name: the region of a city just named ("Харків та область"), the capital ("на столицю").

Both take their name from elsewhere: the region from the city before it, the capital from the country whose language the text is in. Russian
is written in both countries, so its "столица" tells no place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from skywitness.geo.gazetteer import Gazetteer
from skywitness.geo.regions import ENCLAVES
from skywitness.geo.signs import WORDS
from skywitness.geo.tokens import Tokens

CITY = 100_000
"""People that a town must have for "and the region" to mean the region around it."""
_AND = frozenset({"и", "та", "й", "да"})
_REGION = re.compile(r"област(?:ь|и|ью|і|ю)?")
_CAPITAL = re.compile(r"столиц(?:я|і|ю|ею)", re.IGNORECASE)
_CAPITALS = {"uk": "geonames:703448"}
"""The town that "the capital" is, by the language of a text."""
_STEM = 4


def regions_beside(
    tokens: Tokens, names: Gazetteer, towns: Iterable[tuple[int, tuple[int, ...]]]
) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """First word, end and place of each bare "region" told with its city; ``towns`` are the word behind each name and the places it may mean."""
    for last, places in towns:
        if last + 1 < len(tokens.words) and _is_and_region(tokens, last):
            around = {region for number in places for region in _regions_of(names, number)}
            if len(around) == 1:
                yield last + 1, last + 2, (around.pop(),)


def capitals(tokens: Tokens, names: Gazetteer, lang: str) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """First word, end and place of each mention of the capital behind a preposition, unless it is told to be another's."""
    number = names.number_of(_CAPITALS[lang]) if lang in _CAPITALS else None
    if number is None or "столиц" not in tokens.text.casefold():
        return
    for i in range(1, len(tokens.words)):
        if _CAPITAL.fullmatch(tokens.words[i]) and tokens.folded[i - 1] in WORDS.place_prepositions and not _names_another(tokens, i):
            yield i, i + 1, (number,)


def is_unnamed(surface: str) -> bool:
    """Whether a region is told by its noun alone.

    >>> is_unnamed("областю"), is_unnamed("Одеська область")
    (True, False)
    """
    return _REGION.fullmatch(surface.casefold()) is not None


def _is_and_region(tokens: Tokens, i: int) -> bool:
    """Whether "and the region" stands at word ``i``, right behind a name, and no name that would be that region's follows."""
    if tokens.folded[i] not in _AND or not _REGION.fullmatch(tokens.words[i + 1].casefold()):
        return False
    return not tokens.between(i - 1, i).strip() and not _names_another(tokens, i + 1)


def _names_another(tokens: Tokens, i: int) -> bool:
    """Whether a name, or a word such as "країни", follows at once and tells whose it is."""
    if i + 1 >= tokens.run_end[i]:
        return False
    following = tokens.words[i + 1]
    return following[0].isupper() or following.casefold().startswith(_OWNERS)


_OWNERS = ("рф", "росі", "респуб", "країн", "держав", "ворог", "окупант", "агресор", "регіон", "кра", "облас")


def _regions_of(names: Gazetteer, number: int) -> Iterator[int]:
    """The oblast around a large town that is called after it, or that encloses a city with a code of its own."""
    town = names.place(number)
    if town.kind not in {"town", "region"} or town.population < CITY:
        return
    outer = {outside for outside, inside in ENCLAVES.items() if town.iso in inside}
    for region in names.sites("region"):
        is_around = region.iso in outer or (region.iso == town.iso and region.en[:_STEM] == town.en[:_STEM])
        if is_around and region.en.endswith("Oblast") and (found := names.number_of(region.id)) is not None:
            yield found

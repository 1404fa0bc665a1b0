"""The gazetteer: places by id, and every name that a run of words of a text may be, however it is declined or spelled.

The file (built by ``scripts/build_gazetteer.py``; GeoNames CC BY 4.0, see NOTICE.md beside it) holds a line a place, an empty line, and a
line a stem: the first word's stem, a tab, and entries ``class~rest~flags~places`` divided by semicolons. Lines are split when the file is loaded
and read only when asked for, so loading takes a fifth of a second and most lines are never looked at.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from skywitness.geo.declension import ENDINGS, LONGEST_ENDING
from skywitness.geo.spelling import fold_word
from skywitness.remembered import Remembered

_Rest = tuple[tuple[tuple[str, str], ...], ...]
"""The further words of a name: for each the alternatives of (stem, class of endings)."""


class GazetteerPlace(Struct, frozen=True, kw_only=True):
    """One place: a disc around a point. ``kind``: country, region, district, town, quarter, sea, area, airfield, refinery, depot, plant, power, port, bridge, base.

    ``iso`` is the ISO 3166-2 code of the region that holds it, None for seas, countries, and where none is known; ``admin`` is GeoNames' code of
    the first-level region ("RU.09"), which towns share with their region. ``population`` is 0 when it is not told.
    """

    id: str
    kind: str
    iso: str | None
    country: str
    admin: str
    lat: float
    lon: float
    radius_m: float
    population: int
    en: str
    ru: str
    uk: str


class NameEntry(Struct, frozen=True):
    """What may follow a first stem: the class of its endings, the further words as alternatives of (stem, class), flags, and the places meant.

    Flags: ``p`` also a personal name, ``w`` a large town that is a surname too, ``c`` also a common word, ``a`` an adjective made from a town's name, ``d`` a district's.
    """

    ending: str
    rest: _Rest
    flags: str
    places: tuple[int, ...]


class NameMatch(Struct, frozen=True):
    """A name found at some word of a text: how many words it takes, whether all stand in the nominative, its flags, the places meant."""

    words: int
    flags: str
    places: tuple[int, ...]
    ending: str


class _Beginning(NamedTuple):
    """The name that a word begins, and what must follow for it."""

    match: NameMatch
    rest: _Rest


class Renown(Struct, frozen=True):
    """What is known of the places of a name together. ``population`` is that of the largest, towns and regions alike; ``is_town`` when all are
    towns with people counted; ``is_abroad`` when all are towns or regions outside Russia, Ukraine and Belarus."""

    population: int
    is_town: bool
    is_abroad: bool
    ids: tuple[str, ...]
    kinds: frozenset[str]


HOME = frozenset({"RU", "UA", "BY"})


class Gazetteer:
    """Places and their names, from one file. Use :func:`default_gazetteer` for the one that ships."""

    def __init__(self, text: str) -> None:
        head, _, tail = text.partition("\n\n")
        self._lines = head.split("\n")
        self._places: dict[int, GazetteerPlace] = {}
        self._stems: dict[str, str] = dict(line.split("\t", 1) for line in tail.split("\n") if line)
        self._entries: dict[str, tuple[NameEntry, ...]] = {}
        self._numbers: dict[str, int] = {}
        self._by_id = Remembered(self._read_place_of)
        self.may_begin: Callable[[str], bool] = Remembered(self._may_begin).__getitem__
        self._beginning_with: Callable[[str], tuple[_Beginning, ...]] = Remembered(self._read_beginnings).__getitem__
        self._oblasts: tuple[str, ...] | None = None
        self._by_kind: dict[str, list[GazetteerPlace]] = {}
        self._renown: dict[tuple[int, ...], Renown] = {}

    def __len__(self) -> int:
        return len(self._lines)

    def place(self, number: int) -> GazetteerPlace:
        """The place of a line."""
        if number not in self._places:
            self._places[number] = _read_place(self._lines[number])
        return self._places[number]

    def adjectives_of_oblasts(self) -> tuple[str, ...]:
        """Folded stems of the adjectives that name an oblast ("белгородск")."""
        if self._oblasts is None:
            self._oblasts = tuple(stem for stem, line in self._stems.items() if "F~област/t~" in line)
        return self._oblasts

    def adjectives(self) -> Iterator[str]:
        """Folded stems of the adjectives that towns and districts give ("шебекинск")."""
        return (stem for stem, line in self._stems.items() if stem.endswith(("ск", "цк", "зк")) and ("~a~" in line or "~d~" in line))

    def renown(self, numbers: tuple[int, ...]) -> Renown:
        """What is known of the places of a name, looked up once for all of them."""
        known = self._renown.get(numbers)
        if known is None:
            places = [self.place(number) for number in numbers]
            known = self._renown[numbers] = Renown(
                population=max((place.population for place in places), default=0),
                is_town=all(place.kind == "town" for place in places) and any(place.population for place in places),
                is_abroad=all(place.kind in {"town", "region"} and place.country not in HOME for place in places),
                ids=tuple(place.id for place in places),
                kinds=frozenset(place.kind for place in places),
            )
        return known

    def line(self, number: int) -> list[str]:
        """The cells of a line as they stand in the file: quicker than a place when only a few are looked at."""
        return self._lines[number].split("\t")

    def numbers_of_kind(self, kind: str) -> list[int]:
        """The lines of all places of a kind."""
        mark = f"\t{kind}\t"
        return [number for number, line in enumerate(self._lines) if mark in line]

    def sites(self, kind: str) -> list[GazetteerPlace]:
        """All places of a kind, read once: for kinds of which there are few."""
        if kind not in self._by_kind:
            self._by_kind[kind] = [self.place(number) for number in self.numbers_of_kind(kind)]
        return self._by_kind[kind]

    def number_of(self, place_id: str) -> int | None:
        """The line of a place id, None when there is no such place."""
        if not self._numbers:
            self._numbers = {line[: line.index("\t")]: number for number, line in enumerate(self._lines)}
        return self._numbers.get(place_id)

    def place_of(self, place_id: str) -> GazetteerPlace:
        """The place of an id.

        Raises
        ------
        KeyError
            The gazetteer has no such place.
        """
        return self._by_id[place_id]

    def _read_place_of(self, place_id: str) -> GazetteerPlace:
        number = self.number_of(place_id)
        if number is None:
            raise KeyError(f"the gazetteer has no place {place_id!r}")
        return self.place(number)

    def _may_begin(self, word: str) -> bool:
        """Whether any name may begin with this word, as written: a quick no for most words. Asked as ``may_begin``, which remembers."""
        folded = fold_word(word)
        return any(folded[: len(folded) - length] in self._stems for length in range(min(LONGEST_ENDING, len(folded) - 1) + 1))

    def entries(self, stem: str) -> tuple[NameEntry, ...]:
        """All entries whose first word has this stem."""
        found = self._entries.get(stem)
        if found is None:
            line = self._stems.get(stem)
            if line is None:
                return ()
            found = self._entries[stem] = tuple(map(_read_entry, line.split(";")))
        return found

    def matches_at(self, words: Sequence[str], start: int, end: int | None = None) -> list[NameMatch]:
        """Every name that begins with the folded word at ``start`` and ends before the word at ``end``."""
        last = len(words) if end is None else end
        return [
            match
            for match, rest in self._beginning_with(words[start])
            if not rest or (start + match.words <= last and _rest_matches(words, start + 1, rest))
        ]

    def _read_beginnings(self, word: str) -> tuple[_Beginning, ...]:
        """All names whose first word a folded word is a form of. Asked as ``_beginning_with``, which remembers: few words make most of all texts."""
        cuts = [len(word) - length for length in range(min(LONGEST_ENDING, len(word) - 1) + 1)]
        entries = (entry for cut in cuts for entry in self.entries(word[:cut]) if word[cut:] in ENDINGS[entry.ending])
        return tuple(_Beginning(NameMatch(1 + len(entry.rest), entry.flags, entry.places, entry.ending), entry.rest) for entry in entries)


def _rest_matches(words: Sequence[str], start: int, rest: _Rest) -> bool:
    for at, alternatives in enumerate(rest, start):
        word = words[at]
        for stem, kind in alternatives:
            if word.startswith(stem) and word[len(stem) :] in ENDINGS[kind]:
                break
        else:
            return False
    return True


def _read_place(line: str) -> GazetteerPlace:
    identity, kind, iso, country, admin, lat, lon, radius_km, population, en, ru, uk = line.split("\t")
    return GazetteerPlace(
        id=identity,
        kind=kind,
        iso=iso or None,
        country=country,
        admin=admin,
        lat=float(lat),
        lon=float(lon),
        radius_m=float(radius_km) * 1000,
        population=int(population),
        en=en,
        ru=ru,
        uk=uk,
    )


def _read_entry(text: str) -> NameEntry:
    ending, rest, flags, places = text.split("~")
    words = tuple(tuple(_read_alternative(one) for one in word.split(",")) for word in rest.split(" ")) if rest else ()
    return NameEntry(ending, words, flags, tuple(map(int, places.split(","))))


def _read_alternative(text: str) -> tuple[str, str]:
    stem, _, kind = text.partition("/")
    return stem, kind


@cache
def default_gazetteer() -> Gazetteer:
    """The gazetteer that ships with the package, read once."""
    return Gazetteer(gzip.decompress((files("skywitness.geo") / "gazetteer.tsv.gz").read_bytes()).decode())


def load_gazetteer(path: Path) -> Gazetteer:
    """A gazetteer from another file of the same make, such as the optional world gazetteer."""
    return Gazetteer(gzip.decompress(path.read_bytes()).decode())

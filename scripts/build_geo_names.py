"""Chooses the names under which a place is found, and turns each into rows of the index.

GeoNames does not tag the language of alternate names. Cyrillic ones are told apart by their letters; those with letters of neither
Russian nor Ukrainian (Serbian, Tatar, Old Slavonic) are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

import pymorphy3

from skywitness.geo.declension import decline
from skywitness.geo.signs import WORDS
from skywitness.geo.spelling import fold_word

_CYRILLIC = re.compile(r"[А-ЯЁЄІЇҐ][А-Яа-яЁёЄєІіЇїҐґ'’ʼ\- ]+")
_LATIN = re.compile(r"[A-ZÀ-Þ\u0100-\u017fȘȚ][a-zA-Zß-ÿ\u0100-\u017fșțȘȚ'’ʻʼ. \-]+")
_TYPE_IN_FRONT = re.compile(
    r"^(?:город|посёлок|поселок|село|деревня|станица|хутор|слобода|аул|місто|селище|gorod|selo|posëlok|poselok|derevnya|derevnja|stanitsa|stanica|khutor|misto|city of)\s+",
    re.IGNORECASE,
)
_TYPE_BEHIND = re.compile(
    r"\s+(?:город|посёлок|село|муниципальный|городской|муниципальное|rayon|raion|район|district|gorod).*$", re.IGNORECASE
)
_LATIN_OF = str.maketrans(
    dict(
        zip(
            "абвгдезийклмнопрстуфхцыэіїєґёьъ'",
            [
                "a",
                "b",
                "v",
                "g",
                "d",
                "e",
                "z",
                "i",
                "y",
                "k",
                "l",
                "m",
                "n",
                "o",
                "p",
                "r",
                "s",
                "t",
                "u",
                "f",
                "kh",
                "ts",
                "y",
                "e",
                "i",
                "i",
                "ie",
                "g",
                "e",
            ]
            + [""] * 3,
            strict=True,
        )
    )
)
_OF_A_REGION = re.compile(r"(?i)област|обласць|вобласць| край$")
_WORDS = re.compile(r"[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*")


@dataclass(frozen=True)
class Chosen:
    """The names of one place: one a language for show, all for finding."""

    en: str
    ru: str
    uk: str
    cyrillic: list[str]
    all: list[str]


def choose_names(name: str, alternates: list[str], country: str, population: int) -> Chosen:
    """Names for show and names for finding, out of a GeoNames name and its untagged alternates."""
    plain = re.sub(r"[’ʼ']", "", name)
    cyrillic = list(
        dict.fromkeys(
            cleaned
            for alternate in alternates
            if _CYRILLIC.fullmatch(alternate) and not _OF_A_REGION.search(alternate) and len(cleaned := _without_type(alternate)) > 2
        )
    )
    ru = _closest(plain, [word for word in cyrillic if not re.search("[ІіЇїЄєҐґ'’]", word)])
    uk = _closest(plain, [word for word in cyrillic if not re.search("[ЫыЭэЁёЪъ]", word) and (word != ru or country == "UA")])
    latin = [name, *(alternate for alternate in alternates if _is_useful_latin(alternate, name, country, population))]
    keep = cyrillic if country in NEIGHBOURS or population >= 100_000 else []
    return Chosen(en=plain, ru=ru, uk=uk, cyrillic=cyrillic, all=list(dict.fromkeys((*latin, *keep))))


NEIGHBOURS = frozenset(["RU", "UA", "BY", "MD", "EE", "LV", "LT", "PL", "RO", "FI", "GE", "KZ", "AM", "AZ", "HU", "SK", "BG", "TR"])
"""Countries whose places posts name, so that their Cyrillic names are worth keeping."""


def _without_type(name: str) -> str:
    return _TYPE_BEHIND.sub("", _TYPE_IN_FRONT.sub("", name)).strip()


def _is_useful_latin(alternate: str, name: str, country: str, population: int) -> bool:
    if not _LATIN.fullmatch(alternate) or len(alternate) < 4 or alternate.isupper() or _TYPE_IN_FRONT.match(alternate):
        return False
    alike = SequenceMatcher(None, fold_word(alternate), fold_word(name)).ratio()
    if population >= 500_000 and (" " not in alternate or alike >= 0.4):
        return True  # a name of several words that is nothing like is a translation ("White House"), not a name
    return (country in {"RU", "UA", "BY", "MD"} and alike >= 0.6) or (population >= 50_000 and alike >= 0.8)


def _closest(latin: str, cyrillic: list[str]) -> str:
    """The Cyrillic name that, written in Latin letters, is most like the Latin one."""
    return max(
        cyrillic, key=lambda word: (SequenceMatcher(None, word.lower().translate(_LATIN_OF), latin.lower()).ratio(), word), default=""
    )


def index_rows(name: str, flags: str) -> Iterator[tuple[str, str]]:
    """Every (first stem, entry) under which a name stands; entry is ``class~rest of the words~flags``.

    >>> list(index_rows("Старый Оскол", ""))
    [('стар', 'M~оскол/n~')]
    >>> list(index_rows("Елец", "c"))
    [('елец', 'n~~c'), ('елц', 'q~~c')]
    """
    words = _WORDS.findall(name)
    if not words:
        return
    first, *rest = (decline(word) for word in words)
    tail = " ".join(",".join(f"{stem}/{kind}" for stem, kind in word) for word in rest)
    for stem, kind in first:
        if len(stem) + len(tail) > 1:
            yield stem, f"{kind}~{tail}~{flags}"


@cache
def _analyzer() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang="ru")


def is_former(name: str, shown: str) -> bool:
    """Whether an alternate is another name altogether, most often a former one: less than four tenths of it is like the name shown.

    >>> is_former("Ставрополь", "Tolyatti"), is_former("Харьков", "Kharkiv")
    (True, False)
    """
    latin = name.lower().translate(_LATIN_OF) if name[0] > "Ѐ" else fold_word(name)
    return SequenceMatcher(None, latin, fold_word(shown)).ratio() < 0.4


def flag_name(name: str, kind: str, population: int) -> str:
    """What a name could be mistaken for: ``c`` a common word, ``p`` a person, ``w`` a person too but a large town first, ``s`` too short or all capitals.

    >>> flag_name("Владимир", "town", 350_000), flag_name("Орёл", "town", 300_000), flag_name("Белгород", "town", 300_000)
    ('p', 'c', '')
    """
    if kind in {"country", "sea", "region", "area", "continent"} or " " in name or "-" in name or not "Ѐ" <= name[0] <= "ӿ":
        return ""
    parses = [
        parse
        for parse in _analyzer().parse(name.lower())
        if parse.tag.case in {"nomn", None} and parse.methods_stack[0][0].__class__.__name__ == "DictionaryAnalyzer"
    ]
    if any("Name" in parse.tag or "Patr" in parse.tag for parse in parses):
        return "p" if population < 100_000 or fold_word(name) in WORDS.given_names else "w"
    surname = any("Surn" in parse.tag for parse in parses) or (not parses and name.endswith(("ов", "ев", "ёв", "ин", "ко", "чук")))
    if surname:
        return "w" if population >= 100_000 else "p"
    if any("Geox" not in parse.tag for parse in parses):
        return "c"
    return ""

"""A text in terms that no language owns: names by the sound of their consonants, figures, and words of the trade."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from skywitness.fuse.wording import LINK

TOKEN = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*|\d+(?:[:.,]\d+)?")
SENTENCE_END = re.compile(r"[.!?:]\s*$|^\s*$")
THOUSANDS = re.compile(r"[.,](?=\d{3}$)")
SHORT_STEM = 3
SHORT_STEM_ENDING = 2
NAME_LETTERS = 5
LONG_VARIANT = 3
SHORT_NAME = 2
FEWEST_SOUNDS, COMPARED_SOUNDS = 3, 4
USUAL_ENDINGS = ("s", "m", "x", "v")
"""Of -ский, -ом, -ах, -ов and their like."""
SHIFTED = str.maketrans("cz", "kg")
"""Ukrainian shifts the last sound of a name before some endings: Шостка, в Шостці; Прага, в Празі."""
SOUNDS = (
    ("shch", "s"),
    ("sch", "s"),
    ("sh", "s"),
    ("ch", "c"),
    ("zh", "z"),
    ("kh", "x"),
    ("ts", "c"),
    ("ph", "f"),
    ("ck", "k"),
    ("x", "ks"),
)
"""How Latin letters that stand together are written with one, before each is."""
LATIN = {**dict(zip("bdfgklmnprstvzc", "bdfgklmnprstvzk", strict=True)), "h": "g", "w": "v", "q": "k", "X": "x", "C": "c"}
CYRILLIC = dict(zip("бвгґджзклмнпрстфхцчшщ", "bvggdzzklmnprstfxccss", strict=True))
"""One sound a letter, the same for both alphabets: г and h are one, as are ш and щ, ц and ч."""


class Tongues(Struct, frozen=True, forbid_unknown_fields=True):
    """The file of words: concept → beginnings of its words, common and rare, and figure → its words."""

    common: dict[str, tuple[str, ...]]
    rare: dict[str, tuple[str, ...]]
    figures: dict[str, tuple[str, ...]]


class Meaning(Struct, frozen=True, kw_only=True):
    """What a text speaks of. ``names`` are consonants; ``maybe_names`` stand where any word has a capital; ``words`` counts all tokens.

    ``sounds`` are the first consonants of all other words: Russian and Ukrainian share many, and all three languages some ("hotel", "готель").
    """

    names: frozenset[str]
    maybe_names: frozenset[str]
    figures: frozenset[str]
    common: frozenset[str]
    rare: frozenset[str]
    sounds: frozenset[str]
    words: int


def read_meaning(text: str) -> Meaning:
    """What a text speaks of, by itself: no dictionary but the words of the trade.

    >>> sorted(read_meaning("Над Харковом збито чотири дрони").names), sorted(read_meaning("Над Харковом збито чотири дрони").figures)
    (['xrkvm'], ['4'])
    """
    bare = LINK.sub(" ", text)
    found: dict[str, set[str]] = {kind: set() for kind in ("names", "maybe_names", "figures", "common", "rare", "sounds")}
    tokens = list(TOKEN.finditer(bare))
    for token in tokens:
        word = token.group()
        known = _know(word.lower().replace("ё", "е").replace("’", "'").replace("ʼ", "'"))
        if word[0].isdigit():
            found["figures"].add(THOUSANDS.sub("", word).replace(",", "."))
        elif known is not None:
            found[known[0]].add(known[1])
        elif word[0].isupper() and len(sound := sound_out(word)) > 1:
            starts = bool(SENTENCE_END.search(bare[max(0, token.start() - 3) : token.start()])) or (word.isupper() and len(word) > 1)
            found["maybe_names" if starts else "names"].add(sound)
        elif len(sound := sound_out(word)) >= FEWEST_SOUNDS:
            found["sounds"].add(sound[:COMPARED_SOUNDS])
    return Meaning(words=len(tokens), **{kind: frozenset(each) for kind, each in found.items()})


@cache
def sound_out(word: str) -> str:
    """The first consonants of a name, alike in both alphabets and nearly so in all three languages.

    >>> sound_out("Кременчуге"), sound_out("Kremenchuk"), sound_out("Kharkiv"), sound_out("Харьков")
    ('krmnc', 'krmnc', 'xrkv', 'xrkv')
    """
    low = word.lower()
    if low.isascii():
        for letters, one in SOUNDS:
            low = low.replace(letters, {"c": "C", "x": "X"}.get(one, one))
        sounds = (LATIN.get(letter, "") for letter in low)
    else:
        sounds = (CYRILLIC.get(letter, "") for letter in low)
    made = ""
    for sound in sounds:
        if sound and not made.endswith(sound):
            made += sound
    return made[:NAME_LETTERS]


def is_one_name(one: str, other: str) -> bool:
    """Whether two soundings can be one name: the shorter begins the longer, and what is left is an ending; after two sounds, a usual one.

    >>> is_one_name("sm", "smsk"), is_one_name("sm", "smr")
    (True, False)
    """
    short, long = sorted((one.translate(SHIFTED), other.translate(SHIFTED)), key=len)
    if not long.startswith(short):
        return False
    ending = long[len(short) :]
    return len(ending) <= LONG_VARIANT if len(short) > SHORT_NAME else not ending or ending.startswith(USUAL_ENDINGS)


@cache
def _know(word: str) -> tuple[str, str] | None:
    """The kind and name of what a word of the trade means."""
    stems = _stems()
    for length in range(len(word), 1, -1):
        if length <= SHORT_STEM and len(word) - length > SHORT_STEM_ENDING:
            return None
        if word[:length] in stems:
            kind, name = stems[word[:length]]
            return None if kind == "figures" and len(word) > length else (kind, name)
    return None


@cache
def _stems() -> Mapping[str, tuple[str, str]]:
    tongues = msgspec.yaml.decode((files("skywitness.fuse") / "tongues.yml").read_bytes(), type=Tongues)

    def of(kind: str, table: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, str]]:
        return {stem.replace("ё", "е"): (kind, name) for name, stems in table.items() for stem in stems}

    return of("common", tongues.common) | of("rare", tongues.rare) | of("figures", tongues.figures)

"""Signs that a capitalised word is a place, or is not: prepositions, titles, given names, adjectives before nouns. The words are data, in words.yml."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files

import yaml
from msgspec import Struct

from skywitness.geo.gazetteer import NameMatch, Renown
from skywitness.geo.spelling import fold_word
from skywitness.geo.tokens import Tokens


class Words(Struct, frozen=True):
    """The word lists of words.yml, folded."""

    kind_before: Mapping[str, str]
    kind_after: Mapping[str, str]
    between: frozenset[str]
    connectors: frozenset[str]
    place_prepositions: frozenset[str]
    strong_prepositions: frozenset[str]
    prepositional: frozenset[str]
    instrumental: frozenset[str]
    titles: frozenset[str]
    given_names: frozenset[str]
    everyday: frozenset[str]
    cities_first: frozenset[str]
    never: frozenset[str]
    nouns_of_no_place: tuple[str, ...]
    nouns_of_sites: tuple[str, ...]
    low_in_names: tuple[str, ...]
    region_nouns: tuple[str, ...]
    nouns_of_low_names: tuple[str, ...]


def _load_words() -> Words:
    lists = yaml.safe_load((files("skywitness.geo") / "words.yml").read_text(encoding="utf-8"))
    kinds = {
        side: {fold_word(word): kind for kind, words in lists[side].items() for word in words} for side in ("kind_before", "kind_after")
    }
    return Words(
        **kinds,
        between=_folded(lists["between"]),
        connectors=_folded(lists["connectors"]),
        place_prepositions=_folded(lists["place_prepositions"]),
        strong_prepositions=_folded(lists["strong_prepositions"]),
        prepositional=_folded(lists["prepositional"]),
        instrumental=_folded(lists["instrumental"]),
        titles=_folded(lists["titles"]),
        given_names=_folded(lists["given_names"]),
        everyday=_folded(lists["everyday"]) | _folded(lists["english_everyday"]),
        cities_first=_folded(lists["cities_first"]),
        never=_folded(lists["never"]),
        nouns_of_sites=tuple(_folded(lists["nouns_of_sites"])),
        nouns_of_no_place=tuple(_folded(lists["nouns_of_no_place"])),
        low_in_names=tuple(_folded(lists["low_in_names"])),
        region_nouns=tuple(_folded(lists["region_nouns"])),
        nouns_of_low_names=tuple(_folded(lists["nouns_of_low_names"])),
    )


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(fold_word, words))


WORDS = _load_words()
_GIVEN_STEMS = frozenset(name[:-1] if name[-1] in "аяой" else name for name in WORDS.given_names)
_GIVEN_ENDINGS = frozenset({"", "а", "я", "у", "ю", "ом", "ем", "е", "и", "ой", "ей", "ою", "ею", "ови", "еви", "й"})
_PATRONYMIC = ("овна", "евна", "ивна", "ович", "евич")
"""Endings of folded patronymics."""
_SENTENCE_END = frozenset(".!?…\n")


@cache
def common_words() -> frozenset[str]:
    """Folded forms of Russian words that are no names, yet read like a small place ("силы", "видели")."""
    return frozenset(gzip.decompress((files("skywitness.geo") / "common_words.txt.gz").read_bytes()).decode().split("\n"))


@lru_cache(maxsize=1 << 14)
def is_given_name(folded: str) -> bool:
    """Whether a folded word is a given name in any case of Russian or Ukrainian.

    >>> is_given_name("дениса"), is_given_name("андрею"), is_given_name("иванове")
    (True, True, False)
    """
    return folded in WORDS.given_names or any(
        folded[: len(folded) - length] in _GIVEN_STEMS and folded[len(folded) - length :] in _GIVEN_ENDINGS
        for length in range(min(3, len(folded) - 2))
    )


def starts_sentence(tokens: Tokens, i: int) -> bool:
    """Whether the word is the first of a sentence or a line, so that its capital says nothing."""
    if i == 0:
        return True
    gap = tokens.between(i - 1, i)
    return "\n" in gap or (any(sign in gap for sign in _SENTENCE_END) and len(tokens.words[i - 1]) > 2)


def is_person(tokens: Tokens, first: int, last: int, match: NameMatch) -> bool:
    """Whether the word is part of a person's name: a title or given name stands before it, an initial beside it, it is a given name before a surname
    or a patronymic, or a surname that begins a sentence before a given name ("Кашира Ольга преподаёт")."""
    if match.words > 1:
        return False
    gap = tokens.between(first - 1, first) if first else ""
    before = tokens.folded[first - 1] if gap in {" ", "\u00a0", ". ", "."} else ""
    if before in WORDS.titles or (tokens.words[first - 1][0].isupper() and is_given_name(before)):
        return True
    if before and gap.startswith(".") and len(tokens.words[first - 1]) == 1 and tokens.words[first - 1].isupper():
        return True
    following = tokens.words[last] if last < tokens.run_end[first] else ""
    after = tokens.folded[last + 1] if last + 1 < tokens.run_end[first] else ""
    if after in WORDS.kind_after or after.startswith(WORDS.region_nouns):
        return False
    if not following[:1].isupper() or fold_word(following) in WORDS.kind_after:
        return False
    is_surname = fold_word(following) in WORDS.given_names and starts_sentence(tokens, first) and tokens.between(first, first + 1) == " "
    return match.flags == "p" or is_given_name(tokens.folded[first]) or is_surname or fold_word(following).endswith(_PATRONYMIC)


def shows_place(tokens: Tokens, first: int, match: NameMatch, lang: str) -> bool:
    """Whether a preposition of place stands before the word. Before what is also a personal name it must be one that hardly stands before people."""
    if not first or tokens.between(first - 1, first) not in {" ", "\u00a0", ' "', " «"}:
        return False
    before = tokens.folded[first - 1]
    if lang == "uk" and before in {"у", "в", "на"}:
        return True
    if before == "of" and first > 1 and (tokens.folded[first - 2] in WORDS.kind_before or tokens.folded[first - 2] in WORDS.kind_after):
        return True  # "the town of Hrubieszow", "the airport of Vilnius"
    return before in (WORDS.strong_prepositions if match.flags == "p" else WORDS.place_prepositions)


def is_adjective_form(tokens: Tokens, first: int, last: int, match: NameMatch) -> bool:
    """Whether the form is an adjective's: "в Курском (районе)" beside "над Курском", "Луганська опера", or an adjective with its noun behind it ("Красное знамя")."""
    if match.words > 1 or match.ending in FEMININE_NOUNS:
        return False
    word, before = tokens.folded[first], tokens.folded[first - 1] if first else ""
    followed = last < tokens.run_end[first] and tokens.words[last][0].islower() and tokens.folded[last] not in WORDS.connectors
    if match.ending not in {"M", "N"} and word.endswith(("ском", "цком", "зком")):
        return not _is_instrumental(tokens, first)
    if not followed or not _agrees(word, tokens.folded[last]):
        return False
    if match.ending == "k":
        return (
            tokens.words[first].lower().endswith(("ська", "цька", "зька"))
            and tokens.folded[last].endswith(("а", "я"))
            and before not in WORDS.place_prepositions
        )
    if any(word.endswith(endings) and not tokens.folded[last].endswith(nouns) for endings, nouns in _ENDINGS_OF_NOUNS):
        return False
    return word.endswith(_ADJECTIVE_ENDINGS) and not (word.endswith(("ой", "ей")) and before in WORDS.instrumental)


def _is_instrumental(tokens: Tokens, first: int) -> bool:
    """Whether nothing before the word, over the names of a list, makes it an adjective: "над Курском и Липецком" beside "на Донецком и Курском направлениях"."""
    for i in range(first - 1, max(first - 8, -1), -1):
        word = tokens.folded[i]
        if word in WORDS.instrumental or word in WORDS.prepositional:
            return word in WORDS.instrumental
        if tokens.words[i][0].islower() and word not in WORDS.connectors:
            break
    return True


def _agrees(adjective: str, noun: str) -> bool:
    """Whether the small word behind looks like a noun that the adjective belongs to: not a verb, not a preposition."""
    return len(noun) > 3 and not noun.endswith(_VERB_ENDINGS) and adjective != noun


_VERB_ENDINGS = (
    "ли",
    "ла",
    "ло",
    "но",
    "ни",
    "ти",
    "ет",
    "ит",
    "ут",
    "ют",
    "ся",
    "ат",
    "ят",
    "на",
    "то",
    "ел",
    "ял",
    "ил",
    "ает",
    "ено",
    "ано",
)
_ENDINGS_OF_NOUNS = (
    (("ом", "ому", "ему"), ("е", "и", "у", "ю")),
    (("ого", "его"), ("а", "я", "о")),
    (("не", "ве", "ле", "ске", "цке"), ("о", "е", "я")),
)
"""Endings of an adjective that tell its case, and those that its noun may have then: "у Синельниковому пожежа" has no adjective, "Мирне життя" has."""
_ADJECTIVE_ENDINGS = (
    "ском",
    "цком",
    "ским",
    "ий",
    "ой",
    "ая",
    "ое",
    "ее",
    "ие",
    "ого",
    "его",
    "ому",
    "ему",
    "ую",
    "ских",
    "ска",
    "ске",
    "ски",
    "цка",
    "цке",
    "цки",
    "не",
    "ве",
    "ле",
)


def is_part_of_other_name(tokens: Tokens, first: int, match: NameMatch) -> bool:
    """Whether an adjective's form belongs to the word behind it: a street or a company ("на Рязанском проспекте"), or a longer name that
    nobody knows ("Русского Поречного"). The name of a region may follow ("Жуковский Московской области")."""
    if match.words > 1 or match.ending not in ADJECTIVAL or first + 1 >= tokens.run_end[first]:
        return False
    following = tokens.folded[first + 1]
    if tokens.words[first + 1][0].islower():
        return following.startswith(WORDS.nouns_of_no_place)
    further = tokens.folded[first + 2] if first + 2 < tokens.run_end[first + 1] else ""
    return tokens.between(first, first + 1) == " " and not (further in WORDS.kind_after or further.startswith(WORDS.region_nouns))


def is_bare_adjective(tokens: Tokens, first: int, match: NameMatch, is_own: bool) -> bool:
    """Whether a village's name is rather the adjective of a larger town or its oblast, with its noun elsewhere ("Саратовской и Пензенской").

    With ``is_own`` the adjective is the town's own, and only "на" before a form in -ском tells it ("на Донецком и Лиманском направлениях").
    """
    if match.ending not in ADJECTIVAL or not _RELATIONAL.search(tokens.folded[first]):
        return False
    if is_own:
        return bool(first) and tokens.folded[first - 1] == "на" and tokens.folded[first].endswith(("ском", "цком"))
    if tokens.folded[first].endswith(("ой", "ою", "ую", "ая", "а", "у", "ий", "ии")):
        return True
    following = tokens.folded[first + 1] if first + 1 < len(tokens.words) else ""
    in_list = following in {"и", "та", "й"} or tokens.text[tokens.ends[first] : tokens.ends[first] + 1] == ","
    return in_list or not first or tokens.folded[first - 1] not in WORDS.strong_prepositions


_RELATIONAL = re.compile(r"(?:ск|цк|зк)[а-я]{1,3}$")
ADJECTIVAL = frozenset("MFNL")
"""Classes of endings that an adjective has."""
FEMININE_NOUNS = frozenset("wv")
"""Classes of endings of nouns in -а and -ь: "на Харьковщине отбой" ends like an adjective and is none."""


def is_quoted_alone(tokens: Tokens, first: int, last: int) -> bool:
    """Whether quotation marks hold the name and nothing else, as they do with call signs, weapons and units."""
    return tokens.text[tokens.starts[first] - 1 : tokens.starts[first]] in {"«", '"', "“", "„"} and tokens.text[
        tokens.ends[last - 1] : tokens.ends[last - 1] + 1
    ] in {"»", '"', "”", "“"}


def needs_sign(tokens: Tokens, first: int, match: NameMatch, lang: str, renown: Renown) -> bool:
    """Whether the name alone is not enough to call it a place, given how well known its places are."""
    if is_quoted_alone(tokens, first, first + match.words) and not (first and tokens.folded[first - 1].startswith(WORDS.nouns_of_sites)):
        return True
    if match.words > 1 and match.flags == "":
        return False
    word = tokens.folded[first]
    if (
        match.flags == "c"
        and not renown.is_abroad
        and renown.population >= LARGE_CITY
        and (word in WORDS.cities_first or word not in common_words())
    ):
        return word in WORDS.everyday
    if match.flags in {"c", "p"} or word in WORDS.everyday or word in WORDS.given_names:
        return True
    if renown.is_abroad and renown.population < KNOWN_ABROAD:
        return True
    if (len(word) <= SHORT_NAME and renown.is_town) or (renown.is_town and renown.population < CITY and word in common_words()):
        return True
    if lang == "uk":
        is_small = renown.is_town and renown.population < SMALL_TOWN
        return is_small and starts_sentence(tokens, first) and _runs_on(tokens, first + match.words - 1)
    return lang == "en" and renown.is_town and renown.population < CITY


def is_too_doubtful(tokens: Tokens, first: int, match: NameMatch, renown: Renown, kind: str | None) -> bool:
    """Whether not even a preposition makes a place of the word: never one, cut off, or a common, very short or former name that would lie abroad."""
    if match.words > 1:
        return False
    word = tokens.folded[first]
    is_small_abroad = renown.is_abroad and renown.population < KNOWN_ABROAD
    if (is_small_abroad and match.flags == "h") or (renown.is_abroad and _may_be_cut(tokens, first)):
        return True
    return kind is None and (
        word in WORDS.never or (is_small_abroad and renown.is_town and (len(word) <= SHORT_NAME or word in common_words()))
    )


def _may_be_cut(tokens: Tokens, first: int) -> bool:
    """Whether a short word is the very last of a long text, which may have been cut within it."""
    return first + 1 == len(tokens.words) > LONG_TEXT_WORDS and len(tokens.words[first]) <= SHORTEST_WHOLE


LONG_TEXT_WORDS = 15
SHORTEST_WHOLE = 4
SHORT_NAME = 3
SMALL_TOWN = 30_000
"""Below this a Ukrainian word that begins a sentence is rather a word: we have no Ukrainian dictionary to ask."""
LARGE_CITY = 100_000
"""From here on a word is rather the city than a rare word of the dictionary."""
CITY = 50_000
"""Below this an English word, or a form of a common Russian one, is a place only where a sign says so."""
KNOWN_ABROAD = 1_000_000
"""Below this a town or region outside Russia, Ukraine and Belarus is a place only where a sign says so."""


def _runs_on(tokens: Tokens, last: int) -> bool:
    """Whether the next word follows with nothing but a space between, as in a sentence; not as in "Попасна - БпЛА"."""
    return last + 1 < len(tokens.words) and tokens.between(last, last + 1) == " "

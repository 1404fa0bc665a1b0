"""How place names decline in Russian and Ukrainian: a word gives stems, each with the class of endings that may follow it.

The gazetteer keeps stems; a word of a text is split into stem and ending and accepted when the ending belongs to the class. So "Ельцом",
"Єльці" and "Елец" find one row, while the adjective "елецкий" finds none. Everything is in the folded spelling of :mod:`.spelling`.
Classes follow the grammars (Zaliznyak's declension types; the Ukrainian orthography of 2019, §§ 82-98), widened where folding
merges the two languages: an ending that no word of the class can have never occurs, so it costs nothing.
"""

from __future__ import annotations

from functools import lru_cache

from skywitness.geo.spelling import fold_word, is_cyrillic

ENDINGS: dict[str, frozenset[str]] = {
    "=": frozenset({""}),  # does not decline
    "n": frozenset(
        {"", "а", "я", "у", "ю", "ом", "ем", "е", "и", "й", "ови", "еви"}
    ),  # Курск, Ярославль, Казань, Грозной; ь is folded away
    "k": frozenset({"", "а", "у", "ом", "е", "ови"}),  # Курск: no ending that would make it an adjective
    "v": frozenset({"", "а", "у", "ом", "им", "е", "и", "ови", "ому"}),  # Саратов, Пушкин, Часов (Яр)
    "o": frozenset({"о", "а", "у", "ом", "е", "и", "ому", "им"}),  # Шебекино
    "e": frozenset({"е", "я", "ю", "ем", "и"}),  # Запорожье
    "w": frozenset({"а", "я", "и", "е", "у", "ю", "ой", "ей", "ою", "ею", "еюю"}),  # Москва, Анапа, Россия
    "z": frozenset({"и"}),  # Ukrainian locative with the changed consonant: Луга, Лузі
    "p": frozenset({"и", "а", "ам", "ям", "ами", "ями", "ах", "ях", "ов", "ев", "ив", "ей"}),  # Сумы, Черновцы
    "q": frozenset({"", "а", "у", "ом", "и", "е", "ови", "ем", "ю", "я", "еви", "ому"}),  # changed stem with any ending: Ельц-, Харков-
    "M": frozenset({"ий", "ой", "ого", "его", "ому", "ему", "им", "ом", "ем", "ии"}),  # Грозный, Нижний
    "F": frozenset({"ая", "яя", "ой", "ей", "ую", "юю", "ою", "ею", "а", "я", "ои", "еи", "ий", "у", "ю"}),  # Белая, Біла
    "N": frozenset({"ое", "ее", "е", "ого", "его", "ому", "ему", "им", "ом", "ем"}),  # Отрадное, Рівне
    "L": frozenset({"ие", "и", "их", "им", "ими"}),  # Великие, Великі
    "t": frozenset(
        {"", "и", "ю", "ей", "ям", "ями", "ях", "е", "у", "а", "я", "ем", "ом", "ов", "ев", "ив", "ам", "ами", "ах", "й", "ой", "ою", "s"}
    ),  # the noun of a kind (область, край, район), in singular and plural: one noun serves a whole list
    "A": frozenset(
        {
            "ий",
            "ой",
            "ого",
            "его",
            "ому",
            "ему",
            "им",
            "ом",
            "ем",
            "ая",
            "ую",
            "ою",
            "ое",
            "ее",
            "ей",
            "ие",
            "их",
            "ими",
            "а",
            "ои",
            "у",
            "е",
            "и",
            "яя",
            "юю",
        }
    ),  # an adjective in any gender and number
}
LONGEST_ENDING = 3
KIND_NOUNS = [
    "область",
    "край",
    "республика",
    "район",
    "округ",
    "уезд",
    "повіт",
    "воеводство",
    "воєводство",
    "республіка",
    "море",
    "залив",
    "затока",
    "океан",
    "пролив",
    "протока",
    "oblast",
    "region",
    "county",
    "district",
]
_VOWELS = "аеиоуяюыэёіїє"
_PARTICLES = frozenset({"на", "по", "за", "им", "эл", "ел", "ла", "де", "усть"})
_UKRAINIAN_LOCATIVE = {"к": "ц", "г": "з", "х": "с"}


@lru_cache(maxsize=1 << 15)
def decline(word: str) -> tuple[tuple[str, str], ...]:
    """The stems of a name's word in the nominative, each with its class of endings.

    >>> decline("Елец")
    (('елец', 'n'), ('елц', 'q'))
    >>> decline("Харків")
    (('харкив', 'n'), ('харков', 'q'), ('харкев', 'q'))
    >>> decline("Paris")
    (('paris', '='),)
    """
    lowered = word.lower()
    if lowered in KIND_NOUNS:
        return ((fold_word(lowered[:-1] if lowered[-1] in "ьйаео" else lowered), "t"),)
    if not is_cyrillic(word) or len(lowered) < 2 or lowered in _PARTICLES:
        return ((fold_word(lowered), "="),)
    for rule in (_adjective, _feminine, _neuter, _plural, _masculine):
        if stems := rule(lowered):
            return tuple(dict.fromkeys((fold_word(stem), kind) for stem, kind in stems))
    return ((fold_word(lowered), "="),)


def _adjective(word: str) -> list[tuple[str, str]]:
    for endings, kind in ((("ый", "ий", "ой"), "M"), (("ая", "яя"), "F"), (("ое", "ее"), "N"), (("ые", "ие"), "L")):
        if word.endswith(endings) and len(word) > 4:
            as_noun = [(word[:-1], "n")] if word.endswith("ой") else [(word[:-1], "w")] if word.endswith(_NO_ADJECTIVES) else []
            return [(word[:-2], kind), *as_noun]
    if word.endswith(("ська", "цька", "зька")):
        return [(word[:-1], "F")]
    return []


_NO_ADJECTIVES = ("пая", "рая", "дая", "гая")
"""Endings that names have and adjectives seldom: Лиепая declines as a noun."""


def _feminine(word: str) -> list[tuple[str, str]]:
    if word[-1] not in "ая":
        return []
    stem = word[:-1]
    changed = _UKRAINIAN_LOCATIVE.get(stem[-1])
    as_adjective = [(stem, "F")] if word.endswith(("ова", "ева", "єва", "іна", "ина", "ла", "ста", "на", "ра")) else []
    return [(stem, "w"), *([(stem[:-1] + changed, "z")] if changed else []), *as_adjective]


def _neuter(word: str) -> list[tuple[str, str]]:
    if word[-1] == "о":
        return [(word[:-1], "o")]
    if word.endswith(("ье", "'я", "ття", "лля", "ння", "жжя", "ьє")) or (word[-1] == "е" and word[-2] in "рлжщч"):
        return [(word[:-1], "e")] + ([(word[:-1], "N")] if word[-1] == "е" else [])
    if word[-1] in "еє":
        return [(word[:-1], "N")]
    return []


def _plural(word: str) -> list[tuple[str, str]]:
    if word[-1] not in "ыиі":
        return []
    stem = word[:-1]
    stems = [(stem, "p"), (stem, "L")]
    if len(stem) > 2 and stem[-1] == "к" and stem[-2] not in _VOWELS:
        stems += [(stem[:-1].removesuffix("ь") + vowel + "к", "=") for vowel in "ое"]
    elif stem.endswith("ц"):
        stems += [(stem[:-1].removesuffix("ь") + "ец", "=")]
    elif len(stem) > 2:
        stems += [(stem, "=")]
    return stems


def _masculine(word: str) -> list[tuple[str, str]]:
    if word[-1] in "уюэё":
        return []
    if word[-1] == "й":
        return [(word[:-1], "n")]
    hard = word.removesuffix("ь")
    base = (
        (hard, "v")
        if hard.endswith(("ов", "ев", "ёв", "ин", "ын"))
        else (hard, "k")
        if hard.endswith(("ск", "цк", "ськ", "цьк", "зк", "зьк"))
        else (hard, "n")
    )
    changed = _changed_stems(hard)
    if base[1] == "k":
        return [base]
    locative = [(stem[:-1] + _UKRAINIAN_LOCATIVE[stem[-1]], "z") for stem in (hard, *changed) if stem[-1] in _UKRAINIAN_LOCATIVE]
    return [base, *((stem, "q") for stem in changed), *locative]


def _changed_stems(hard: str) -> list[str]:
    """Stems with a vowel lost (Орёл, Орл-; Елец, Ельц-) or changed in an open syllable (Харків, Харков-; Канів, Канев-)."""
    if len(hard) < 3:
        return []
    last, before = hard[-1], hard[-2]
    if len(hard) > 3 and before in "еёо" and last in "цкл" and hard[-3] not in _VOWELS + "стшжщч" + ("к" if last == "л" else ""):
        return [hard[:-2] + last]
    if len(hard) > 4 and before in "ео" and last == "к":
        return [hard[:-2] + last]
    if before in "ії" and last not in _VOWELS:
        return [hard[:-2] + "о" + last, hard[:-2] + "е" + last]
    return []

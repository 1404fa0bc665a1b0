"""Declines the place names of an exercise in Russian and Ukrainian, by the endings of the school grammars (only what ``lands.yml`` needs).

:mod:`skywitness.geo.declension` answers the other question (may this word be a form of that name?); the tests hold each to the other.
"""

from __future__ import annotations

from functools import lru_cache

CASES = ("nom", "gen", "dat", "acc", "ins", "loc")
VOWELS = "аеёиоуыэюяіїє"
HUSHING = "жшчщц"
FEMININE_SOFT = ("знь", "церковь", "мань", "верь")
FLEETING = {"Елец": "Ельц", "Єлець": "Єльц", "Церковь": "Церкв"}
"""Stems that lose a vowel."""
PLURAL_GENITIVES = {
    "клинцы": "Клинцов", "бровары": "Броваров", "лиски": "Лисок", "валуйки": "Валуек", "прилуки": "Прилук", "грязи": "Грязей", "ромны": "Ромен", "лубны": "Лубен",
    "клинці": "Клинців", "бровари": "Броварів", "грязі": "Грязей", "ромни": "Ромен", "лубни": "Лубен",
}  # fmt: skip
"""Genitives of plural names that are not the bare stem."""
UKRAINIAN_CHANGE = {"г": "з", "к": "ц", "х": "с"}

Forms = tuple[str, str, str, str, str, str]


@lru_cache(maxsize=4096)
def decline_name(name: str, language: str, case: str) -> str:
    """A place name in a case: nom, gen, dat, acc, ins, loc. English and names with no known pattern stay as they are.

    >>> [decline_name("Липецкая область", "ru", case) for case in ("gen", "ins", "loc")]
    ['Липецкой области', 'Липецкой областью', 'Липецкой области']
    >>> [decline_name(name, "uk", "loc") for name in ("Харків", "Одеса", "Суми", "Біла Церква")]
    ['Харкові', 'Одесі', 'Сумах', 'Білій Церкві']
    >>> decline_name("Ростов-на-Дону", "ru", "ins")
    'Ростовом-на-Дону'
    """
    if language == "en" or case == "nom":
        return name
    head, dash, tail = name.partition("-на-")
    words = head.split(" ")
    which = CASES.index(case)
    declined = [
        _decline_adjective(word, language)[which] if len(words) > 1 and i == 0 else _decline_noun(word, language)[which]
        for i, word in enumerate(words)
    ]
    return " ".join(declined) + dash + tail


def put_in(name: str, language: str) -> str:
    """The name with the preposition of place: "в Курске", "во Владимире", "у Харкові", "in Kursk".

    >>> put_in("Воронеж", "ru"), put_in("Одеса", "uk"), put_in("Kursk", "en")
    ('в Воронеже', 'в Одесі', 'in Kursk')
    """
    if language == "en":
        return f"in {name}"
    form = decline_name(name, language, "loc")
    if language == "uk":
        return f"{'в' if form[0].lower() in VOWELS else 'у'} {form}"
    cluster = form[0] in "ВФ" and form[1].lower() not in VOWELS + "ь"
    return f"{'во' if cluster or form.startswith('Льв') else 'в'} {form}"


def _decline_adjective(word: str, language: str) -> Forms:
    """The first word of "Липецкая область", "Старый Оскол", "Біла Церква"."""
    stem = word.removesuffix("ая") if language == "ru" else word.removesuffix("а")
    if language == "ru" and word.endswith("ая"):
        return word, f"{stem}ой", f"{stem}ой", f"{stem}ую", f"{stem}ой", f"{stem}ой"
    if language == "ru":
        stem = word[:-2]
        return word, f"{stem}ого", f"{stem}ому", word, f"{stem}ым", f"{stem}ом"
    if word.endswith("а"):
        return word, f"{stem}ої", f"{stem}ій", f"{stem}у", f"{stem}ою", f"{stem}ій"
    stem = word[:-2]
    return word, f"{stem}ого", f"{stem}ому", word, f"{stem}им", f"{stem}ому"


def _decline_noun(word: str, language: str) -> Forms:
    return _decline_russian(word) if language == "ru" else _decline_ukrainian(word)


def _decline_russian(word: str) -> Forms:
    low = word.lower()
    if low.endswith("ая"):
        return _decline_adjective(word, "ru")
    if low == "область":
        return word, "области", "области", word, "областью", "области"
    if low.endswith(FEMININE_SOFT):
        stem = FLEETING.get(word, word[:-1])
        return word, f"{stem}и", f"{stem}и", word, f"{word}ю", f"{stem}и"
    if low[-1] == "а":
        stem = word[:-1]
        gen, ins = ("и" if low[-2] in "гкхжшчщ" else "ы"), ("ей" if low[-2] in HUSHING else "ой")
        return word, stem + gen, f"{stem}е", f"{stem}у", stem + ins, f"{stem}е"
    if low[-1] in "ыи":
        stem, soft = word[:-1], low == "грязи"
        a = "я" if soft else "а"
        return word, PLURAL_GENITIVES.get(low, stem), f"{stem}{a}м", word, f"{stem}{a}ми", f"{stem}{a}х"
    if low.endswith("ье"):
        return word, f"{word[:-1]}я", f"{word[:-1]}ю", word, f"{word}м", word
    if low[-1] == "о":
        return word, word, word, word, word, word  # as officials use it: in Шебекино
    if low[-1] == "ь":
        stem = word[:-1]
        return word, f"{stem}я", f"{stem}ю", word, f"{stem}ем", f"{stem}е"
    stem = FLEETING.get(word, word)
    ins = "ем" if low[-1] in HUSHING and stem == word else "ом"  # над Ельцом: the ending is stressed
    return word, f"{stem}а", f"{stem}у", word, stem + ins, f"{stem}е"


def _decline_ukrainian(word: str) -> Forms:
    low = word.lower()
    if low == "область":
        return word, "області", "області", word, "областю", "області"
    if low == "лозова":
        return _decline_adjective(word, "uk")
    if low[-1] == "а":
        stem, changed = word[:-1], word[:-2] + UKRAINIAN_CHANGE.get(low[-2], low[-2])
        return word, f"{stem}и", f"{changed}і", f"{stem}у", f"{stem}ою", f"{changed}і"
    if low.endswith("жжя"):
        return word, word, f"{word[:-1]}ю", word, f"{word}м", f"{word[:-1]}і"
    if low == "усмань":
        return word, f"{word[:-1]}і", f"{word[:-1]}і", word, f"{word[:-1]}ню", f"{word[:-1]}і"
    if low[-1] in "иі":
        stem = word[:-1]
        soft = low in ("клинці", "грязі")
        a = "я" if soft else "а"
        return word, PLURAL_GENITIVES.get(low, stem), f"{stem}{a}м", word, f"{stem}{a}ми", f"{stem}{a}х"
    if low[-1] == "о":
        if low != "дніпро":
            return word, word, word, word, word, word
        stem = word[:-1]
        return word, f"{stem}а", f"{stem}у", word, f"{stem}ом", f"{stem}і"
    return _decline_ukrainian_masculine(word)


def _decline_ukrainian_masculine(word: str) -> Forms:
    low = word.lower()
    if low.endswith("піль"):
        stem = f"{word[:-4]}пол"
        return word, f"{stem}я", f"{stem}ю", word, f"{stem}ем", f"{stem}і"
    if low[-1] == "ь" and not low.endswith("ськ"):
        stem = FLEETING.get(word, word[:-1])
        return word, f"{stem}я", f"{stem}ю", word, f"{stem}ем", f"{stem}і"
    stem = word
    if low.endswith(("їв", "иїв")):
        stem = f"{word[:-2]}єв"
    elif low.endswith("ів"):
        stem = f"{word[:-2]}ов" if low[-3] != "ч" else f"{word[:-2]}ев"
    ins = "ем" if low[-1] in HUSHING else "ом"
    loc = f"{stem}у" if low.endswith(("ськ", "цьк", "к")) else f"{stem[:-1]}зі" if low.endswith("рог") else f"{stem}і"
    return word, f"{stem}а", f"{stem}у", word, stem + ins, loc

"""Which of the languages that we read a text is in."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

READ = ("ru", "uk", "en")
OTHER = "other"
"""Not one of ours: the text is kept, marked, and not guessed at."""
_NEIGHBOURS = ("be", "bg", "pl", "de", "ro", "lt", "lv", "et", "fi", "tr", "fr", "es", "sr", "mk", "kk", "ka", "hy", "ar", "he", "zh")
_LETTER = re.compile(r"[^\W\d_]")
_ONLY_RUSSIAN = re.compile(r"[ыэё]", re.IGNORECASE)
_ONLY_UKRAINIAN = re.compile(r"[іїєґ]", re.IGNORECASE)
_AGAINST = {"ru": _ONLY_UKRAINIAN, "uk": _ONLY_RUSSIAN}
_CYRILLIC = re.compile(r"[а-яёіїєґ]", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
_NOISE = re.compile(r"https?://\S+|t\.me/\S+|[@#]\w+|[*_`\[\]()]")
_ENGLISH = re.compile(r"\b(?:the|over|towards?|near|heading|heard|drones?|uavs?|missiles?|alert|oblast|region|down)\b", re.IGNORECASE)
"""Words that show a line to be English which is too short for the statistics of letters."""
_FEW_WORDS = 2
_ENOUGH_LETTERS = 24
_LONG_LETTERS = 60
_MOSTLY = 0.7
"""Bytes a letter above one from which a text is mostly Cyrillic; blanks and signs take the rest."""


def identify_language(text: str, hint: str | None = None, readable: Collection[str] = READ) -> str:
    """ "ru", "uk", "en" or "other". A text too short to tell takes the ``hint`` (the source's language), else the letters decide.

    ``readable`` are the languages that have an extractor; those beside our three are told as well. One that the identifier does not know is
    told only where the hint names it.

    >>> identify_language("Дежурными средствами ПВО уничтожены три украинских беспилотника над Курской областью")
    'ru'
    >>> identify_language("Повітряні сили: збито чотири ударні безпілотники над Полтавщиною")
    'uk'
    >>> identify_language("Die Flugabwehr hat in der Nacht mehrere Drohnen über der Stadt abgeschossen")
    'other'
    >>> identify_language("БПЛА!", hint="uk")
    'uk'

    A short line with none of the letters of Ukrainian alone is Russian where its source writes Russian: Ukrainian hardly does without "і", and
    one "ы" is too few for the statistics of letters. One with none of the letters of either is Ukrainian where its source writes that.

    >>> identify_language("Грохнули дрон над городом, на балконе", hint="ru"), identify_language("Рязань, ПВО не промахнулась, молодцы", hint="ru")
    ('ru', 'ru')
    >>> identify_language("Плюс один шахед збито, Сумщина", hint="uk"), identify_language("Кулеметники зняли одного над мостом", hint="uk")
    ('uk', 'uk')
    """
    if plain := _plainly(text):
        return plain
    words = _NOISE.sub(" ", text)
    if plain := _plainly(words):
        return plain  # a link's address is long and in Latin letters
    letters = len(_LETTER.findall(words))
    if letters < _ENOUGH_LETTERS or (letters < _LONG_LETTERS and _is_as_hinted(words, letters, hint)):
        return _by_letters(words) or hint or _nearest(words)
    cyrillic = len(_CYRILLIC.findall(words))
    russian, ukrainian = len(_ONLY_RUSSIAN.findall(words)), len(_ONLY_UKRAINIAN.findall(words))
    if cyrillic > letters * 0.6 and (russian > 3 * ukrainian + 1 or ukrainian > 3 * russian + 2):
        found = "ru" if russian > ukrainian else "uk"
        if found == "ru" or not re.search(r"ў", words, re.IGNORECASE):
            return found
    found = str(_identifier(_languages(tuple(readable))).classify(words)[0])
    if found in READ or found in readable:
        return found
    if hint is not None and hint in readable and hint not in _known():
        return hint
    if letters < _LONG_LETTERS and len(_ENGLISH.findall(words)) >= _FEW_WORDS:
        return "en"
    if letters >= _LONG_LETTERS or (hint is None and cyrillic <= letters * 0.6):
        return OTHER
    return hint or _nearest(words)


def _is_as_hinted(words: str, letters: int, hint: str | None) -> bool:
    """Whether a text is all Cyrillic and holds no letter against the language of its source, Russian or Ukrainian."""
    against = _AGAINST.get(hint or "")
    return against is not None and against.search(words) is None and len(_CYRILLIC.findall(words)) == letters


def _plainly(text: str) -> str | None:
    """Russian or Ukrainian where a long text leaves no doubt: a quick count that spares most posts the slow ones.

    A Cyrillic letter takes one byte more than a Latin one, so the bytes tell the share of Cyrillic without looking at each letter.
    """
    if len(text) < _LONG_LETTERS or len(text.encode()) - len(text) < len(text) * _MOSTLY:
        return None
    lowered = text.lower()
    russian, ukrainian = sum(map(lowered.count, "ыэё")), sum(map(lowered.count, "іїєґ"))
    if russian > 3 * ukrainian + 1:
        return "ru"
    return "uk" if ukrainian > 3 * russian + 2 and "ў" not in lowered else None


def _by_letters(words: str) -> str | None:
    if _ONLY_UKRAINIAN.search(words):
        return "uk"
    return "ru" if _ONLY_RUSSIAN.search(words) else None


def _nearest(words: str) -> str:
    """Which of our languages comes nearest, for a line too short to rule the others out."""
    return str(_identifier(("ru", "uk")).classify(words)[0]) if _CYRILLIC.search(words) else "en"


@cache
def _languages(readable: tuple[str, ...]) -> tuple[str, ...]:
    """Ours, their neighbours, and what strangers' extractors read, as far as the identifier knows it."""
    known = (*READ, *_NEIGHBOURS)
    return (*known, *(language for language in readable if language not in known and language in _known()))


@cache
def _known() -> frozenset[str]:
    return frozenset(str(language) for language in LanguageIdentifier.from_model_file(MODEL_FILE).nb_classes)


@cache
def _identifier(languages: tuple[str, ...]) -> LanguageIdentifier:
    made = LanguageIdentifier.from_model_file(MODEL_FILE)
    made.set_languages(list(languages))
    return made

"""Ukrainian names in Latin letters, by the rule that maps, passports and tables of the state use (Cabinet of Ministers, resolution 55 of 2010)."""

from __future__ import annotations

import re

_LETTERS = str.maketrans(
    {
        **dict(zip("абвгґдезиіклмнопрстуф", "abvhgdezyiklmnoprstuf", strict=True)),
        "є": "ie",
        "ж": "zh",
        "ї": "i",
        "й": "i",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ю": "iu",
        "я": "ia",
        **dict.fromkeys("ь'’ʼ", ""),
    }
)
_FIRST = str.maketrans({"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"})
_WORD = re.compile(r"[\w'’ʼ]+")


def romanize(name: str) -> str:
    """A Ukrainian name in Latin letters, all of them small.

    >>> romanize("Вінницька область"), romanize("Згурівка"), romanize("Єнакієве"), romanize("Знам'янка")
    ('vinnytska oblast', 'zghurivka', 'yenakiieve', 'znamianka')
    """
    return _WORD.sub(lambda found: _romanize_word(found.group()), name.lower())


def _romanize_word(word: str) -> str:
    return (word[0].translate(_FIRST) + word[1:]).replace("зг", "zgh").translate(_LETTERS)

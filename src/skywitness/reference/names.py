"""Turns a name as people write it into keys under which it is found: case, hyphens, scripts and look-alike letters do not matter."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_LETTERS = dict(zip("абвгґдеєёзиіїйклмнопрстуфыэ", "abvggdeeeziiiiklmnoprstufye", strict=True))
_SOUND = _LETTERS | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya", "ь": "", "ъ": ""}
_STROKED = str.maketrans("ıłøđ", "ilod")
"""Letters whose stroke or missing dot Unicode does not take apart."""
_LOOK = dict(zip("авекмнорстухі", "abekmhopctyxi", strict=True))


@lru_cache(maxsize=8192)
def name_keys(name: str) -> tuple[str, ...]:
    """The keys of a name, the most faithful first: how it sounds in Latin letters, then how its Cyrillic letters look.

    >>> name_keys("Ка-52")[0] == name_keys("Ka 52")[0] == name_keys("Кa52")[0]
    True
    >>> name_keys("Х-101")
    ('kh101', 'x101')
    >>> name_keys("!")
    ()
    """
    folded = fold_name(name)
    sounds = "".join(_SOUND.get(letter, letter) for letter in folded)
    looks = "".join(_LOOK.get(letter, _SOUND.get(letter, letter)) for letter in folded)
    return tuple(dict.fromkeys(key for key in (sounds, looks) if key))


def fold_name(name: str) -> str:
    """Only the letters and digits of a name, without case and accents.

    >>> fold_name("Чёрная Акула, PZL-Świdnik")
    'чернаяакулаpzlswidnik'
    """
    plain = unicodedata.normalize("NFKD", name.casefold()).translate(_STROKED)
    return "".join(letter for letter in plain if letter.isalnum())

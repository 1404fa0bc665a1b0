"""Adjectives that Russian and Ukrainian make from the names of towns: how "Шебекинский район" is known to be named after Shebekino.

The rules are those of Russian Grammar (1980), §§ 630-644: -ск- with the changes it forces on the end of the stem, and the variants
-овск-, -инск-, -енск-. They give more than is in use, which costs nothing: an adjective counts only where a type word follows.
"""

from __future__ import annotations

from skywitness.geo.spelling import fold_word

_TO_CONSONANT = {"г": "ж", "х": "ш", "к": "ц"}


def make_adjectives(name: str) -> list[str]:
    """Folded stems of the adjectives of a one-word name, the likeliest first.

    >>> make_adjectives("Шебекино"), make_adjectives("Курск"), make_adjectives("Хомутовка")
    (['шебекинск'], ['курск'], ['хомутовск', 'хомутовкинск', 'хомутовинск'])
    >>> "елецк" in make_adjectives("Елец"), "химкинск" in make_adjectives("Химки")
    (True, True)
    """
    folded = fold_word(name)
    for endings, make in _RULES:
        if folded.endswith(endings) and len(folded) > len(endings[0]) + 1:
            return list(dict.fromkeys(make(folded)))
    return [folded + "ск", folded + "овск", folded + "инск", folded + "анск"]


def _from_plain_k(stem: str) -> list[str]:
    return [stem + "ск", stem + "кинск", stem + "инск"]


_RULES = (
    (("ск", "цк"), lambda name: [name]),
    (("ово", "ево", "ино"), lambda name: [name[:-1] + "ск"]),
    (("ов", "ев", "ин", "ив"), lambda name: [name + "ск"]),
    (("ец",), lambda name: [name[:-2] + "ецк", name[:-2] + "цовск"]),
    (("вка", "нка", "лка", "рка", "дка", "тка", "йка", "ска", "пка", "мка"), lambda name: _from_plain_k(name[:-2])),
    (("вки", "нки", "лки", "рки"), lambda name: [name[:-2] + "ск", name[:-1] + "инск"]),
    (("ца", "цы", "ци"), lambda name: [name[:-2] + "цк"]),
    (("чи", "чы"), lambda name: [name[:-1] + "ск", name[:-2] + "цк"]),
    (("ква",), lambda name: [name[:-3] + "ковск", name[:-3] + "кивск"]),
    (("га", "ха"), lambda name: [name[:-2] + _TO_CONSONANT[name[-2]] + "ск", name[:-1] + "инск"]),
    (("ка",), lambda name: [name[:-2] + "цк", name[:-1] + "инск", name[:-2] + "ск"]),
    (("ия",), lambda name: [name[:-1] + "йск", name[:-2] + "ийск"]),
    (
        ("а", "я"),
        lambda name: [name[:-1] + "ск", name[:-1] + "инск", name[:-1] + "анск", name[:-1] + "енск", name[:-2] + "е" + name[-2] + "ск"],
    ),
    (("и",), lambda name: [name[:-1] + "ск", name[:-1] + "инск", name[:-1] + "овск", name[:-2] + "е" + name[-2] + "ск"]),
    (("ое", "ее"), lambda name: [name[:-2] + "ск", name[:-2] + "енск", name[:-2]]),
    (("ий", "ой"), lambda name: [name[:-2], name + "ск", name[:-2] + "енск"]),
    (("е", "о"), lambda name: [name[:-1] + "ск", name[:-1] + "енск", name[:-1]]),
    (("к",), lambda name: [name + "ск", name[:-1] + "цк", name[:-1] + "ческ"]),
    (("г",), lambda name: [name + "ск", name[:-1] + "жск", name[:-1] + "зк"]),
    (("слав",), lambda name: [name + "ск"]),
    (("л",), lambda name: [name + "ск", name[:-1] + "ск", name[:-2] + "ловск"]),
)

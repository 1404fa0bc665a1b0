"""Finds the names of private persons in text and masks them; officials beside their office and public figures keep theirs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files

import yaml

MASK = "[name withheld]"

_CAPITAL = r"[A-ZА-ЯІЇЄҐЁ][a-zа-яіїєґё’ʼ']+(?:-[A-ZА-ЯІЇЄҐЁ][a-zа-яіїєґё’ʼ']+)?"
_CASE_ENDING = r"(?:а|у|ом|ем|єм|е|є|ы|и|і|ї|ой|ою|ей|ею|єю|ю|я|ові|еві|єві|ём|ією)"
_INITIAL = r"[A-ZА-ЯІЇЄҐ]\."
_SURNAME = (
    r"(?:[A-Z][a-z]+(?:ov|ev|in|sky|skyi|ski|enko|chuk|ova|eva|ina|skaya)|[А-ЯІЇЄҐЁ][а-яіїєґё’ʼ']+(?:ов|ев|ёв|ин|їн|ськ|ск|енк|чук|ук|юк)"
    r"(?:а|у|ым|им|ой|ій|ий|е|о|ом|ого|ому|ым)?)(?!\w)"
)
_CAPITALISED = re.compile(r"[A-ZА-ЯІЇЄҐЁ][\w’ʼ']+")
_AN_INITIAL = re.compile(rf"(?<!\w){_INITIAL}\s?(?:{_INITIAL}\s?)?[A-ZА-ЯІЇЄҐЁ][a-zа-яіїєґё]")
_NEAR = 70
"""How many characters before a name an office may stand, in the same sentence."""

MaskNames = Callable[[str], str]


def make_name_mask(public_figures: Iterable[str], known: Iterable[str] = ()) -> MaskNames:
    """A function that masks private names. ``public_figures`` are regular expressions of surnames, ``known`` texts whose every name is public.

    >>> mask = make_name_mask([])
    >>> mask("resident Ivan Petrov heard a bang, mayor Sergei Sobyanin wrote")
    'resident [name withheld] heard a bang, mayor Sergei Sobyanin wrote'
    >>> mask("По словам жителя Ельца Ивана Петрова, губернатор Игорь Артамонов был на месте")
    'По словам жителя Ельца [name withheld], губернатор Игорь Артамонов был на месте'
    """
    full, after_role, office = _patterns()
    figures = [rf"(?i:{pattern})" for pattern in public_figures] + [re.escape(name) for name in _names_in(known)]
    public = re.compile(rf"(?<!\w)(?:{'|'.join(figures)})(?!\w)") if figures else None

    def is_public(name: re.Match[str]) -> bool:
        before = re.split(r"[.!?\n;]\s", name.string[max(0, name.start() - _NEAR) : name.start()])[-1]
        after = re.split(r"[.!?\n;]", name.string[name.end() : name.end() + _NEAR // 2])[0]
        if public is not None and public.search(name.group()):
            return True
        if _closest_is_private(before, after):
            return False
        return bool(office.search(before) or (after.startswith((",", " (", " —", " –", " -")) and office.search(after)))

    def mask_names(text: str) -> str:
        if not _may_hold_a_name(text):
            return text
        masked = full.sub(lambda name: name.group() if is_public(name) else MASK, text)
        return after_role.sub(lambda found: f"{found['role']}{MASK}", masked)

    return mask_names


def _closest_is_private(before: str, after: str) -> bool:
    """Whether the role nearest to a name, before it or after its comma, is a private one."""
    _, _, office = _patterns()
    private = _private_role()
    last_private = max((found.end() for found in private.finditer(before)), default=-1)
    last_office = max((found.end() for found in office.finditer(before)), default=-1)
    if last_private > last_office:
        return True
    return last_office < 0 and after.startswith((",", " (")) and bool(private.search(after)) and not office.search(after)


@cache
def _words() -> dict[str, list[str]]:
    table = yaml.safe_load((files("skywitness.publish") / "persons.yml").read_text("utf-8"))
    return {name: sorted(set(words.split()), key=lambda word: (-len(word), word)) for name, words in table.items()}


@cache
def _private_role() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?i:{'|'.join(_words()['private_before'])})(?!\w)")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Full names (given and family name in either order, initials), a single name right after a private role, and the offices."""
    words = _words()
    stems = "|".join(rf"{re.escape(name)}|{re.escape(_stem(name))}{_CASE_ENDING}" for name in words["given_cyrillic"])
    given = rf"(?<!\w)(?:{stems}|{'|'.join(words['given_latin'])})(?!\w)"
    patronymic = r"\s[А-ЯІЇЄҐЁ][а-яіїєґё]+(?:вич|вн|ьич|ічн)[а-яіїєґё]{0,3}(?!\w)"
    family = rf"\s(?!(?i:{'|'.join(words['offices'])})(?!\w)){_CAPITAL}"
    full = re.compile(
        rf"{given}(?:{patronymic})?{family}|(?<!\w){_CAPITAL}\s{given}{patronymic}|(?<!\w){_SURNAME}\s{given}"
        rf"|(?<!\w){_INITIAL}\s?{_INITIAL}\s?{_CAPITAL}(?!\w)|(?<!\w)(?!Г){_INITIAL}\s?{_SURNAME}"
    )
    after_role = re.compile(rf"(?P<role>(?<!\w)(?i:{'|'.join(words['private_before'])})(?:\s{_CAPITAL}){{0,2}},?\s){given}")
    office = re.compile(rf"(?<!\w)(?i:{'|'.join(words['offices'])})(?!\w)")
    return full, after_role, office


def _stem(name: str) -> str:
    return re.sub("(?:ий|ія|ия|[йьаяо])$", "", name)


@cache
def _given_forms() -> frozenset[str]:
    """Every form of every given name, to see at a glance that a text holds none."""
    endings = _CASE_ENDING.strip("(?:)").split("|")
    words = _words()
    inflected = (_stem(name) + ending for name in words["given_cyrillic"] for ending in endings)
    return frozenset([*inflected, *words["given_cyrillic"], *words["given_latin"]])


def _may_hold_a_name(text: str) -> bool:
    forms = _given_forms()
    return any(word in forms for word in _CAPITALISED.findall(text)) or _AN_INITIAL.search(text) is not None


def _names_in(texts: Iterable[str]) -> list[str]:
    full, _, _ = _patterns()
    return sorted({found.group() for text in texts for found in full.finditer(text)})

"""The languages of the pages: what a template says is English, and a catalogue has it in Russian and Ukrainian.

Quotes stay in the language of whoever said them; the machine's own sentences are told by :mod:`~skywitness.web.sentences`, and all that stands around them is the
reader's. A language is asked for in the address (``?lang=uk``), so that a shared address shows the same to everybody; else
the browser's own decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TypeAlias

import msgspec
from msgspec import Struct
from starlette.requests import Request

LANGUAGES: Mapping[str, str] = {"en": "English", "ru": "Русский", "uk": "Українська"}
DEFAULT = "en"
Translated: TypeAlias = "str | tuple[str, ...]"
_WEIGHED = re.compile(r"\s*([a-z]{2})(?:-[A-Za-z0-9]+)*\s*(?:;\s*q=([01](?:\.\d{1,3})?))?\s*")


class Tongue(Struct, frozen=True, kw_only=True):
    """One language of the pages. ``messages`` holds texts of templates, several forms where a number decides; ``words`` those of closed lists; ``dates`` pieces of dates;
    ``things`` what flies, in the forms for 1, 2–4, 5 and without a number; ``sentences`` patterns of the machine's reasons, their fields in braces."""

    code: str = DEFAULT
    messages: Mapping[str, Translated] = {}
    words: Mapping[str, str] = {}
    dates: Mapping[str, str] = {}
    things: Mapping[str, tuple[str, str, str, str]] = {}
    sentences: Mapping[str, str] = {}

    def gettext(self, text: str) -> str:
        """A text of a template; English where the catalogue has none."""
        found = self.messages.get(text, text)
        return found if isinstance(found, str) else found[0]

    def ngettext(self, one: str, many: str, number: int) -> str:
        """A text in the form that goes with a number."""
        found = self.messages.get(one)
        if found is None or isinstance(found, str):
            return one if number == 1 else many
        return found[form_of(number)]

    def word(self, name: object) -> str:
        """A word of a closed list ("debris_fell"), without its underscores.

        >>> read_tongue("uk").word("debris_fell"), read_tongue("en").word("debris_fell")
        ('впали уламки', 'debris fell')
        """
        plain = str(name).replace("_", " ")
        return self.words.get(plain, plain)

    def dated(self, told: str) -> str:
        """An English date or time in this language.

        >>> read_tongue("ru").dated("14 Mar 2031 22:40 UTC")
        '14 марта 2031 22:40 UTC'
        """
        if not self.dates:
            return told
        return _pattern(tuple(self.dates)).sub(lambda found: self.dates[found[0]], told)

    def lasting(self, told: str) -> str:
        """An English length of time in this language.

        >>> read_tongue("ru").lasting("31 h")
        '31 ч'
        """
        number, _, unit = told.partition(" ")
        return f"{number} {self.word(unit)}" if unit else told


def form_of(number: int) -> int:
    """Which of three forms goes with a number in Russian and Ukrainian (CLDR: one, few, many).

    >>> [form_of(number) for number in (1, 2, 5, 11, 12, 21, 22, 111)]
    [0, 1, 2, 2, 2, 0, 1, 2]
    """
    last, tens = number % 10, number % 100
    if last == 1 and tens != 11:
        return 0
    return 1 if 2 <= last <= 4 and not 12 <= tens <= 14 else 2


@cache
def read_tongue(code: str) -> Tongue:
    """The tongue of a language of :data:`LANGUAGES`."""
    if code == DEFAULT:
        return Tongue(code=code)
    catalogue = (files("skywitness.web") / f"words/{code}.yml").read_bytes()
    return msgspec.structs.replace(msgspec.yaml.decode(catalogue, type=Tongue), code=code)


def asked_tongue(request: Request) -> str:
    """The language that an address asks for, empty when none or one that there is not."""
    asked = request.query_params.get("lang", "")
    return asked if asked in LANGUAGES else ""


def choose_tongue(request: Request) -> str:
    """The language of a page: the one asked for, else the one of ours that the browser likes best."""
    return asked_tongue(request) or best_of(request.headers.get("accept-language", ""))


def best_of(accepted: str) -> str:
    """The language of ours that an ``Accept-Language`` header likes best (RFC 9110, section 12.5.4).

    >>> best_of("uk-UA,uk;q=0.9,en;q=0.8"), best_of("de, ru;q=0.5, en;q=0.1"), best_of("fr"), best_of("")
    ('uk', 'ru', 'en', 'en')
    """
    weighed = [
        (float(found[2] or 1), -position, found[1])
        for position, one in enumerate(accepted[:400].split(","))
        if (found := _WEIGHED.fullmatch(one))
    ]
    return max((one for one in weighed if one[2] in LANGUAGES and one[0] > 0), default=(0, 0, DEFAULT))[2]


@cache
def _pattern(pieces: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, pieces), key=len, reverse=True))})\b")

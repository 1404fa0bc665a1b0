"""Russian and Ukrainian names of the neighbours' first-level regions: ISO 3166-2 as Debian's iso-codes translate it, through the PyPI package pycountry.

A name that brings its noun ("Туркестанская область", "Куявсько-Поморське воєводство") stands as it is. A bare one gets the nouns of its country;
it stands alone only where no town of the region is called so, since "Сучава" alone is the town.
"""

from __future__ import annotations

import gettext
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

NOUNS = {
    "RO": ("уезд", "жудец", "повіт"),
    "MD": ("район",),
    "TR": ("провинция", "провінція"),
    "HU": ("область", "медье"),
    "EE": ("уезд", "повіт"),
}
"""What the regions of a country are called before their name, in either language."""
_HAS_NOUN = re.compile(
    r"(?i)\b(?:область|край|воеводство|воєводство|район|уезд|повіт|провинция|провінція|республика|республіка|острова|острови)\b"
)
_CYRILLIC = re.compile(r"[А-ЯЁЄІЇҐ][А-Яа-яЁёЄєІіЇїҐґ'’ʼ\- ]+")


def translated_names(iso: str, country: str, taken: Iterable[str]) -> Iterator[str]:
    """The Cyrillic names of a region by its code; ``taken`` are the names of the towns in it."""
    towns = set(taken)
    name = english_names().get(iso)
    for language in ("ru", "uk") if name else ():
        translated = translations(language).gettext(str(name))
        if not _CYRILLIC.fullmatch(translated):
            continue
        if _HAS_NOUN.search(translated):
            yield translated
            continue
        if translated not in towns:
            yield translated
        yield from (f"{noun} {translated}" for noun in NOUNS.get(country, ("область",)))


@cache
def english_names() -> dict[str, str]:
    """The untranslated name of every subdivision, by its code."""
    rows: list[dict[str, Any]] = json.loads((_folder() / "databases/iso3166-2.json").read_bytes())["3166-2"]
    return {row["code"]: row["name"] for row in rows}


@cache
def translations(language: str) -> gettext.GNUTranslations:
    """The catalogue of a language."""
    with (_folder() / f"locales/{language}/LC_MESSAGES/iso3166-2.mo").open("rb") as catalogue:
        return gettext.GNUTranslations(catalogue)


def _folder() -> Path:
    spec = find_spec("pycountry")
    assert spec, "the package pycountry is needed: make gazetteer brings it"
    assert spec.origin
    return Path(spec.origin).parent

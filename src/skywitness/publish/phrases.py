"""Our own words in the languages of readers: what alerts and digests are made of."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import cast

import yaml

LANGUAGES = ("en", "ru", "uk")


@cache
def _table() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    text = (files("skywitness.publish") / "phrases.yml").read_text(encoding="utf-8")
    return cast("Mapping[str, Mapping[str, Mapping[str, str]]]", yaml.safe_load(text))


def phrase(kind: str, word: object, language: str) -> str:
    """A word of a closed list as a reader of this language reads it; a word without a translation stays as it is, its underscores gone.

    >>> phrase("standing", "claimed", "en"), phrase("target", "uav", "uk"), phrase("target", "new_kind", "ru")
    ('claimed by an authority', 'БпЛА', 'new kind')
    """
    found = _table()[kind].get(str(word), {})
    return found.get(language, str(word).replace("_", " "))


def label(word: str, language: str) -> str:
    """One of our own headings or labels.

    >>> label("digest", "uk")
    'Зведення'
    """
    return _table()["label"][word][language]

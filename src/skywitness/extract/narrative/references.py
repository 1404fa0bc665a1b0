"""Finds what a text says a weapon is: who makes it, where it comes from, what it is for, since when it flies or serves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from skywitness.extract.core.drafts import Draft
from skywitness.extract.narrative.prose import Sentence
from skywitness.extract.narrative.tables import Tables
from skywitness.model.reading import Asserter
from skywitness.model.words import Factuality, Topic, What

_BELLIGERENTS = frozenset({"Russia", "Ukraine"})
"""Whose adjective before a weapon may as well tell who uses it ("a Ukrainian Patriot")."""
_ABOUT = {"origin": Topic.ORIGIN}


def find_references(sentence: Sentence, own: Asserter, tables: Tables) -> Iterator[Draft]:
    """Claims about systems: the subject is the system as written, the value "key: value". An adjective alone ("a Turkish TB2") commits to less."""
    seen: set[tuple[str, str]] = set()
    for pattern, more, _ in tables.fitting("reference", sentence.text):
        for match in pattern.finditer(sentence.text):
            key, subject = more["key"], match["system"].strip(' "')
            country = tables.look_up("countries", match["value"]) if key == "maker" else None
            key, value = ("origin", country) if country else (key, _plain(key, match["value"], tables))
            if (key, subject) in seen or (more.get("not_own") and value in _BELLIGERENTS):
                continue
            seen.add((key, subject))
            yield Draft(
                what=What.REFERENCE,
                span=sentence.span(match.start(), match.end()),
                asserter=own,
                subject=subject,
                value=f"{key}: {value}",
                about=(_ABOUT.get(key, Topic.MODEL),),
                factuality=_firmness(more, match),
            )


def _firmness(more: Mapping[str, str], match: re.Match[str]) -> Factuality:
    return Factuality.PROBABLE if more.get("soft") and match["value"] else Factuality.CERTAIN


def _plain(key: str, said: str, tables: Tables) -> str:
    word = said.strip(' "').lower()
    if key == "origin":
        return tables.look_up("countries", word) or said.strip()
    return (tables.look_up("roles", word) or word) if key == "role" else said.strip(' "')

"""Tells and masks the type of a defending unit: in the answer to "by what means", and in every word around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from skywitness.model.incident import Candidate, Dossier
from skywitness.model.words import Topic
from skywitness.publish.policy import UnitWords
from skywitness.publish.texts import KEPT_TEXTS, MaskText

UNIT_WITHHELD = "[unit type withheld]"
QUOTE_WITHHELD = "[quote withheld]"
MIN_FRAGMENT = 20
"""A text at least so long that stands within a withheld quote is withheld as well."""


class UnitTypes:
    """The policy's words for types, made ready."""

    def __init__(self, words: UnitWords) -> None:
        self._types = re.compile(rf"(?<!\w)(?:{'|'.join(words.type_words)})(?!\w)", re.IGNORECASE)
        self._mask_types: MaskText = lru_cache(maxsize=KEPT_TEXTS)(lambda text: self._types.sub(UNIT_WITHHELD, text))
        self._plain = re.compile("|".join(map(re.escape, words.plain_means)) or "(?!)", re.IGNORECASE)

    def tells_type(self, means: object) -> bool:
        """Whether an answer to "by what means" tells more than that there was air defence."""
        if means is None:
            return False
        return self._types.search(str(means)) is not None or self._plain.search(str(means)) is None

    def mask_words(self, text: str) -> str:
        """The text with the words for types masked."""
        return self._mask_types(text)

    def is_told(self, dossier: Dossier) -> bool:
        """Whether anybody tells the type of the unit."""
        return next(self._telling(dossier), None) is not None

    def make_mask(self, dossier: Dossier) -> MaskText:
        """A mask for all texts about an incident; a quote that tells the type in words which the policy does not know is withheld whole."""
        told = list(self._telling(dossier))
        values = "|".join(re.escape(str(candidate.value)) for candidate in told)
        spoken = re.compile(values, re.IGNORECASE) if values else None
        unknown = {quote for candidate in told for quote in candidate.quotes if quote and not self._types.search(quote)}

        def mask(text: str) -> str:
            if any(quote in text or (len(text) >= MIN_FRAGMENT and text in quote) for quote in unknown):
                return QUOTE_WITHHELD
            return self.mask_words(spoken.sub(UNIT_WITHHELD, text) if spoken else text)

        return mask

    def _telling(self, dossier: Dossier) -> Iterator[Candidate]:
        means = (attribute for attribute in dossier.incident.attributes if attribute.about is Topic.MEANS)
        return (candidate for attribute in means for candidate in attribute.candidates if self.tells_type(candidate.value))

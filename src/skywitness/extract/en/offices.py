"""Completes officials who are named with an office but not with its place: by the place they speak of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import structs

from skywitness.extract.core.drafts import Draft
from skywitness.model.words import AsserterClass

_BARE = re.compile(r"(?P<person>[^,]+), (?P<office>governor|mayor)")
_REGION = re.compile(r"\b(?:region|oblast|krai|republic|territory)\b", re.IGNORECASE)


def name_offices(drafts: Sequence[Draft]) -> None:
    """Write "Anna Petrova, mayor" out as "Anna Petrova, mayor of Riverton" where that is sure, in all drafts alike.

    A mayor speaks for the town, a governor for the region, that the same happening names.
    """
    full: dict[str, str] = {}
    for draft in drafts:
        bare = _BARE.fullmatch(draft.asserter.name)
        if bare is not None and draft.asserter.kind is AsserterClass.AUTHORITY and draft.asserter.name not in full:
            place = _spoken_of(bare["office"], draft)
            if place:
                full[draft.asserter.name] = f"{draft.asserter.name} of {place}"
    for draft in drafts:
        if draft.asserter.name in full:
            draft.asserter = structs.replace(draft.asserter, name=full[draft.asserter.name])


def _spoken_of(office: str, draft: Draft) -> str | None:
    places = list(dict.fromkeys(mention.surface for mention in draft.places))
    fitting = [place for place in places if bool(_REGION.search(place)) == (office == "governor")]
    return fitting[0] if len(fitting) == 1 else None

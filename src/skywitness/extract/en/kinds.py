"""Decides what kind of report an English text is, by what it tells first and most firmly."""

from __future__ import annotations

from collections.abc import Sequence

from skywitness.extract.core.drafts import Draft
from skywitness.model.words import Kind, What

_FIRM = {What.INTERCEPTED: Kind.INTERCEPTION, What.IMPACT: Kind.IMPACT, What.DEBRIS_FELL: Kind.IMPACT}
_SOFT = {What.WARNED: Kind.WARNING, What.ALL_CLEAR: Kind.ALL_CLEAR, What.SIGHTED: Kind.SIGHTING}
_LAST = {What.AIR_DEFENCE_ACTIVE: Kind.INTERCEPTION, What.DAMAGE: Kind.IMPACT, What.CASUALTIES: Kind.IMPACT}


def kind_of(drafts: Sequence[Draft], *, is_digest: bool) -> Kind:
    """The kind of a report with these assertions. A text that re-counts is a digest; without any assertion it is ``other``."""
    told = [draft for draft in drafts if not draft.negated]
    for kinds in (_FIRM, _SOFT, _LAST):
        found = next((kinds[draft.what] for draft in told if draft.what in kinds), None)
        if found is not None:
            return Kind.DIGEST if is_digest and found in {Kind.INTERCEPTION, Kind.IMPACT} else found
    return Kind.OTHER

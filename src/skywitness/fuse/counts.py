"""Counts that add up: what one voice counts in one period after another is one figure for the whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from skywitness.fuse.roots import name_voice
from skywitness.fuse.sketch import Sketch
from skywitness.model.ids import Digest, OccurrenceId
from skywitness.model.reading import Claim
from skywitness.model.report import Report, SourceProfile


def fold_counts(
    claims: Sequence[Claim],
    sketches: Mapping[OccurrenceId, Sketch],
    reports: Mapping[Digest, Report],
    profiles: Mapping[str, SourceProfile],
) -> list[tuple[int, list[Claim]]]:
    """Each figure for the whole incident, with the claims that it is made of.

    "5 from eight to nine" and "2 from ten to eleven" of one voice are 7. Of two stated periods one of which holds the other, the longer
    one's figure stands. Counts without a stated period, and counts of several voices, are never added: each stays a figure of its own.
    """
    stated: dict[tuple[str, str | None], list[Claim]] = defaultdict(list)
    figures: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        sketch = sketches.get(claim.occurrence)
        voice = name_voice(claim.asserter, reports[claim.report], profiles)
        if not isinstance(claim.value, int):
            continue
        if sketch is None or voice is None or not sketch.is_stated or sketch.first_s is None or claim.negated:
            figures[claim.value].append(claim)
        else:
            stated[voice, sketch.threat].append(claim)
    for group in stated.values():
        total, parts = _add_disjoint(group, sketches)
        figures[total].extend(parts)
    return sorted(figures.items())


def _add_disjoint(claims: Sequence[Claim], sketches: Mapping[OccurrenceId, Sketch]) -> tuple[int, list[Claim]]:
    def when(claim: Claim) -> tuple[float, float, int, str]:
        sketch = sketches[claim.occurrence]
        return sketch.first_s or 0.0, -(sketch.last_s or 0.0), -int(claim.value or 0), claim.claim_id

    total, parts, until_s = 0, list[Claim](), float("-inf")
    first_s = float("-inf")
    for claim in sorted(claims, key=when):
        sketch = sketches[claim.occurrence]
        begins_s, ends_s = sketch.first_s or 0.0, sketch.last_s or 0.0
        if parts and (begins_s, ends_s) == (first_s, until_s):
            parts += [claim] if claim.value == parts[-1].value else []
        elif begins_s >= until_s:
            total += int(claim.value or 0)
            parts.append(claim)
            first_s, until_s = begins_s, ends_s
    return total, parts

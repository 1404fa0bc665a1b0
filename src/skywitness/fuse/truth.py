"""How probable the preferred value of an attribute is: by independent roots, with reliabilities that were calibrated beforehand.

Nothing is estimated here. How often a root is right is read from truth.yml, by the Admiralty grade of its source or else by its stream; the
file was fitted on invented questions (docs/decisions/0009-weighing.md), and every probability says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from skywitness.fuse.roots import STREAM_RANK, Grounds, group_roots, original_claims
from skywitness.fuse.standing import FIRM
from skywitness.model.likelihood import LEAST, MOST, name_likelihood
from skywitness.model.reading import Claim
from skywitness.model.words import AsserterClass, Topic
from skywitness.stats import ask_nominal, ask_numeric, weigh_answers

PARAMETERS_FILE = Path(__file__).with_name("truth.yml")
WEIGHED = frozenset({Topic.COUNT, Topic.TARGET})
"""Topics in which exactly one value is right and which the calibration has questions for."""
ENOUGH_ROOTS = 2
"""Of a lone root the probability would be its assumed reliability and nothing more, so none is given."""


GRADES = frozenset("ABCDE")
"""Admiralty grades that say something of a source; F is for one that cannot be judged."""


class Calibration(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What weighing goes by. The file explains each."""

    version: str
    calibrated_on: str
    near_share: float
    counts: int
    targets: int
    trust: float
    reliability: Mapping[str, float]


class Weight(Struct, frozen=True):
    """The probability of one value, its ICD 203 word, and what it was calibrated on."""

    probability: float
    likelihood: str
    calibrated_on: str


class RootVote(Struct, frozen=True):
    """The value that one independent root gives, and what its reliability is known by: a grade A-E or the word for a stream."""

    value: str | int
    known_by: str


@cache
def shipped_calibration() -> Calibration:
    """The calibration that ships with this version."""
    return msgspec.yaml.decode(PARAMETERS_FILE.read_bytes(), type=Calibration)


def weigh_value(about: Topic, value: str | int, votes: Sequence[RootVote], calibration: Calibration | None = None) -> Weight | None:
    """How probable a value is, given one vote of each independent root, in whatever order; None where no probability can be stood by.

    >>> both = [RootVote(3, "official"), RootVote(3, "grassroots")]
    >>> weigh_value(Topic.COUNT, 3, both).likelihood
    'almost certain'
    >>> weigh_value(Topic.COUNT, 3, both[:1]) is None
    True
    """
    calibration = calibration or shipped_calibration()
    if about not in WEIGHED or len(votes) < ENOUGH_ROOTS or any(vote.known_by not in calibration.reliability for vote in votes):
        return None
    ordered = sorted(votes, key=lambda vote: (vote.known_by, repr(vote.value)))
    answers: Sequence[object]
    if about is Topic.COUNT:
        counted = [(vote.known_by, vote.value) for vote in ordered if isinstance(vote.value, int)]
        question, answers = ask_numeric(counted, calibration.near_share, calibration.counts)
    else:
        question, answers = ask_nominal([(vote.known_by, vote.value) for vote in ordered], calibration.targets)
    if value not in answers:
        return None
    chance = weigh_answers(question, calibration.reliability, trust=calibration.trust)[list(answers).index(value)]
    probability = round(min(max(chance, LEAST), MOST), 2)
    return Weight(probability, name_likelihood(probability), calibration.calibrated_on)


def collect_votes(groups: Iterable[tuple[str | int | None, Sequence[Claim]]], grounds: Grounds) -> list[RootVote]:
    """One vote for each independent root that commits itself: the value that it gave last. A copy whose original is here adds none.

    ``groups`` are the claims by the value that they give or deny; only those that give one vote.
    """
    value_of = {claim.claim_id: value for value, claims in groups for claim in claims if value is not None and not claim.negated}
    given = {claim.claim_id: claim for _, claims in groups for claim in claims if claim.factuality in FIRM and claim.claim_id in value_of}
    voices = original_claims(sorted(given.values(), key=lambda claim: (_told_at(claim, grounds), claim.report, claim.claim_id)), grounds)
    votes = []
    for root in group_roots(voices, grounds):
        value = value_of[root[-1].claim_id]
        best = min(
            (claim for claim in root if value_of[claim.claim_id] == value),
            key=lambda claim: (claim.asserter.via is not None, STREAM_RANK.index(claim.asserter.stream), _known_by(claim, grounds)),
        )
        if value is not None:
            votes.append(RootVote(value, _known_by(best, grounds)))
    return votes


def _known_by(claim: Claim, grounds: Grounds) -> str:
    """The grade of who says so in its own channel, else the stream; somebody's word that others carry is known by theirs."""
    if claim.asserter.via is not None:
        return claim.asserter.via.value
    profile = grounds.profiles.get(grounds.reports[claim.report].source)
    if claim.asserter.kind is AsserterClass.SELF and profile is not None and profile.reliability in GRADES:
        return str(profile.reliability)
    return claim.asserter.stream.value


def _told_at(claim: Claim, grounds: Grounds) -> str:
    published_at = grounds.reports[claim.report].published_at
    return published_at.isoformat() if published_at else ""

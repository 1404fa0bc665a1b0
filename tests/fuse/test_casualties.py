"""Killed and injured are two properties that do not compete."""

from __future__ import annotations

import msgspec
from tests.fuse.invented import MINISTRY, RESIDENTS, Told, invent

from skywitness.fuse import Evidence, fuse
from skywitness.model.ids import AssertionId, ClaimId
from skywitness.model.incident import Attribute
from skywitness.model.reading import Asserter
from skywitness.model.words import CountState, Standing, Topic, What


def casualties(*hurt: tuple[int | None, str, Asserter]) -> Attribute:
    """The casualties of one incident of which each of these was told, in one report."""
    report, reading, occurrence, (first, *rest) = invent(
        Told(text="A drone fell on a house. " + "Somebody was hurt. " * len(hurt), what=What.IMPACT)
    )
    assertions = [
        msgspec.structs.replace(
            reading.assertions[0],
            assertion_id=AssertionId(f"as-{at}"),
            what=What.CASUALTIES,
            count=count,
            value=kind,
            asserter=asserter,
            happening=0,
            span=(at, at + 9),
        )
        for at, (count, kind, asserter) in enumerate(hurt)
    ]
    claims = [
        msgspec.structs.replace(
            first,
            claim_id=ClaimId(f"c-{at}"),
            about=Topic.CASUALTIES,
            value=count,
            state=CountState.GIVEN,
            asserter=asserter,
            negated=count is None,
            span=(at, at + 9),
        )
        for at, (count, _, asserter) in enumerate(hurt)
    ]
    fused = fuse(
        Evidence(
            reports={report.digest: report},
            readings={report.digest: msgspec.structs.replace(reading, assertions=(*reading.assertions, *assertions))},
            occurrences=(occurrence,),
            claims=(first, *rest, *claims),
        )
    )
    return next(each for each in fused.incidents[0].attributes if each.about is Topic.CASUALTIES)


def test_killed_and_injured_are_told_together() -> None:
    found = casualties((1, "killed", MINISTRY), (3, "injured", MINISTRY))
    assert (found.preferred, found.standing) == ("1 killed, 3 injured", Standing.CLAIMED)
    assert {candidate.value for candidate in found.candidates} == {"1 killed", "3 injured"}


def test_one_of_them_alone_stays_a_number() -> None:
    assert casualties((3, "injured", MINISTRY)).preferred == 3


def test_what_is_disputed_among_the_injured_does_not_hide_the_killed() -> None:
    found = casualties((1, "killed", MINISTRY), (3, "injured", MINISTRY), (5, "injured", RESIDENTS))
    assert str(found.preferred).startswith("1 killed")


def test_that_nobody_was_hurt_is_a_zero_that_was_given() -> None:
    found = casualties((None, "casualties", MINISTRY))
    assert (found.preferred, found.state, [candidate.value for candidate in found.candidates]) == (0, CountState.GIVEN, [0])

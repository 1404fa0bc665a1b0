"""Standing: what the support of a value amounts to."""

from __future__ import annotations

import msgspec
import pytest
from tests.fuse.invented import CHANNEL, MINISTRY, RESIDENTS, Told, clock, evidence_of

from skywitness.fuse import fuse
from skywitness.model.incident import Attribute, Incident
from skywitness.model.reading import Asserter
from skywitness.model.words import AsserterClass, Factuality, Standing, Stream, Topic

CARRIED = Asserter("Ministry of Defence of Russia", AsserterClass.AUTHORITY, Stream.OFFICIAL, via=Stream.MEDIA)
UNNAMED = Asserter("unnamed sources", AsserterClass.UNNAMED, Stream.MEDIA)
TEXTS = (
    "It was brought down over the wood north of town",
    "What fell came down beyond the river, says our reader",
    "One fewer, the sky is quiet now",
)


def one_incident(*told: Told) -> Incident:
    (incident,) = fuse(evidence_of(*told)).incidents
    return incident


def attribute(incident: Incident, about: Topic) -> Attribute:
    return next(each for each in incident.attributes if each.about is about)


def telling(number: int, asserter: Asserter, stream: Stream, **changes: object) -> Told:
    told = Told(text=TEXTS[number], source=f"source {number}", asserter=asserter, stream=stream, at_min=5 * number)
    return msgspec.structs.replace(told, **changes)


@pytest.mark.parametrize(
    ("asserters", "expected"),
    [
        ([(MINISTRY, Stream.OFFICIAL)], Standing.CLAIMED),
        ([(CARRIED, Stream.MEDIA)], Standing.CLAIMED),
        ([(RESIDENTS, Stream.GRASSROOTS)], Standing.WITNESSED),
        ([(CHANNEL, Stream.GRASSROOTS)], Standing.REPORTED),
        ([(UNNAMED, Stream.MEDIA)], Standing.REPORTED),
        ([(MINISTRY, Stream.OFFICIAL), (CHANNEL, Stream.GRASSROOTS)], Standing.CONFIRMED),
        ([(CARRIED, Stream.MEDIA), (CHANNEL, Stream.GRASSROOTS)], Standing.CLAIMED),
        ([(CHANNEL, Stream.GRASSROOTS), (CHANNEL, Stream.GRASSROOTS)], Standing.REPORTED),
        ([(MINISTRY, Stream.OFFICIAL), (UNNAMED, Stream.MEDIA)], Standing.CLAIMED),
    ],
)
def test_standing_follows_the_printed_rules(asserters: list[tuple[Asserter, Stream]], expected: Standing) -> None:
    told = [telling(number, asserter, stream) for number, (asserter, stream) in enumerate(asserters)]
    assert one_incident(*told).standing is expected


def test_a_guess_confirms_nothing() -> None:
    guess = telling(1, CHANNEL, Stream.GRASSROOTS, factuality=Factuality.POSSIBLE)
    assert one_incident(telling(0, MINISTRY, Stream.OFFICIAL), guess).standing is Standing.CLAIMED


def test_two_channels_quoting_one_authority_are_one_root() -> None:
    incident = one_incident(telling(0, CARRIED, Stream.GRASSROOTS), telling(1, CARRIED, Stream.GRASSROOTS))
    assert (incident.roots, incident.roots_by_stream) == (1, {Stream.OFFICIAL: 1})


def test_a_tie_between_two_voices_is_left_open() -> None:
    incident = one_incident(
        telling(0, RESIDENTS, Stream.GRASSROOTS, count=2),
        telling(1, Asserter("a driver", AsserterClass.WITNESS, Stream.GRASSROOTS), Stream.GRASSROOTS, count=3),
    )
    count = attribute(incident, Topic.COUNT)
    assert (count.preferred, count.standing) == (None, Standing.DISPUTED)
    assert {candidate.value for candidate in count.candidates} == {2, 3}


def test_a_denial_against_a_claim_is_a_dispute() -> None:
    denial = telling(1, MINISTRY, Stream.OFFICIAL, negated=True)
    assert one_incident(telling(0, RESIDENTS, Stream.GRASSROOTS), denial).standing is Standing.DISPUTED


def test_counts_of_one_voice_in_periods_that_follow_each_other_add_up() -> None:
    first = telling(0, MINISTRY, Stream.OFFICIAL, source="ministry", count=5, period=clock(0, 1), at_min=90)
    second = telling(1, MINISTRY, Stream.OFFICIAL, source="ministry", count=2, period=clock(1.5, 2), at_min=180)
    count = attribute(one_incident(first, second), Topic.COUNT)
    assert count.preferred == 7
    assert len(count.candidates[0].quotes) == 2


def test_a_count_inside_a_longer_period_is_not_added() -> None:
    part = telling(0, MINISTRY, Stream.OFFICIAL, source="ministry", count=2, period=clock(0.5, 1), at_min=90)
    whole = telling(1, MINISTRY, Stream.OFFICIAL, source="ministry", count=5, period=clock(0, 2), at_min=180)
    assert attribute(one_incident(part, whole), Topic.COUNT).preferred == 5


def test_two_more_are_added_by_the_same_voice() -> None:
    first = Told(text="A drone flying at us was destroyed", source="mayor", stream=Stream.OFFICIAL, asserter=MINISTRY, count=1)
    second = Told(
        text="Two more were destroyed on their way here", source="mayor", stream=Stream.OFFICIAL, asserter=MINISTRY, count=2, at_min=40
    )
    assert attribute(one_incident(first, second), Topic.COUNT).preferred == 3


def test_a_later_total_replaces_a_smaller_one() -> None:
    first = Told(text="A drone flying at us was destroyed", source="mayor", stream=Stream.OFFICIAL, asserter=MINISTRY, count=1)
    second = Told(
        text="Four were destroyed on their way here by now", source="mayor", stream=Stream.OFFICIAL, asserter=MINISTRY, count=4, at_min=40
    )
    assert attribute(one_incident(first, second), Topic.COUNT).preferred == 4


def test_a_short_title_of_an_authority_is_not_another_voice() -> None:
    full = Asserter("Mayor of Yelets", AsserterClass.AUTHORITY, Stream.OFFICIAL)
    short = Asserter("mayor", AsserterClass.AUTHORITY, Stream.OFFICIAL, via=Stream.MEDIA)
    assert one_incident(telling(0, full, Stream.OFFICIAL), telling(1, short, Stream.MEDIA)).roots == 1


def test_witnesses_in_an_article_may_be_those_we_heard() -> None:
    carried = Asserter("witnesses", AsserterClass.WITNESS, Stream.GRASSROOTS, via=Stream.MEDIA)
    assert one_incident(telling(0, RESIDENTS, Stream.GRASSROOTS), telling(1, carried, Stream.MEDIA)).roots == 1


def test_a_copy_lends_no_voice() -> None:
    first = telling(0, MINISTRY, Stream.OFFICIAL, source="ministry")
    copy = msgspec.structs.replace(first, source="gossip", asserter=CHANNEL, stream=Stream.GRASSROOTS, at_min=1)
    alone, both = attribute(one_incident(first), Topic.WHAT), attribute(one_incident(first, copy), Topic.WHAT)
    assert both.standing is alone.standing
    assert both.candidates[0].asserters == alone.candidates[0].asserters
    assert (both.candidates[0].roots, both.candidates[0].streams) == (1, (Stream.OFFICIAL,))

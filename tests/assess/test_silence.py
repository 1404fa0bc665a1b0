"""Silence is counted only where it can be seen, stops at a word, and is read against past delays when there are enough."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from tests.assess.stories import GOVERNOR, MINISTRY, NOON, PAPER, RESIDENTS, TULA, at, one_incident, reported, speaker, told

from skywitness.assess import Material, assess
from skywitness.assess.words import told_by
from skywitness.model.ids import IncidentId, TallyId
from skywitness.model.incident import Silence, Tally
from skywitness.model.place import Period, Place
from skywitness.model.reading import Asserter, Assertion, Reading
from skywitness.model.report import Report, SourceProfile
from skywitness.model.words import AsserterClass, CountState, Precision, Stream, Target, TimePrecision, Topic, What
from skywitness.publish.delays import Delays, find_latest
from skywitness.publish.watched import Watched

SEEN = told(What.INTERCEPTED, RESIDENTS, "we saw it fall", target=Target.UAV, places=at(TULA))
KURSK = Place(name="Kursk Oblast", iso="RU-KRS", lat=51.7, lon=36.2, radius_m=120_000, precision=Precision.REGION)
CHANNEL = speaker("ministry_channel", MINISTRY)


def read_clocks(material: Material, *later: Report) -> list[Silence]:
    """The clocks as a reader sees them, when other reports came in later."""
    silences = [silence for dossier in assess(material).dossiers for silence in dossier.silence]
    assert all(silence.hours is None for silence in silences if silence.open)
    delays = Delays(Watched(silences), find_latest([*material.reports.values(), *later]))
    return [delays.read(silence) for silence in silences]


def silences_of(material: Material, *later: Report) -> dict[str, Silence]:
    return {silence.source: silence for silence in read_clocks(material, *later)}


AFTER_31_H = reported(told(What.OPINION, PAPER, "a parade"), source="elsewhere", hours=31)[0]


def test_a_report_that_complains_of_silence_opens_a_clock() -> None:
    complaint = told(What.NO_COMMENT, quote="the ministry has said nothing", subject="Russian Ministry of Defense", happening=0)
    silence = silences_of(one_incident(reported(SEEN, complaint)), AFTER_31_H)["Ministry of Defence of Russia"]
    assert silence.open
    assert silence.hours == 31
    assert "has said nothing" in silence.why


def test_without_a_time_no_clock_runs_and_the_record_says_why() -> None:
    complaint = told(What.NO_COMMENT, quote="not a word so far", subject="Ministry of Defence of Russia", happening=0)
    silence = silences_of(one_incident(reported(SEEN, complaint, hours=None)))["Ministry of Defence of Russia"]
    assert silence.open
    assert silence.hours is None
    assert silence.since is None
    assert "no clock can run" in silence.why


def test_an_authority_that_nobody_listens_to_is_not_called_silent() -> None:
    assert silences_of(one_incident(reported(SEEN))) == {}


def test_a_channel_that_published_since_without_a_word_is_silent() -> None:
    other = reported(told(What.OPINION, MINISTRY, "a parade was held"), source="ministry_channel", stream=Stream.OFFICIAL, hours=5)
    silence = silences_of(one_incident(reported(SEEN), also=[other], profiles=CHANNEL))
    assert set(silence) == {"Ministry of Defence of Russia"}
    assert silence["Ministry of Defence of Russia"].hours == 5


def test_a_channel_that_stopped_before_cannot_be_called_silent() -> None:
    other = reported(told(What.OPINION, MINISTRY, "a parade was held"), source="ministry_channel", stream=Stream.OFFICIAL, hours=-5)
    assert silences_of(one_incident(reported(SEEN), also=[other], profiles=CHANNEL)) == {}


def test_its_word_stops_the_clock() -> None:
    word = reported(
        told(What.INTERCEPTED, MINISTRY, "one was shot down", places=at(TULA)), source="ministry_channel", stream=Stream.OFFICIAL, hours=2
    )
    silence = silences_of(one_incident(reported(SEEN), word, profiles=CHANNEL), AFTER_31_H)
    assert not silence["Ministry of Defence of Russia"].open
    assert silence["Ministry of Defence of Russia"].hours == 2


def test_one_officials_word_does_not_stop_the_clock_of_another() -> None:
    word = reported(told(What.INTERCEPTED, GOVERNOR, "one was shot down", places=at(TULA)), source="g", stream=Stream.OFFICIAL, hours=1)
    later = reported(told(What.OPINION, MINISTRY, "a parade was held"), source="ministry_channel", stream=Stream.OFFICIAL, hours=9)
    silence = silences_of(one_incident(reported(SEEN), word, also=[later], profiles=CHANNEL))
    assert {source: one.open for source, one in silence.items()} == {
        "Governor of Tula Oblast": False,
        "Ministry of Defence of Russia": True,
    }


@pytest.mark.parametrize(
    ("word", "hours", "is_silent"),
    [
        pytest.param(told(What.INTERCEPTED, MINISTRY, "two were shot down", places=at(TULA)), 5, False, id="of the region"),
        pytest.param(told(What.INTERCEPTED, MINISTRY, "forty were shot down"), 5, False, id="of no place"),
        pytest.param(told(What.DEBRIS_FELL, MINISTRY, "debris came down", places=at(TULA)), 5, False, id="of what came of it"),
        pytest.param(told(What.IMPACT, MINISTRY, "a depot was hit", places=at(TULA)), 5, True, id="of another kind"),
        pytest.param(told(What.INTERCEPTED, MINISTRY, "two were shot down", places=at(KURSK)), 5, True, id="of another region"),
        pytest.param(told(What.INTERCEPTED, MINISTRY, "two were shot down", places=at(TULA)), 60, True, id="days later"),
    ],
)
def test_a_word_that_may_be_about_it_is_not_silence(word: Assertion, hours: float, *, is_silent: bool) -> None:
    also = [
        reported(word, source="ministry_channel", stream=Stream.OFFICIAL, hours=hours),
        reported(told(What.OPINION, MINISTRY, "a parade was held"), source="ministry_channel", stream=Stream.OFFICIAL, hours=61),
    ]
    silence = silences_of(one_incident(reported(SEEN), also=also, profiles=CHANNEL))
    assert set(silence) == ({"Ministry of Defence of Russia"} if is_silent else set())


def test_rescuers_owe_no_word_on_an_interception() -> None:
    rescuers = SourceProfile("rescue", Stream.OFFICIAL, speaks_for="Rescuers of Tula (exercise)", responsible_for=("RU-TUL", "rescue"))
    later = reported(told(What.OPINION, PAPER, "a parade was held"), source="rescue", stream=Stream.OFFICIAL, hours=9)
    assert silences_of(one_incident(reported(SEEN), also=[later], profiles={"rescue": rescuers})) == {}


def test_the_other_sides_word_is_not_the_awaited_one() -> None:
    other_side = Asserter("Air Force of Ukraine", AsserterClass.AUTHORITY, Stream.OFFICIAL)
    word = reported(told(What.IMPACT, other_side, "we hit it", places=at(TULA)), source="af", stream=Stream.OFFICIAL)
    later = reported(told(What.OPINION, MINISTRY, "a parade was held"), source="ministry_channel", stream=Stream.OFFICIAL, hours=9)
    silence = silences_of(one_incident(word, also=[later], profiles=CHANNEL))
    assert {source: one.open for source, one in silence.items()} == {"Ministry of Defence of Russia": True}


def test_an_incident_told_by_an_authority_alone_has_no_silence() -> None:
    word = reported(told(What.INTERCEPTED, GOVERNOR, "one was shot down", places=at(TULA)), source="g", stream=Stream.OFFICIAL)
    assert silences_of(one_incident(word)) == {}


def test_a_no_comment_is_a_word() -> None:
    declined = told(
        What.NO_COMMENT,
        quote="the ministry declined to comment",
        subject="Ministry of Defence of Russia",
        value="declined to comment",
        happening=0,
    )
    silence = silences_of(one_incident(reported(SEEN), reported(SEEN, declined, hours=3)), AFTER_31_H)
    assert not silence["Ministry of Defence of Russia"].open
    assert silence["Ministry of Defence of Russia"].hours == 3
    assert "declined" in silence["Ministry of Defence of Russia"].why


def test_a_ministry_without_a_country_is_the_one_that_answers_there() -> None:
    complaint = told(What.NO_COMMENT, quote="the ministry has said nothing", subject="Ministry of Defence", value="silent", happening=0)
    assert set(silences_of(one_incident(reported(SEEN, complaint)))) == {"Ministry of Defence of Russia"}


def test_an_office_of_the_sources_table_is_awaited_in_place_of_the_known_one() -> None:
    profile = SourceProfile("drill", Stream.OFFICIAL, speaks_for="Ministry of Drills (exercise)", responsible_for=("RU",))
    other = reported(told(What.OPINION, PAPER, "a parade was held"), source="drill", stream=Stream.OFFICIAL, hours=5)
    complaint = told(What.NO_COMMENT, quote="not a word", subject="Ministry of Drills", happening=0)
    material = one_incident(reported(SEEN, complaint), also=[other], profiles={"drill": profile})
    assert {source: one.open for source, one in silences_of(material).items()} == {"Ministry of Drills (exercise)": True}
    assert {gap.last_asked_of for gap in assess(material).dossiers[0].gaps} == {"Ministry of Drills (exercise)", "Governor of Tula Oblast"}


def test_a_roll_up_that_covers_it_stops_the_clock() -> None:
    summary = reported(
        told(What.OPINION, MINISTRY, "ten were shot down last night"), source="ministry_channel", stream=Stream.OFFICIAL, hours=7
    )

    def tallies(incident_id: IncidentId) -> tuple[Tally, ...]:
        return (
            Tally(
                tally_id=TallyId("t-1"),
                report=summary[0].digest,
                what=What.INTERCEPTED,
                target=Target.UAV,
                stated=10,
                state=CountState.GIVEN,
                period=Period(),
                areas=(TULA,),
                asserter=MINISTRY.name,
                matched=1,
                verdict="short by 9",
                incidents=(incident_id,),
                quote="ten were shot down last night",
            ),
        )

    silence = silences_of(one_incident(reported(SEEN), also=[summary], profiles=CHANNEL, tallies=tallies))
    assert not silence["Ministry of Defence of Russia"].open
    assert silence["Ministry of Defence of Russia"].hours == 7


def test_nobody_owes_a_word_on_an_alarm() -> None:
    later = reported(told(What.OPINION, MINISTRY, "a parade was held"), source="ministry_channel", stream=Stream.OFFICIAL, hours=9)
    assert silences_of(one_incident(reported(told(What.WARNED, RESIDENTS, places=at(TULA))), also=[later], profiles=CHANNEL)) == {}


def _nights(delays_h: list[float], silent_nights: int = 0) -> Material:
    """One night after another, each seen by residents and told by the ministry so much later; on the last, and some before, it is silent."""
    nights = [one_incident(reported(SEEN, source=f"s{number}", hours=-100 * number - 100)) for number in range(silent_nights)]
    for number, delay_h in enumerate(delays_h):
        seen = reported(SEEN, source=f"r{number}", hours=100 * number)
        word = told(What.INTERCEPTED, MINISTRY, f"night {number}", places=at(TULA))
        nights.append(one_incident(seen, reported(word, source="ministry_channel", stream=Stream.OFFICIAL, hours=100 * number + delay_h)))
    last = reported(SEEN, source="last", hours=100 * len(delays_h))
    after = reported(
        told(What.OPINION, MINISTRY, "parade"), source="ministry_channel", stream=Stream.OFFICIAL, hours=100 * len(delays_h) + 20
    )
    nights.append(one_incident(last, also=[after]))
    return Material(
        incidents=tuple(incident for night in nights for incident in night.incidents),
        reports={digest: report for night in nights for digest, report in night.reports.items()},
        readings={digest: reading for night in nights for digest, reading in night.readings.items()},
        occurrences=tuple(one for night in nights for one in night.occurrences),
        claims=tuple(one for night in nights for one in night.claims),
        profiles=CHANNEL,
    )


def _open_silence(material: Material) -> Silence:
    silences = [silence for silence in read_clocks(material) if silence.open]
    return min(silences, key=lambda silence: silence.hours or 0)


def test_a_clock_is_read_against_past_delays() -> None:
    silence = _open_silence(_nights([1, 2, 2, 3, 3, 3, 4, 5, 30]))
    assert silence.hours == 20
    assert silence.usual_hours == 3
    assert silence.quantile is not None
    assert 0.7 < silence.quantile < 0.95


def test_few_past_delays_give_no_quantile() -> None:
    silence = _open_silence(_nights([1, 2]))
    assert silence.usual_hours is None
    assert silence.quantile is None


def test_clocks_that_still_run_make_the_usual_word_less_usual() -> None:
    spoke = _open_silence(_nights([1, 2, 2, 3, 3, 3, 4, 5, 6]))
    often_silent = _open_silence(_nights([1, 2, 2, 3, 3, 3, 4, 5, 6], silent_nights=9))
    assert spoke.quantile is not None
    assert often_silent.quantile is not None
    assert often_silent.quantile < 0.6 < spoke.quantile


def test_a_quantile_says_what_it_was_measured_on() -> None:
    own = _open_silence(_nights([1, 2, 2, 3, 3, 3, 4, 5, 30]))
    assert "its own clocks" in own.why
    assert "9 words in 10 clocks" in own.why


def _edited_word(hours: float, edited_h: float) -> tuple[Report, Reading]:
    """The ministry's post, published so many hours after noon and edited so many after, that tells of what began an hour after noon."""
    period = Period(start=NOON + timedelta(hours=1), end=NOON + timedelta(hours=1), precision=TimePrecision.MINUTE)
    report, reading = reported(
        told(What.INTERCEPTED, MINISTRY, "one was shot down at one", places=at(TULA), period=period),
        source="ministry_channel",
        stream=Stream.OFFICIAL,
        hours=hours,
    )
    return msgspec.structs.replace(report, edited_at=NOON + timedelta(hours=edited_h)), reading


def _timed(material: Material) -> Material:
    """The same with an incident that began an hour after noon."""
    period = Period(start=NOON + timedelta(hours=1), end=NOON + timedelta(hours=1), precision=TimePrecision.MINUTE)
    return msgspec.structs.replace(material, incidents=tuple(msgspec.structs.replace(one, period=period) for one in material.incidents))


def test_a_post_from_before_it_happened_speaks_of_it_when_it_was_edited() -> None:
    material = _timed(one_incident(reported(SEEN, hours=2), _edited_word(-3, 9), profiles=CHANNEL))
    (silence,) = (one for one in assess(material).dossiers[0].silence if one.source == MINISTRY.name)
    assert (silence.open, silence.hours, silence.since) == (False, 7, NOON + timedelta(hours=2))
    assert "edit" in silence.why


def test_an_edit_of_a_post_that_could_tell_of_it_from_the_first_makes_nobody_late() -> None:
    material = _timed(one_incident(reported(SEEN, hours=2), _edited_word(3, 9), profiles=CHANNEL))
    (silence,) = (one for one in assess(material).dossiers[0].silence if one.source == MINISTRY.name)
    assert silence.hours == 1
    assert "edit" not in silence.why


def test_a_refusal_about_what_a_report_tells_itself_is_no_word_on_anything_else() -> None:
    shot = told(What.INTERCEPTED, GOVERNOR, "shot down", places=at(TULA))
    hung = told(What.NOT_DISCLOSED, GOVERNOR, "damage is being clarified", about=(Topic.DAMAGE,), happening=0)
    assert [one.what for one in told_by(*reported(shot, hung))] == [What.INTERCEPTED]
    loose = told(What.NOT_DISCLOSED, GOVERNOR, "no details will be given", about=(Topic.DAMAGE,))
    assert [one.what for one in told_by(*reported(loose))] == [What.NOT_DISCLOSED]

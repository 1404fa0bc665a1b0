"""What every ledger does, whatever engine it runs on."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ledger.invented import (
    COLLECT,
    FUSE,
    READ,
    TEXT,
    invent_context,
    invent_dossier,
    invent_reading,
    invent_report,
    invent_tally,
    minutes,
    sorted_picture,
)

from skywitness.errors import UnknownId
from skywitness.ledger import Ledger
from skywitness.model.ids import ActivityId, ClaimId, DecisionId, IncidentId, ReportId, content_id
from skywitness.model.incident import Picture
from skywitness.model.provenance import Decision
from skywitness.model.report import Locator, Report, SetAside, SourceProfile
from skywitness.model.words import DecisionKind, Stream

HOSTILE = {
    "empty": "",
    "null": "before\x00after",
    "terminal": "\x1b[2J\x1b]0;title\x07 gone",
    "right to left": "drone \u202eenord\u202c \u2066x\u2069",
    "markup": "<script>alert(1)</script> & [bold]x[/bold] {{ x }}",
    "sql": "'); drop table report; --",
    "astral and combining": "🛩️ й й \U0010ffff \ufeff",
    "a megabyte": "Ночью над рекой. " * 65_000,
}
LEDGER_PER_EXAMPLE = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def keep(ledger: Ledger, *reports: Report, minute: int = 1) -> int:
    return ledger.add_reports(reports, at=minutes(minute), by=COLLECT.activity_id)


def read_all(ledger: Ledger, *, minute: int = 2) -> int:
    items = [invent_reading(report) for report in ledger.unread_reports(READ.activity_id)]
    return ledger.add_readings(items, at=minutes(minute), by=READ.activity_id)


def conclude(ledger: Ledger, picture: Picture, *, minute: int = 3) -> bool:
    return bool(ledger.record_picture(picture, at=minutes(minute), by=FUSE.activity_id))


# Reports


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_comes_back_as_it_was_through_every_record(text: str, ledger: Ledger) -> None:
    report = msgspec.structs.replace(invent_report(text, own_id=text[:100] or None, source=text[:100] or "s"), title=text[:2000])
    keep(ledger, report)
    read_all(ledger)
    item = invent_reading(report)
    picture = Picture(dossiers=(invent_dossier(item, title=text),), tallies=(invent_tally(report),), contexts=(invent_context(report),))
    conclude(ledger, picture)
    aside = SetAside(Locator(file=text[:100], row=3), reason=text[:100], sample=text[:200])
    ledger.add_set_aside([aside], at=minutes(1), by=COLLECT.activity_id)
    assert list(ledger.reports()) == [report] == [ledger.report(report.digest)] == list(ledger.versions(report.report_id))
    assert list(ledger.full_readings()) == [item]
    assert ledger.picture() == picture
    assert list(ledger.set_aside()) == [aside]


@LEDGER_PER_EXAMPLE
@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), min_size=1, max_size=8, unique=True))
def test_any_text_comes_back_as_it_was(texts: list[str], new_ledger: Callable[[], Ledger]) -> None:
    reports = [msgspec.structs.replace(invent_report(text, own_id=None, source=text or "s"), title=text, url=text) for text in texts]
    with new_ledger() as ledger:
        keep(ledger, *reports)
        read_all(ledger)
        assert {report.digest: report for report in ledger.reports()} == {report.digest: report for report in reports}
        assert {reading.report for reading in ledger.readings()} == {report.digest for report in reports}
        assert {claim.quote for claim in ledger.claims()} == {text[:57] for text in texts}


def test_a_lone_surrogate_is_refused_and_nothing_of_its_batch_is_kept(ledger: Ledger) -> None:
    broken = msgspec.structs.replace(invent_report(), text="half a letter: \ud83d")
    with pytest.raises(ValueError, match="surrogate"):
        keep(ledger, invent_report("another", own_id="post-2"), broken)
    assert list(ledger.reports()) == []


def test_the_same_report_again_changes_nothing(ledger: Ledger) -> None:
    report = invent_report()
    again = msgspec.structs.replace(report, collected_at=minutes(900), locator=Locator(file="elsewhere", row=7))
    assert keep(ledger, report, report) == 1
    assert keep(ledger, report, again, minute=9) == 0
    assert list(ledger.reports(current=False)) == [report]


def test_an_edit_is_a_new_version_of_the_same_report_whichever_comes_first(new_ledger: Callable[[], Ledger]) -> None:
    first, edited = invent_report(), invent_report("Duty officer: it was one drone.", edited=30)
    for order in ((first, edited), (edited, first)):
        with new_ledger() as ledger:
            assert [keep(ledger, each) for each in order] == [1, 1]
            assert list(ledger.reports()) == [edited]
            assert list(ledger.reports(current=False)) == [first, edited] == list(ledger.versions(first.report_id))


def test_two_sources_may_use_one_id(ledger: Ledger) -> None:
    keep(ledger, invent_report("one", source="a"), invent_report("two", source="b"))
    assert sorted(report.text for report in ledger.reports()) == ["one", "two"]


def test_a_report_without_a_time_is_kept_without_one(ledger: Ledger) -> None:
    report = msgspec.structs.replace(invent_report(), published_at=None)
    keep(ledger, report)
    assert list(ledger.reports()) == [report]


@LEDGER_PER_EXAMPLE
@given(data=st.data())
def test_the_order_and_the_batches_of_arrival_do_not_matter(data: st.DataObject, new_ledger: Callable[[], Ledger]) -> None:
    reports = [
        invent_report(
            f"{TEXT} {number % 5}", own_id=f"post-{number % 4}", source=f"s{number % 2}", minute=number % 3, edited=number % 6 or None
        )
        for number in range(12)
    ]
    shuffled = data.draw(st.permutations(reports))
    cuts = sorted(data.draw(st.lists(st.integers(0, 12), max_size=3)))
    with new_ledger() as whole, new_ledger() as parts:
        keep(whole, *reports)
        for begin, end in zip([0, *cuts], [*cuts, 12], strict=True):
            keep(parts, *shuffled[begin:end])
            read_all(parts)
        read_all(whole)
        assert list(parts.reports()) == list(whole.reports())
        assert list(parts.reports(current=False)) == list(whole.reports(current=False))
        assert list(parts.full_readings()) == list(whole.full_readings())
        for name, number in whole.counts().items():
            assert parts.counts()[name] == number


# Readings


def test_unread_reports_are_the_current_ones_without_a_reading_by_that_step(ledger: Ledger) -> None:
    keep(ledger, invent_report(), invent_report("newer words", edited=5), invent_report("other", own_id="post-2"))
    assert [report.text for report in ledger.unread_reports(READ.activity_id)] == ["other", "newer words"]
    assert read_all(ledger) == 2
    assert read_all(ledger) == 0
    assert len(list(ledger.unread_reports(ActivityId("a-other")))) == 2


def test_a_later_reading_takes_the_place_of_the_earlier_one(ledger: Ledger) -> None:
    report = invent_report()
    keep(ledger, report)
    read_all(ledger)
    better = invent_reading(report, by="en/2")
    ledger.register(msgspec.structs.replace(READ, activity_id=ActivityId("a-read-2"), version="en/2"), minutes(5))
    assert ledger.add_readings([better], at=minutes(5), by=ActivityId("a-read-2")) == 1
    assert [reading.by for reading in ledger.readings()] == ["en/2"]
    assert [reading.by for reading in ledger.readings(as_of=minutes(4))] == ["en/1"]
    assert ledger.counts()["claims"] == 2


def test_readings_can_be_added_while_reports_are_being_read(ledger: Ledger) -> None:
    keep(ledger, *(invent_report(own_id=f"post-{number}", minute=number) for number in range(20)))
    for report in ledger.unread_reports(READ.activity_id):
        ledger.add_readings([invent_reading(report)], at=minutes(60), by=READ.activity_id)
    assert ledger.counts()["readings"] == 20
    assert len(list(ledger.occurrences())) == 20
    assert len(list(ledger.claims())) == 40


def test_a_claim_is_found_by_its_id(ledger: Ledger) -> None:
    keep(ledger, invent_report())
    read_all(ledger)
    claims = list(ledger.claims())
    assert [ledger.claim(claim.claim_id) for claim in claims] == claims
    with pytest.raises(UnknownId, match="'c-none'"):
        ledger.claim(ClaimId("c-none"))
    with pytest.raises(UnknownId, match="not the id of a claim"):
        ledger.claim(ClaimId(claims[0].occurrence))


# Pictures


@pytest.fixture
def three(ledger: Ledger) -> list[Picture]:
    """Three pictures over three reports: apart, two merged with a tally, and all in one."""
    keep(ledger, *(invent_report(own_id=f"post-{number}", minute=number) for number in range(3)))
    read_all(ledger)
    one, two, last = ledger.full_readings()
    apart = Picture(dossiers=tuple(invent_dossier(each) for each in (one, two, last)))
    merged = Picture(dossiers=(invent_dossier(one, two), invent_dossier(last)), tallies=(invent_tally(ledger.report(last[0].report)),))
    together = Picture(dossiers=(invent_dossier(one, two, last),), contexts=(invent_context(ledger.report(last[0].report)),))
    return [sorted_picture(each) for each in (apart, merged, together)]


def test_the_same_picture_again_appends_nothing(three: list[Picture], ledger: Ledger) -> None:
    assert conclude(ledger, three[1])
    assert not conclude(ledger, three[1], minute=4)
    assert not conclude(ledger, Picture(dossiers=three[1].dossiers[::-1], tallies=three[1].tallies), minute=5)
    assert [len(ledger.dossier_versions(each.incident.incident_id)) for each in three[1].dossiers] == [1, 1]


def test_only_what_changed_is_appended_and_what_vanished_redirects(three: list[Picture], ledger: Ledger) -> None:
    conclude(ledger, three[0], minute=3)
    change = ledger.record_picture(three[1], at=minutes(4), by=FUSE.activity_id)
    kept = {each.incident.incident_id for each in three[1].dossiers}
    [gone] = {each.incident.incident_id for each in three[0].dossiers} - kept
    [home] = [each.incident.incident_id for each in three[1].dossiers if len(each.incident.occurrences) == 2]
    assert change.gone == (gone,)
    assert change.redirects == {gone: home}
    assert change.changed == (home,)
    assert change.added == (three[1].tallies[0].tally_id,)
    assert ledger.dossier(gone) == ledger.dossier(home)
    assert (ledger.redirects(), ledger.redirects(as_of=minutes(3))) == ({gone: home}, {})
    assert ledger.dossier(gone, as_of=minutes(3)).incident.incident_id == gone
    log = ledger.dossier_versions(gone)
    assert [(each.made_at, each.dossier is None, each.went_to) for each in log] == [(minutes(3), False, None), (minutes(4), True, home)]


def test_a_picture_with_one_id_twice_is_refused(three: list[Picture], ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="more than once"):
        conclude(ledger, Picture(dossiers=three[0].dossiers * 2))


def test_an_incident_may_go_and_come_back(three: list[Picture], ledger: Ledger) -> None:
    for minute, number in enumerate((0, 2, 0, 1), start=3):
        conclude(ledger, three[number], minute=minute)
        assert ledger.picture() == three[number]
    for dossier in three[0].dossiers:
        assert ledger.dossier(dossier.incident.incident_id, as_of=minutes(5)) == dossier


def test_an_incident_that_nothing_supports_any_more_is_told_to_be_gone(three: list[Picture], ledger: Ledger) -> None:
    conclude(ledger, three[0])
    conclude(ledger, Picture(), minute=4)
    incident_id = three[0].dossiers[0].incident.incident_id
    with pytest.raises(UnknownId, match="is gone since"):
        ledger.dossier(incident_id)
    assert ledger.find(incident_id).gone_at == minutes(4)
    with pytest.raises(UnknownId, match="no incident"):
        ledger.dossier(IncidentId("i-none"))
    assert ledger.dossier_versions(IncidentId("i-none")) == ()


@LEDGER_PER_EXAMPLE
@given(steps=st.lists(st.lists(st.sampled_from("abcd-"), min_size=5, max_size=5), min_size=1, max_size=6))
def test_the_past_is_replayed_exactly(steps: list[list[str]], new_ledger: Callable[[], Ledger]) -> None:
    """Each step groups five readings into incidents by letter ("-": into none); every earlier picture must come back as it was."""
    with new_ledger() as ledger:
        reports = [invent_report(own_id=f"post-{number}", minute=number) for number in range(5)]
        history = []
        for step, letters in enumerate(steps):
            keep(ledger, reports[step % 5], minute=10 * step)
            groups = {
                letter: [invent_reading(reports[at]) for at, each in enumerate(letters) if each == letter]
                for letter in set(letters) - {"-"}
            }
            picture = sorted_picture(
                Picture(
                    dossiers=tuple(invent_dossier(*items, title=letters[0]) for items in groups.values()),
                    tallies=tuple(invent_tally(reports[at], stated=step) for at, each in enumerate(letters) if each == "a"),
                    contexts=tuple(invent_context(reports[at]) for at, each in enumerate(letters) if each == "b"),
                )
            )
            conclude(ledger, picture, minute=10 * step + 5)
            history.append((picture, list(ledger.reports())))
            for then, (seen, told) in enumerate(history):
                assert ledger.picture(as_of=minutes(10 * then + 5)) == seen == ledger.picture(as_of=minutes(10 * then + 9))
                assert list(ledger.reports(as_of=minutes(10 * then + 5))) == told


# Sources, set-aside items, decisions


def test_only_changed_profiles_are_added_and_the_past_keeps_its_own(ledger: Ledger) -> None:
    plain, graded = SourceProfile(name="desk"), SourceProfile(name="desk", stream=Stream.OFFICIAL, reliability="B")
    assert ledger.add_profiles({"desk": plain}, at=minutes(1)) == 1
    assert ledger.add_profiles({"desk": plain}, at=minutes(2)) == 0
    assert ledger.add_profiles({"desk": graded, "other": SourceProfile(name="other")}, at=minutes(3)) == 2
    assert ledger.profiles()["desk"] == graded
    assert ledger.profiles(as_of=minutes(2)) == {"desk": plain}


def test_items_set_aside_are_kept_once(ledger: Ledger) -> None:
    items = [SetAside(Locator(file="f.jsonl", row=row), "no text; give one", "{}") for row in (4, 2)]
    assert ledger.add_set_aside(items, at=minutes(1), by=COLLECT.activity_id) == 2
    assert ledger.add_set_aside(items, at=minutes(2), by=COLLECT.activity_id) == 0
    assert list(ledger.set_aside()) == items
    assert list(ledger.set_aside(as_of=minutes(0))) == []


def test_decisions_are_kept_in_the_order_in_which_they_were_made(ledger: Ledger) -> None:
    made = [
        Decision(
            decision_id=DecisionId(f"d-{at}"),
            kind=DecisionKind.MERGE,
            about=("i-1", "i-2"),
            value=None,
            by="Ann",
            why="same",
            made_at=minutes(at),
        )
        for at in (5, 2)
    ]
    for decision in (*made, *made):
        ledger.add_decision(decision)
    assert ledger.decisions() == (made[1], made[0])
    assert ledger.decisions(as_of=minutes(4)) == (made[1],)


def test_a_row_must_name_a_registered_activity_and_an_aware_instant(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="register the activity first"):
        ledger.add_reports([invent_report()], at=minutes(1), by=ActivityId("a-nobody"))
    with pytest.raises(ValueError, match="has no time zone"):
        ledger.add_reports([invent_report()], at=minutes(1).replace(tzinfo=None), by=COLLECT.activity_id)
    assert ledger.counts()["reports"] == 0


# Erasure


def test_erased_words_are_gone_and_all_else_stays(three: list[Picture], ledger: Ledger) -> None:
    conclude(ledger, three[2])
    report = next(iter(ledger.reports()))
    assert ledger.erase(report.digest, why="court order 7", by="Ann", at=minutes(9)) >= 3
    assert ledger.report(report.digest) == msgspec.structs.replace(report, text="", title=None, erased=True)
    assert {claim.quote for claim in ledger.claims() if claim.report == report.digest} == {""}
    assert "" not in {claim.quote for claim in ledger.claims() if claim.report != report.digest}
    assert ledger.counts()["claims"] == 6
    assert ledger.picture().dossiers[0].incident.occurrences == three[2].dossiers[0].incident.occurrences
    assert ledger.check() == ()


def test_an_erased_report_does_not_come_back_by_reading_it_again(ledger: Ledger) -> None:
    report = invent_report()
    keep(ledger, report)
    ledger.erase(report.digest, why="asked for", by="Ann", at=minutes(3))
    assert keep(ledger, report, minute=4) == 0
    assert [each.text for each in ledger.reports()] == [""]
    assert list(ledger.unread_reports(READ.activity_id)) == []
    with pytest.raises(UnknownId, match="nothing to erase"):
        ledger.erase(report.digest, why="again", by="Ann", at=minutes(5))


def test_two_reports_quoted_in_one_dossier_can_be_erased_one_after_the_other(ledger: Ledger) -> None:
    texts = ("Over the far meadow a resident heard an engine", "Above the old mill people saw a flash of light")
    keep(ledger, *(invent_report(text, own_id=text[:8]) for text in texts))
    read_all(ledger)
    items = tuple(ledger.full_readings())
    conclude(ledger, Picture(dossiers=(invent_dossier(*items),)))
    for number, report in enumerate(list(ledger.reports())):
        ledger.erase(report.digest, why="asked for", by="Ann", at=minutes(10 + number))
        quotes = ledger.picture().dossiers[0].incident.attributes[0].candidates[0].quotes
        assert quotes.count("") == number + 1
    assert ledger.check() == ()


def test_an_item_set_aside_can_be_erased(ledger: Ledger) -> None:
    items = [SetAside(Locator(row=row), "not JSON", f"words {row}") for row in range(2)]
    ledger.add_set_aside(items, at=minutes(1), by=COLLECT.activity_id)
    ledger.erase(content_id("s", items[0]), why="asked for", by="Ann", at=minutes(2))
    assert list(ledger.set_aside()) == items[1:]
    assert ledger.counts()["set_aside"] == 2


def test_only_what_others_said_can_be_erased(ledger: Ledger) -> None:
    keep(ledger, invent_report())
    read_all(ledger)
    reading = ledger.find(next(ledger.claims()).claim_id).within
    for digest in (reading, "0" * 64):
        with pytest.raises(UnknownId, match="nothing to erase"):
            ledger.erase(str(digest), why="w", by="b", at=minutes(2))


# Ids


def test_every_id_is_found_and_an_unknown_one_is_told_in_a_sentence(three: list[Picture], ledger: Ledger) -> None:
    conclude(ledger, three[1])
    ledger.add_profiles({"desk": SourceProfile(name="desk")}, at=minutes(1))
    reading, occurrences, claims = next(iter(ledger.full_readings()))
    incident = three[1].dossiers[0].incident
    expected = {
        incident.incident_id: "incident",
        f"{incident.incident_id}/count": "attribute",
        claims[0].claim_id: "claim",
        occurrences[0].occurrence_id: "occurrence",
        reading.assertions[0].assertion_id: "assertion",
        reading.report: "report",
        "post-1": "report",
        three[1].tallies[0].tally_id: "tally",
        READ.activity_id: "activity",
        "desk": "source",
    }
    assert {any_id: ledger.find(any_id).kind for any_id in expected} == expected
    for unknown in ("i-0", "", f"{incident.incident_id}/colour", "x/y", "'; --"):
        with pytest.raises(UnknownId):
            ledger.find(unknown)
    with pytest.raises(UnknownId, match="nothing in this ledger"):
        ledger.find(incident.incident_id, as_of=minutes(1))
    assert ledger.versions(ReportId("none")) == ()

"""What is new in a ledger is told once, and a part of a picture is recorded only where it rests on all there is."""

from __future__ import annotations

import msgspec
import pytest
from tests.ledger.invented import COLLECT, FUSE, READ, invent_context, invent_dossier, invent_reading, invent_report, invent_tally, minutes

from skywitness.ledger import UNSEEN, Ledger, PictureChange
from skywitness.model.ids import DecisionId, Digest
from skywitness.model.incident import Picture, Silence
from skywitness.model.provenance import Decision
from skywitness.model.report import Report, SourceProfile
from skywitness.model.words import DecisionKind, Stream


def keep(ledger: Ledger, *reports: Report) -> None:
    ledger.add_reports(reports, at=minutes(1), by=COLLECT.activity_id)


def read(ledger: Ledger, *reports: Report) -> None:
    ledger.add_readings([invent_reading(report) for report in reports], at=minutes(2), by=READ.activity_id)


def amend(ledger: Ledger, part: Picture, *gone: str) -> PictureChange | None:
    return ledger.amend_picture(part, gone, seen=ledger.seen(), at=minutes(4), by=FUSE.activity_id)


def test_what_came_is_news_once_in_the_order_of_telling(ledger: Ledger) -> None:
    assert ledger.news().upto == ledger.seen() == UNSEEN
    late, early = invent_report("late", own_id="b", minute=9), invent_report("early", own_id="a", minute=1)
    keep(ledger, late, early)
    news = ledger.news()
    assert news.reports == (early.digest, late.digest)
    assert not news.decided
    read(ledger, late)
    assert ledger.news(news.upto).reports == (late.digest,)
    assert ledger.news(ledger.seen()).reports == ()


def test_a_newer_version_is_news_of_the_older_one_too(ledger: Ledger) -> None:
    first, second = invent_report("one", own_id="a", minute=1), invent_report("two", own_id="a", minute=5)
    keep(ledger, first)
    seen = ledger.seen()
    keep(ledger, second)
    assert set(ledger.news(seen).reports) == {first.digest, second.digest}
    old, new = ledger.told(first.digest), ledger.told(second.digest)
    assert old is not None
    assert new is not None
    assert (old.report, old.read, old.is_current, new.is_current) == (first, None, False, True)


def test_a_report_is_told_with_its_latest_reading(ledger: Ledger) -> None:
    report = invent_report("one")
    keep(ledger, report)
    read(ledger, report)
    told = ledger.told(report.digest)
    assert told is not None
    assert told.read == invent_reading(report)
    assert ledger.told(Digest("none")) is None


def test_erasures_decisions_and_profiles_are_news(ledger: Ledger) -> None:
    report = invent_report("one")
    keep(ledger, report)
    read(ledger, report)
    seen = ledger.seen()
    ledger.erase(report.digest, why="it names a resident", by="Vera", at=minutes(3))
    assert ledger.news(seen).reports == (report.digest,)
    ledger.add_decision(
        Decision(decision_id=DecisionId("d-1"), kind=DecisionKind.GRADE, about=("s",), value="B", by="Vera", why="so", made_at=minutes(3))
    )
    ledger.add_profiles({"s": SourceProfile("s", Stream.OFFICIAL)}, at=minutes(3))
    news = ledger.news(seen)
    assert (news.decided, news.described) == (True, True)
    assert not ledger.news(news.upto).described


def test_unread_reports_can_be_asked_for_among_some(ledger: Ledger) -> None:
    reports = [invent_report(str(number), own_id=str(number), minute=number) for number in range(4)]
    newer = invent_report("newer", own_id="2", minute=9)
    keep(ledger, *reports, newer)
    read(ledger, reports[0])
    asked = [reports[2].digest, reports[1].digest, reports[0].digest]
    assert list(ledger.unread_reports(READ.activity_id, among=asked)) == [reports[1]]
    assert list(ledger.unread_reports(READ.activity_id, among=[])) == []


@pytest.fixture
def reports(ledger: Ledger) -> list[Report]:
    made = [invent_report(str(number), own_id=str(number), minute=number) for number in range(3)]
    keep(ledger, *made)
    read(ledger, *made)
    return made


def test_a_part_leaves_the_rest_of_the_picture_alone(ledger: Ledger, reports: list[Report]) -> None:
    one, two = (invent_dossier(invent_reading(report)) for report in reports[:2])
    whole = Picture(dossiers=(one, two), tallies=(invent_tally(reports[2]),), contexts=(invent_context(reports[2]),))
    ledger.record_picture(whole, at=minutes(3), by=FUSE.activity_id)
    other = invent_dossier(invent_reading(reports[0]), title="Three drones at Lower Ferry")
    change = amend(ledger, Picture(dossiers=(other, two)))
    assert change == PictureChange(changed=(other.incident.incident_id,))
    assert {each.incident.incident_id: each for each in ledger.dossiers()} == {each.incident.incident_id: each for each in (other, two)}
    assert list(ledger.tallies()) == list(whole.tallies)


def test_what_a_part_says_is_gone_redirects_to_what_holds_it_now(ledger: Ledger, reports: list[Report]) -> None:
    items = [invent_reading(report) for report in reports]
    one, two = (invent_dossier(item) for item in items[:2])
    context, tally = invent_context(reports[2]), invent_tally(reports[2])
    ledger.record_picture(Picture(dossiers=(one, two), tallies=(tally,), contexts=(context,)), at=minutes(3), by=FUSE.activity_id)
    both = invent_dossier(*items[:2])
    gone = ({one.incident.incident_id, two.incident.incident_id} - {both.incident.incident_id}).pop()
    amend(ledger, Picture(dossiers=(both,)), gone, context.context_id, tally.tally_id, "i-that-never-was")
    assert ledger.picture() == Picture(dossiers=(both,))
    assert ledger.redirects() == {gone: both.incident.incident_id}
    assert not amend(ledger, Picture(dossiers=(both,)), gone, context.context_id)


def test_a_part_that_does_not_rest_on_all_there_is_is_not_recorded(ledger: Ledger, reports: list[Report]) -> None:
    seen = ledger.seen()
    keep(ledger, invent_report("later", own_id="later"))
    part = Picture(dossiers=(invent_dossier(invent_reading(reports[0])),))
    assert ledger.amend_picture(part, (), seen=seen, at=minutes(4), by=FUSE.activity_id) is None
    assert ledger.amend_picture(part, None, seen=seen, at=minutes(4), by=FUSE.activity_id) is None
    assert ledger.picture() == Picture()


def test_silences_are_read_without_the_rest_of_the_dossiers(ledger: Ledger, reports: list[Report]) -> None:
    silence = Silence(source="ministry", open=True, since=minutes(1), hours=None, why="not a word", kind="ministry", observed=True)
    dossier = msgspec.structs.replace(invent_dossier(invent_reading(reports[0])), silence=(silence,))
    ledger.record_picture(Picture(dossiers=(dossier,)), at=minutes(3), by=FUSE.activity_id)
    assert list(ledger.silences()) == [silence]
    assert list(ledger.silences(as_of=minutes(2))) == []

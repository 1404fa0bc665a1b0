"""What is new in a ledger is told once, and a part of a picture is recorded only where it rests on all there is."""

from __future__ import annotations

import msgspec
import pytest
from tests.ledger.invented import COLLECT, FUSE, READ, invent_context, invent_dossier, invent_reading, invent_report, invent_tally, minutes

from skywitness.ledger import UNSEEN, Ledger, PictureChange
from skywitness.model.ids import DecisionId, Digest
from skywitness.model.incident import Picture, Silence
from skywitness.model.provenance import Decision
from skywitness.model.reading import Reading
from skywitness.model.report import Report, SourceProfile
from skywitness.model.words import DecisionKind, Kind, Stream


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


def post(text: str, *, own_id: str, minute: int = 0, source: str = "yard", **said: object) -> Report:
    """A report of a resident."""
    return msgspec.structs.replace(invent_report(text, own_id=own_id, minute=minute, source=source), stream=Stream.GRASSROOTS, **said)


def set_aside(ledger: Ledger, *reports: Report) -> None:
    """Have these read by the sieve alone."""
    empty = [Reading(report=report.digest, lang="en", kind=Kind.OTHER, by="sieve/2, en/1") for report in reports]
    ledger.add_readings([(reading, (), ()) for reading in empty], at=minutes(2), by=READ.activity_id)


def test_what_can_bear_on_the_picture_is_told_without_the_rest(ledger: Ledger) -> None:
    told, talk, film, ours, late = (
        post("a drone", own_id="a", minute=1),
        post("bread", own_id="b", minute=2, source="shop"),
        post("look", own_id="c", minute=3, source="eye", media=("a.mp4",)),
        post("roads", own_id="d", minute=4, source="mayor"),
        post("milk", own_id="e", minute=5, source="shop"),
    )
    keep(ledger, told, talk, film, ours)
    read(ledger, told)
    set_aside(ledger, talk, film, ours)
    assert [report.digest for report, _ in ledger.bearing()] == [told.digest, film.digest]
    assert [report.digest for report, _ in ledger.bearing(["mayor"])] == [told.digest, film.digest, ours.digest]
    assert next(ledger.bearing()) == (told, invent_reading(told))
    assert ledger.news(speaking=()).reports == (told.digest, film.digest)
    assert ledger.news(speaking=["mayor"]).reports == (told.digest, film.digest, ours.digest)
    seen = ledger.seen()
    keep(ledger, late)
    set_aside(ledger, late, told)
    news = ledger.news(seen, speaking=())
    assert (news.upto, news.reports) == (ledger.seen(), (told.digest,)), "it told something before it was read again"


def test_what_is_replaced_by_small_talk_is_news(ledger: Ledger) -> None:
    told, talk = post("a drone", own_id="a", minute=1), post("bread", own_id="a", minute=5)
    keep(ledger, told)
    read(ledger, told)
    seen = ledger.seen()
    keep(ledger, talk)
    set_aside(ledger, talk)
    assert ledger.news(seen, speaking=()).reports == (told.digest, talk.digest)
    assert list(ledger.bearing()) == []


def test_addresses_are_told_of_what_came_since(ledger: Ledger) -> None:
    here = post("here", own_id="a", url="https://t.me/a/1")
    keep(ledger, here, post("nowhere", own_id="b"))
    assert list(ledger.addresses()) == [(here.digest, "https://t.me/a/1")]
    assert list(ledger.addresses(ledger.seen()[0])) == []


def test_what_is_unread_comes_by_pages(ledger: Ledger) -> None:
    reports = [post(f"number {each}", own_id=f"r{each}", minute=each % 3) for each in range(7)]
    keep(ledger, *reports)
    read(ledger, reports[2])
    by = READ.activity_id
    everything = list(ledger.unread_reports(by))
    assert ledger.count_unread(by) == len(everything) == 6
    pages, last = list[Report](), None
    while page := list(ledger.unread_reports(by, after=last, most=4)):
        assert len(page) <= 4
        pages += page
        last = page[-1]
    assert pages == everything

"""What people keep at the desk: filters, a watch list, notes, questions that were asked, hand-overs; and that none of it leaves the desk."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.web.desk.conftest import OREST, VERA, Browser, HandClock

from skywitness.model.review import Need
from skywitness.web.desk.app import DeskApp
from skywitness.web.desk.keeping import MOST_FILTERS, Keeping


@pytest.fixture
def vera(desk: DeskApp) -> Browser:
    browser = Browser(desk)
    browser.sign_in(VERA)
    return browser


@pytest.fixture
def orest(desk: DeskApp) -> Browser:
    browser = Browser(desk)
    browser.sign_in(OREST)
    return browser


def some_incident(desk: DeskApp) -> str:
    return next(item.incidents[0] for item in desk.steward.queue.first(100) if item.incidents)


def test_a_filter_is_kept_for_its_owner_with_nothing_but_filters_in_it(desk: DeskApp, vera: Browser, orest: Browser) -> None:
    form = {
        "form_token": vera.token(),
        "act": "save",
        "name": "Hits",
        "query": "http://127.0.0.1/?what=impact&page=7&lang=uk&next=//evil.example",
    }
    assert vera.send("/desk/filters", form)[0] == 303
    assert 'href="/?what=impact"' in vera.get("/desk/mine")
    assert "what=impact" not in orest.get("/desk/mine")
    assert 'name="query" value="what=impact"' in vera.get("/?what=impact")
    assert 'name="query"' not in vera.get("/")
    assert vera.send("/desk/filters", {**form, "name": " "})[0] == 400
    assert vera.send("/desk/filters", {**form, "act": "remove"})[0] == 303
    assert 'href="/?what=impact"' not in vera.get("/desk/mine")
    keeping = Keeping(desk.room.file)
    for number in range(MOST_FILTERS):
        keeping.save_filter(VERA, f"filter {number}", "what=impact", at=desk.room.clock())
    assert vera.send("/desk/filters", form)[0] == 400


def test_the_watch_list_marks_what_changed_since_this_person_looked(desk: DeskApp, vera: Browser, orest: Browser) -> None:
    item = desk.steward.queue.first(1, need=Need.MERGE)[0]
    one, other = item.incidents
    for each in (one, other):
        assert vera.send("/desk/watch", {"form_token": vera.token(), "incident": each, "act": "watch"})[0] == 303
    assert "you watch it" in vera.get(f"/desk/incidents/{one}")
    assert vera.get("/desk/mine").count('class="news"') == 0
    orest.decide(item.key, "merge")
    assert vera.get("/desk/mine").count('class="news"') == 2
    (stays,) = set(item.incidents) & {str(each.incident.incident_id) for each in desk.steward.ledger.dossiers()}
    assert vera.send("/desk/watch", {"form_token": vera.token(), "incident": stays, "act": "look"}) == (303, f"/incidents/{stays}")
    assert vera.get("/desk/mine").count('class="news"') == 1
    assert vera.send("/desk/watch", {"form_token": vera.token(), "incident": other, "act": "remove"})[0] == 303
    assert vera.send("/desk/watch", {"form_token": vera.token(), "incident": "i-none", "act": "watch"})[0] == 404


def test_notes_are_for_the_desk_alone_signed_and_taken_back_by_their_writer_only(
    desk: DeskApp, vera: Browser, orest: Browser, night: Path
) -> None:
    incident_id, words = some_incident(desk), "rang the press office, no answer <b>yet</b>"
    path = f"/desk/incidents/{incident_id}"
    assert vera.send("/desk/notes", {"form_token": vera.token(), "incident": incident_id, "words": words})[0] == 303
    assert "no answer &lt;b&gt;yet" in orest.get(path)
    reader = Browser(desk, address="10.1.2.3", base="http://desk.example")
    for address in (f"/incidents/{incident_id}", "/", "/api/collections/incidents/items", f"/explain/{incident_id}"):
        assert "press office" not in reader.get(address)
        assert "press office" not in vera.get(address)
    assert b"press office" not in (night / "ledger.sqlite").read_bytes()
    taken = {"incident": incident_id, "seq": "1", "act": "remove"}
    assert orest.send("/desk/notes", {"form_token": orest.token(), **taken})[0] == 303
    assert "press office" in vera.get(path)
    assert vera.send("/desk/notes", {"form_token": vera.token(), **taken})[0] == 303
    assert "press office" not in vera.get(path)
    assert "taken back" in vera.get(path)
    assert vera.send("/desk/notes", {"form_token": vera.token(), "incident": incident_id, "words": " "})[0] == 400


def test_notes_follow_an_incident_into_another(desk: DeskApp, vera: Browser) -> None:
    item = desk.steward.queue.first(1, need=Need.MERGE)[0]
    for each in item.incidents:
        vera.send("/desk/notes", {"form_token": vera.token(), "incident": each, "words": f"note on {each}"})
    vera.decide(item.key, "merge")
    (stays,) = set(item.incidents) & {str(each.incident.incident_id) for each in desk.steward.ledger.dossiers()}
    page = vera.get(f"/desk/incidents/{stays}")
    assert all(f"note on {each}" in page for each in item.incidents)


def test_two_incidents_side_by_side_with_the_machines_reasons(desk: DeskApp, vera: Browser) -> None:
    item = desk.steward.queue.first(1, need=Need.MERGE)[0]
    page = vera.get(f"/desk/compare?left={item.incidents[0]}&right={item.incidents[1]}")
    assert "one lies in the night or day of the other" in page
    assert "They share no report." in page or "Both rest on" in page
    assert "There is no incident i-none" in vera.get("/desk/compare?left=i-none&right=")
    assert vera.client.get("/desk/compare").status_code == 200
    same = vera.get(f"/desk/compare?left={item.incidents[0]}&right={item.incidents[0]}")
    assert "sees no doubt here" in same


def test_what_was_asked_leaves_the_list_until_it_is_answered(vera: Browser, orest: Browser) -> None:
    page = vera.get("/desk/to-do")
    found = re.search(
        r'name="incident" value="(i-[0-9a-f]+)"><input type="hidden" name="about" value="(\w+)">\s*<input type="hidden" name="whom" value="([^"]+)"',
        page,
    )
    assert found is not None
    incident, about, whom = found.groups()
    pair = f'name="incident" value="{incident}"><input type="hidden" name="about" value="{about}"'
    form = {"form_token": vera.token(), "act": "asked", "incident": incident, "about": about, "whom": whom, "words": "by mail"}
    assert vera.send("/desk/asked", form)[0] == 303
    page = orest.get("/desk/to-do")
    assert pair not in page
    assert "asked by Vera" in page
    assert orest.send("/desk/asked", {"form_token": orest.token(), "act": "answered", "seq": "1"})[0] == 303
    assert pair in orest.get("/desk/to-do")
    assert vera.send("/desk/asked", {**form, "incident": "i-none"})[0] == 404
    assert vera.send("/desk/asked", {**form, "whom": " "})[0] == 400
    assert vera.send("/desk/asked", {"form_token": vera.token(), "act": "answered", "seq": "one"})[0] == 400


def test_a_hand_over_tells_what_came_since_the_last(desk: DeskApp, vera: Browser, orest: Browser, clock: HandClock) -> None:
    assert "Nobody handed over yet" in vera.get("/desk/hand-over")
    item = desk.steward.queue.first(1, need=Need.MERGE)[0]
    vera.decide(item.key, "keep-apart")
    assert vera.send("/desk/hand-over", {"form_token": vera.token(), "words": "look at Yelets first"})[0] == 303
    page = orest.get("/desk/hand-over")
    assert "look at Yelets first" in page
    assert "Nobody decided anything since." in page
    clock.pass_by(hours=1)
    place = desk.steward.queue.first(1, need=Need.PLACE)[0]
    orest.decide(place.key, "place", place="52.62,38.5")
    orest.send("/desk/notes", {"form_token": orest.token(), "incident": some_incident(desk), "words": "the film is from the bridge"})
    page = orest.get("/desk/hand-over")
    assert "<bdi>Orest</bdi>: 1" in page
    assert re.search(r"What moved \([1-9]", page)
    assert "the film is from the bridge" in page
    assert "handed over" in orest.get("/desk/acts")

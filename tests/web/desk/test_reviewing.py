"""People decide on pages: each kind of item, together and against each other, and back again. The ledger keeps every decision, and the picture follows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.web.desk.conftest import OREST, VERA, Browser, HandClock

from skywitness.model.review import Item, Need
from skywitness.model.words import DecisionKind
from skywitness.web.desk.app import DeskApp


@pytest.fixture
def vera(desk: DeskApp) -> Browser:
    browser = Browser(desk)
    assert browser.sign_in(VERA) == 303
    return browser


@pytest.fixture
def orest(desk: DeskApp) -> Browser:
    browser = Browser(desk)
    assert browser.sign_in(OREST) == 303
    return browser


def first(desk: DeskApp, need: Need) -> Item:
    return desk.steward.queue.first(1, need=need)[0]


def picture(desk: DeskApp) -> dict[str, str]:
    return {str(each.incident.incident_id): str(each.incident) for each in desk.steward.ledger.dossiers()}


def test_queue_shows_the_most_valuable_first_with_the_figures_of_its_order(desk: DeskApp, vera: Browser) -> None:
    page = vera.get("/desk")
    worth = [float(each) for each in re.findall(r'data-label="Worth">([\d.]+)<', page)]
    assert len(worth) > 10
    assert worth == sorted(worth, reverse=True)
    top = desk.steward.queue.first(1)[0]
    assert f"{top.chance * 100:.0f} % × {top.standings:g}" in page
    assert {item.need for item in desk.steward.queue.first(100)} == {Need.MERGE, Need.LINK, Need.PLACE, Need.DISPUTE, Need.GRADE}
    assert "may be one" in vera.get("/desk?need=merge").lower()
    assert vera.get("/desk?need=merge").count("data-item") == 1


def test_item_shows_both_sides_and_the_reasons(desk: DeskApp, vera: Browser) -> None:
    item = first(desk, Need.MERGE)
    page = vera.get(f"/desk/items/{item.key}")
    for incident_id in item.incidents:
        assert f'href="/incidents/{incident_id}"' in page
    assert "one lies in the night or day of the other" in page
    assert page.count("<blockquote") >= 2


def test_merge_is_kept_signed_obeyed_and_shown_and_undo_brings_both_back(desk: DeskApp, vera: Browser) -> None:
    before, item = picture(desk), first(desk, Need.MERGE)
    status, onward = vera.decide(item.key, "merge")
    assert (status, "done=d-" in onward, "soon" in onward) == (303, True, False)
    decision = desk.steward.ledger.decisions()[-1]
    assert (decision.kind, decision.by, decision.why, set(decision.about)) == (
        DecisionKind.MERGE,
        VERA,
        "seen on the film",
        set(item.incidents),
    )
    assert len(picture(desk)) == len(before) - 1
    assert desk.steward.queue.get(item.key) is None
    assert "Merged" in vera.get(onward)
    one = next(iter(set(item.incidents) & set(picture(desk))))
    assert decision.decision_id in vera.get(f"/desk/incidents/{one}")
    assert decision.decision_id in vera.get(f"/incidents/{one}")
    form = {
        "form_token": vera.token(),
        "seen": "1",
        "act": "undo",
        "decision": decision.decision_id,
        "why": "two after all",
        "back": "/desk/decisions",
    }
    assert vera.send("/desk/decide", form)[0] == 303
    assert picture(desk) == before
    assert "Taken back by Vera" in vera.get("/desk/decisions")


def test_two_kept_apart_are_asked_no_more(desk: DeskApp, vera: Browser) -> None:
    item = first(desk, Need.MERGE)
    assert vera.decide(item.key, "keep-apart")[0] == 303
    assert desk.steward.queue.get(item.key) is None
    assert set(item.incidents) <= set(picture(desk))


def test_split_takes_out_what_may_not_belong(desk: DeskApp, vera: Browser) -> None:
    item = first(desk, Need.LINK)
    assert item.doubt is not None
    assert vera.decide(item.key, "split")[0] == 303
    homes = {each: dossier.incident for dossier in desk.steward.ledger.dossiers() for each in dossier.incident.occurrences}
    assert all(homes.get(each) is None or homes[each].incident_id not in item.incidents for each in item.doubt.leaving)
    assert desk.steward.queue.get(item.key) is None


def test_place_by_name_and_by_coordinates(desk: DeskApp, vera: Browser) -> None:
    item = first(desk, Need.PLACE)
    assert vera.decide(item.key, "place", place="somewhere that nobody knows")[0] == 400
    assert vera.decide(item.key, "place", place=" ")[0] == 400
    assert vera.decide(item.key, "place", place="52.62,38.5")[0] == 303
    placed = [
        each.incident.place
        for each in desk.steward.ledger.dossiers()
        if each.incident.place and each.incident.place.why.startswith("placed by Vera")
    ]
    assert placed
    assert placed[0].iso == "RU-LIP"


def test_dispute_rejects_only_what_is_marked(desk: DeskApp, vera: Browser) -> None:
    item = first(desk, Need.DISPUTE)
    status, page = vera.decide(item.key, "reject")[:2]
    assert status == 400
    assert "This cannot be kept as it stands" in page
    assert "This address" not in page
    digest = re.findall(r'name="marked" value="([0-9a-f]{64})"', vera.get(f"/desk/items/{item.key}"))[0]
    assert vera.decide(item.key, "reject", marked=digest)[0] == 303
    assert all(digest not in each.incident.reports for each in desk.steward.ledger.dossiers())


def test_grade_is_obeyed_and_the_source_is_asked_no_more(desk: DeskApp, vera: Browser) -> None:
    item = first(desk, Need.GRADE)
    assert vera.decide(item.key, "grade", grade="B")[0] == 303
    assert desk.steward.concluder.profiles[item.about[0]].reliability == "B"
    assert desk.steward.queue.get(item.key) is None
    assert vera.decide(first(desk, Need.GRADE).key, "grade", grade="Z")[0] == 400


def test_what_is_left_as_it_is_comes_back_when_it_changes_or_is_asked_again(desk: DeskApp, vera: Browser) -> None:
    item = desk.steward.queue.first(1)[0]
    status, onward = vera.decide(item.key, "leave")
    assert status == 303
    assert item.key not in vera.get("/desk")
    assert desk.steward.ledger.decisions() == ()
    assert "Left as it is" in vera.get(onward)
    assert vera.send("/desk/ask-again", {"form_token": vera.token(), "item": item.key})[0] == 303
    assert item.key in vera.get("/desk")


def test_who_decides_on_an_old_form_is_shown_who_was_quicker_and_overwrites_nothing(
    desk: DeskApp, vera: Browser, orest: Browser, clock: HandClock
) -> None:
    item = first(desk, Need.MERGE)
    stale = orest.get(f"/desk/items/{item.key}")
    assert vera.decide(item.key, "keep-apart")[0] == 303
    clock.pass_by(minutes=2)
    kept = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', stale[stale.index("data-deciding") :])
    fields = [*kept, ("act", "merge"), ("why", "one film of both")]
    body = "&".join(f"{name}={value}" for name, value in fields)
    headers = {"origin": orest.base, "content-type": "application/x-www-form-urlencoded"}
    answer = orest.client.post("/desk/decide", content=body, headers=headers)
    assert answer.status_code == 409
    assert "Vera" in answer.text
    assert [each.by for each in desk.steward.ledger.decisions()] == [VERA]
    again = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.text[answer.text.index('class="deciding"') :])
    confirmed = orest.client.post("/desk/decide", content="&".join(f"{name}={value}" for name, value in again), headers=headers)
    assert confirmed.status_code == 303
    assert [each.by for each in desk.steward.ledger.decisions()] == [VERA, OREST]
    assert len(set(picture(desk)) & set(item.incidents)) == 1


def test_two_who_decide_about_different_things_do_not_meet(desk: DeskApp, vera: Browser, orest: Browser) -> None:
    merge, place = first(desk, Need.MERGE), first(desk, Need.PLACE)
    assert not set(merge.incidents) & set(place.incidents)
    token, seen = orest.token(), str(desk.steward.ledger.seen()[3])
    assert vera.decide(merge.key, "keep-apart")[0] == 303
    form = {"form_token": token, "seen": seen, "act": "place", "place": "nowhere", "incidents": place.incidents[0], "why": "nobody can say"}
    assert orest.send("/desk/decide", form)[0] == 303


def test_incident_page_takes_every_kind_of_decision(desk: DeskApp, vera: Browser) -> None:
    dossier = max(desk.steward.ledger.dossiers(), key=lambda each: len(each.incident.reports))
    incident_id = dossier.incident.incident_id
    path = f"/desk/incidents/{incident_id}"
    digest = re.findall(r'name="marked" value="([0-9a-f]{64})"', vera.get(path))[-1]
    form = {"form_token": vera.token(), "incidents": incident_id, "why": "she said so herself", "back": path}
    for act, more in [
        ("split", {"marked": digest}),
        ("redact", {"marked": digest}),
        ("place", {"place": "52.6,38.5"}),
        ("reject-incident", {}),
    ]:
        seen = str(desk.steward.ledger.seen()[3])
        status, onward = vera.send("/desk/decide", {**form, **more, "act": act, "seen": seen})
        assert (act, status) == (act, 303), onward
    assert [each.kind for each in desk.steward.ledger.decisions()] == ["split", "redact", "place", "reject"]
    assert desk.steward.ledger.report(dossier.incident.reports[0]) is not None
    assert incident_id not in picture(desk)
    assert (
        "cannot be undone"
        in vera.send("/desk/decide", {**form, "act": "undo", "decision": desk.steward.ledger.decisions()[1].decision_id, "seen": "99"})[1]
    )


@pytest.mark.parametrize(
    "form",
    [
        {"act": "merge"},
        {"act": "merge", "incidents": "i-1", "why": ""},
        {"act": "burn", "incidents": "i-1", "why": "x"},
        {"act": "merge", "incidents": "i-nothing\ni-nowhere", "why": "x"},
        {"act": "undo", "decision": "d-none", "why": "x"},
        {"act": "leave", "item": "merge:none", "why": "x"},
        {"act": "redact", "why": "x"},
        {"act": "merge", "incidents": "i-1", "why": "x", "seen": "latest"},
    ],
)
def test_forms_that_ask_for_nothing_that_can_be_obeyed_keep_nothing(desk: DeskApp, vera: Browser, form: dict[str, str]) -> None:
    status, _ = vera.send("/desk/decide", {"form_token": vera.token(), "seen": "0", **form})
    assert status in {400, 404}
    assert desk.steward.ledger.decisions() == ()


def test_pages_of_what_there_is_not(desk: DeskApp, vera: Browser) -> None:
    assert "Not asked any more" in vera.get("/desk/items/merge:i-1:i-2")
    for path in ("/desk/incidents/i-none", "/desk/media/" + "0" * 64, "/desk/nothing", "/desk/media/..%2fledger.sqlite"):
        assert vera.client.get(path).status_code == 404, path
    assert desk.steward.queue.first(1, skip=10_000) == []


def test_a_merged_incident_leads_to_the_one_it_went_into(desk: DeskApp, vera: Browser) -> None:
    item = first(desk, Need.MERGE)
    vera.decide(item.key, "merge")
    gone = next(iter(set(item.incidents) - set(picture(desk))))
    assert vera.client.get(f"/desk/incidents/{gone}").headers["location"].startswith("/desk/incidents/i-")


def test_without_leave_to_see_the_reasons_and_words_pass_the_gate(night: Path, clock: HandClock) -> None:
    from skywitness.config import DeskSettings
    from skywitness.publish.policy import load_policy
    from skywitness.web.desk.app import make_desk_app

    app = make_desk_app(night, settings=DeskSettings(), policy=load_policy(), clock=clock, audience="public")
    app.steward.catch_up()
    vera = Browser(app)
    vera.sign_in(VERA)
    shelf = app._analysts.state.shelf
    for item in app.steward.queue.first(40):
        page = vera.get(f"/desk/items/{item.key}")
        assert "lifted" not in page
        for incident_id in item.incidents:
            row = shelf.view(None).incident(incident_id)
            if row["suppressed"]:
                assert not re.search(r"\d km apart", page)
    app.close()


def test_decided_at_the_command_line_is_obeyed_by_the_server(desk: DeskApp, night: Path) -> None:
    from skywitness.cli.app import answer

    item = first(desk, Need.MERGE)
    assert answer(["decide", "merge", *item.incidents, "--by", "Ira", "--why", "one flight", "--ledger", str(night), "--hand-over"]) == 0
    assert len(set(picture(desk)) & set(item.incidents)) == 2
    desk.steward.catch_up()
    assert len(set(picture(desk)) & set(item.incidents)) == 1

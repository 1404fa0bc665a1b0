"""Who gets in, for how long, and what is kept of it."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest
from tests.web.desk.conftest import HERE, OREST, SECRET, VERA, Browser, HandClock, Opener

from skywitness.errors import BadSettings
from skywitness.web.desk.entrance import DOOR
from skywitness.web.desk.file import FILE_NAME, DeskFile
from skywitness.web.desk.passwords import require_good
from skywitness.web.desk.people import FREE_FOR_NAME, People
from skywitness.web.desk.sessions import Sessions

WRONG = "not the one that she has"


def test_who_has_the_password_gets_in_and_is_named_on_every_page(open_desk: Opener) -> None:
    browser = Browser(open_desk())
    assert browser.client.get("/desk", headers={"accept": "text/html"}).headers["location"] == "/sign-in?next=/desk"
    assert browser.sign_in("vera", SECRET[VERA]) == 303
    for page in ("/", "/undisclosed", "/desk", "/desk/me"):
        assert f'<bdi class="who">{VERA}</bdi>' in browser.get(page)


@pytest.mark.parametrize(
    ("name", "password"), [(VERA, WRONG), ("Nobody", SECRET[VERA]), (VERA, ""), ("", ""), (OREST, SECRET[VERA]), ("\ud83d", "x")]
)
def test_nobody_else_gets_in_and_no_answer_tells_which_names_there_are(open_desk: Opener, name: str, password: str) -> None:
    browser = Browser(open_desk())
    token = browser.token("/sign-in")
    answer = browser.client.post(
        "/sign-in",
        content=b"form_token=" + token.encode() + b"&name=" + name.encode("utf-8", "replace") + b"&password=" + password.encode(),
        headers={"origin": HERE, "content-type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 403
    assert "Name or password is not right." in answer.text
    assert "set-cookie" not in answer.headers


def test_cookie_is_for_no_script_and_no_other_site_and_changes_with_every_sign_in(open_desk: Opener) -> None:
    app = open_desk()
    first, second = Browser(app), Browser(app)
    for browser in (first, second):
        token = browser.token("/sign-in")
        answer = browser.client.post(
            "/sign-in", data={"form_token": token, "name": VERA, "password": SECRET[VERA]}, headers={"origin": HERE}
        )
        told = answer.headers["set-cookie"].lower()
        assert "httponly" in told
        assert "samesite=strict" in told
        assert "domain" not in told
    assert first.client.cookies["skywitness"] != second.client.cookies["skywitness"]


def test_over_tls_the_cookie_is_for_tls_alone(open_desk: Opener) -> None:
    browser = Browser(open_desk(https=True), base="https://desk.example")
    assert browser.sign_in(VERA) == 303
    assert {cookie.name for cookie in browser.client.cookies.jar} == {
        "__Host-skywitness",
        "__Host-skywitness-door",
        "__Host-skywitness-known",
    }
    assert all(cookie.secure and cookie.path == "/" for cookie in browser.client.cookies.jar)
    stranger = Browser(browser.client.app, base="https://desk.example")  # type: ignore[arg-type]  # it is the desk
    for one, path in ((browser, "/desk"), (stranger, "/"), (stranger, "/api"), (stranger, "/nothing"), (stranger, "/desk")):
        assert one.client.get(path).headers["strict-transport-security"] == "max-age=31536000"


def test_no_password_is_taken_over_a_line_that_can_be_read(open_desk: Opener) -> None:
    app = open_desk()
    stranger = Browser(app, address="10.1.2.3", base="http://desk.example")
    assert "can be read on its way" in stranger.get("/sign-in")
    assert stranger.send("/sign-in", {"form_token": "x", "name": VERA, "password": SECRET[VERA]})[0] == 403
    forwarded = Browser(app, headers={"x-forwarded-for": "10.1.2.3"})
    assert "can be read on its way" in forwarded.get("/sign-in")


def test_tries_that_fail_make_the_next_wait_longer_each_time_even_with_the_right_password(open_desk: Opener, clock: HandClock) -> None:
    browser = Browser(open_desk())
    assert [browser.sign_in(VERA, WRONG) for _ in range(FREE_FOR_NAME)] == [403] * (FREE_FOR_NAME - 1) + [429]
    assert browser.sign_in(VERA) == 429
    assert Browser(browser.client.app).sign_in(OREST) == 303  # type: ignore[arg-type]  # it is the desk
    clock.pass_by(seconds=3)
    assert browser.sign_in(VERA, WRONG) == 429
    clock.pass_by(seconds=3)
    assert browser.sign_in(VERA) == 429
    clock.pass_by(seconds=3)
    assert browser.sign_in(VERA) == 303


def test_strangers_who_fail_keep_nobody_out_who_was_here_before(open_desk: Opener) -> None:
    app = open_desk()
    known = Browser(app)
    known.sign_in(VERA)
    known.send("/sign-out", {"form_token": known.token()})
    stranger = Browser(app)
    assert [stranger.sign_in(VERA, WRONG) for _ in range(FREE_FOR_NAME + 1)][-1] == 429
    assert Browser(app).sign_in(VERA) == 429
    assert known.sign_in(OREST, WRONG) == 403
    assert known.sign_in(VERA) == 303
    known.send("/sign-out", {"form_token": known.token()})
    assert [known.sign_in(VERA, WRONG) for _ in range(FREE_FOR_NAME + 1)][-1] == 429


def test_one_address_cannot_go_through_all_names(open_desk: Opener) -> None:
    browser = Browser(open_desk())
    statuses = [browser.sign_in(f"name {number}", WRONG) for number in range(21)]
    assert statuses[:19] == [403] * 19
    assert statuses[20] == 429


def test_a_session_ends_when_nobody_is_there_when_it_is_old_and_when_one_signs_out(open_desk: Opener, clock: HandClock) -> None:
    app = open_desk(idle_minutes=30, session_hours=2)
    browser = Browser(app)
    browser.sign_in(VERA)
    for _ in range(5):
        clock.pass_by(minutes=20)
        assert browser.client.get("/desk").status_code == 200
    clock.pass_by(minutes=25)
    assert browser.client.get("/desk").status_code == 303
    browser.sign_in(VERA)
    clock.pass_by(minutes=31)
    assert browser.client.get("/desk").status_code == 303
    browser.sign_in(VERA)
    kept = browser.client.cookies["skywitness"]
    assert browser.send("/sign-out", {"form_token": browser.token()}) == (303, "/")
    browser.client.cookies.set("skywitness", kept)
    assert browser.client.get("/desk").status_code == 303


def test_a_page_that_is_left_open_does_not_keep_anybody_signed_in(open_desk: Opener, clock: HandClock) -> None:
    browser = Browser(open_desk(idle_minutes=30))
    browser.sign_in(VERA)
    for _ in range(3):
        clock.pass_by(minutes=14)
        browser.client.get("/changes/stream", params={"last_event_id": "none"})
    assert browser.client.get("/desk").status_code == 303


def test_a_locked_person_is_out_at_once_and_stays_out_until_unlocked(open_desk: Opener, clock: HandClock) -> None:
    app = open_desk()
    browser = Browser(app)
    browser.sign_in(VERA)
    app.room.people.lock(VERA, at=clock())
    assert browser.client.get("/desk").status_code == 303
    assert browser.sign_in(VERA) == 403
    app.room.people.unlock(VERA)
    assert browser.sign_in(VERA) == 303


def test_a_new_password_signs_out_everywhere_else_and_needs_the_old_one(open_desk: Opener) -> None:
    app = open_desk()
    browser, other = Browser(app), Browser(app)
    browser.sign_in(VERA)
    other.sign_in(VERA)
    fields = {"form_token": browser.token(), "old": WRONG, "new": "five boats and no river", "again": "five boats and no river"}
    assert browser.send("/desk/me/password", fields)[0] == 403
    assert browser.send("/desk/me/password", {**fields, "old": SECRET[VERA], "again": "another"})[0] == 400
    assert browser.send("/desk/me/password", {**fields, "old": SECRET[VERA], "new": "short", "again": "short"})[0] == 400
    assert browser.send("/desk/me/password", {**fields, "old": SECRET[VERA]}) == (303, "/desk/me")
    assert browser.client.get("/desk").status_code == 200
    assert other.client.get("/desk").status_code == 303
    assert other.sign_in(VERA) == 403
    assert other.sign_in(VERA, "five boats and no river") == 303


def test_signing_out_elsewhere_leaves_this_session(open_desk: Opener) -> None:
    app = open_desk()
    browser, other = Browser(app), Browser(app)
    browser.sign_in(VERA)
    other.sign_in(VERA)
    assert browser.send("/desk/me/elsewhere", {"form_token": browser.token()})[0] == 303
    assert browser.client.get("/desk").status_code == 200
    assert other.client.get("/desk").status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": f"{HERE}.evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_from_another_site_does_nothing(open_desk: Opener, headers: dict[str, str]) -> None:
    browser = Browser(open_desk())
    browser.sign_in(VERA)
    assert browser.send("/sign-out", {"form_token": browser.token()}, **headers)[0] == 403
    assert browser.client.get("/desk").status_code == 200


def test_a_form_without_the_token_of_the_session_does_nothing(open_desk: Opener) -> None:
    app = open_desk()
    browser, other = Browser(app), Browser(app)
    browser.sign_in(VERA)
    other.sign_in(OREST)
    for token in ("", "x", other.token(), browser.client.cookies.get(DOOR) or "-"):
        assert browser.send("/sign-out", {"form_token": token})[0] == 403
    assert Browser(app).send("/sign-in", {"form_token": "", "name": VERA, "password": SECRET[VERA]})[0] == 403


def test_what_is_no_form_or_too_much_is_refused(open_desk: Opener) -> None:
    browser = Browser(open_desk())
    browser.sign_in(VERA)
    post = browser.client.post
    assert post("/sign-out", content=b"{}", headers={"origin": HERE, "content-type": "application/json"}).status_code == 415
    assert browser.send("/sign-out", {"form_token": browser.token(), "more": "x" * 70_000})[0] == 413
    form = {"origin": HERE, "content-type": "application/x-www-form-urlencoded"}
    assert post("/sign-out", content=b"a=%ff", headers=form).status_code == 400
    assert post("/sign-out", content="&".join(f"a{n}=1" for n in range(400)), headers=form).status_code == 400
    assert browser.client.get("/sign-out").status_code == 405


def test_what_is_seen_while_signed_in_is_kept_by_no_cache(open_desk: Opener) -> None:
    browser = Browser(open_desk())
    assert "no-store" not in browser.client.get("/").headers.get("cache-control", "")
    browser.sign_in(VERA)
    for path in ("/", "/desk", "/api/collections/incidents/items", "/export/csv"):
        assert browser.client.get(path).headers["cache-control"] == "no-store"


def test_reading_can_be_for_people_of_the_desk_alone(open_desk: Opener) -> None:
    browser = Browser(open_desk(reading="people"))
    for path in ("/", "/map", "/undisclosed", "/export/csv", "/reports/mayor-1"):
        assert browser.client.get(path).headers["location"] == f"/sign-in?next={path}"
    for path in ("/api", "/api/collections/incidents/items", "/alerts/stream", "/api/nothing"):
        assert browser.client.get(path, headers={"accept": "text/event-stream"}).status_code == 401
    assert browser.client.post("/").status_code == 401
    assert browser.client.get("/static/style.css").status_code == 200
    browser.sign_in(VERA)
    assert browser.client.get("/").status_code == 200


def test_the_gate_is_lifted_for_those_who_signed_in_and_only_when_the_settings_say_so(open_desk: Opener) -> None:
    app = open_desk(analysts_see="team")
    browser, stranger = Browser(app), Browser(app, address="10.1.2.3", base="http://desk.example")
    assert "policy is lifted" not in browser.get("/")
    browser.sign_in(VERA)
    for path in ("/", "/undisclosed"):
        assert "policy is lifted" in browser.get(path)
        assert "policy is lifted" not in stranger.get(path)
    items = "/api/collections/incidents/items"
    assert '"audience":"team"' in browser.client.get(items).text
    assert '"audience":"public"' in stranger.client.get(items).text
    same = Browser(open_desk())
    same.sign_in(VERA)
    assert "policy is lifted" not in same.get("/")
    with pytest.raises(BadSettings, match="nobody-like-that"):
        open_desk(analysts_see="nobody-like-that")


def test_a_proxy_that_is_trusted_brings_people_in_and_nobody_else_can(open_desk: Opener) -> None:
    app = open_desk(proxy_header="X-Remote-User", proxy_addresses=("10.0.0.0/24",))
    said = {"x-remote-user": "vera", "x-forwarded-for": "192.0.2.7", "x-forwarded-proto": "https"}
    through = Browser(app, address="10.0.0.5", base="http://desk.example", headers=said)
    assert f'<bdi class="who">{VERA}</bdi>' in through.get("/desk")
    assert [cookie.name for cookie in through.client.cookies.jar] == ["__Host-skywitness"]
    assert app.room.acts.newest()[0].address == "192.0.2.7"
    beside = Browser(app, address="10.0.1.5", base="http://desk.example", headers=said)
    assert beside.client.get("/desk").status_code == 303
    assert beside.client.get("/sign-in").status_code == 200
    for name in ("", "somebody else"):
        unknown = Browser(app, address="10.0.0.5", base="http://desk.example", headers={**said, "x-remote-user": name})
        assert unknown.client.get("/desk").status_code == 303


def test_with_a_proxy_nobody_signs_in_with_a_password_and_a_form_still_needs_its_token(open_desk: Opener) -> None:
    app = open_desk(proxy_header="X-Remote-User", proxy_addresses=("10.0.0.5",))
    here = Browser(app)
    assert "a proxy says who somebody is" in here.get("/sign-in")
    assert here.send("/sign-in", {"form_token": here.client.cookies[DOOR], "name": VERA, "password": SECRET[VERA]})[0] == 403
    said = {"x-remote-user": VERA, "x-forwarded-proto": "https"}
    browser = Browser(app, address="10.0.0.5", base="https://desk.example", headers=said)
    browser.get("/desk")
    assert browser.send("/desk/me/elsewhere", {"form_token": ""})[0] == 403
    assert browser.send("/desk/me/elsewhere", {"form_token": browser.token()})[0] == 303
    switched = Browser(app, address="10.0.0.5", base="https://desk.example", headers={**said, "x-remote-user": OREST})
    switched.client.cookies.update(browser.client.cookies)
    assert f'<bdi class="who">{OREST}</bdi>' in switched.get("/desk")
    begun = len(app.room.sessions.of(VERA))
    program = Browser(app, address="10.0.0.5", base="https://desk.example", headers={**said, "accept": "application/json"})
    assert program.client.get("/desk/me").status_code == 200
    assert len(app.room.sessions.of(VERA)) == begun


def test_acts_are_kept_and_neither_they_nor_the_file_nor_any_address_hold_a_password(open_desk: Opener, desk_folder: Path) -> None:
    app = open_desk()
    browser = Browser(app)
    browser.sign_in(VERA, WRONG)
    browser.sign_in(VERA)
    token = browser.client.cookies["skywitness"]
    assert [act.what for act in app.room.acts.newest()] == ["signed in", "refused"]
    assert "refused" in browser.get("/desk/acts")
    for path in sorted(desk_folder.rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        assert not [each for each in (SECRET[VERA], WRONG, token) if each.encode() in content], path
    for statement in ("update act set who = 'Orest'", "delete from act"):
        with pytest.raises(sqlite3.IntegrityError), app.room.file.writing() as writing:
            writing.execute(statement)


def test_file_is_readable_by_its_owner_alone(desk_folder: Path) -> None:
    with DeskFile(desk_folder) as file:
        People(file).unlock(VERA)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in desk_folder.glob(f"{FILE_NAME}*")}
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize(
    "password", ["short", "aaaaaaaaaaaaaaaa", "1q2w3e4r5t6y", "QWERTY123456", "x" * 200, "Vera", "skywitnessvera1", "abababababab"]
)
def test_passwords_that_will_not_do(password: str) -> None:
    with pytest.raises(BadSettings) as refused:
        require_good(password, VERA)
    assert password not in str(refused.value)


@pytest.mark.parametrize("password", ["four lamps under snow", "п'ять човнів і ріка", "  spaces  count  too ", "🜁🜂🜃🜄 and eight more"])
def test_passwords_of_any_letters_will_do(password: str) -> None:
    assert require_good(password, VERA)


def test_names_are_one_whatever_the_capitals(open_desk: Opener, clock: HandClock) -> None:
    people = open_desk().room.people
    with pytest.raises(BadSettings, match="already"):
        people.add("VERA", None, at=clock())
    for name in ("", "  ", "a" * 41, "Ve\u202era", "—"):
        with pytest.raises(BadSettings):
            people.add(name, None, at=clock())


def test_no_answer_lets_another_origin_read_it_and_each_says_what_it_is(open_desk: Opener) -> None:
    browser = Browser(open_desk())
    browser.sign_in(VERA)
    for path in ("/", "/desk", "/desk/me", "/api", "/export/cap", "/export/csv", "/static/style.css", "/static/desk/keys.js", "/desk/none"):
        answer = browser.client.get(path, headers={"origin": "https://evil.example", "accept": "text/html"})
        assert "access-control-allow-origin" not in answer.headers
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        kind = answer.headers["content-type"]
        assert "charset=utf-8" in kind or kind.startswith("application/json"), (path, kind)
    assert browser.client.get("/export/csv").headers["content-disposition"].startswith("attachment")
    for method in ("PUT", "DELETE", "PATCH"):
        assert browser.client.request(method, "/desk/decide").status_code == 405


def test_sessions_that_ran_out_are_forgotten(open_desk: Opener, clock: HandClock) -> None:
    room = open_desk().room
    sessions = Sessions(room.file, room.settings)
    sessions.begin(VERA, by="password", at=clock())
    clock.pass_by(hours=13)
    sessions.begin(OREST, by="password", at=clock())
    assert [row["person"] for row in room.file.read("select person from session")] == ["orest"]

"""A desk over a ledger with a picture in it: two people, a clock that is set by hand, and browsers of both."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient
from tests.publish import examples as ex

from skywitness.cli.app import DONE, answer
from skywitness.config import DeskSettings
from skywitness.publish.policy import load_policy
from skywitness.web.desk import passwords
from skywitness.web.desk.app import DeskApp, make_desk_app
from skywitness.web.desk.file import DeskFile
from skywitness.web.desk.people import People

VERA, OREST = "Vera", "Orest"
SECRET = {VERA: "four lamps under snow", OREST: "a kettle of quiet rain"}
HERE = "http://127.0.0.1:8765"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
TOKEN = re.compile(r'name="form_token" value="([^"]+)"')


@contextmanager
def hashing_quickly() -> Iterator[None]:
    """Hashes that cost little: what they cost in earnest is the library's to test."""
    cheap, dear = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1), passwords._hasher
    passwords._hasher = lambda: cheap  # type: ignore[assignment]  # for these tests
    try:
        yield
    finally:
        passwords._hasher = dear


@pytest.fixture(scope="module", autouse=True)
def quick_hashes() -> Iterator[None]:
    with hashing_quickly():
        yield


def add_people(folder: Path) -> None:
    with hashing_quickly(), DeskFile(folder, create=True) as file:
        for name in (VERA, OREST):
            People(file).add(name, SECRET[name], at=ex.NEXT_WEEK)


class HandClock:
    """A clock that goes on when told."""

    def __init__(self) -> None:
        self.at = ex.NEXT_WEEK

    def __call__(self) -> datetime:
        self.at += timedelta(microseconds=1)
        return self.at

    def pass_by(self, **span: float) -> None:
        self.at += timedelta(**span)


class Browser:
    """What somebody looks with: keeps its cookies, sends forms as a browser does."""

    def __init__(self, app: DeskApp, *, address: str = "127.0.0.1", base: str = HERE, headers: Mapping[str, str] | None = None) -> None:
        self.client = TestClient(app, base_url=base, client=(address, 50_000), follow_redirects=False, headers=dict(headers or {}))
        self.base = base

    def get(self, path: str, **headers: str) -> str:
        return self.client.get(path, headers={"accept": "text/html", **headers}).text

    def token(self, path: str = "/desk") -> str:
        found = TOKEN.search(self.get(path))
        assert found is not None, path
        return found[1]

    def send(self, path: str, fields: Mapping[str, str], **headers: str) -> tuple[int, str]:
        """The status, and the text or where it leads on to."""
        answer = self.client.post(path, data=dict(fields), headers={"origin": self.base, "sec-fetch-site": "same-origin", **headers})
        return answer.status_code, answer.headers.get("location", answer.text)

    def decide(self, item: str, act: str, **fields: str) -> tuple[int, str]:
        """Send the form of an item with one of its buttons, as the page gives it."""
        page = self.get(f"/desk/items/{item}")
        kept = HIDDEN.findall(page[page.index("data-deciding") :])
        given: dict[str, str | list[str]] = {}
        for name, value in kept:
            before = given.get(name)
            given[name] = value if before is None else [*([before] if isinstance(before, str) else before), value]
        answer = self.client.post(
            "/desk/decide",
            data={**given, "act": act, "why": "seen on the film", **fields},
            headers={"origin": self.base, "sec-fetch-site": "same-origin"},
        )
        return answer.status_code, answer.headers.get("location", answer.text)

    def sign_in(self, name: str, password: str | None = None) -> int:
        fields = {"form_token": self.token("/sign-in"), "name": name, "password": password or SECRET.get(name, "")}
        return self.send("/sign-in", fields)[0]


@pytest.fixture(scope="session")
def desk_master(ledger_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = shutil.copytree(ledger_path, tmp_path_factory.mktemp("desk") / "ledger")
    add_people(folder)
    return folder


@pytest.fixture
def desk_folder(desk_master: Path, tmp_path: Path) -> Path:
    return shutil.copytree(desk_master, tmp_path / "ledger")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="session")
def night_master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two invented nights as they were read: something of every kind needs a person, but no copy waits to be released."""
    folder = tmp_path_factory.mktemp("night")
    assert answer(["exercise", "--seed", "5", "--nights", "2", "--to", str(folder / "told")]) == DONE
    assert answer(["run", str(folder / "told" / "night.reports.jsonl"), "--ledger", str(folder / "ledger"), "--no-look"]) == DONE
    add_people(folder / "ledger")
    return folder / "ledger"


@pytest.fixture
def night(night_master: Path, tmp_path: Path) -> Path:
    return shutil.copytree(night_master, tmp_path / "night")


@pytest.fixture
def desk(night: Path, clock: HandClock) -> Iterator[DeskApp]:
    """The desk of the invented nights, its queue filled; its steward works when it is told to, and obeys each decision at once."""
    app = make_desk_app(
        night, settings=DeskSettings(analysts_see="team", idle_minutes=600), policy=load_policy(), clock=clock, audience="public"
    )
    app.steward.catch_up()
    app.steward.wake = app.steward.catch_up  # type: ignore[method-assign]  # no thread in tests: what it does, done when it is woken
    yield app
    app.close()


Opener = Callable[..., DeskApp]


@pytest.fixture
def open_desk(desk_folder: Path, clock: HandClock) -> Iterator[Opener]:
    opened = list[DeskApp]()

    def open_with(audience: str = "public", **settings: object) -> DeskApp:
        given = DeskSettings(**settings)  # type: ignore[arg-type]  # each test gives what it is about
        opened.append(make_desk_app(desk_folder, settings=given, policy=load_policy(), clock=clock, audience=audience))
        return opened[-1]

    yield open_with
    for app in opened:
        app.close()

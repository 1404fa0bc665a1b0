"""A desk over a ledger with a picture in it: two people, a clock that is set by hand, and browsers of both."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.publish import examples as ex

from skywitness.config import DeskSettings
from skywitness.publish.policy import load_policy
from skywitness.web.desk.app import DeskApp, make_desk_app
from skywitness.web.desk.file import DeskFile
from skywitness.web.desk.people import People

VERA, OREST = "Vera", "Orest"
SECRET = {VERA: "four lamps under snow", OREST: "a kettle of quiet rain"}
HERE = "http://127.0.0.1:8765"
TOKEN = re.compile(r'name="form_token" value="([^"]+)"')


class HandClock:
    """A clock that goes on when told."""

    def __init__(self) -> None:
        self.at = ex.NEXT_WEEK

    def __call__(self) -> datetime:
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

    def sign_in(self, name: str, password: str | None = None) -> int:
        fields = {"form_token": self.token("/sign-in"), "name": name, "password": password or SECRET.get(name, "")}
        return self.send("/sign-in", fields)[0]


@pytest.fixture(scope="session")
def desk_master(ledger_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = shutil.copytree(ledger_path, tmp_path_factory.mktemp("desk") / "ledger")
    with DeskFile(folder, create=True) as file:
        for name in (VERA, OREST):
            People(file).add(name, SECRET[name], at=ex.NEXT_WEEK)
    return folder


@pytest.fixture
def desk_folder(desk_master: Path, tmp_path: Path) -> Path:
    return shutil.copytree(desk_master, tmp_path / "ledger")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


Opener = Callable[..., DeskApp]


@pytest.fixture
def open_desk(desk_folder: Path, clock: HandClock) -> Opener:
    def open_with(audience: str = "public", **settings: object) -> DeskApp:
        given = DeskSettings(**settings)  # type: ignore[arg-type]  # each test gives what it is about
        return make_desk_app(desk_folder, settings=given, policy=load_policy(), clock=clock, audience=audience)

    return open_with

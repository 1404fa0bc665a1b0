"""Contact sheets are for the desk alone, are drawn from copies that are as they were, and come blurred."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PIL import Image
from playwright.sync_api import sync_playwright
from starlette.testclient import TestClient
from tests.media.test_shots import scene, write_film
from tests.publish import examples as ex
from tests.web.conftest import fill_ledger
from tests.web.serving import serve
from tests.web.test_browser import CHROMIUM

from skywitness.archive import FOLDER, Archive
from skywitness.model.ids import Digest
from skywitness.model.incident import Finding, Picture
from skywitness.model.words import Verdict
from skywitness.web import make_app

DOSSIER = f"/incidents/{ex.incident(1).incident_id}"


@pytest.fixture(scope="module")
def brought(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Digest]:
    """A ledger with footage in its archive, and the digest of that."""
    folder = tmp_path_factory.mktemp("footage") / "ledger"
    film = write_film(folder.parent / "flash.mp4", [scene(1)] * 30 + [scene(2)] * 30)
    kept = Archive(folder / FOLDER).take_in(film, at=ex.NIGHT, by="Vera")
    found = Finding(
        file="flash.mp4",
        verifier="shots",
        verdict=Verdict.INCONCLUSIVE,
        measure={},
        why="two shots",
        report=ex.FILMED.digest,
        media=kept.entry.digest,
    )
    dossier = msgspec.structs.replace(ex.dossier(1), findings=(found,))
    fill_ledger(folder, Picture(dossiers=(dossier,)), list(ex.REPORTS.values()), ex.PROFILES)
    return folder, Digest(str(kept.entry.digest))


def client(folder: Path, audience: str) -> TestClient:
    return TestClient(make_app(folder, clock=lambda: ex.NEXT_WEEK, audience=audience), raise_server_exceptions=False)


def test_the_desk_sees_frames_of_every_shot(brought: tuple[Path, Digest]) -> None:
    folder, digest = brought
    desk = client(folder, "team")
    assert f"/footage/{digest}.jpg" in desk.get(DOSSIER).text
    answer = desk.get(f"/footage/{digest}.jpg")
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == ("image/jpeg", "private, no-store")
    sheet = Image.open(io.BytesIO(answer.content))
    assert sheet.width > 640
    assert not sheet.getexif()


@pytest.mark.parametrize("path", [DOSSIER, "/api/collections/incidents/items", "/export/incidents"])
def test_the_public_learns_nothing_of_the_file(brought: tuple[Path, Digest], path: str) -> None:
    folder, digest = brought
    page = client(folder, "public").get(path).text
    assert digest not in page
    assert "flash.mp4" not in page
    assert client(folder, "public").get(f"/footage/{digest}.jpg").status_code == 404


@pytest.mark.parametrize("name", ["0" * 64, "..%2F..%2Fcustody", "x", "%2e%2e"])
def test_what_is_no_file_of_the_archive_is_not_found(brought: tuple[Path, Digest], name: str) -> None:
    assert client(brought[0], "team").get(f"/footage/{name}.jpg").status_code == 404


def test_an_altered_copy_and_one_without_a_picture_are_told(tmp_path: Path) -> None:
    folder = fill_ledger(tmp_path / "ledger", Picture(), list(ex.REPORTS.values()), ex.PROFILES)
    (tmp_path / "words.txt").write_text("no film")
    digest = Archive(folder / FOLDER).take_in(tmp_path / "words.txt", at=ex.NIGHT, by="Vera").entry.digest
    desk = client(folder, "team")
    assert desk.get(f"/footage/{digest}.jpg").status_code == 404
    kept = next((folder / FOLDER / "evidentiary").rglob(str(digest)))
    kept.chmod(0o600)
    kept.write_text("altered")
    assert client(folder, "team").get(f"/footage/{digest}.jpg").status_code == 500


@pytest.fixture
def address(brought: tuple[Path, Digest]) -> Iterator[str]:
    with serve(make_app(brought[0], clock=lambda: ex.NEXT_WEEK, audience="team")) as address:
        yield address


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's Chromium is not installed; apt-get install chromium")
def test_a_sheet_is_blurred_until_its_reader_wants_it_sharp(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(java_script_enabled=True)
        page.goto(address + DOSSIER)
        image = page.locator(".footage img")
        image.scroll_into_view_if_needed()
        assert "blur" in image.evaluate("each => getComputedStyle(each).filter")
        page.get_by_label("Show the pictures sharply").check()
        assert image.evaluate("each => getComputedStyle(each).filter") == "none"
        browser.close()

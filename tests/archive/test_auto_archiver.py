"""auto-archiver's folder is read as it left it: hashes and times carried over, and each recorded hash that its file does not give complained of."""

from __future__ import annotations

import contextlib
import csv
import datetime
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skywitness.archive.auto_archiver import read_output, read_value
from skywitness.cli.app import DONE, SOME_SET_ASIDE, answer

URL = "https://t.me/invented/17"
POSTED = datetime.datetime(2021, 3, 20, 21, 4, tzinfo=datetime.UTC)
CAME_BY = datetime.datetime(2021, 3, 21, 6, 0, 1, 5, tzinfo=datetime.UTC)
PAGE = """<!DOCTYPE html><html><body><h2>Archived media for {url}</h2>
<table class="content"><tr><th>about</th><th>files</th></tr><tbody><tr><td>
<ul><li><b>key:</b> <span class="copy">{key}</span></li><li><b>type:</b> <span class="copy">video/mp4</span></li>
<li><b>hash:</b> <span class="copy">{hash}</span></li><p></p><div><b class="collapsible">thumbnails (1):</b><div class="collapsible-content">
<div>no preview</div><ul><li><b>key:</b> <span class="copy">{inner}</span></li><li><b>id:</b> <span class="copy">thumbnail_0</span></li></ul>
</div></div></ul></td><td></td></tr></tbody></table>
<table class="metadata"><tr><th>key</th><th>value</th></tr><tr><td>url</td><td><span class="copy">{url}</span></td></tr>
<tr><td>timestamp</td><td><span class="copy">2021-03-20 21:04:00+00:00</span></td></tr></table>
<p>Made with <a href="https://github.com/bellingcat/auto-archiver">bellingcat/auto-archiver</a></p></body></html>"""


class Folder:
    """An invented output folder, of files that are named as ``local_storage`` names them."""

    def __init__(self, root: Path) -> None:
        self.root = root / "local_archive"
        self.root.mkdir()
        self.media: list[object] = []

    def store(self, body: bytes, ending: str, **properties: object) -> dict[str, object]:
        key = f"local_archive/{hashlib.sha256(body).hexdigest()[:24]}{ending}"
        (self.root.parent / key).write_bytes(body)
        return {"filename": f"/tmp/run/file{ending}", "_key": key, "urls": [key], "properties": properties, "_mimetype": None}  # noqa: S108 - a text

    def write_table(self, metadata: Mapping[str, object]) -> None:
        with (self.root / "db.csv").open("a", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["status", "metadata", "media"])
            rows.writerow(["telegram: success", repr(metadata), repr(self.media)])

    def path(self, media: Mapping[str, object]) -> Path:
        return self.root.parent / str(media["_key"])


def sha256(body: bytes) -> str:
    return "SHA-256:" + hashlib.sha256(body).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_hashes_times_and_addresses_are_carried_over_to_each_file(folder: Folder) -> None:
    thumbnail = folder.store(b"thumbnail", ".jpg", id="thumbnail_0")
    video = folder.store(b"video", ".mp4", hash=sha256(b"video"), pdq_hash="f00d", thumbnails=[thumbnail])
    folder.media = [video]
    folder.write_table({"url": URL, "title": "It's a “flash”", "timestamp": POSTED, "_processed_at": CAME_BY, "api": {"views": 7}})
    (folder.root / "stray.txt").write_text("not recorded")
    found = {each.path: each for each in read_output(folder.root).files}
    of_video = found[folder.path(video)]
    assert (of_video.url, of_video.trouble) == (URL, ())
    assert of_video.words == {
        "title": "It's a “flash”",
        "timestamp": "2021-03-20T21:04:00+00:00",
        "_processed_at": "2021-03-21T06:00:01.000005+00:00",
        "hash": sha256(b"video"),
        "pdq_hash": "f00d",
    }
    assert found[folder.path(thumbnail)].words["id"] == "thumbnail_0"
    assert found[folder.root / "stray.txt"].words == {}
    assert read_output(folder.root).trouble == ()


@pytest.mark.parametrize("algorithm", ["SHA-256", "SHA3-512"])
def test_a_recorded_hash_that_the_file_does_not_give_is_complained_of(folder: Folder, algorithm: str) -> None:
    right = hashlib.new({"SHA-256": "sha256", "SHA3-512": "sha3_512"}[algorithm], b"video").hexdigest()
    video = folder.store(b"video", ".mp4", hash=f"{algorithm}:{right}")
    folder.media = [video]
    folder.write_table({"url": URL})
    assert all(each.trouble == () for each in read_output(folder.root).files)
    folder.path(video).write_bytes(b"vidEo")
    (complaint,) = next(each for each in read_output(folder.root).files if each.path == folder.path(video)).trouble
    assert algorithm in complaint
    assert right in complaint


def test_a_page_alone_is_enough(folder: Folder) -> None:
    inner, video = folder.store(b"thumbnail", ".jpg"), folder.store(b"video", ".mp4")
    page = PAGE.format(url=URL, key=video["_key"], hash=sha256(b"other"), inner=inner["_key"])
    folder.store(page.encode(), ".html")
    found = {each.path: each for each in read_output(folder.root).files}
    assert found[folder.path(video)].url == URL
    assert found[folder.path(video)].words["timestamp"] == "2021-03-20 21:04:00+00:00"
    assert "auto-archiver recorded SHA-256" in found[folder.path(video)].trouble[0]
    assert found[folder.path(inner)].words["id"] == "thumbnail_0"


def test_records_from_before_files_had_names_find_them_by_their_hash(folder: Folder) -> None:
    video = folder.store(b"video", ".mp4")
    media: list[dict[str, object]] = [{"filename": "/run/x.mp4", "_key": None, "urls": [], "properties": {"hash": sha256(b"video")}}]
    folder.store(json.dumps({"status": "ok", "metadata": {"url": URL}, "media": media}).encode(), ".json")
    found = {each.path: each for each in read_output(folder.root).files}
    assert found[folder.path(video)].url == URL


def test_missing_files_and_hashes_stamped_for_nothing_are_told(folder: Folder) -> None:
    gone = folder.store(b"gone", ".mp4", hash=sha256(b"gone"))
    stamped = folder.store(hashlib.sha256(b"gone").hexdigest().encode(), ".txt", id="timestamped_hashes")
    folder.media = [gone, stamped]
    folder.write_table({"url": URL})
    folder.path(gone).unlink()
    complaints = read_output(folder.root).trouble
    assert any("holds no such file" in each and str(gone["_key"]) in each for each in complaints)
    assert any("time-stamped for a file" in each for each in complaints)


def test_nothing_outside_the_folder_is_ever_named(folder: Folder, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("of this machine")
    (folder.root / "link.txt").symlink_to(secret)
    folder.store(b"video", ".mp4")
    folder.media = [
        {"filename": "x", "_key": key, "properties": {}}
        for key in ("../secret.txt", str(secret), "local_archive/../../secret.txt", "link.txt")
    ]
    folder.write_table({"url": URL})
    output = read_output(folder.root)
    assert {each.path.name for each in output.files} == {"db.csv", hashlib.sha256(b"video").hexdigest()[:24] + ".mp4"}
    assert len(output.trouble) == 4


@given(st.text(alphabet="()[]{}'\"\\,:.-+abdt01 \n\x00é", max_size=60))
def test_a_hostile_row_is_told_and_the_others_are_read(tmp_path_factory: pytest.TempPathFactory, hostile: str) -> None:
    folder = Folder(tmp_path_factory.mktemp("given"))
    folder.media = [folder.store(b"video", ".mp4", hash=sha256(b"video"))]
    with (folder.root / "db.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["status", "metadata", "media"])
        rows.writerow(["", hostile, hostile])
        rows.writerow(["", "{'url': 'https://t.me/invented/17'}", repr(folder.media)])
    assert any(each.url == URL for each in read_output(folder.root).files)


@pytest.mark.parametrize("text", ["__import__('os').system('true')", "open('/etc/hosts')", "[" * 5_000, "1 +", "9" * 2_000_000])
def test_a_value_is_never_run(text: str) -> None:
    with contextlib.suppress(ValueError, SyntaxError, RecursionError, MemoryError):
        assert isinstance(read_value(text), str)


def test_the_command_takes_all_in_and_says_what_differs(folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    video = folder.store(b"video", ".mp4", hash=sha256(b"video"))
    folder.media = [video]
    folder.write_table({"url": URL, "timestamp": POSTED})
    asked = ["archive", "import", str(folder.root), "--by", "Vera", "--ledger", str(tmp_path / "ledger"), "--json"]
    assert answer(asked) == DONE
    entries = {entry["name"]: entry for entry in json.loads(capsys.readouterr().out)}
    kept = entries[folder.path(video).name]
    assert (kept["source"], kept["recorded"]["hash"], kept["recorded"]["timestamp"]) == (URL, sha256(b"video"), "2021-03-20T21:04:00+00:00")
    assert "no record" in entries["db.csv"]["note"]
    assert answer(asked) == DONE
    assert "0 kept, 2 were kept before" in capsys.readouterr().err
    folder.path(video).write_bytes(b"vidEo")
    assert answer(asked) == SOME_SET_ASIDE
    out = capsys.readouterr()
    assert "auto-archiver recorded SHA-256" in out.err
    assert any("but the file gives" in entry["note"] for entry in json.loads(out.out))
    assert answer(["archive", "import", str(tmp_path / "no"), "--by", "Vera", "--ledger", str(tmp_path)]) == 2

"""The page on running a desk with PostgreSQL is run as it stands, with two collectors, against a real server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.ingest.live.loopback import Answer, channel, serve
from tests.server import OWNER, Server, find_program

from skywitness.ledger import open_ledger

pytestmark = pytest.mark.slow  # a server is started for them

PAGE = Path(__file__).parents[1] / "docs/postgresql.md"
POSTS = {
    "a": {1: "В Ельце сбит беспилотник, слышали взрыв.", 2: "Над Тулой сбит один беспилотник."},
    "b": {1: "В Орле слышали взрыв, сработала система ПВО.", 2: "Над Калугой сбиты два беспилотника."},
}
SETTINGS = """
[fetch]
allow_private = true
host_pause_s = 0.0
[[source]]
name = "city_{name}"
stream = "grassroots"
language = "ru"
[[watch]]
name = "city_{name}"
kind = "telegram"
where = "{where}"
"""
FIRST = '{"source":"mayor","stream":"official","published_at":"2025-03-01T06:00:00Z","text":"В Туле сбит один беспилотник."}\n'


def called(name: str, pages: Callable[[dict[str, list[str]]], Answer]) -> Callable[[dict[str, list[str]]], Answer]:
    """The pages of a channel under another name."""
    return lambda query: Answer(pages(query).body.replace(b'"city/', f'"{name}/'.encode()))


@pytest.mark.slow
def test_every_command_of_the_page_works_as_it_stands(server: Server, tmp_path: Path) -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    script = "set -eu\n" + "\n".join(blocks).replace("export PGHOST=db.example\n", "").replace("/srv/", f"{tmp_path}/srv/")
    assert len(blocks) > 4
    (tmp_path / "first.reports.jsonl").write_text(FIRST, encoding="utf-8")
    paths = os.pathsep.join([str(Path(sys.executable).parent), str(Path(find_program("pg_dump")).parent), os.environ["PATH"]])
    around = {**os.environ, "PGHOST": str(server.folder), "PGUSER": OWNER, "PATH": paths}
    with serve() as web:
        for name, posts in POSTS.items():
            web.answers[f"/s/city_{name}"] = called(f"city_{name}", channel(posts))
            where = web.address(f"/s/city_{name}")
            (tmp_path / f"{name}.toml").write_text(SETTINGS.format(name=name, where=where), encoding="utf-8")
        bash = shutil.which("bash")
        assert bash is not None
        done = subprocess.run([bash, "-c", script], cwd=tmp_path, env=around, capture_output=True, text=True, check=False)  # noqa: S603
        assert done.returncode == 0, done.stderr[-2000:]
    for database in ("night", "night_again"):
        with open_ledger(server.address(user="reader_web", database=database), read_only=True) as ledger:
            assert ledger.check() == ()
            assert {report.source for report in ledger.reports()} == {"mayor", "city_a", "city_b"}
            assert ledger.counts()["reports"] == 5
    with open_ledger(tmp_path / "night-copy", read_only=True) as copied, open_ledger(server.address(database="night")) as original:
        assert copied.head() == original.head()
        assert len(original.decisions()) == 1
    assert (tmp_path / "night.geojson").stat().st_size > 500

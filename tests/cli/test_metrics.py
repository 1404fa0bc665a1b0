"""Figures for Prometheus, whether the loop is alive, and logs for programs."""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest

from skywitness.cli.app import WRONG_USE, answer
from skywitness.cli.log_lines import JsonLines
from skywitness.cli.metrics import ALIVE_S, Pulse, serve_metrics, write_metrics
from skywitness.ingest.live.standing import write_cursors
from skywitness.model.live import Cursor

NOW = datetime(2021, 5, 2, 12, tzinfo=UTC)
SAMPLE = re.compile(
    r'[a-zA-Z_:][a-zA-Z0-9_:]*(?:\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*\})? -?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|\+Inf|NaN)'
)


def get(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_every_line_is_of_the_format_whatever_a_source_is_called(tmp_path: Path) -> None:
    write_cursors(tmp_path, {'канал "один"\n\\': Cursor(looked_at=NOW, reports=4, lags_s=(1.5,)), "two": Cursor(trouble="x", failures=2)})
    pulse = Pulse(lambda: 0.0)
    pulse.note_picture(3, 0.4)
    lines = write_metrics(tmp_path, pulse, NOW).splitlines()
    assert all(line.startswith("# ") or SAMPLE.fullmatch(line) for line in lines)
    assert 'skywitness_source_posts_total{source="канал \\"один\\"\\n\\\\"} 4' in lines
    assert 'skywitness_source_well{source="two"} 0' in lines
    assert 'skywitness_picture_delay_seconds_bucket{le="0.5"} 3' in lines
    assert 'skywitness_picture_delay_seconds_bucket{le="0.25"} 0' in lines
    kinds = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(kinds) == len(set(kinds))


def test_it_answers_on_this_machine_and_tells_when_the_loop_hangs(tmp_path: Path) -> None:
    seconds = [0.0]
    pulse = Pulse(lambda: seconds[0])
    with serve_metrics("0", tmp_path, pulse, lambda: NOW) as server:
        assert get(server.port, "/metrics")[0] == 200
        assert get(server.port, "/healthz") == (200, "alive\n")
        seconds[0] = ALIVE_S + 1
        assert get(server.port, "/healthz")[0] == 503
        pulse.turn()
        assert get(server.port, "/healthz")[0] == 200
        assert get(server.port, "/etc/passwd")[0] == 404


def test_counting_from_many_threads_loses_nothing() -> None:
    pulse = Pulse(lambda: 0.0)

    def note() -> None:
        for _ in range(500):
            pulse.note_picture(1, 0.01)

    threads = [threading.Thread(target=note) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "skywitness_picture_delay_seconds_count 4000" in list(pulse.lines())


@pytest.mark.parametrize("told", ["metrics", "1.2.3.4:", "70000", ":x"])
def test_a_place_to_listen_that_is_none_is_refused(told: str, tmp_path: Path) -> None:
    config = tmp_path / "c.toml"
    config.write_text(f'[[watch]]\nname = "drop"\nkind = "folder"\nwhere = "{tmp_path}"\n', encoding="utf-8")
    assert answer(["watch", "--config", str(config), "--ledger", str(tmp_path / "l"), "--once", "--metrics", told]) == WRONG_USE


def test_a_log_line_is_one_json_object_with_what_was_told_beside() -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError:
        record = logging.LogRecord("skywitness.cli.keeper", logging.WARNING, "f", 1, "%s: %d new", ("city", 3), sys.exc_info())
    record.source = "city"
    line = JsonLines().format(record)
    assert "\n" not in line
    told = json.loads(line)
    assert (told["level"], told["part"], told["message"], told["source"]) == ("warning", "cli.keeper", "city: 3 new", "city")
    assert "two\nlines" in told["trace"]

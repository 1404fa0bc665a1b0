"""``skywitness decide`` on a ledger of an invented night: obeyed at once, refused in plain words, taken back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from skywitness.cli.app import DONE, WRONG_USE, answer
from skywitness.cli.options import now
from skywitness.concluding import Concluder
from skywitness.ledger import open_ledger

REPORTS = [
    {"source": "yelets_voice", "published_at": "2021-05-01T20:10:00Z", "text": "В Ельце сбит беспилотник, слышали взрыв."},
    {"source": "tula_voice", "published_at": "2021-05-03T21:00:00Z", "text": "Над Тулой сбит один беспилотник."},
    {"source": "quiet_lane", "published_at": "2021-05-06T22:00:00Z", "text": "Сбит беспилотник, обломки упали у моста."},
]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("told")
    lines = (json.dumps({**report, "id": f"post-{number}"}, ensure_ascii=False) for number, report in enumerate(REPORTS))
    (folder / "night.reports.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert answer(["run", str(folder / "night.reports.jsonl"), "--ledger", str(folder / "ledger")]) == DONE
    return folder / "ledger"


@pytest.fixture
def ledger(told: Path, tmp_path: Path) -> Path:
    return shutil.copytree(told, tmp_path / "ledger")


def incidents(ledger: Path) -> dict[str, str]:
    """The incident that rests on each report."""
    with open_ledger(ledger, read_only=True) as opened:
        shown = {report.digest: report.report_id for report in opened.reports()}
        return {shown[each]: dossier.incident.incident_id for dossier in opened.dossiers() for each in dossier.incident.reports}


def decide(ledger: Path, *words: str) -> int:
    return answer(["decide", *words, "--by", "Vera", "--why", "she was there", "--ledger", str(ledger)])


def last_decision(ledger: Path) -> str:
    with open_ledger(ledger, read_only=True) as opened:
        return opened.decisions()[-1].decision_id


def exported(ledger: Path, to: Path) -> dict[str, dict[str, object]]:
    assert answer(["export", "--ledger", str(ledger), "--format", "incidents", "--audience", "team", "--to", str(to)]) == DONE
    rows = map(json.loads, to.read_text(encoding="utf-8").splitlines())
    return {str(row["id"]): row for row in rows}


def test_merge_leaves_a_redirect_and_undo_brings_both_back(ledger: Path, tmp_path: Path) -> None:
    before = incidents(ledger)
    assert decide(ledger, "merge", before["post-0"], before["post-1"]) == DONE
    merged = incidents(ledger)
    assert merged["post-0"] == merged["post-1"] == before["post-0"]
    row = exported(ledger, tmp_path / "merged.jsonl")[before["post-0"]]
    assert (row["merged_from"], row["decisions"]) == ([before["post-1"]], [last_decision(ledger)])
    with open_ledger(ledger, read_only=True) as opened:
        assert opened.redirects() == {before["post-1"]: before["post-0"]}
    assert decide(ledger, "undo", last_decision(ledger)) == DONE
    assert incidents(ledger) == before


def test_what_is_handed_over_waits_for_the_next_to_conclude(ledger: Path) -> None:
    before = incidents(ledger)
    assert decide(ledger, "merge", before["post-0"], before["post-1"], "--hand-over") == DONE
    assert incidents(ledger) == before
    with open_ledger(ledger) as opened:
        Concluder(opened).conclude(clock=now)
    assert incidents(ledger)["post-1"] == before["post-0"]


def test_split_takes_a_report_out_even_the_one_that_named_the_incident(ledger: Path) -> None:
    before = incidents(ledger)
    decide(ledger, "merge", before["post-0"], before["post-1"])
    assert decide(ledger, "split", before["post-0"], "post-0") == DONE
    after = incidents(ledger)
    assert after["post-0"] != after["post-1"]


def test_a_place_by_name_and_by_point(ledger: Path, tmp_path: Path) -> None:
    incident = incidents(ledger)["post-2"]
    assert decide(ledger, "place", incident, "Елец") == DONE
    assert exported(ledger, tmp_path / "named.jsonl")[incident]["place"]["iso"] == "RU-LIP"  # type: ignore[index]
    assert decide(ledger, "place", incident, "-33.9,18.4") == DONE
    assert exported(ledger, tmp_path / "point.jsonl")[incident]["place"]["lat"] == pytest.approx(-33.9)  # type: ignore[index]
    assert decide(ledger, "place", incident, "nowhere") == DONE
    assert exported(ledger, tmp_path / "nowhere.jsonl")[incident]["place"] is None


def test_reject_outlives_another_run(ledger: Path, told: Path) -> None:
    before = incidents(ledger)
    assert decide(ledger, "reject", before["post-1"]) == DONE
    answer(["run", str(told.parent / "night.reports.jsonl"), "--ledger", str(ledger)])
    assert "post-1" not in incidents(ledger)


def test_redact_erases_the_words_and_cannot_be_undone(ledger: Path) -> None:
    assert decide(ledger, "redact", "post-0") == DONE
    assert "Ельце".encode() not in (ledger / "ledger.sqlite").read_bytes()
    with open_ledger(ledger, read_only=True) as opened:
        assert [report.erased for report in opened.versions("post-0")] == [True]  # type: ignore[arg-type]
        assert opened.check() == ()
    assert decide(ledger, "undo", last_decision(ledger)) == WRONG_USE


def test_grade_release_and_their_record(ledger: Path) -> None:
    assert decide(ledger, "grade", "tula_voice", "B") == DONE
    assert decide(ledger, "release", "0" * 64) == DONE
    with open_ledger(ledger, read_only=True) as opened:
        assert [(each.kind, each.value, each.by) for each in opened.decisions()] == [("grade", "B", "Vera"), ("release", None, "Vera")]


@pytest.mark.parametrize(
    "words",
    [
        ["merge"],
        ["merge", "i-nobody-knows", "i-neither"],
        ["split", "post-0"],
        ["keep-apart", "post-0"],
        ["reject"],
        ["reject", "yelets_voice"],
        ["place", "post-0"],
        ["place", "post-0", "91,200"],
        ["place", "post-0", "Ивановка"],
        ["grade", "yelets_voice", "G"],
        ["grade", "nobody", "B"],
        ["release", "no-such.mp4"],
        ["redact", "i-nobody-knows"],
        ["undo", "d-nobody-knows"],
        ["forget", "post-0"],
    ],
)
def test_what_cannot_be_obeyed_is_refused_and_nothing_is_kept(words: list[str], ledger: Path) -> None:
    assert decide(ledger, *words) == WRONG_USE
    with open_ledger(ledger, read_only=True) as opened:
        assert opened.decisions() == ()


def test_a_decision_needs_a_reason(ledger: Path) -> None:
    assert answer(["decide", "reject", "post-0", "--by", "Vera", "--why", " ", "--ledger", str(ledger)]) == WRONG_USE

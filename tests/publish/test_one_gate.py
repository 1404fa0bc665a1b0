"""Nothing passes beside the gate: not by import, not by name, not by a call. Read from the source, so that a new file is judged as well."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "skywitness"
EXPORTERS = [
    *sorted((SOURCE / "publish" / "formats").glob("*.py")),
    *(SOURCE / "publish" / name for name in ("filters.py", "wording.py", "phrases.py", "spoken.py", "digest.py")),
]
ALERTS = sorted((SOURCE / "alert").glob("*.py"))
PAGES = sorted((SOURCE / "web").rglob("*.py"))
RAW_RECORDS = {"skywitness.model.incident", "skywitness.model.reading", "skywitness.publish.shape"}
RAW_READS = {
    "picture",
    "dossier",
    "dossiers",
    "report",
    "reports",
    "readings",
    "full_readings",
    "claims",
    "claim",
    "occurrences",
    "versions",
}


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", [*EXPORTERS, *ALERTS, SOURCE / "publish" / "notices.py", *PAGES], ids=lambda path: path.name)
def test_exporters_alerts_and_pages_know_no_record_that_did_not_pass(path: Path) -> None:
    assert RAW_RECORDS.isdisjoint(imports_of(path))


@pytest.mark.parametrize("path", EXPORTERS, ids=lambda path: path.name)
def test_exporters_read_no_ledger(path: Path) -> None:
    assert not [
        module
        for module in imports_of(path)
        if module.startswith(("skywitness.ledger", "skywitness.pipeline", "skywitness.model")) and module != "skywitness.model.ids"
    ]


@pytest.mark.parametrize("path", ALERTS, ids=lambda path: path.name)
def test_alerts_read_no_ledger(path: Path) -> None:
    assert not [module for module in imports_of(path) if module.startswith(("skywitness.ledger", "skywitness.pipeline"))]


@pytest.mark.parametrize("path", [*PAGES, SOURCE / "cli" / "alert.py"], ids=lambda path: path.name)
def test_pages_and_alerts_read_nothing_from_an_open_ledger_but_what_the_view_takes(path: Path) -> None:
    calls = [node.func for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    on_ledger = {call.attr for call in calls if isinstance(call.value, ast.Name) and call.value.id == "ledger"}
    assert RAW_READS.isdisjoint(on_ledger)


def test_only_the_gate_makes_released_rows() -> None:
    makers = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Released":
                makers.add(path.name)
            if isinstance(node, ast.Name | ast.alias) and getattr(node, "id", getattr(node, "name", None)) == "_SEAL":
                makers.add(path.name)
    assert makers == {"harm.py"}


def test_only_the_gate_and_the_view_shape_records() -> None:
    shapers = {path.name for path in SOURCE.rglob("*.py") if "skywitness.publish.shape" in imports_of(path)}
    assert shapers == {"harm.py"}


def test_the_command_line_gets_rows_through_the_pipelines_view_only() -> None:
    for path in (SOURCE / "cli").rglob("*.py"):
        assert "skywitness.model.incident" not in set(imports_of(path)), path.name

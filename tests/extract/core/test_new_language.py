"""A stranger's language is a package of tables and three lines: the one of docs/languages.md is made from the page and installed, and reads."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from skywitness.extract.core.lexicon import read_table
from skywitness.text.language import identify_language

PAGE = Path(__file__).parents[3] / "docs/languages.md"
FILE = re.compile(r"^`skywitness-polish/([\w./]+)` .*?^```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
POST = re.compile(r"^```json\n(.*?)^```$", re.MULTILINE | re.DOTALL)
POLISH = "Nad ranem myśliwce przechwyciły kilka dronów nad wschodnią częścią kraju, podało dowództwo"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of installed packages that holds the page's package, its entry points written as an installer writes them."""
    folder = tmp_path_factory.mktemp("site")
    for name, text in FILE.findall(PAGE.read_text("utf-8")):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    told = folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    told.mkdir()
    (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n", "utf-8")
    groups = [
        f"[{group}]\n" + "\n".join(f"{name} = {value}" for name, value in entries.items())
        for group, entries in project["entry-points"].items()
    ]
    (told / "entry_points.txt").write_text("\n".join(groups), "utf-8")
    return folder


def extract(site: Path | None, tmp_path: Path, *posts: dict[str, Any]) -> list[dict[str, Any]]:
    file = tmp_path / "posts.reports.jsonl"
    file.write_text("\n".join(json.dumps(post) for post in posts), "utf-8")
    ran = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", "import sys; from skywitness.cli import main; sys.exit(main())", "extract", str(file)],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([*([str(site)] if site else []), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in ran.stdout.splitlines()]


def example() -> dict[str, Any]:
    [text] = POST.findall(PAGE.read_text("utf-8"))
    made: dict[str, Any] = json.loads(text)
    return made


@pytest.mark.slow
def test_the_pages_package_reads_the_pages_post(site: Path, tmp_path: Path) -> None:
    [row] = extract(site, tmp_path, example())
    assert (row["lang"], row["kind"]) == ("pl", "interception")
    [claim] = row["claims"]
    assert (claim["what"], claim["target"], claim["count"], claim["from"]) == ("intercepted", "uav", 3, "2025-09-10T03:30:00Z")
    [place] = claim["by_place"]
    assert (place["name"], place["iso"]) == ("Lublin", "PL-06")
    assert example()["text"][slice(*claim["span"])] == claim["quote"]


def test_without_the_package_the_post_is_kept_and_not_guessed_at(tmp_path: Path) -> None:
    [row] = extract(None, tmp_path, example())
    assert (row["lang"], row["kind"], row["claims"]) == ("other", "other", [])


@pytest.mark.slow
def test_the_package_changes_nothing_of_other_languages(site: Path, tmp_path: Path) -> None:
    told = [
        "Над Тульской областью сбиты два беспилотника.",
        "Збито три безпілотники над Полтавщиною.",
        "Zwei Drohnen wurden in der Nacht über der Stadt abgeschossen, teilte das Ministerium mit.",
    ]
    posts = [{**example(), "id": str(number), "text": text} for number, text in enumerate(told)]
    assert extract(site, tmp_path, *posts) == extract(None, tmp_path, *posts)


def test_a_language_is_told_only_where_it_can_be_read() -> None:
    assert identify_language(POLISH) == "other"
    assert identify_language(POLISH, readable=("pl", "ru")) == "pl"


def test_a_language_that_the_identifier_does_not_know_is_that_of_its_source() -> None:
    text = "Qaror keldi: tunda shahar ustida uchta dron urib tushirildi, dedi vazirlik vakili."
    assert identify_language(text, "ce", readable=("ce",)) == "ce"
    assert identify_language(text, readable=("ce",)) == "other"
    assert (
        identify_language(
            "Zwei Drohnen wurden in der Nacht über der Stadt abgeschossen, teilte das Ministerium mit.", "pl", readable=("pl",)
        )
        == "other"
    )


def test_table_with_a_number_for_a_phrase_is_refused_by_name(tmp_path: Path) -> None:
    table = tmp_path / "numbers.yml"
    table.write_text("number: {'3': [3]}", encoding="utf-8")
    with pytest.raises(ValueError, match=r"numbers\.yml: number\.3 holds 3"):
        read_table(table)

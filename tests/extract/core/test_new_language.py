"""A stranger's language is a package of tables and three lines: the one of docs/languages.md is made from the page and installed, and reads."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.stranger import DOCS, install_from, skywitness

from skywitness.extract.core.lexicon import read_table
from skywitness.text.language import identify_language

PAGE = DOCS / "languages.md"
POST = re.compile(r"^```json\n(.*?)^```$", re.MULTILINE | re.DOTALL)
POLISH = "Nad ranem myśliwce przechwyciły kilka dronów nad wschodnią częścią kraju, podało dowództwo"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of installed packages that holds the page's package."""
    return install_from("languages.md", "skywitness-polish", tmp_path_factory.mktemp("site"))


def extract(site: Path | None, tmp_path: Path, *posts: dict[str, Any]) -> list[dict[str, Any]]:
    file = tmp_path / "posts.reports.jsonl"
    file.write_text("\n".join(json.dumps(post) for post in posts), "utf-8")
    return [json.loads(line) for line in skywitness(site, "extract", file).splitlines()]


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

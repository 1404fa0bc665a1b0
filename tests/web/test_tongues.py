"""The pages in three languages: nothing that a template says is left untranslated, and a page says in which language it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from jinja2 import Environment
from starlette.testclient import TestClient

from skywitness.publish.wording import STANDINGS, STATES
from skywitness.web.desk.app import REFUSED
from skywitness.web.pages import ERRORS
from skywitness.web.tongues import LANGUAGES, read_tongue

OTHERS = [code for code in LANGUAGES if code != "en"]
GIVEN_BY_CODE = {
    *STANDINGS.values(),
    *STATES.values(),
    *(text for pair in (*ERRORS.values(), REFUSED) for text in pair),
    "held back for now",
    "none preferred",
}
FIELD = re.compile(r"%\((\w+)\)s")


def said() -> Iterator[tuple[str, bool]]:
    """Every English text of the templates, and whether a number decides its form."""
    environment = Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)  # noqa: S701 - nothing is rendered
    environment.newstyle_gettext = True  # type: ignore[attr-defined]  # of the extension
    for template in sorted(Path(str(files("skywitness.web") / "templates")).rglob("*.html")):
        for _, _, message in environment.extract_translations(template.read_text("utf-8")):  # type: ignore[attr-defined]  # of the extension
            texts = [message] if isinstance(message, str) else [text for text in message or () if text]
            if texts:
                yield texts[0], len(texts) > 1


@pytest.mark.parametrize("code", OTHERS)
def test_catalogue_has_all_that_templates_say_and_nothing_else(code: str) -> None:
    assert {text for text, _ in said()} | GIVEN_BY_CODE == set(read_tongue(code).messages)


@pytest.mark.parametrize("code", OTHERS)
def test_texts_with_numbers_have_three_forms_and_all_their_fields(code: str) -> None:
    counted = {text for text, is_counted in said() if is_counted}
    for text, translated in read_tongue(code).messages.items():
        forms = (translated,) if isinstance(translated, str) else translated
        assert len(forms) == (3 if text in counted else 1), text
        assert all(set(FIELD.findall(form)) == set(FIELD.findall(text)) for form in forms), text


def test_languages_have_the_same_words() -> None:
    first, second = (read_tongue(code) for code in OTHERS)
    assert (first.words.keys(), first.dates.keys()) == (second.words.keys(), second.dates.keys())


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("path", ["/", "/map", "/undisclosed", "/tallies", "/sources", "/context", "/method", "/nothing"])
def test_page_is_in_the_language_asked_for(client: TestClient, code: str, path: str) -> None:
    page = client.get(path, params={"lang": code}, headers={"accept-language": "fr"})
    assert f'<html lang="{code}">' in page.text
    assert page.headers["vary"] == "accept-language" or "accept-language" in page.headers["vary"].lower()
    assert read_tongue(code).gettext("Skip to the content") in page.text
    assert all(f"lang={code}" in link for link in re.findall(r'href="(/(?:map|sources|tallies)[^"]*)"', page.text))


def test_browser_decides_where_the_address_does_not(client: TestClient) -> None:
    assert '<html lang="uk">' in client.get("/", headers={"accept-language": "uk-UA,uk;q=0.9,en;q=0.8"}).text
    assert '<html lang="en">' in client.get("/", params={"lang": "xx"}, headers={"accept-language": "de"}).text

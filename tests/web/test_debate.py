"""What is argued stands beside the numbers as opinions, with holders and words, and only as far as the gate lets it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec import structs
from starlette.testclient import TestClient
from tests.publish import examples as ex
from tests.web.conftest import fill_ledger

from skywitness.model.incident import Hypothesis, Picture
from skywitness.model.words import Factuality, HypothesisKind
from skywitness.web import make_app


def opinion(text: str, holder: str, quote: str | None = None) -> Hypothesis:
    return Hypothesis(
        text=text,
        held_by=(holder,),
        kind=HypothesisKind.ANALYST,
        factuality=Factuality.POSSIBLE,
        reports=(ex.ARTICLE.digest,),
        quote=quote or text,
    )


def page_of(folder: Path, *held: Hypothesis, path: str = "/pattern", in_context: tuple[Hypothesis, ...] = ()) -> str:
    dossier = structs.replace(ex.dossier(), hypotheses=held)
    picture = Picture(dossiers=(dossier,), contexts=(structs.replace(ex.CONTEXT, hypotheses=in_context),))
    fill_ledger(folder / "ledger", picture, list(ex.REPORTS.values()), ex.PROFILES)
    return TestClient(make_app(folder / "ledger", clock=lambda: ex.NEXT_WEEK)).get(path).text


def argued(page: str) -> str:
    found = re.search(r'<section aria-labelledby="argued">.*?</section>', page, re.DOTALL)
    assert found is not None
    return found[0]


def test_both_sides_stand_with_holder_and_quote(tmp_path: Path) -> None:
    one, other = opinion("an isolated incident", "Expert A", "it was an isolated incident"), opinion("part of a wider campaign", "Expert B")
    part = argued(page_of(tmp_path, one, in_context=(other,)))
    assert "Opinions, not facts" in part
    assert part.index("A pattern <") < part.index("Expert B") or part.index("A one-off <") < part.index("Expert A")
    assert "it was an isolated incident" in part
    assert "part of a wider campaign" in part
    assert "Coordinated or not?" not in part


def test_a_side_that_nobody_takes_is_said_to_be_nobodys(tmp_path: Path) -> None:
    part = argued(page_of(tmp_path, opinion("a coordinated attack", "Expert A")))
    assert "nobody in this ledger" in part
    assert "1 holder" in part


def test_without_a_side_taken_the_page_says_so(tmp_path: Path) -> None:
    assert "Nobody in this ledger takes a side" in argued(page_of(tmp_path, opinion("a test of air defences", "Expert A")))


def test_words_from_outside_stay_words(tmp_path: Path) -> None:
    part = argued(page_of(tmp_path, opinion("a pattern", "<script>x</script>", "a pattern <b>of</b> flights")))
    assert "<script>" not in part
    assert "<b>" not in part


@pytest.mark.parametrize("code", ["ru", "uk"])
def test_the_section_speaks_the_readers_language(tmp_path: Path, code: str) -> None:
    part = argued(page_of(tmp_path, opinion("a pattern", "Expert A"), path=f"/pattern?lang={code}"))
    assert {"ru": "О чём спорят", "uk": "Про що сперечаються"}[code] in part


def test_a_private_name_does_not_pass(tmp_path: Path) -> None:
    part = argued(page_of(tmp_path, in_context=ex.CONTEXT.hypotheses))
    assert "may be a pattern" in part
    assert "Petrov" not in part


def test_rates_stand_beside_what_is_argued(tmp_path: Path) -> None:
    picture = Picture(dossiers=(ex.dossier(),), tallies=(ex.TALLY,))
    fill_ledger(tmp_path / "ledger", picture, list(ex.REPORTS.values()), ex.PROFILES)
    page = TestClient(make_app(tmp_path / "ledger", clock=lambda: ex.NEXT_WEEK)).get("/pattern").text
    row = page.partition('id="told-rates"')[2]
    assert "Ministry of Defence" in row
    assert "cannot be said" in row

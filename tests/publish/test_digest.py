"""What an editor's digest says, and what it never does."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from tests.publish import examples as ex

from skywitness.model.incident import Picture
from skywitness.model.words import Audience, Standing, Topic
from skywitness.publish import Released, load_policy, release
from skywitness.publish.digest import Edition, write_digest
from skywitness.publish.phrases import LANGUAGES, label


def rows_of(*dossiers: Any, audience: Audience = Audience.PUBLIC) -> list[Released]:
    picture = Picture(dossiers=dossiers, tallies=(ex.TALLY,))
    return list(release(picture, ex.REPORTS, ex.PROFILES, policy=load_policy(), audience=audience, now=ex.NEXT_WEEK, atlas=ex.SmallAtlas()))


def digest_of(*dossiers: Any, language: str = "en", audience: Audience = Audience.PUBLIC, **more: Any) -> str:
    return write_digest(Edition(rows=rows_of(*dossiers, audience=audience), language=language, as_of=ex.NEXT_WEEK, **more))


def section(text: str, name: str) -> str:
    return text.split(f"## {label(name, 'en')}\n", 1)[1].split("\n## ", 1)[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_is_there_in_every_language(language: str) -> None:
    text = digest_of(ex.dossier(), language=language)
    for name in ("new", "corrected", "tallies", "still_undisclosed", "silences", "check_next"):
        assert f"## {label(name, language)}\n" in text


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_a_digest_speaks_one_language_but_for_names_of_sources_and_towns_and_ids(language: str) -> None:
    text = digest_of(ex.dossier(), ex.dossier(2, place=ex.MOSCOW), language=language)
    named = ["skywitness", "UTC", "Yelets", "RU-MOW", "Ministry of Defence", "Governor of Lipetsk Oblast", "RU-LIP"]
    plain = re.sub(r"`[^`]+`|" + "|".join(map(re.escape, named)), "", text)
    assert re.findall("[A-Za-z]{2,}", plain) == []
    assert "Москва" in text


def test_who_is_silent_for_longer_than_usual_is_to_be_asked_again() -> None:
    told = section(digest_of(ex.dossier()), "check_next")
    assert "silent for longer than usual; ask again: Ministry of Defence" in told
    assert "Governor" not in told


def test_it_tells_what_is_undisclosed_who_is_silent_and_which_figures_do_not_add_up() -> None:
    text = digest_of(ex.dossier())
    assert "not given: origin" in section(text, "still_undisclosed")
    assert "Ministry of Defence: 31 h, usually within 3 h" in section(text, "silences")
    assert "Governor of Lipetsk Oblast: unknown" in section(text, "silences")
    assert "stated 42, found in the ledger 38 (short by 4)" in section(text, "tallies")


def test_news_is_what_was_spoken_of_since_and_stands_under_its_region() -> None:
    told = digest_of(ex.dossier(), since=ex.NIGHT)
    assert "### RU-LIP" in section(told, "new")
    assert section(digest_of(ex.dossier(), since=ex.NIGHT + timedelta(days=2)), "new").strip() == label("nothing", "en")


def test_a_value_and_a_standing_that_changed_are_corrections() -> None:
    before = {row["id"]: row for row in rows_of(ex.dossier()) if row["kind"] == "incident"}
    after = ex.dossier(standing=Standing.DISPUTED, attributes=(ex.attribute(Topic.COUNT, ex.candidate(2, ex.MAYOR)),))
    told = section(digest_of(after, before=before, since=ex.NIGHT), "corrected")
    assert "count: was 1, now 2" in told
    assert "was witnessed, now disputed" in told
    assert section(digest_of(ex.dossier(), before=before, since=ex.NIGHT), "corrected").strip() == label("nothing", "en")


def test_what_went_elsewhere_and_what_lost_all_support_is_told_apart() -> None:
    told = section(digest_of(ex.dossier(), went={"i-a": "i-b", "i-c": None}), "corrected")
    assert "`i-a`: now part of `i-b`" in told
    assert "`i-c`: withdrawn" in told


def test_text_from_outside_is_shown_and_not_obeyed() -> None:
    text = digest_of(ex.dossier(title="[click](http://evil.example) <script>x</script>\n# heading\x1b[31m"))
    assert "](http" not in text.replace("\\](http", "")
    assert "<script" not in text.replace("\\<script", "")
    assert "\n# heading" not in text
    assert "\x1b" not in text


def test_a_digest_for_the_desk_says_so() -> None:
    assert "TEAM ONLY" in digest_of(ex.dossier(), audience=Audience.TEAM)
    assert "TEAM ONLY" not in digest_of(ex.dossier())

"""A picture that may show a defending unit leaves no earlier than the policy lets its type and position leave, on whatever way."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.ledger.invented import COLLECT
from tests.publish import examples as ex
from tests.web.conftest import fill_ledger

from skywitness.archive import Archive
from skywitness.errors import NotReleased
from skywitness.ledger import open_ledger
from skywitness.model.ids import Digest, FindingId
from skywitness.model.incident import SEEN_MEDIA, Dossier, Finding, Picture
from skywitness.model.report import SourceProfile
from skywitness.model.words import Topic, Verdict, What
from skywitness.publish import load_policy
from skywitness.publish.copies import MADE_FOR, find_carriers, require_no_delay
from skywitness.publish.harm import Gate
from skywitness.publish.view import open_view
from skywitness.web.sun_day import draw_sun_day

FRESH, LATE = ex.NIGHT + timedelta(hours=1), ex.NIGHT + timedelta(hours=6, minutes=20)
PLAIN = (ex.attribute(Topic.MEANS, ex.candidate("air defence", ex.MAYOR)),)


def held_until(
    now: datetime, *resting: Dossier, audience: str = "public", profiles: dict[str, SourceProfile] | None = None
) -> datetime | None:
    gate = Gate(ex.REPORTS, profiles or ex.PROFILES, policy=load_policy(), audience=audience, now=now, atlas=ex.SmallAtlas())
    return gate.footage_held_until(ex.FILMED.digest, resting)


def test_a_picture_of_a_fresh_interception_is_held_for_six_hours() -> None:
    until = held_until(FRESH, ex.dossier(attributes=PLAIN))
    assert until == ex.NIGHT + timedelta(hours=6, minutes=9)  # counted from the first report's collection
    assert held_until(LATE, ex.dossier(attributes=PLAIN)) is None


def test_of_what_fell_the_picture_is_held_only_where_a_unit_was_told_of() -> None:
    assert held_until(FRESH, ex.dossier(what=What.IMPACT, attributes=PLAIN)) is None
    assert held_until(FRESH, ex.dossier(what=What.IMPACT)) is not None  # a Ka-52 is told of
    assert held_until(FRESH, ex.dossier(what=What.IMPACT, attributes=PLAIN), ex.dossier(2)) is not None


def test_what_nobody_knows_is_held_and_the_desk_and_an_exercise_are_not() -> None:
    assert held_until(FRESH) is not None
    assert held_until(LATE) is None
    assert held_until(FRESH, ex.dossier(), audience="team") is None
    invented = {report.source: SourceProfile(name=report.source, exercise=True) for report in ex.REPORTS.values()}
    assert held_until(FRESH, ex.dossier(), profiles=invented) is None


@pytest.fixture
def desk(tmp_path: Path) -> tuple[Path, Archive, Digest, Digest]:
    """A ledger with a fresh interception, its archive, the film that shows it and the copy that was made to be published."""
    folder = fill_ledger(tmp_path / "ledger", Picture(dossiers=(ex.dossier(),)), list(ex.REPORTS.values()), ex.PROFILES)
    archive = Archive(folder / "archive")
    for name in ("film.mp4", "copy.mp4"):
        (tmp_path / name).write_bytes(name.encode())
    told = {"report": str(ex.FILMED.report_id), "published_by": ex.FILMED.source}
    film = archive.take_in(tmp_path / "film.mp4", at=ex.NIGHT, by="Vera", recorded=told).entry.digest
    made = archive.derive(Digest(str(film)), tmp_path / "copy.mp4", how="blur", at=ex.NIGHT, by="Vera", recorded=MADE_FOR).entry.digest
    return folder, archive, Digest(str(film)), Digest(str(made))


def test_a_released_copy_waits_for_the_delay(desk: tuple[Path, Archive, Digest, Digest]) -> None:
    folder, archive, film, made = desk
    with open_ledger(folder, read_only=True) as ledger:
        assert find_carriers(film, archive.entries(), ledger) == {ex.FILMED.digest}
        early, later = (open_view(ledger, policy=load_policy(), audience="public", now=now) for now in (FRESH, LATE))
        with pytest.raises(NotReleased, match="held until 2031-03-15 04:49 UTC"):
            require_no_delay(made, archive.entries(), ledger, early)
        require_no_delay(made, archive.entries(), ledger, later)


def test_another_file_of_the_same_shot_is_held_with_it(desk: tuple[Path, Archive, Digest, Digest]) -> None:
    folder, archive, film, _ = desk
    seen = Finding(
        file="b.mp4",
        verifier="reuse",
        verdict=Verdict.INCONCLUSIVE,
        measure={SEEN_MEDIA: str(film)},
        why="a copy",
        finding_id=FindingId("f-1"),
        report=ex.COPIED.digest,
        media=Digest("0" * 64),
    )
    with open_ledger(folder) as ledger:
        ledger.register(COLLECT, ex.NIGHT)
        ledger.add_findings([seen], at=ex.NIGHT, by=COLLECT.activity_id)
        assert find_carriers("0" * 64, archive.entries(), ledger) == {ex.FILMED.digest, ex.COPIED.digest}
        assert find_carriers(film, archive.entries(), ledger) == {ex.FILMED.digest, ex.COPIED.digest}


@pytest.mark.parametrize("changes", [{"what": What.AIR_DEFENCE_ACTIVE}, {"place": ex.POINT}])
def test_the_sun_over_a_held_place_is_not_drawn_and_what_was_measured_against_it_not_told(changes: dict[str, Any]) -> None:
    found = Finding(
        file="a.mp4",
        verifier="daylight",
        verdict=Verdict.SUPPORTS,
        measure={"sky_luma": 9.0, "sun_deg": -31.2},
        why="-31.2°",
        about=(Topic.PERIOD,),
    )
    dossier = msgspec.structs.replace(ex.dossier(**changes), findings=(found,))
    gate = Gate(ex.REPORTS, ex.PROFILES, policy=load_policy(), audience="public", now=FRESH, atlas=ex.SmallAtlas())
    row = gate.pass_dossier(dossier, {})
    assert draw_sun_day(row) is None
    told = msgspec.convert(row["findings"], list[dict[str, Any]])
    assert [(each["measure"], each["media"], "31" in each["why"]) for each in told] == [({}, None, False)]

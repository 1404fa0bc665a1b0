"""Which region holds a point, and that disputed territory follows the named viewpoint."""

from __future__ import annotations

import pytest

from skywitness.geo.gazetteer import default_gazetteer
from skywitness.geo.regions import VIEWPOINT, contains, outlines, region_at, regions


@pytest.mark.parametrize(
    ("lat", "lon", "iso"),
    [
        (55.75, 37.62, "RU-MOW"),
        (52.6, 39.6, "RU-LIP"),
        (50.45, 30.52, "UA-30"),
        (48.46, 35.04, "UA-12"),
        (44.5, 34.16, "UA-43"),
        (44.59, 33.5, "UA-40"),
        (54.71, 20.51, "RU-KGD"),
        (52.1, 23.7, "BY-BR"),
        (53.9, 27.56, "BY-HM"),
        (52.23, 21.01, "PL-14"),
        (60.17, 24.94, "FI-18"),
    ],
)
def test_points_lie_in_their_region(lat: float, lon: float, iso: str) -> None:
    assert region_at(lat, lon) == iso


def test_open_sea_lies_in_no_region() -> None:
    assert region_at(43.2, 34.5) is None


def test_disputed_territory_follows_the_named_viewpoint() -> None:
    assert "68/262" in VIEWPOINT
    assert contains("UA-43", 45.0, 34.1)
    assert {region_at(44.95, 34.1), region_at(44.6, 33.52)} == {"UA-43", "UA-40"}


def test_unknown_code_is_an_error_that_names_it() -> None:
    with pytest.raises(KeyError, match="XX-1"):
        contains("XX-1", 50.0, 30.0)


def test_nearly_all_towns_lie_in_the_outline_of_their_own_region() -> None:
    names = default_gazetteer()
    lines = [names.line(number) for number in names.numbers_of_kind("town")[::97]]
    rows = [(line[2], float(line[5]), float(line[6])) for line in lines if line[2] in outlines()]
    assert sum(region_at(lat, lon) == iso for iso, lat, lon in rows) / len(rows) > 0.94


def test_every_subject_of_both_countries_is_there() -> None:
    assert sum(iso.startswith("RU-") for iso in regions()) == 83
    assert sum(iso.startswith("UA-") for iso in regions()) == 27

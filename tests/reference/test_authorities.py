"""Who answers for what: offices found by name, holder or language, and the channels they speak in."""

from __future__ import annotations

import pytest

from skywitness.model.words import Stream
from skywitness.reference import authorities_for, find_authority, known_profiles, load_authorities


@pytest.mark.parametrize(
    ("written", "office"),
    [
        ("Ministry of Defence of Russia", "Ministry of Defence of Russia"),
        ("the Russian Ministry of Defense", "Ministry of Defence of Russia"),
        ("Минобороны РФ", "Ministry of Defence of Russia"),
        ("Sergei Sobyanin, mayor of Moscow", "Mayor of Moscow"),
        ("мэр Москвы", "Mayor of Moscow"),
        ("governor of Lipetsk Oblast", "Governor of Lipetsk Oblast"),
        ("губернатор Воронежской области", "Governor of Voronezh Oblast"),
        ("начальник Харківської ОВА", "Head of the Kharkiv Oblast Military Administration"),
        ("Повітряні Сили", "Air Force of Ukraine"),
        ("Igor Artamonov, Lipetsk governor", "Governor of Lipetsk Oblast"),
        ("губернатор Игорь Артамонов", None),
        ("Олег Синєгубов", "Head of the Kharkiv Oblast Military Administration"),
        ("Alexander Bogomaz", "Governor of Bryansk Oblast"),
        ("Ministry of Defence", None),
        ("governor", None),
        ("residents", None),
        ("self", None),
        ("mayor of Springfield", None),
    ],
)
def test_an_office_is_known_by_its_names_only(written: str, office: str | None) -> None:
    found = find_authority(written)
    assert (found.name if found else None) == office


def test_every_office_has_a_source_a_date_and_a_place() -> None:
    for authority in load_authorities():
        assert authority.source
        assert authority.as_of
        assert authority.answers_for
        assert (authority.holder is None) == (authority.holder_as_of is None)
        assert find_authority(authority.name) is authority


def test_crimea_is_answered_for_by_bodies_of_both_countries() -> None:
    names = {authority.name for authority in authorities_for("UA-43", "air_defence")}
    assert {"Ministry of Defence of Russia", "Air Force of Ukraine"} <= names


def test_nobody_answers_for_a_place_without_a_code() -> None:
    assert authorities_for(None, "air_defence") == ()


def test_a_known_channel_speaks_for_its_office() -> None:
    profile = known_profiles()["mod_russia"]
    assert profile.stream is Stream.OFFICIAL
    assert profile.speaks_for == "Ministry of Defence of Russia"
    assert profile.responsible_for == ("RU",)

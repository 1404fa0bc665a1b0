"""Settings and sources files: what they give, and what they say when they cannot be understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from skywitness.config import Settings, load_profiles, load_settings
from skywitness.errors import BadSettings
from skywitness.model.report import SourceProfile
from skywitness.model.words import Audience, Stream


def write(folder: Path, text: str, name: str = "sources.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    assert load_settings(write(tmp_path, "")) == Settings()


def test_settings_are_read(tmp_path: Path) -> None:
    settings = load_settings(
        write(tmp_path, '[limits]\nmax_item_bytes = 10\n[audience]\ndefault = "team"\n[[source]]\nname = "desk"\nstream = "media"\n')
    )
    assert settings.limits.max_item_bytes == 10
    assert settings.audience.default == Audience.TEAM
    assert settings.source == (SourceProfile(name="desk", stream=Stream.MEDIA),)


@pytest.mark.parametrize(
    "text",
    [
        '[[source]]\nname = "desk"\nstream = "official"\nzone = "Europe/Kyiv"\nresponsible_for = ["UA-63"]',
        '[desk]\nstream = "official"\nzone = "Europe/Kyiv"\nresponsible_for = ["UA-63"]',
        '[source.desk]\nstream = "official"\nzone = "Europe/Kyiv"\nresponsible_for = ["UA-63"]',
        '\ufeff[desk]\nstream = "official"\nzone = "Europe/Kyiv"\nresponsible_for = ["UA-63"]',
    ],
)
def test_sources_can_be_written_as_array_or_as_tables(text: str, tmp_path: Path) -> None:
    desk = SourceProfile(name="desk", stream=Stream.OFFICIAL, zone="Europe/Kyiv", responsible_for=("UA-63",))
    assert load_profiles(write(tmp_path, text)) == {"desk": desk}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '[[source]]\nname="a"\n[[source]]\nname="b"\n[[source]]\nname="c"\nreliability="G"',
            "sources.toml: 'source[2].reliability' is \"G\"; give a letter A to F",
        ),
        ('[desk]\nstream = "offical"', "sources.toml: 'desk.stream' is \"offical\"; give one of official, grassroots"),
        ('[desk]\nstraem = "official"', "sources.toml: 'desk.straem' is not known; known are: name, stream, region"),
        ('[[source]]\nstream = "official"', "sources.toml: 'source[0]' lacks 'name'; give the name"),
        ('[desk]\nzone = "Kyiv"', "sources.toml: 'desk.zone' is \"Kyiv\"; give an IANA time zone"),
        ('[desk]\nzone = "../x"', "'desk.zone' is"),
        ('[desk]\nzone = "Europe"', "'desk.zone' is"),
        ("[desk]\nregion = 7", "sources.toml: 'desk.region' is 7; give an ISO 3166-2 code"),
        ("desk = 7", "sources.toml: 'desk' is 7; make it a table"),
        ("source = 7", "sources.toml: 'source' is 7; give one table for each source"),
        ('[[source]]\nname="a"\n[[source]]\nname="a"', "'source[1]' describes 'a' a second time"),
        ('[[source]]\nname="a"\n[desk]\n', "sources.toml: 'desk' stands beside 'source'"),
        ("[desk\n", "sources.toml: is no TOML"),
        ('[desk]\nresponsible_for = "UA-63"', "'desk.responsible_for' is \"UA-63\"; give a list"),
        ('[[source]]\nname = ""', "'source[0].name' is \"\"; give the name"),
    ],
)
def test_a_bad_sources_file_is_told_by_key_value_and_advice(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(BadSettings) as caught:
        load_profiles(write(tmp_path, text))
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[limits]\nmax_item_bytes = 0", "config.toml: 'limits.max_item_bytes' is 0; give a number of bytes above 0"),
        ("[limits]\nmax_item_bytes = 'a'", "config.toml: 'limits.max_item_bytes' is \"a\""),
        (
            "[limit]\nmax_item_bytes = 1",
            "config.toml: 'limit' is not known; known are: limits, audience, propose, archive, media, desk, retention, source",
        ),
        ("limits = 3", "config.toml: 'limits' is 3; make it a table: [limits]"),
        ("[audience]\ndefault = 3", "config.toml: 'audience.default' is 3; give the name of an audience that the policy knows"),
        ("[audience]\npolicy = 3", "config.toml: 'audience.policy' is 3; give the path of a TOML file in quotes"),
        ('[source.desk]\nstream = "x"', "config.toml: 'source.desk.stream' is \"x\""),
        ('[propose]\nurl = "models.example"', "config.toml: 'propose.url' is \"models.example\"; give the address"),
        ("[propose]\ntimeout_s = 0", "config.toml: 'propose.timeout_s' is 0; give a number of seconds above 0"),
        ('[propose]\nkey = "k"', "config.toml: 'propose.key' is not known; known are: url, model, timeout_s"),
    ],
)
def test_a_bad_settings_file_is_told_by_key_value_and_advice(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(BadSettings) as caught:
        load_settings(write(tmp_path, text, "config.toml"))
    assert told in str(caught.value)


def test_a_missing_file_and_a_file_that_is_no_text_are_told(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"none\.toml: cannot be read"):
        load_settings(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"name = '\xff\xfe'")
    with pytest.raises(BadSettings, match="is not UTF-8 text"):
        load_settings(tmp_path / "bytes.toml")

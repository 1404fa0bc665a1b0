"""The sources of an exercise: every one invented, marked as an exercise, and named by its part."""

from __future__ import annotations

from msgspec import Struct

from skywitness.exercise.lands import LANGUAGES, ZONES, Region, load_regions
from skywitness.exercise.scenario import Scenario
from skywitness.model.report import SourceProfile
from skywitness.model.words import Stream

MINISTRIES = {
    "RU": ("exercise_ministry_ru", "Ministry of Defence of Russia (exercise)"),
    "UA": ("exercise_air_force_ua", "Air Force of Ukraine (exercise)"),
    "RO": ("exercise_ministry_ro", "Ministry of National Defence of Romania (exercise)"),
    "MD": ("exercise_ministry_md", "Ministry of Defence of Moldova (exercise)"),
}
RESCUE, AIRPORTS = "rescue", "airports"
"""The matters that services and aviation authorities are limited to; an office without any answers for all that happens there."""
FEWEST_RESIDENTS, FEWEST_REPOSTS = 6, 8
OFFICES = {
    "en": ("the mayor", "the governor"),
    "ru": ("мэр города", "губернатор"),
    "uk": ("міський голова", "начальник обласної адміністрації"),
}
"""How the press names an authority in a language: in a capital, elsewhere."""


class Source(Struct, frozen=True, kw_only=True):
    """One source that speaks: its profile, the language it writes, the region it tells of (None for a whole country or the world)."""

    profile: SourceProfile
    language: str
    region: Region | None = None

    @property
    def name(self) -> str:
        """The name under which it publishes."""
        return self.profile.name


class LocalCast(Struct, frozen=True, kw_only=True):
    """The sources of one region."""

    region: Region
    authority: Source
    services: Source
    siren: Source
    channel: Source
    residents: tuple[Source, ...]
    aviation: Source
    rival: Source | None = None
    """Another local channel, where the scenario has one."""


class Cast(Struct, frozen=True, kw_only=True):
    """All sources of an exercise."""

    local: dict[str, LocalCast]
    ministries: dict[str, Source]
    reposts: tuple[Source, ...]
    press: tuple[Source, ...]
    analyst: Source
    satellite: Source
    partisans: dict[str, Source]

    def everyone(self) -> list[Source]:
        """Every source, local ones first."""
        local = [
            source
            for one in self.local.values()
            for source in (
                one.authority,
                one.services,
                one.siren,
                one.channel,
                *one.residents,
                one.aviation,
                *([one.rival] if one.rival else []),
            )
        ]
        return [*local, *self.ministries.values(), *self.reposts, *self.press, self.analyst, self.satellite, *self.partisans.values()]


def make_cast(scenario: Scenario) -> Cast:
    """The sources that a scenario needs: a set for each region, a ministry for each country, and those that speak of everything."""
    regions = [load_regions()[iso] for iso in (*scenario.regions, *scenario.crossing)]
    countries = list(dict.fromkeys(region.country for region in regions))
    languages = list(dict.fromkeys(LANGUAGES[country] for country in countries))
    reposts = max(FEWEST_REPOSTS, round(1.5 * scenario.copies))
    return Cast(
        local={region.iso: _make_local(region, scenario) for region in regions},
        ministries={country: _make_ministry(country) for country in countries},
        reposts=tuple(
            _make_wide(f"exercise_repost_{n:02d}", Stream.GRASSROOTS, languages[n % len(languages)]) for n in range(1, reposts + 1)
        ),
        press=tuple(_make_wide(f"exercise_press_{language}", Stream.MEDIA, language) for language in dict.fromkeys([*languages, "en"])),
        analyst=_make_wide("exercise_analyst_en", Stream.MEDIA, "en"),
        satellite=_make_wide("exercise_satellite", Stream.INSTRUMENT, "en"),
        partisans={
            country: _make_wide(f"exercise_partisan_{country.lower()}", Stream.GRASSROOTS, LANGUAGES[country]) for country in countries
        },
    )


def _make_local(region: Region, scenario: Scenario) -> LocalCast:
    residents = max(FEWEST_RESIDENTS, round(2 * scenario.residents))
    code = region.iso.lower().replace("-", "_")
    office = "Mayor" if region.is_capital else "Governor"
    whole = region.whole.names["en"]
    return LocalCast(
        region=region,
        authority=_make_official(f"exercise_{office.lower()}_{code}", region, f"{office} of {whole} (exercise)"),
        services=_make_official(f"exercise_services_{code}", region, f"Emergency services of {whole} (exercise)", RESCUE),
        siren=_make(f"exercise_siren_{code}", Stream.INSTRUMENT, region),
        channel=_make(f"exercise_channel_{code}", Stream.GRASSROOTS, region),
        residents=tuple(_make(f"exercise_resident_{code}_{n}", Stream.GRASSROOTS, region) for n in range(1, residents + 1)),
        aviation=_make_official(f"exercise_aviation_{code}", region, f"Civil aviation authority for {whole} (exercise)", AIRPORTS),
        rival=_make(f"exercise_rival_{code}", Stream.GRASSROOTS, region) if scenario.faults.rivalry else None,
    )


def _make_official(name: str, region: Region, speaks_for: str, *matters: str) -> Source:
    profile = SourceProfile(
        name=name, stream=Stream.OFFICIAL, region=region.iso, language=region.language, zone=region.zone.key, speaks_for=speaks_for,
        responsible_for=(region.iso, *matters), exercise=True,
    )  # fmt: skip
    return Source(profile=profile, language=region.language, region=region)


def _make(name: str, stream: Stream, region: Region) -> Source:
    profile = SourceProfile(name=name, stream=stream, region=region.iso, language=region.language, zone=region.zone.key, exercise=True)
    return Source(profile=profile, language=region.language, region=region)


def _make_ministry(country: str) -> Source:
    name, speaks_for = MINISTRIES[country]
    profile = SourceProfile(
        name=name, stream=Stream.OFFICIAL, language=LANGUAGES[country], zone=ZONES[country].key, speaks_for=speaks_for,
        responsible_for=(country,), exercise=True,
    )  # fmt: skip
    return Source(profile=profile, language=LANGUAGES[country])


def _make_wide(name: str, stream: Stream, language: str) -> Source:
    return Source(profile=SourceProfile(name=name, stream=stream, language=language, exercise=True), language=language)

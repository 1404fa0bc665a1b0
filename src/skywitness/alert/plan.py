"""What is told to whom: the tables ``[[channel]]`` and ``[[alert]]`` of a settings file, decoded once, with errors that name the table."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Annotated, Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Meta, Struct

from skywitness.errors import BadSettings
from skywitness.model.words import Audience, Standing, Target, What

T = TypeVar("T")
EVENTS = "events:"
"""The address of a channel that is not sent anywhere: its messages are followed as server-sent events."""
FROM_ENVIRONMENT = re.compile(r"\$\{(\w+)\}")

Share = Annotated[float, Meta(gt=0, le=1)]


class Quiet(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Hours of the day, in a time zone, in which a channel is told nothing that can wait; over midnight when ``until`` is not after ``begin``."""

    begin: time
    until: time
    zone: str = "UTC"

    def holds(self, at: datetime) -> bool:
        """Whether an instant is in these hours.

        >>> night = Quiet(begin=time(23), until=time(7), zone="Europe/Kyiv")
        >>> night.holds(datetime.fromisoformat("2031-01-01T22:00:00Z")), night.holds(datetime.fromisoformat("2031-01-01T05:00:00Z"))
        (True, False)
        """
        clock = at.astimezone(ZoneInfo(self.zone)).time()
        if self.begin < self.until:
            return self.begin <= clock < self.until
        return clock >= self.begin or clock < self.until


class Channel(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One receiver. ``address`` is one that Apprise understands, with ``${NAME}`` where a secret of the environment belongs, or :data:`EVENTS`.

    After ``tries`` deliveries that failed, a message is set aside as a dead letter.
    """

    name: str
    address: str
    language: Literal["en", "ru", "uk"] = "en"
    audience: str = Audience.PUBLIC.value
    quiet: Quiet | None = None
    tries: Annotated[int, Meta(ge=1)] = 20

    @property
    def is_stream(self) -> bool:
        """Whether its messages are followed and not sent."""
        return self.address == EVENTS

    def is_quiet(self, at: datetime) -> bool:
        """Whether this channel is told nothing that can wait, at an instant."""
        return self.quiet is not None and self.quiet.holds(at)


class Near(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A circle, in degrees and kilometres."""

    lat: Annotated[float, Meta(ge=-90, le=90)]
    lon: Annotated[float, Meta(ge=-180, le=180)]
    km: Annotated[float, Meta(gt=0)]


class Rule(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a subscription waits for. All that is given must hold; of a list, one. ``to`` are names of channels.

    ``regions`` are ISO 3166-2 codes or countries; ``words`` are watchwords, whole unless they end in ``*``. ``silence_quantile`` is reached
    when an authority is silent for longer than that share of its usual delays. ``tally_mismatch`` asks for tallies that do not add up, all
    other rules for incidents. What was last spoken of more than ``max_age_hours`` ago is no news. ``urgent`` ends quiet hours.
    """

    name: str
    to: tuple[str, ...]
    regions: tuple[str, ...] = ()
    near: Near | None = None
    what: tuple[What, ...] = ()
    target: tuple[Target, ...] = ()
    standing: tuple[Standing, ...] = ()
    silence_quantile: Share | None = None
    contradiction: bool = False
    tally_mismatch: bool = False
    words: tuple[str, ...] = ()
    max_age_hours: Annotated[float, Meta(gt=0)] | None = None
    urgent: bool = False


class AlertPlan(Struct, frozen=True, kw_only=True):
    """All channels and rules."""

    channels: tuple[Channel, ...]
    rules: tuple[Rule, ...]

    def rules_for(self, channel: str) -> tuple[Rule, ...]:
        """The rules that tell this channel."""
        return tuple(rule for rule in self.rules if channel in rule.to)


def load_alert_plan(path: Path) -> AlertPlan:
    """The plan that a settings file holds.

    Raises
    ------
    BadSettings
        The file is no TOML, has no channel or no rule, or says something that we do not understand; the message names the table.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadSettings(f"{path}: cannot be read: {error.strerror}; name a TOML file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(f"{path.name}: is no TOML: {error}") from error
    plan = AlertPlan(
        channels=_read_tables(told, "channel", Channel, path.name, "name and address"),
        rules=_read_tables(told, "alert", Rule, path.name, "name and to"),
    )
    _require_sense(plan, path.name)
    return plan


def fill_in_secrets(channel: Channel, environment: Mapping[str, str]) -> str:
    """The channel's address with what the environment holds in place of each ``${NAME}``.

    Raises
    ------
    BadSettings
        The environment has no such variable.

    >>> fill_in_secrets(Channel(name="desk", address="tgram://${BOT}/-100"), {"BOT": "1:a"})
    'tgram://1:a/-100'
    """
    missing = [name for name in FROM_ENVIRONMENT.findall(channel.address) if name not in environment]
    if missing:
        raise BadSettings(
            f"channel {channel.name!r}: the environment variable {missing[0]} is not set; set it, or take ${{{missing[0]}}} out"
        )
    return FROM_ENVIRONMENT.sub(lambda found: environment[found[1]], channel.address)


def _read_tables(told: Mapping[str, object], key: str, kind: type[T], file: str, needed: str) -> tuple[T, ...]:
    tables = told.get(key)
    if not isinstance(tables, list) or not tables:
        raise BadSettings(f"{file}: there is no [[{key}]]; add one with {needed}")
    return tuple(_convert(table, kind, f"{file}: {key}[{number}]") for number, table in enumerate(tables))


def _convert(table: object, kind: type[T], where: str) -> T:
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        raise BadSettings(f"{where}: {error}") from None


def _require_sense(plan: AlertPlan, file: str) -> None:
    """Names are one of a kind, receivers exist, zones are known, and no rule waits for what can never be."""
    for kind, names in (("channel", [each.name for each in plan.channels]), ("alert", [each.name for each in plan.rules])):
        twice = next((name for name in names if not name or names.count(name) > 1), None)
        if twice is not None:
            raise BadSettings(f"{file}: {kind} {twice!r}: give each [[{kind}]] a name of its own")
    known = {channel.name for channel in plan.channels}
    for channel in plan.channels:
        if channel.quiet is not None and not _is_zone(channel.quiet.zone):
            raise BadSettings(f'{file}: channel {channel.name!r}: {channel.quiet.zone!r} is no time zone; give one such as "Europe/Kyiv"')
    for rule in plan.rules:
        strange = [name for name in rule.to if name not in known]
        if strange or not rule.to:
            raise BadSettings(
                f"{file}: alert {rule.name!r}: {strange[0] if strange else 'nobody'!r} is no channel; there are: {', '.join(known)}"
            )
        if rule.tally_mismatch and (rule.standing or rule.contradiction or rule.silence_quantile is not None):
            raise BadSettings(f"{file}: alert {rule.name!r}: a tally has no standing, silence or contradiction; make two rules of it")
        if not all(word.strip(" *") for word in rule.words):
            raise BadSettings(f"{file}: alert {rule.name!r}: an empty watchword is found everywhere; take it out")


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder of the zone database
        return False
    return True

"""What is watched and how: the ``[[watch]]`` tables and the ``[fetch]`` table of the settings."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TypeVar, cast

import msgspec
from msgspec import Struct

from skywitness.errors import BadSettings
from skywitness.ingest.live.media import Hosts, MediaRules
from skywitness.model.live import LiveSource
from skywitness.parts import Collector, installed

T = TypeVar("T")


class FetchRules(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How hosts are asked: at most once in ``host_pause_s``, for so many bytes and seconds; ``hosts`` may be gone to by redirects, besides those watched."""

    host_pause_s: float = 2.0
    max_bytes: int = 8_000_000
    timeout_s: float = 20.0
    whole_s: float = 120.0
    """Seconds that one answer may take from its beginning to its end, however steadily it drips."""
    workers: int = 8
    """Sources that are looked at side by side."""
    retries: int = 3
    hosts: tuple[str, ...] = ()
    allow_private: bool = False
    """Whether addresses of this machine or a local network may be asked."""
    proxy: str | None = None
    agent: str = "skywitness (newsroom collector)"
    media: MediaRules | None = None
    """What posts show is fetched by these rules; None: not at all."""


class ReceiveRules(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where webhooks are received: on this machine unless told otherwise, behind a proxy that speaks TLS."""

    listen: str = "127.0.0.1:8766"


class Plan(Struct, frozen=True, kw_only=True):
    """All that is watched, and the rules."""

    sources: tuple[LiveSource, ...]
    rules: FetchRules = FetchRules()
    receive: ReceiveRules = ReceiveRules()

    @property
    def hosts(self) -> Hosts:
        """Every host that may be asked."""
        return Hosts((*(source.host for source in self.sources if source.host), *self.rules.hosts))


def load_plan(path: Path) -> Plan:
    """The plan that a settings file holds.

    Raises
    ------
    BadSettings
        The file is no TOML, watches nothing, or says something that we do not understand; the message names the table.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadSettings(f"{path}: cannot be read: {error.strerror}; name a TOML file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(f"{path.name}: is no TOML: {error}") from error
    sources = tuple(_convert(table, LiveSource, f"{path.name}: watch[{number}]") for number, table in enumerate(told.get("watch", [])))
    if not sources:
        raise BadSettings(f"{path.name}: nothing is watched; add a table [[watch]] with name, kind and where")
    for source in sources:
        _require_sense(source, path.name)
    names = [source.name for source in sources]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise BadSettings(f"{path.name}: {twice!r} is watched twice; give each [[watch]] a name of its own")
    rules = _convert(told.get("fetch", {}), FetchRules, f"{path.name}: fetch")
    if rules.workers < 1:
        raise BadSettings(f"{path.name}: fetch: workers is {rules.workers}; give at least 1")
    if rules.media and (not rules.media.hosts or rules.media.max_bytes < 1):
        raise BadSettings(
            f"{path.name}: fetch.media: name the 'hosts' that may be asked, such as [\"*.telesco.pe\"], and 'max_bytes' above 0"
        )
    if rules.proxy and "@" in rules.proxy:
        raise BadSettings(
            f"{path.name}: fetch: a password has no place in 'proxy'; give the whole address by the environment, as SKYWITNESS_PROXY"
        )
    paths = [source.where for source in sources if source.kind == "webhook"]
    if len(set(paths)) < len(paths):
        raise BadSettings(f"{path.name}: two webhooks are sent to one path; give each a path of its own")
    return Plan(sources=sources, rules=rules, receive=_convert(told.get("receive", {}), ReceiveRules, f"{path.name}: receive"))


def _convert(table: object, kind: type[T], where: str) -> T:
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        raise BadSettings(f"{where}: {error}") from None


def find_collector(source: LiveSource) -> Collector:
    """The installed collector of a source's kind.

    Raises
    ------
    BadSettings
        None is installed.
    """
    collectors = cast("dict[str, Collector]", installed("collectors"))
    if source.kind not in collectors:
        raise BadSettings(f"{source.name}: there is no kind {source.kind!r}; installed are {', '.join(collectors)}")
    return collectors[source.kind]


def _require_sense(source: LiveSource, file: str) -> None:
    if not source.name or source.every_s <= 0:
        raise BadSettings(f"{file}: {source.name or 'a source without a name'}: give a name, and every_s above 0")
    try:
        fault = find_collector(source).find_fault(source)
    except BadSettings as error:
        raise BadSettings(f"{file}: {error}") from None
    if fault:
        raise BadSettings(f"{file}: {source.name}: {fault}")

"""What is watched and how: the ``[[watch]]`` tables and the ``[fetch]`` table of the settings."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from skywitness.errors import BadSettings

T = TypeVar("T")


class LiveKind(StrEnum):
    """What kind of thing is watched."""

    TELEGRAM = "telegram"
    FEED = "feed"
    PAGE = "page"
    FOLDER = "folder"


class LiveSource(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to watch. ``where`` is an address or a folder; ``pages`` is how many pages of a channel are paged back through at first."""

    name: str
    kind: LiveKind
    where: str
    every_s: float = 60.0
    pages: int = 3

    @property
    def host(self) -> str:
        """The host that is asked; empty for a folder."""
        return "" if self.kind is LiveKind.FOLDER else (urlsplit(self.where).hostname or "")


class FetchRules(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How hosts are asked: at most once in ``host_pause_s``, for so many bytes and seconds; ``hosts`` may be gone to by redirects, besides those watched."""

    host_pause_s: float = 2.0
    max_bytes: int = 8_000_000
    timeout_s: float = 20.0
    retries: int = 3
    hosts: tuple[str, ...] = ()
    allow_private: bool = False
    """Whether addresses of this machine or a local network may be asked."""
    proxy: str | None = None
    agent: str = "skywitness (newsroom collector)"


class Plan(Struct, frozen=True, kw_only=True):
    """All that is watched, and the rules."""

    sources: tuple[LiveSource, ...]
    rules: FetchRules = FetchRules()

    @property
    def hosts(self) -> frozenset[str]:
        """Every host that may be asked."""
        return frozenset({source.host for source in self.sources if source.host} | set(self.rules.hosts))


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
    return Plan(sources=sources, rules=_convert(told.get("fetch", {}), FetchRules, f"{path.name}: fetch"))


def _convert(table: object, kind: type[T], where: str) -> T:
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        raise BadSettings(f"{where}: {error}") from None


def _require_sense(source: LiveSource, file: str) -> None:
    if not source.name or source.every_s <= 0 or source.pages < 1:
        raise BadSettings(f"{file}: {source.name or 'a source without a name'}: give a name, every_s above 0 and pages of at least 1")
    if source.kind is LiveKind.FOLDER:
        return
    if urlsplit(source.where).scheme not in ("http", "https") or not source.host:
        raise BadSettings(f"{file}: {source.name}: {source.where!r} is no address of the web; write it as https://…")
    if "@" in urlsplit(source.where).netloc:
        raise BadSettings(f"{file}: {source.name}: a password has no place in an address; give the proxy or the token by the environment")

"""Settings and descriptions of sources: TOML files, decoded once, with errors that name the key, what it says and what to give instead."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Struct

from skywitness.errors import BadSettings
from skywitness.media.bounds import Bounds
from skywitness.model.report import SourceProfile
from skywitness.model.words import Audience, Stream

T = TypeVar("T", bound=Struct)


class Limits(Struct, frozen=True, kw_only=True):
    """How much one item of an input may take."""

    max_item_bytes: int = 8_000_000


class AudienceSettings(Struct, frozen=True, kw_only=True):
    """For whom exports and pages are made when nothing else is said."""

    default: str = Audience.PUBLIC.value
    policy: Path | None = None
    """A do-no-harm policy of one's own, laid over the one that ships; a relative path is meant from the settings file."""


class ProposeSettings(Struct, frozen=True, kw_only=True):
    """The endpoint that ``skywitness extract --propose endpoint`` asks, and how long any one answer may take."""

    url: str | None = None
    model: str | None = None
    timeout_s: float = 60.0


class ArchiveSettings(Struct, frozen=True, kw_only=True):
    """The time-stamping authority (RFC 3161) that ``skywitness archive stamp`` asks, and how long it may take. Without one nothing is asked."""

    tsa: str | None = None
    timeout_s: float = 30.0


class RetentionSettings(Struct, frozen=True, kw_only=True):
    """How long the words of reports are kept that nothing rests on: days since they were collected. Without it they are kept for ever; ``skywitness retain`` obeys."""

    unrelated_days: float | None = None


class DeskSettings(Struct, frozen=True, kw_only=True):
    """Who may read and who may act in the web application.

    ``reading`` is ``public``, or ``people`` when only those may read who signed in. ``analysts_see`` is the audience as which a signed-in analyst reads: ``team`` lifts
    the do-no-harm gate for those alone. ``https`` says that all readers come over TLS. A proxy names the person in ``proxy_header`` when it asks from one of ``proxy_addresses``.
    """

    reading: str = "public"
    analysts_see: str = Audience.PUBLIC.value
    https: bool = False
    idle_minutes: float = 60.0
    session_hours: float = 12.0
    proxy_header: str | None = None
    proxy_addresses: tuple[str, ...] = ()


class Settings(Struct, frozen=True, kw_only=True):
    """All that one settings file can say. Without a file, the defaults."""

    limits: Limits = Limits()
    audience: AudienceSettings = AudienceSettings()
    propose: ProposeSettings = ProposeSettings()
    archive: ArchiveSettings = ArchiveSettings()
    media: Bounds = Bounds()
    desk: DeskSettings = DeskSettings()
    retention: RetentionSettings = RetentionSettings()
    source: tuple[SourceProfile, ...] = ()


EXPECTED = {
    "max_item_bytes": "give a number of bytes above 0, such as 8000000",
    "default": "give the name of an audience that the policy knows, in quotes: public, team, or one of your own",
    "policy": 'give the path of a TOML file in quotes, such as "policy.toml"',
    "name": "give the name under which the source's reports come, in quotes",
    "stream": f"give one of {', '.join(Stream)}",
    "region": 'give an ISO 3166-2 code, such as "UA-63"',
    "language": 'give a language code, such as "uk"',
    "zone": 'give an IANA time zone, such as "Europe/Kyiv"',
    "reliability": "give a letter A to F",
    "speaks_for": "give the asserter in quotes, empty when the source speaks as itself",
    "responsible_for": 'give a list of region codes or matters, such as ["RU-LIP"]',
    "limits": "make it a table: [limits]",
    "url": 'give the address before /chat/completions, such as "https://models.example/v1"',
    "model": "give the model's name at that endpoint, in quotes",
    "timeout_s": "give a number of seconds above 0, such as 60",
    "max_file_bytes": "give a number of bytes above 0, such as 2000000000",
    "max_pixels": "give a number of pixels above 0, such as 50000000",
    "max_film_s": "give a number of seconds above 0, such as 900",
    "max_frames": "give a number of frames above 0, such as 60000",
    "cpu_s": "give a whole number of seconds above 0, such as 120",
    "memory_bytes": "give a number of bytes above 0, such as 3000000000",
    "record_cpu_s": "give a whole number of seconds above 0, such as 20",
    "record_memory_bytes": "give a number of bytes above 0, such as 1000000000",
    "copy_cpu_s": "give a whole number of seconds above 0, such as 3600",
    "picture_side": "give a number of pixels above 0, such as 1024",
    "media": "make it a table: [media]",
    "tsa": 'give the address of a time-stamping authority, such as "https://tsa.example/tsr"',
    "archive": "make it a table: [archive]",
    "desk": "make it a table: [desk]",
    "retention": "make it a table: [retention]",
    "unrelated_days": "give a number of days above 0, such as 90",
    "reading": "give public, or people when only those may read who signed in",
    "analysts_see": "give the name of an audience that the policy knows, in quotes: public, team, or one of your own",
    "https": "give true when every reader comes over TLS, else false",
    "idle_minutes": "give a number of minutes above 0, such as 60",
    "session_hours": "give a number of hours above 0, such as 12",
    "proxy_header": 'give the name of the header in which your proxy names the person, such as "X-Remote-User"',
    "proxy_addresses": 'give a list of addresses or networks of your proxies, such as ["127.0.0.1"]',
    "propose": "make it a table: [propose]",
    "audience": "make it a table: [audience]",
    "source": "give one table for each source: [[source]]",
}
"""What to give for each key, in the words of an error."""


HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
BOUNDS = frozenset(field.name for field in msgspec.structs.fields(Bounds))
OF_OTHERS = frozenset({"watch", "fetch", "receive", "channel", "alert"})
"""Tables of the same file that others read: what is collected live (``ingest.live.plan``), what is told to whom (``alert.plan``)."""


def load_settings(path: Path) -> Settings:
    """The settings that a TOML file gives, the rest by default.

    Raises
    ------
    BadSettings
        The file is not there, is no TOML, or says something that we do not understand; the message names the key.
    """
    given = {name: table for name, table in _read_toml(path).items() if name not in OF_OTHERS}
    _refuse_unknown(path.name, "", given, Settings)
    readers = _decode(path.name, "audience", given.get("audience", {}), AudienceSettings)
    if readers.policy is not None:
        readers = msgspec.structs.replace(readers, policy=path.parent / readers.policy)
    return Settings(
        limits=_decode(path.name, "limits", given.get("limits", {}), Limits),
        archive=_decode(path.name, "archive", given.get("archive", {}), ArchiveSettings),
        audience=readers,
        media=_decode(path.name, "media", given.get("media", {}), Bounds),
        desk=_decode(path.name, "desk", given.get("desk", {}), DeskSettings),
        retention=_decode(path.name, "retention", given.get("retention", {}), RetentionSettings),
        propose=_decode(path.name, "propose", given.get("propose", {}), ProposeSettings),
        source=tuple(_read_sources(path.name, given.get("source", []), under="source.").values()),
    )


def load_profiles(path: Path) -> dict[str, SourceProfile]:
    """The sources that a ``sources.toml`` describes, by name: tables ``[[source]]``, ``[source.NAME]`` or just ``[NAME]``.

    Raises
    ------
    BadSettings
        As for settings; also when two tables describe one source.
    """
    given = _read_toml(path)
    if "source" not in given:
        return _read_sources(path.name, given, under="")
    others = [key for key in given if key != "source"]
    if others:
        raise BadSettings(f"{path.name}: '{others[0]}' stands beside 'source'; write all sources as [[source]], or each as [NAME]")
    return _read_sources(path.name, given["source"], under="source.")


def _read_sources(file: str, found: object, *, under: str) -> dict[str, SourceProfile]:
    """The profiles of an array of tables with names in it, or of tables under their names."""
    if isinstance(found, list):
        tables = [(f"source[{position}]", table) for position, table in enumerate(found)]
    elif isinstance(found, dict):
        tables = [(under + name, {"name": name, **table} if isinstance(table, dict) else table) for name, table in found.items()]
    else:
        raise _wrong(file, "source", found)
    profiles: dict[str, SourceProfile] = {}
    for where, table in tables:
        profile = _decode(file, where, table, SourceProfile)
        if profile.name in profiles:
            raise BadSettings(f"{file}: '{where}' describes {profile.name!r} a second time; keep one of the two")
        profiles[profile.name] = profile
    return profiles


def _decode(file: str, where: str, table: object, kind: type[T]) -> T:
    """One table as a record, key by key, so that an error can name its key."""
    if not isinstance(table, dict):
        raise _wrong(file, where, table)
    _refuse_unknown(file, f"{where}.", table, kind)
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    missing = [name for name, field in fields.items() if field.required and name not in table]
    if missing:
        raise BadSettings(f"{file}: '{where}' lacks '{missing[0]}'; {EXPECTED[missing[0]]}")
    values = {}
    for key, value in table.items():
        try:
            values[key] = msgspec.convert(value, fields[key].type, dec_hook=_read_path)
        except msgspec.ValidationError:
            raise _wrong(file, f"{where}.{key}", value) from None
        if not _is_sensible(key, value):
            raise _wrong(file, f"{where}.{key}", value)
    return kind(**values)


def _read_path(kind: type, value: object) -> object:
    """A path, which TOML has no type for."""
    if kind is Path and isinstance(value, str) and value:
        return Path(value)
    raise ValueError(f"{value!r} is no path")


def _is_sensible(key: str, value: object) -> bool:
    """Whether a value of the right type is also one that can be meant."""
    if key in BOUNDS:
        return isinstance(value, int | float) and value > 0
    match key:
        case "reliability":
            return value in set("ABCDEF")
        case "max_item_bytes" | "timeout_s" | "idle_minutes" | "session_hours" | "unrelated_days":
            return isinstance(value, int | float) and value > 0
        case "url" | "tsa":
            return str(value).startswith(("http://", "https://"))
        case "reading":
            return value in {"public", "people"}
        case "proxy_header":
            return bool(HEADER.fullmatch(str(value)))
        case "proxy_addresses":
            return isinstance(value, list) and all(map(_is_network, value))
        case "name":
            return bool(value)
        case "zone":
            return _is_zone(str(value))
    return True


def _is_network(told: str) -> bool:
    try:
        ip_network(told)
    except ValueError:
        return False
    return True


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder of the zone database
        return False
    return True


def _refuse_unknown(file: str, where: str, table: Mapping[str, object], kind: type[Struct]) -> None:
    known = [field.name for field in msgspec.structs.fields(kind)]
    unknown = [key for key in table if key not in known]
    if unknown:
        raise BadSettings(f"{file}: '{where}{unknown[0]}' is not known; known are: {', '.join(known)}")


def _wrong(file: str, where: str, value: object) -> BadSettings:
    key = where.rpartition(".")[2]
    advice = EXPECTED.get(key, "make it a table of keys and values")
    return BadSettings(f"{file}: '{where}' is {json.dumps(value, ensure_ascii=False, default=str)}; {advice}")


def _read_toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadSettings(f"{path}: cannot be read: {error.strerror}; name a TOML file") from error
    except UnicodeDecodeError as error:
        raise BadSettings(f"{path.name}: is not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(f"{path.name}: is no TOML: {error}") from error

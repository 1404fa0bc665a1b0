"""The do-no-harm policy: how fine, how early and how personal a publication may be."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

import msgspec
from msgspec import Struct

from skywitness.errors import BadSettings
from skywitness.model.words import Precision


class Finest(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The finest place that the public sees, by what is there."""

    air_defence: Precision
    launch_site: Precision
    emergency_crew: Precision
    filming_position: Precision
    impact: Precision


class Delay(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How long something is held back, in hours since it happened."""

    defending_unit_hours: float
    crew_present_hours: float


class UnitWords(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which words tell the type of a defending unit (regular expressions), and which mark an answer that tells none."""

    plain_means: tuple[str, ...]
    type_words: tuple[str, ...]


class PersonWords(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who is named without an office beside the name: surnames as regular expressions."""

    public_figures: tuple[str, ...]


class Policy(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All rules of the gate. Decoded from TOML; an unknown key is an error."""

    finest: Finest
    delay: Delay
    unit: UnitWords
    person: PersonWords


def load_policy(path: Path | None = None) -> Policy:
    """The policy that is shipped, with what a file of one's own says laid over it key by key.

    Raises
    ------
    BadSettings
        The file is missing, is no TOML, or says something that we do not understand; the message names the file and the key.

    >>> load_policy().finest.impact, load_policy().delay.defending_unit_hours
    (<Precision.TOWN: 'town'>, 6.0)
    """
    tables = tomllib.loads((files("skywitness.publish") / "policy.toml").read_text("utf-8"))
    if path is not None:
        for name, table in _read_own(path).items():
            tables[name] = {**tables.get(name, {}), **table} if isinstance(table, dict) else table
    try:
        return msgspec.convert(tables, Policy)
    except msgspec.ValidationError as error:
        raise BadSettings(f"{path or 'policy.toml'}: {error}") from None


def _read_own(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadSettings(f"{path}: the policy cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(f"{path}: the policy is not TOML: {error}") from None

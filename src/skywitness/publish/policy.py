"""The do-no-harm policy: how fine, how early and how personal a publication may be."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import msgspec
from msgspec import Struct

from skywitness.errors import BadSettings
from skywitness.model.words import Precision

NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
"""Of an audience: it stands in file names and identifiers."""


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


class AudienceRules(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What holds for one audience instead of the rules for all: other places and delays, or, ``lifted``, no rule at all."""

    lifted: bool = False
    finest: Mapping[str, object] = {}
    delay: Mapping[str, object] = {}


class Rules(Struct, frozen=True, kw_only=True):
    """The rules that hold for one audience."""

    finest: Finest
    delay: Delay
    unit: UnitWords
    person: PersonWords
    lifted: bool


class Policy(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All rules of the gate. Decoded from TOML; an unknown key is an error. ``audience`` holds what is otherwise for the audiences that there are."""

    finest: Finest
    delay: Delay
    unit: UnitWords
    person: PersonWords
    audience: Mapping[str, AudienceRules]

    def rules_for(self, audience: str) -> Rules:
        """The rules that hold for an audience: those for all, with its own table laid over them.

        Raises
        ------
        BadSettings
            The policy knows no such audience, or its table says something that we do not understand.

        >>> load_policy().rules_for("public").lifted, load_policy().rules_for("team").lifted
        (False, True)
        """
        if audience not in self.audience:
            raise BadSettings(
                f"there is no audience {audience!r}; the policy knows: {', '.join(self.audience)}; add a table [audience.{audience}]"
            )
        own = self.audience[audience]
        try:
            finest = msgspec.convert({**msgspec.to_builtins(self.finest), **own.finest}, Finest)
            delay = msgspec.convert({**msgspec.to_builtins(self.delay), **own.delay}, Delay)
        except msgspec.ValidationError as error:
            raise BadSettings(f"the policy's table [audience.{audience}]: {error}") from None
        return Rules(finest=finest, delay=delay, unit=self.unit, person=self.person, lifted=own.lifted)


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
        policy = msgspec.convert(tables, Policy)
        for audience in policy.audience:
            policy.rules_for(audience)
    except (msgspec.ValidationError, BadSettings) as error:
        raise BadSettings(f"{path or 'policy.toml'}: {error}") from None
    strange = [name for name in policy.audience if not NAME.fullmatch(name)]
    if strange:
        raise BadSettings(f"{path}: the audience {strange[0]!r} needs a name of small letters, digits and hyphens, such as partners")
    return policy


def _read_own(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadSettings(f"{path}: the policy cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(f"{path}: the policy is not TOML: {error}") from None

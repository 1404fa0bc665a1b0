"""Writes docs/reference.md from the code: every command with its options, every setting with its default, every part that is installed.

    python -m scripts.write_reference

A test holds the page against the code, so it cannot fall behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from importlib.metadata import entry_points
from inspect import cleandoc
from pathlib import Path
from typing import Any, cast

import msgspec
from msgspec import Struct

from skywitness.alert.plan import Channel, Quiet, Rule
from skywitness.cli.app import app
from skywitness.config import EXPECTED, ArchiveSettings, AudienceSettings, DeskSettings, Limits, ProposeSettings, RetentionSettings
from skywitness.ingest.live.media import MediaRules
from skywitness.ingest.live.plan import FetchRules, ReceiveRules
from skywitness.media.bounds import Bounds
from skywitness.model.live import LiveSource
from skywitness.model.report import SourceProfile
from skywitness.parts import GROUPS, Exporter, installed

PAGE = Path(__file__).parents[1] / "docs/reference.md"
TABLES: Sequence[tuple[str, type[Struct]]] = (
    ("[limits]", Limits),
    ("[audience]", AudienceSettings),
    ("[media]", Bounds),
    ("[archive]", ArchiveSettings),
    ("[propose]", ProposeSettings),
    ("[desk]", DeskSettings),
    ("[retention]", RetentionSettings),
    ("[[source]]", SourceProfile),
    ("[[watch]]", LiveSource),
    ("[fetch]", FetchRules),
    ("[fetch.media]", MediaRules),
    ("[receive]", ReceiveRules),
    ("[[channel]]", Channel),
    ("[channel.quiet]", Quiet),
    ("[[alert]]", Rule),
)
EXPLAINED = frozenset({Limits, AudienceSettings, Bounds, ArchiveSettings, ProposeSettings, DeskSettings, RetentionSettings, SourceProfile})
OURS = "skywitness"
USAGE = re.compile(r"(#+ (skywitness [a-z -]+)\n\n```console\n)\2.*?(?= (?:--|\[|[A-Z])|\n)")
"""A command's heading and the beginning of its usage, into which cyclopts writes how this process was started."""


def write_page() -> str:
    """The whole page."""
    parts = [
        "# Reference",
        "Made from the code by `python -m scripts.write_reference`; do not edit it here. How to use all this: the [manual](manual.md).",
        "## Commands",
        _commands(),
        "## Settings",
        "One TOML file, given with `--config`; a table or key that is not there has its default. An unknown key is an error that names it.",
        *(_table(name, kind) for name, kind in TABLES),
        "## Parts",
        "Found through entry points; yours stand beside ours ([how](extending.md)).",
        *(_parts(kind) for kind in GROUPS),
        "## Formats",
        "\n".join(["| `--format` | media type | |", "|---|---|---|", *_formats()]),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _commands() -> str:
    """What cyclopts tells of every verb, without its own title and contents, and without the name of the program that runs this."""
    told = app.generate_docs(heading_level=2, usage_name=OURS)
    return USAGE.sub(r"\1\2", told[told.index("### skywitness ") :])


def _table(name: str, kind: type[Struct]) -> str:
    told = " ".join(_say(kind, whole=True).split())
    rows = [
        f"| `{field.name}` | {_kind_of(field.type)} | {_default_of(field)} | {_meant(kind, field.name)} |"
        for field in msgspec.structs.fields(kind)
    ]
    head = ["| key | kind | default | |", "|---|---|---|---|"]
    return "\n".join([f"### `{name}`", "", told, "", *head, *rows])


def _meant(kind: type[Struct], key: str) -> str:
    """What to give for a key, where the errors of settings say it; other tables say it of all keys together."""
    return EXPECTED.get(key, "").replace("|", "\\|") if kind in EXPLAINED else ""


def _kind_of(told: Any) -> str:  # noqa: ANN401 - a type as msgspec tells it
    text = re.sub(r"(?:Optional\[)?Annotated\[([^,]+),.*\]", r"\1", str(told) if not isinstance(told, type) else told.__name__)
    return "`" + re.sub(r"(?:[a-z_]+\.)+([A-Z]\w+)", r"\1", text).replace("typing.", "").replace("|", "or") + "`"


def _default_of(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "*needed*"
    default = field.default_factory() if field.default is msgspec.NODEFAULT else field.default
    return "none" if default is None else f"`{msgspec.json.encode(msgspec.to_builtins(default)).decode()}`"


def _parts(kind: str) -> str:
    ours = sorted(
        (entry for entry in entry_points(group=f"skywitness.{kind}") if entry.value.startswith(OURS + ".")), key=lambda each: each.name
    )
    rows = [f"| `{entry.name}` | {_say(cast('type', entry.load()))} |" for entry in ours]
    return "\n".join([f"### {kind.capitalize()} (`skywitness.{kind}`)", "", "| name | |", "|---|---|", *rows])


def _formats() -> Iterator[str]:
    ours = {entry.name for entry in entry_points(group="skywitness.exporters") if entry.value.startswith(OURS + ".")}
    for name, made in installed("exporters").items():
        if name in ours:
            exporter = cast("Exporter", made)
            yield f"| `{name}` | `{exporter.media_type}` | {_say(type(made))} |"


def _say(kind: type, *, whole: bool = False) -> str:
    """What a class says of itself, or the first paragraph of it, as one line."""
    first = cleandoc(kind.__doc__ or "").split("\n\n>>>" if whole else "\n\n")[0]
    return re.sub(r":\w+:`[~.]?([^`]+)`", r"`\1`", first.replace("``", "`").replace("\n", " ")).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(write_page(), encoding="utf-8")

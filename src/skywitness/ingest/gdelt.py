"""GDELT 2.0's files of a quarter of an hour: mentions (which article speaks of which coded event) and events (who did what to whom, as a machine read it).

Columns after GDELT's codebooks (2015). The files have no head; tables with the codebooks' names as a head are read as well. What is told is that
GDELT coded it so: a hint where to look, no claim about the world.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from skywitness.ingest.csv_rows import read_tabbed_rows
from skywitness.ingest.observations import Cells, Observation, has_columns, need, read_number, read_observations, tell_rows
from skywitness.model.report import Report, SetAside
from skywitness.model.words import Stream
from skywitness.parts import ReadOptions

MENTION = (
    *("globaleventid", "eventtimedate", "mentiontimedate", "mentiontype", "mentionsourcename", "mentionidentifier", "sentenceid"),
    *("actor1charoffset", "actor2charoffset", "actioncharoffset", "inrawtext", "confidence", "mentiondoclen", "mentiondoctone"),
    *("mentiondoctranslationinfo", "extras"),
)
_ACTOR = (
    "code",
    "name",
    "countrycode",
    "knowngroupcode",
    "ethniccode",
    "religion1code",
    "religion2code",
    "type1code",
    "type2code",
    "type3code",
)
_GEO = ("geo_type", "geo_fullname", "geo_countrycode", "geo_adm1code", "geo_adm2code", "geo_lat", "geo_long", "geo_featureid")
EVENT = (
    *("globaleventid", "sqldate", "monthyear", "year", "fractiondate"),
    *(f"actor{number}{name}" for number in (1, 2) for name in _ACTOR),
    *("isrootevent", "eventcode", "eventbasecode", "eventrootcode", "quadclass", "goldsteinscale", "nummentions", "numsources"),
    *("numarticles", "avgtone"),
    *(f"{which}{name}" for which in ("actor1", "actor2", "action") for name in _GEO),
    *("dateadded", "sourceurl"),
)
HEADED_MENTION = frozenset({"globaleventid", "mentiontimedate", "mentionidentifier", "confidence"})
HEADED_EVENT = frozenset({"globaleventid", "sqldate", "eventcode", "dateadded", "sourceurl"})
CAMEO: Mapping[str, str] = {
    **dict(
        zip(
            [f"{root:02d}" for root in range(1, 8)],
            ["statement", "appeal", "intent to cooperate", "consultation", "diplomatic cooperation", "material cooperation", "aid"],
            strict=True,
        )
    ),
    **dict(
        zip(
            [f"{root:02d}" for root in range(8, 15)],
            ["concession", "investigation", "demand", "disapproval", "rejection", "threat", "protest"],
            strict=True,
        )
    ),
    **dict(
        zip(
            [f"{root:02d}" for root in range(15, 21)],
            ["show of force", "reduced relations", "coercion", "assault", "use of armed force", "mass violence"],
            strict=True,
        )
    ),
    "194": "artillery and tanks",
    "195": "aerial weapons",
    "1951": "precision-guided aerial munitions",
    "1952": "remotely piloted aerial munitions",
}
"""CAMEO's roots, and its codes for what flies, in nouns: nothing here is to be read as a sentence about what happened."""
STAMP = "%Y%m%d%H%M%S"


class Gdelt:
    """Reads mentions and events; each row is a report of a partner."""

    name = "gdelt"
    rank = 40

    def recognises(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - content decides
        """Whether the first line has the columns of one of the files, or names them."""
        return _kind_without_head(head) is not None or has_columns(head, HEADED_MENTION) or has_columns(head, HEADED_EVENT)

    def read(self, path: Path, options: ReadOptions) -> Iterator[Report | SetAside]:
        """A report a row, told at the quarter of an hour in which GDELT told it."""
        with path.open("rb") as file:
            head = file.read(1 << 16)
        columns = _kind_without_head(head)
        if columns is None:
            yield from read_observations(path, options, {HEADED_MENTION: tell_mention, HEADED_EVENT: tell_event})
        else:
            rows = read_tabbed_rows(path, len(columns), options.max_item_bytes)
            yield from tell_rows(path, options, columns, rows, tell_mention if columns is MENTION else tell_event)


def tell_mention(cells: Cells) -> Iterator[Observation]:
    """What a row of mentions says."""
    event, outlet = _read_event(cells), need(cells, "mentionsourcename")
    told_at = _read_stamp(cells, "mentiontimedate")
    first = _read_stamp(cells, "eventtimedate") if cells.get("eventtimedate") else None
    since = f", first recorded {first:%Y-%m-%d %H:%M} UTC" if first else ""
    confidence = read_number(cells, "confidence", 0, 100)
    identifier = need(cells, "mentionidentifier")
    yield Observation(
        source="GDELT",
        stream=Stream.PARTNER,
        at=told_at,
        text=f"Machine-coded by GDELT: {outlet} has an article on event {event}{since}; confidence {confidence:g} %.",
        url=identifier if identifier.startswith(("http://", "https://")) else None,
    )


def tell_event(cells: Cells) -> Iterator[Observation]:
    """What a row of events says."""
    event, code = _read_event(cells), need(cells, "eventcode")
    kind = CAMEO.get(code) or CAMEO.get(code[:3]) or CAMEO.get(code[:2])
    if kind is None:
        raise ValueError(f"the eventcode {code[:20]!r} is no code of CAMEO")
    day = need(cells, "sqldate")
    try:
        on = datetime.strptime(day, "%Y%m%d").replace(tzinfo=UTC)
    except ValueError:
        raise ValueError(f"the sqldate {day[:20]!r} is no day such as 20310314") from None
    actors = " / ".join(filter(None, (cells.get("actor1name"), cells.get("actor2name")))) or "no actor named"
    where = cells.get("actiongeo_fullname") or None
    figures = "; ".join(
        f"{name[3:]}: {cells[name]}" for name in ("nummentions", "numsources", "numarticles") if cells.get(name, "").isdigit()
    )
    yield Observation(
        source="GDELT",
        stream=Stream.PARTNER,
        at=_read_stamp(cells, "dateadded"),
        text=f"Machine-coded by GDELT: event {event}, {kind} (CAMEO {code}), {on:%Y-%m-%d}; {actors}; {where or 'no place'}; {figures}.",
        url=cells.get("sourceurl") if cells.get("sourceurl", "").startswith(("http://", "https://")) else None,
        place_hint=where,
    )


def _kind_without_head(head: bytes) -> tuple[str, ...] | None:
    """The columns of a file without a head, told by its first line."""
    cells = head.partition(b"\n")[0].decode("utf-8", "replace").rstrip("\r").split("\t")
    if len(cells) == len(MENTION) and all(cell.isdigit() for cell in cells[:4]) and len(cells[1]) == len(cells[2]) == 14:
        return MENTION
    if len(cells) == len(EVENT) and cells[0].isdigit() and cells[1].isdigit() and len(cells[1]) == 8 and len(cells[-2]) == 14:
        return EVENT
    return None


def _read_event(cells: Cells) -> str:
    event = need(cells, "globaleventid")
    if not event.isdigit():
        raise ValueError(f"the globaleventid {event[:40]!r} is no number")
    return event


def _read_stamp(cells: Cells, name: str) -> datetime:
    written = need(cells, name)
    try:
        return datetime.strptime(written, STAMP).replace(tzinfo=UTC)
    except ValueError:
        raise ValueError(f"the {name} {written[:40]!r} is no time such as 20310314224500") from None

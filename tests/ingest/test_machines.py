"""What machines write: sirens, satellites and GDELT become sentences; what a row does not tell is not said, and a bad row stands alone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from skywitness.ingest import read_input
from skywitness.ingest.gdelt import EVENT, MENTION
from skywitness.model.report import Report, SetAside
from skywitness.model.words import Stream
from skywitness.parts import ReadOptions

OPTIONS = ReadOptions(collected_at=datetime(2031, 4, 1, tzinfo=UTC))
OFFICIAL = "oblast,raion,hromada,level,started_at,finished_at,source\n"
FIRMS = "latitude,longitude,brightness,acq_date,acq_time,satellite,instrument,confidence,frp,daynight\n"


def read(folder: Path, text: str, options: ReadOptions = OPTIONS) -> list[Report | SetAside]:
    (folder / "table").write_text(text, encoding="utf-8")
    return list(read_input(folder / "table", options))


def reports(items: list[Report | SetAside]) -> list[Report]:
    return [item for item in items if isinstance(item, Report)]


def reasons(items: list[Report | SetAside]) -> list[tuple[int | None, str]]:
    return [(item.locator.row, item.reason) for item in items if isinstance(item, SetAside)]


def test_a_siren_warns_and_is_over(tmp_path: Path) -> None:
    rows = "Lvivska oblast,,,oblast,2031-03-14 22:40:00+00:00,2031-03-14 23:10:00+00:00,official\n"
    rows += "Kyivska oblast,Buchanskyi raion,,raion,2031-03-14 22:45:00+00:00,,official\n"
    told = reports(read(tmp_path, OFFICIAL + rows))
    assert [(each.text, f"{each.published_at:%H:%M}") for each in told] == [
        ("Air raid alert in Lviv Oblast.", "22:40"),
        ("All clear in Lviv Oblast.", "23:10"),
        ("Air raid alert in Kyiv Oblast, in a part of it: Buchanskyi raion.", "22:45"),
    ]
    assert {(each.source, each.stream, each.stream_assumed) for each in told} == {("sirens (official)", Stream.INSTRUMENT, False)}


def test_an_end_that_nobody_observed_is_no_all_clear(tmp_path: Path) -> None:
    head, row = "region,started_at,finished_at,naive\n", "Sumska oblast,2031-03-14 22:40:00+00:00,2031-03-14 23:10:00+00:00,{}\n"
    told = reports(read(tmp_path, head + row.format("True") + row.format("False")))
    assert [each.text for each in told] == ["Air raid alert in Sumy Oblast."] * 2 + ["All clear in Sumy Oblast."]
    assert {each.stream for each in told} == {Stream.PARTNER}


def test_rows_of_sirens_that_cannot_be_are_set_aside_and_the_rest_goes_on(tmp_path: Path) -> None:
    rows = [
        "Lower Ferry,,,oblast,2031-03-14 22:40:00+00:00,2031-03-14 23:10:00+00:00,official",
        "Lvivska oblast,,,oblast,2031-03-14 22:40:00+00:00,2031-03-14 22:10:00+00:00,official",
        "Lvivska oblast,,,oblast,yesterday,2031-03-14 22:10:00+00:00,official",
        "Lvivska oblast,,,oblast,2031-05-14 22:40:00+00:00,,official",
        "Lvivska oblast,,",
        "Odeska oblast,,,oblast,2031-03-14 22:40:00+00:00,2031-03-14 23:10:00+00:00,official",
    ]
    items = read(tmp_path, OFFICIAL + "\n".join(rows) + "\n")
    assert [row for row, _ in reasons(items)] == [0, 1, 2, 3, 4]
    for (_, reason), words in zip(
        reasons(items), ("no region of Ukraine", "before it begins", "no time of day", "lies in the future", "has 3 cells"), strict=True
    ):
        assert words in reason
    assert len(reports(items)) == 2


def test_a_hotspot_tells_heat_and_not_what_burned(tmp_path: Path) -> None:
    rows = "50.6,36.6,330.5,2031-03-14,0012,Terra,MODIS,78,12.3,N\n40.0,-30.0,330.5,2031-03-14,1512,N20,VIIRS,h,,D\n"
    first, second = reports(read(tmp_path, FIRMS + rows))
    assert first.text == (
        "Thermal anomaly in Belgorod Oblast at 50.6, 36.6, fire radiative power 12.3 MW, brightness 330.5 K, confidence 78 %. What burned is not told."
    )
    assert second.text == "Thermal anomaly at 40, -30, brightness 330.5 K, confidence high. What burned is not told."
    assert [(each.source, each.stream, each.published_at) for each in (first, second)] == [
        ("FIRMS MODIS Terra", Stream.INSTRUMENT, datetime(2031, 3, 14, 0, 12, tzinfo=UTC)),
        ("FIRMS VIIRS NOAA-20", Stream.INSTRUMENT, datetime(2031, 3, 14, 15, 12, tzinfo=UTC)),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("95,36.6,330.5,2031-03-14,0012,Terra,MODIS,78,12.3,N", "the latitude '95' is not between -90 and 90"),
        ("50.6,east,330.5,2031-03-14,0012,Terra,MODIS,78,12.3,N", "the longitude 'east' is no number"),
        ("50.6,36.6,330.5,2031-03-14,2512,Terra,MODIS,78,12.3,N", "are no time"),
        ("50.6,36.6,330.5,2031-03-14,0012,Terra,MODIS,,12.3,N", "the row has no confidence"),
        ("50.6,nan,330.5,2031-03-14,0012,Terra,MODIS,78,12.3,N", "is not between"),
    ],
)
def test_a_hotspot_that_cannot_be_is_set_aside(row: str, reason: str, tmp_path: Path) -> None:
    [(_, told)] = reasons(read(tmp_path, FIRMS + row + "\n" + "50.6,36.6,330.5,2031-03-14,0012,Terra,MODIS,78,12.3,N\n"))
    assert reason in told


def mention(**changes: str) -> str:
    cells = dict.fromkeys(MENTION, "") | {
        "globaleventid": "900",
        "eventtimedate": "20310314221500",
        "mentiontimedate": "20310314223000",
        "mentiontype": "1",
        "mentionsourcename": "bay.example",
        "mentionidentifier": "https://bay.example/7",
        "sentenceid": "4",
        "confidence": "80",
    }
    return "\t".join((cells | changes).values()) + "\n"


def event(**changes: str) -> str:
    cells = dict.fromkeys(EVENT, "") | {
        "globaleventid": "900",
        "sqldate": "20310313",
        "actor1name": "BAY NAVY",
        "eventcode": "1952",
        "nummentions": "10",
        "actiongeo_fullname": "Lower Ferry, Bay",
        "dateadded": "20310314223000",
        "sourceurl": "https://bay.example/7",
    }
    return "\t".join((cells | changes).values()) + "\n"


def test_gdelt_tells_where_to_look_and_claims_nothing(tmp_path: Path) -> None:
    [told] = reports(read(tmp_path, mention()))
    assert (
        told.text
        == "Machine-coded by GDELT: bay.example has an article on event 900, first recorded 2031-03-14 22:15 UTC; confidence 80 %."
    )
    [happened] = reports(read(tmp_path, event()))
    assert happened.text == (
        "Machine-coded by GDELT: event 900, remotely piloted aerial munitions (CAMEO 1952), 2031-03-13; BAY NAVY; Lower Ferry, Bay; mentions: 10."
    )
    for each in (told, happened):
        assert (each.source, each.stream, each.url) == ("GDELT", Stream.PARTNER, "https://bay.example/7")
        assert each.published_at == datetime(2031, 3, 14, 22, 30, tzinfo=UTC)


def test_gdelts_bad_rows_are_set_aside_each_with_its_reason(tmp_path: Path) -> None:
    rows = [mention(), mention(mentiontimedate="soon"), mention(confidence="200"), "900\t1\n", mention(mentionidentifier="")]
    assert [reason.split(";")[0] for _, reason in reasons(read(tmp_path, "".join(rows)))] == [
        "the mentiontimedate 'soon' is no time such as 20310314224500",
        "the confidence '200' is not between 0 and 100",
        "the line has 2 cells, its kind of file has 16",
        "the row has no mentionidentifier",
    ]
    [(_, reason)] = reasons(read(tmp_path, event() + event(eventcode="99")))
    assert reason == "the eventcode '99' is no code of CAMEO"


def test_an_address_that_is_none_is_not_told_as_one(tmp_path: Path) -> None:
    [told] = reports(read(tmp_path, mention(mentionidentifier="javascript:alert(1)")))
    assert told.url is None


@pytest.mark.shared
def test_the_real_tables_come_in_whole(shared: Path) -> None:
    options = ReadOptions(collected_at=datetime(2026, 11, 22, tzinfo=UTC))
    expected = {
        "sirens/official_data_en.csv": (86_060, 1),
        "sirens/volunteer_data_en.csv": (106_633, 0),
        "gdelt/mentionssamp.csv": (1_635, 0),
    }
    for name, counts in expected.items():
        told = [type(item) for item in read_input(shared / "data" / name, options)]
        assert (told.count(Report), told.count(SetAside)) == counts, name

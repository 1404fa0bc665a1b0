"""Feeds and CAP alerts: what their items say, and that no XML leads a reader elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from skywitness.errors import UnreadableInput
from skywitness.ingest import read_input
from skywitness.model.report import Report, SetAside
from skywitness.parts import ReadOptions

Write = Callable[..., Path]
AT = datetime(2024, 11, 22, 4, 20, 24, tzinfo=UTC)
RSS = '<rss version="2.0"><channel><title>Bay Post</title>{}</channel></rss>'
ITEM = "<item><title>A drone fell</title><description>&lt;p&gt;Into the &lt;b&gt;bay&lt;/b&gt;.&lt;/p&gt;&lt;script&gt;x&lt;/script&gt;</description><link>https://bay.example/7</link><guid>{}</guid><pubDate>{}</pubDate></item>"
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Bay Post</title><entry><id>tag:bay.example,2024:7</id><title>A drone fell</title>
<link rel="self" href="https://bay.example/self"/><link href="https://bay.example/7"/><updated>2024-11-22T05:00:00Z</updated>{}<summary>Into the bay.</summary></entry></feed>"""
CAP = """<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>a-7</identifier><sender>rescue@bay.example</sender><sent>{sent}</sent>
<status>{status}</status><msgType>{kind}</msgType><scope>Public</scope>{infos}</alert>"""
INFO = "<info><language>{}</language><category>Safety</category><event>Drone</event><urgency>Past</urgency><severity>Minor</severity><certainty>Observed</certainty><senderName>Bay rescue</senderName><headline>{}</headline><area><areaDesc>The bay</areaDesc></area></info>"


def read(xml: str, options: ReadOptions, write: Write) -> list[Report | SetAside]:
    return list(read_input(write("x.xml", xml), options))


def alert(
    sent: str = "2024-11-22T06:20:24+02:00", status: str = "Actual", kind: str = "Alert", infos: str = INFO.format("en-GB", "A drone fell")
) -> str:
    return CAP.format(sent=sent, status=status, kind=kind, infos=infos)


def test_an_rss_item_is_a_report_of_its_feed(options: ReadOptions, write: Write) -> None:
    (report,) = read(RSS.format(ITEM.format("7", "Fri, 22 Nov 2024 06:20:24 +0200")), options, write)
    assert isinstance(report, Report)
    assert (report.source, report.report_id, report.url, report.published_at) == ("Bay Post", "Bay Post/7", "https://bay.example/7", AT)
    assert report.text == "A drone fell\nInto the bay."


def test_an_atom_entry_keeps_its_two_times_apart(options: ReadOptions, write: Write) -> None:
    (known,) = read(ATOM.format("<published>2024-11-22T04:20:24Z</published>"), options, write)
    (unknown,) = read(ATOM.format(""), options, write)
    assert isinstance(known, Report)
    assert isinstance(unknown, Report)
    assert (known.report_id, known.published_at, known.url) == ("tag:bay.example,2024:7", AT, "https://bay.example/7")
    assert unknown.published_at is None
    assert unknown.edited_at == datetime(2024, 11, 22, 5, tzinfo=UTC)


@pytest.mark.parametrize("written", ["Fri, 22 Nov 2024 06:20:24 -0000", "Friday", "Fri, 22 Nov 2030 06:20:24 +0000"])
def test_an_item_with_a_time_that_cannot_be_used_is_set_aside(written: str, options: ReadOptions, write: Write) -> None:
    good, bad = read(RSS.format(ITEM.format("7", "Fri, 22 Nov 2024 06:20:24 +0200") + ITEM.format("8", written)), options, write)
    assert isinstance(good, Report)
    assert isinstance(bad, SetAside)
    assert bad.locator.row == 1


def test_an_alert_is_a_report_of_its_sender(options: ReadOptions, write: Write) -> None:
    (report,) = read(alert(), options, write)
    assert isinstance(report, Report)
    assert (report.source, report.report_id, report.published_at) == ("Bay rescue", "rescue@bay.example/a-7", AT)
    assert (report.text, report.lang, report.place_hint) == ("A drone fell", "en", "The bay")


def test_each_language_of_an_alert_is_a_report(options: ReadOptions, write: Write) -> None:
    items = read(alert(infos=INFO.format("en-GB", "A drone fell") + INFO.format("uk-UA", "Впав дрон")), options, write)
    assert [(item.report_id, item.lang) for item in items if isinstance(item, Report)] == [
        ("rescue@bay.example/a-7/en-GB", "en"),
        ("rescue@bay.example/a-7/uk-UA", "uk"),
    ]


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        (alert(status="Exercise"), "status is Exercise"),
        (alert(status="Test"), "status is Test"),
        (alert(kind="Ack"), "msgType is Ack"),
        (alert(infos=""), "no info"),
        (alert(sent="2024-11-22T06:20:24"), "names no time zone"),
        (alert(sent="yesterday"), "not a time"),
        (alert().replace("<sender>rescue@bay.example</sender>", ""), "no sender"),
    ],
)
def test_an_alert_that_tells_nothing_real_is_set_aside(xml: str, reason: str, options: ReadOptions, write: Write) -> None:
    (aside,) = read(xml, options, write)
    assert isinstance(aside, SetAside)
    assert reason in aside.reason


HOSTILE = [
    '<!DOCTYPE rss [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    '<!DOCTYPE rss SYSTEM "http://example.org/rss.dtd">',
]


@pytest.mark.parametrize("declaration", HOSTILE)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_with_the_reason(declaration: str, encoding: str, options: ReadOptions, write: Write) -> None:
    for document in (RSS.format("<item><title>&secret;</title></item>"), alert()):
        with pytest.raises(UnreadableInput, match=r"document type|UTF-16") as error:
            list(read_input(write("x.xml", f'<?xml version="1.0"?>{declaration}{document}'.encode(encoding)), options))
        assert "root:" not in str(error.value)


def test_a_cut_off_feed_is_refused(options: ReadOptions, write: Write) -> None:
    with pytest.raises(UnreadableInput, match="not well-formed"):
        read(RSS.format(ITEM.format("7", ""))[:-30], options, write)


@pytest.mark.shared
def test_real_alerts_and_feeds(shared: Path) -> None:
    options = ReadOptions(collected_at=datetime(2026, 11, 22, tzinfo=UTC))
    folder = shared / "data/cap/google-cap-library"
    for name in ("xee.cap", "xee.atom"):
        with pytest.raises(UnreadableInput, match="document type or entities"):
            list(read_input(folder / name, options))
    for name in ("australia.cap", "earthquake.cap", "earthquake-iso8859-1.cap", "canada.cap", "weather.cap", "canada_signed.atom"):
        assert any(isinstance(item, Report) for item in read_input(folder / name, options)), name


REAL_ALERTS: dict[str, str | list[tuple[str, str | None]]] = {
    "google-cap-library/australia.cap": [("NSW Rural Fire Service", "en")],
    "google-cap-library/canada.cap": [("Environment Canada", "en"), ("Environnement Canada", "fr")],
    "google-cap-library/canada_errors.cap": "its references are empty",
    "google-cap-library/canada_signed.cap": [("Environment Canada", "en"), ("Environnement Canada", "fr")],
    "google-cap-library/earthquake-iso8859-1.cap": [("U.S. Geological Survey", None)],
    "google-cap-library/earthquake.cap": [("U.S. Geological Survey", None)],
    "google-cap-library/earthquake_signed.cap": [("CISN Northern California Management Center", None)],
    "google-cap-library/invalid.cap": "it has no scope",
    "google-cap-library/no_optional_fields.cap": "the alert has no info",
    "google-cap-library/noaa_errors.cap": "the urgency of its info is empty; the severity of its info is empty; the certainty of its info is empty",
    "google-cap-library/wcatwc-warning.cap": [("NWS West Coast/Alaska Tsunami Warning Center Palmer AK", None)],
    "google-cap-library/weather.cap": [("NWS GreatFalls (Central Montana)", None)],
    "google-cap-library/xee.cap": "document type or entities",
    "skywitness_example_cap12.xml": "status is Test",
}
"""Read by a person: the reports that each real alert gives by source and language, or why it is refused."""


@pytest.mark.shared
@pytest.mark.parametrize("name", REAL_ALERTS)
def test_each_real_alert_gives_what_it_says_or_is_refused_with_the_reason(name: str, shared: Path) -> None:
    path, options, expected = shared / "data/cap" / name, ReadOptions(collected_at=datetime(2026, 11, 22, tzinfo=UTC)), REAL_ALERTS[name]
    if name.endswith("xee.cap"):
        with pytest.raises(UnreadableInput, match=str(expected)):
            list(read_input(path, options))
        return
    items = list(read_input(path, options))
    if isinstance(expected, list):
        assert [(item.source, item.lang) for item in items if isinstance(item, Report)] == expected
        assert len(items) == len(expected)
    else:
        [item] = items
        assert isinstance(item, SetAside)
        assert expected in item.reason


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (("<scope>Public</scope>", ""), "it has no scope"),
        (("<urgency>Past</urgency>", "<urgency>Soon</urgency>"), "the urgency of its info is 'Soon'"),
        (("<msgType>Alert</msgType>", "<msgType>Cancel</msgType>"), "no references to the message that it is about"),
    ],
)
def test_an_alert_that_breaks_a_rule_of_cap_is_set_aside_and_says_which(changed: tuple[str, str], reason: str, tmp_path: Path) -> None:
    alert = (
        '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>1</identifier><sender>desk@ferry.example</sender>'
        "<sent>2031-03-14T22:40:00-00:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info>"
        "<category>Security</category><event>Air raid</event><urgency>Past</urgency><severity>Minor</severity><certainty>Observed</certainty>"
        "<headline>Drones over the ferry</headline><area><areaDesc>Lower Ferry</areaDesc></area></info></alert>"
    )
    for text, expected in ((alert, None), (alert.replace(*changed), reason)):
        (tmp_path / "a.cap").write_text(text, encoding="utf-8")
        [item] = read_input(tmp_path / "a.cap", ReadOptions(collected_at=datetime(2031, 3, 15, tzinfo=UTC)))
        assert isinstance(item, Report) if expected is None else isinstance(item, SetAside) and expected in item.reason

"""Small honest inputs, a few for each parser: what a damaged or hostile one is made from. All of it is invented."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO

from skywitness.archive.packing import Page, write_wacz, write_warc
from skywitness.ingest.gdelt import EVENT, MENTION

AT = datetime(2031, 3, 20, 21, 4, tzinfo=UTC)
POSTS = (
    "В течение прошедшей ночи дежурными средствами ПВО уничтожены 12 беспилотных летательных аппаратов: по три над территориями двух областей и 6 над морем.",
    "С 22.00 до 23.30 мск сбиты два БПЛА, летевших на Москву. Пострадавших, предварительно, нет. На месте работают экстренные службы.",
    "‼️ Внимание! Угроза атаки БПЛА. Отбой в 04:15.\n— Чеховский район\n— г. о. Серпухов",
    "У ніч на 5 березня ворог атакував 42-ма ударними БпЛА. Станом на 9:00 збито 31, ще 8 локаційно втрачені. Є влучання у двох місцях.",
    'The mayor said on Telegram that air defence shot down a drone, the second in two days; "no one was hurt", he wrote. A Ka-52 was seen at night.',
    "Мэр заявил: «По предварительным данным, ущерба нет», — но жители сообщают о пожаре на заводе (видео).",
)
HTML = (
    "<!DOCTYPE html><html><head><title>Drone over the river</title>"
    '<meta property="article:published_time" content="2021-03-19T22:15:00+02:00"><meta property="og:site_name" content="Upper Town Post">'
    '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2021-03-19T22:15:00+02:00","headline":"Drone"}</script></head>'
    "<body><article><p>Residents of the upper town filmed a drone over the river on Thursday evening, and the mayor said later that it had been shot "
    "down.</p><p>Nobody was hurt, he wrote.</p></article></body></html>"
)
CHANNEL = (
    '<!DOCTYPE html><html><body><div class="tgme_widget_message_wrap"><div class="tgme_widget_message" data-post="bay/7">'
    '<div class="tgme_widget_message_forwarded_from">from <a class="tgme_widget_message_forwarded_from_name"><span>Other bay</span></a></div>'
    '<div class="tgme_widget_message_text js-message_text">A drone<br/>fell &lt;b&gt;</div><span class="tgme_widget_message_views">1.2K</span>'
    '<a class="tgme_widget_message_photo_wrap" style="width:1px;background-image:url(\'https://cdn.example/a.jpg\')"></a>'
    '<a class="tgme_widget_message_date"><time datetime="2024-11-22T06:20:24+02:00">06:20</time></a></div></div></body></html>'
)
EXPORTED_PAGE = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"/><title>Exported Data</title></head><body><div class="page_wrap"><div class="page_header"><div class="text bold">'
    'Bay news</div></div><div class="history"><div class="message default clearfix" id="message7"><div class="body"><div class="pull_right date details" '
    'title="22.11.2024 06:20:24 UTC+02:00">06:20</div><div class="from_name">Bay news</div><div class="text">A drone fell</div></div></div></div></div></body></html>'
)
RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>Bay Post</title><item><title>A drone fell</title><description>&lt;p&gt;Into the bay.&lt;/p&gt;'
    "</description><link>https://bay.example/7</link><guid>7</guid><pubDate>Fri, 22 Nov 2024 06:20:24 +0200</pubDate></item></channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Bay Post</title><entry><id>tag:bay.example,2024:7</id><title>A drone fell</title>'
    '<link href="https://bay.example/7"/><updated>2024-11-22T05:00:00Z</updated><summary>Into the bay.</summary></entry></feed>'
)
CAP = (
    '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>a-7</identifier><sender>rescue@bay.example</sender><sent>2024-11-22T06:20:24+02:00</sent>'
    "<status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info><language>en-GB</language><category>Safety</category><event>Drone</event>"
    "<urgency>Past</urgency><severity>Minor</severity><certainty>Observed</certainty><senderName>Bay rescue</senderName><headline>A drone fell</headline>"
    "<area><areaDesc>The bay</areaDesc><circle>50.1,36.2 5</circle></area></info></alert>"
)
SETTINGS = (
    '[limits]\nworkers = 2\n[audience]\nname = "public"\n[[source]]\nname = "bay"\nstream = "official"\nregion = "RU-LIP"\n'
    '[[channel]]\nname = "bay"\nkind = "feed"\naddress = "https://bay.example/rss"\n[fetch]\nretries = 2\n'
)
RECORD = [
    {
        "SourceFile": "x.jpg",
        "DateTimeOriginal": "2024:11:22 04:20:24",
        "OffsetTimeOriginal": "+03:00",
        "CreateDate": "2024:11:22 04:20:24+03:00",
        "GPSLatitude": 50.1,
        "GPSLongitude": 36.2,
        "Make": "Bay",
        "Software": "x",
    }
]


def packed(*, as_wacz: bool) -> bytes:
    """A web archive of one page."""
    out = BytesIO()
    pages = [Page(url="https://post.example/drone", at=AT, body=HTML.encode(), content_type="text/html")]
    if as_wacz:
        write_wacz(pages, out)
    else:
        write_warc(pages, out, file_name="x.warc")
    return out.getvalue()


def message(number: int, text: object) -> dict[str, object]:
    """A post of a Telegram export."""
    return {
        "id": number,
        "type": "message",
        "date": "2024-11-22T06:20:24",
        "date_unixtime": "1732249224",
        "text": text,
        "photo": "photos/1.jpg",
    }


def export() -> bytes:
    """A Telegram export of one channel."""
    styled = [{"type": "bold", "text": "Alert"}, ": a drone ", {"type": "text_link", "text": "here", "href": "https://example.org"}]
    chat = {"name": "Bay news", "type": "public_channel", "id": 5, "messages": [message(1, POSTS[0]), message(2, styled)]}
    return json.dumps(chat, ensure_ascii=False).encode()


def tabbed(columns: Sequence[str], told: Mapping[str, str]) -> bytes:
    """One row as GDELT writes it."""
    return ("\t".join(told.get(name, "") for name in columns) + "\n").encode()


EVENT_ROW = {
    "globaleventid": "1",
    "sqldate": "20310314",
    "eventcode": "195",
    "dateadded": "20310314224500",
    "sourceurl": "https://bay.example/1",
}
MENTION_ROW = {
    "globaleventid": "1",
    "eventtimedate": "20310314224500",
    "mentiontimedate": "20310314230000",
    "mentiontype": "1",
    "mentionsourcename": "bay.example",
    "mentionidentifier": "https://bay.example/1",
    "confidence": "60",
}
LINE = {"source": "quiet_harbour", "published_at": "2024-11-22T04:20:24Z", "text": POSTS[4], "media": ["a/b.mp4"], "stream": "official"}

SEEDS: Mapping[str, Sequence[bytes]] = {
    "telegram_json": [export()],
    "telegram_html": [CHANNEL.encode(), EXPORTED_PAGE.encode()],
    "feed": [RSS.encode(), ATOM.encode()],
    "cap": [CAP.encode()],
    "gdelt": [tabbed(EVENT, EVENT_ROW), tabbed(MENTION, MENTION_ROW)],
    "table": [
        b'channel,date,text\nbay,2024-11-22T04:20:24Z,"A drone, shot down"\n',
        "источник;дата;текст\nзалив;22.11.2024 06:20;Сбит один БПЛА\n".encode("cp1251"),
        "channel\tdate\ttext\nbay\t2024-11-22\tA drone\n".encode("utf-16"),
        b"event_id_cnty,event_date,event_type,sub_event_type,location,latitude,longitude,notes,fatalities\nX1,2024-11-22,Explosions,Air/drone strike,Bay,50.1,36.2,A drone,0\n",
    ],
    "machines": [
        b"oblast,raion,hromada,level,started_at,finished_at,source\nLvivska oblast,,,oblast,2031-03-14 22:40:00+00:00,2031-03-14 23:10:00+00:00,official\n",
        b"region,started_at,finished_at,naive\nSumska oblast,2031-03-14 22:40:00+00:00,2031-03-14 23:10:00+00:00,True\n",
        b"latitude,longitude,brightness,acq_date,acq_time,satellite,instrument,confidence,frp,daynight\n50.1,36.2,330.1,2031-03-14,0112,N,VIIRS,n,4.1,N\n",
    ],
    "lines": [json.dumps(LINE).encode() + b"\n" + json.dumps(LINE | {"id": "7", "lang": "ru"}).encode()],
    "article": [HTML.encode()],
    "web_archive": [packed(as_wacz=False)],
    "wacz": [packed(as_wacz=True)],
    "config": [SETTINGS.encode()],
    "patterns": [text.encode() for text in POSTS],
    "urls": [
        b"https://T.me/s/bay/7?single&comment=1",
        b"http://www.bay.example:80/a/../b?utm_source=x#y",
        "https://пример.рф/новости".encode(),
    ],
    "times": [b"2024-11-22T06:20:24+02:00", b"Fri, 22 Nov 2024 06:20:24 +0200", b"1732249224", b"22.11.2024 06:20", b"20310314224500"],
    "media_metadata": [json.dumps(RECORD).encode()],
    "stamps": [b"0\x82\x00\x10\x30\x03\x02\x01\x00\x30\x09\x06\x07\x2a\x86\x48\x86\xf7\x0d\x01"],
    "custody": [b'{"entry":{"at":"2031-03-20T21:04:00Z","by":"a","act":"take-in"},"head":"' + b"0" * 64 + b'"}\n'],
}

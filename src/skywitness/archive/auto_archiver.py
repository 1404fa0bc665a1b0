"""What auto-archiver left in a folder: its files, and what it recorded of each: address, hash, times, proofs. Read, never imported or run.

Written after version 1.2.9 (``local_storage``, ``csv_db``, ``json_enricher``, ``html_formatter``, ``hash_enricher``, ``timestamping_enricher``). It keeps
records in three places, which are all read: a table with the columns status, metadata and media, of which the last two are Python values as text;
``metadata.json`` files, written before files got their final names; and a page an item.
"""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath

import msgspec
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from msgspec import Struct
from msgspec.structs import replace

from skywitness.archive.files import digest_file
from skywitness.archive.stamps import LARGEST_BYTES, digest_by_file, read_claim, read_response
from skywitness.errors import ArchiveError, MissingPart

ALGORITHMS = {"SHA-256": "sha256", "SHA3-512": "sha3_512"}
COLUMNS = ["status", "metadata", "media"]
TIMED_HASHES = "timestamped_hashes"
LONGEST_RECORD_BYTES = 8_000_000
LONGEST_CELL = 1_000_000
"""Characters of a Python value as text: reading one takes up to a hundred times its length."""
LONGEST_WORDS = 500
MOST_WORDS = 40
OF_ITEM = ("title", "timestamp", "_processed_at", "original_url")
"""What is carried over to each file of an item; ``timestamp`` is the source's time, ``_processed_at`` when auto-archiver came by."""
Values = Mapping[str, object]


class Recorded(Struct, frozen=True, kw_only=True):
    """What auto-archiver wrote down of one file; ``key`` is where it says that it put it, ``hash`` begins with the algorithm's name."""

    key: str | None
    url: str | None
    hash: str | None
    words: Mapping[str, str]


class FoundFile(Struct, frozen=True, kw_only=True):
    """A file of the folder with what was recorded of it, and what is wrong with that."""

    path: Path
    name: str
    url: str | None = None
    words: Mapping[str, str] = {}
    trouble: tuple[str, ...] = ()


class Output(Struct, frozen=True, kw_only=True):
    """All files of a folder, and what is wrong that is of no one file."""

    files: tuple[FoundFile, ...]
    trouble: tuple[str, ...]


def read_output(folder: Path, advance: Callable[[int], None] = lambda _steps: None) -> Output:
    """The files in an output folder of auto-archiver and what it recorded of them, each recorded hash held against its file. Links are not followed."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    digests: dict[str, Path] = {}
    of_file: dict[Path, list[Recorded]] = {path: [] for path in paths}
    trouble: list[str] = []
    for path in paths:
        digests[f"SHA-256:{digest_file(path)}"] = path
        advance(1)
    for path in paths:
        for record in read_records(path):
            if isinstance(record, str):
                trouble.append(f"{path.relative_to(folder).as_posix()}: {record}")
            elif place := _find_file(folder, record, digests, of_file):
                of_file[place].append(record)
            elif record.key or record.hash:
                trouble.append(f"{record.key or record.hash}: recorded of {record.url or 'an item'}, but the folder holds no such file")
    files = tuple(_join(folder, path, records) for path, records in of_file.items())
    trouble += _check_timed(folder, files, digests)
    return Output(files=tuple(_look_at_tokens(files)), trouble=tuple(dict.fromkeys(trouble)))


def read_records(path: Path) -> Iterator[Recorded | str]:
    """What one file of the folder records of others, and a sentence for each record that cannot be read; nothing when it is no record of auto-archiver."""
    kind = path.suffix.lower()
    if kind not in READERS:
        return iter(())
    if path.stat().st_size > LONGEST_RECORD_BYTES and kind != ".csv":
        return iter((f"it is longer than {LONGEST_RECORD_BYTES:,} bytes, and was not looked into for records",))
    return READERS[kind](path)


def _read_table(path: Path) -> Iterator[Recorded | str]:
    before = csv.field_size_limit(LONGEST_RECORD_BYTES)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            if next(rows, None) == COLUMNS:
                for number, row in enumerate(rows, start=2):
                    yield from _read_row(number, row)
    except (csv.Error, UnicodeDecodeError) as error:
        yield f"it cannot be read further as a table: {error}"
    finally:
        csv.field_size_limit(before)


def _read_row(number: int, row: list[str]) -> Iterator[Recorded | str]:
    try:
        _status, metadata, media = row
        yield from _flatten(_mapping(read_value(metadata)), read_value(media))
    except (ValueError, SyntaxError, RecursionError, MemoryError) as error:
        yield f"row {number} cannot be read, and its files have no record: {error}"


def _read_json(path: Path) -> Iterator[Recorded]:
    try:
        found = msgspec.json.decode(path.read_bytes())
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return  # some other file that was archived
    if isinstance(found, dict) and found.keys() >= set(COLUMNS):
        yield from _flatten(_mapping(found["metadata"]), found["media"])


def _flatten(metadata: Values, media: object) -> Iterator[Recorded]:
    """The records of an item's files, those inside of others too."""
    for each in media if isinstance(media, list) else []:
        if isinstance(each, dict) and "filename" in each:
            properties = _mapping(each.get("properties"))
            yield _record(metadata, {"_key": each.get("_key"), **properties})
            for inner in properties.values():
                yield from _flatten(metadata, inner)


def _record(metadata: Values, properties: Values) -> Recorded:
    said = {name: metadata[name] for name in OF_ITEM if name in metadata} | {
        name: value for name, value in properties.items() if not name.startswith("_")
    }
    words = {
        str(name): str(value)[:LONGEST_WORDS] for name, value in list(said.items())[:MOST_WORDS] if isinstance(value, str | int | float)
    }
    key, url = properties.get("_key"), metadata.get("url")
    return Recorded(key=str(key) if key else None, url=str(url) if url else None, hash=words.get("hash"), words=words)


def _read_page(path: Path) -> Iterator[Recorded | str]:
    raw = path.read_bytes()
    if b"bellingcat/auto-archiver" not in raw:
        return
    try:
        page = document_fromstring(raw, parser=HTMLParser(encoding="utf-8", no_network=True, remove_comments=True))
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        yield f"it cannot be read as a page of auto-archiver: {error}"
        return
    rows = page.xpath("//table[contains(@class,'metadata')]//tr[count(td)=2]")
    metadata = {_words(row[0]): _words(row[1]) for row in rows}
    for media in page.xpath("//table[contains(@class,'content')]//tr/td[1]//ul[li/b[normalize-space()='key:']]"):
        said = {_words(item[0]).removesuffix(":"): _words(item).partition(":")[2].strip() for item in media.findall("li") if len(item)}
        yield _record(metadata, {"_key": said.pop("key", None), **said})


def _words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


READERS: Mapping[str, Callable[[Path], Iterator[Recorded | str]]] = {".csv": _read_table, ".json": _read_json, ".html": _read_page}


def read_value(text: str) -> object:
    """A Python value from its text, without running anything: dictionaries, lists, texts, numbers; instants become their ISO text.

    Raises
    ------
    ValueError, SyntaxError
        It holds something else.

    >>> read_value("{'at': datetime.datetime(2024, 11, 24, 22, 40, tzinfo=datetime.timezone.utc), 'n': [1, None]}")
    {'at': '2024-11-24T22:40:00+00:00', 'n': [1, None]}
    """
    if len(text) > LONGEST_CELL:
        raise ValueError(f"a value of more than {LONGEST_CELL:,} characters")
    return _value_of(ast.parse(text, mode="eval").body)


def _value_of(node: ast.expr) -> object:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Dict(keys=keys, values=values):
            return {_value_of(key): _value_of(value) for key, value in zip(keys, values, strict=True) if key}
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            return [_value_of(part) for part in parts]
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return -number
        case ast.Call(func=ast.Attribute(attr="datetime" | "date"), args=parts, keywords=named):
            numbers = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, int)]
            return _tell_instant(numbers, has_zone=any("utc" in ast.unparse(each.value).lower() for each in named))
        case _:
            return ast.unparse(node)[:LONGEST_WORDS]


def _tell_instant(numbers: list[int], *, has_zone: bool) -> str:
    year, month, day, hour, minute, second, micro = (*numbers, 0, 0, 0, 0, 0, 0, 0)[:7]
    fraction = f".{micro:06d}" if micro else ""
    return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}{fraction}{'+00:00' if has_zone else ''}"


def _mapping(value: object) -> Values:
    return value if isinstance(value, dict) else {}


def _find_file(folder: Path, record: Recorded, digests: Mapping[str, Path], there: Collection[Path]) -> Path | None:
    """The file that a record is of: by the key, of which the folder may be the beginning; without a key by its hash. Never one outside."""
    if record.key is None:
        return digests.get(record.hash or "")
    parts = PurePosixPath(record.key.replace("\\", "/")).parts
    ends = (folder.joinpath(*(part for part in parts[begin:] if part != "/")) for begin in range(len(parts)))
    return next((path for path in ends if path in there), None)


def _join(folder: Path, path: Path, records: list[Recorded]) -> FoundFile:
    """A file with all that was recorded of it; the first record wins where two say something else."""
    name = path.relative_to(folder).as_posix()
    words: dict[str, str] = {}
    for record in reversed(records):
        words |= record.words
    hashes = dict.fromkeys(record.hash for record in records if record.hash)
    trouble = tuple(filter(None, (_tell_difference(path, name, each) for each in hashes)))
    url = next((record.url for record in records if record.url), None)
    return FoundFile(path=path, name=name, url=url, words=words, trouble=trouble)


def _tell_difference(path: Path, name: str, recorded: str) -> str | None:
    """What is wrong with a recorded hash, or None when the file gives it."""
    algorithm, _, told = recorded.partition(":")
    if algorithm not in ALGORITHMS:
        return f"{name}: its recorded hash {recorded[:80]!r} is of no algorithm that auto-archiver uses; it was not compared"
    given = digest_file(path, ALGORITHMS[algorithm])
    return None if given == told.strip().lower() else f"{name}: auto-archiver recorded {algorithm} {told[:130]}, but the file gives {given}"


def _check_timed(folder: Path, files: tuple[FoundFile, ...], digests: Mapping[str, Path]) -> Iterator[str]:
    """Lists of hashes that were time-stamped must be of files that are here: what they prove is nothing otherwise."""
    for found in files:
        if found.words.get("id") != TIMED_HASHES:
            continue
        listed = found.path.read_bytes()[:LONGEST_RECORD_BYTES].decode("ascii", "replace").split()
        here = {digest.partition(":")[2] for digest in digests}
        longer = {each for each in listed if re.fullmatch(r"[0-9a-f]{128}", each)}
        if longer:
            here |= {digest_file(path, "sha3_512") for path in digests.values()}
        for each in listed:
            if each not in here:
                yield f"{found.path.relative_to(folder).as_posix()}: it was time-stamped for a file with hash {each[:130]}, which the folder does not hold"


def _look_at_tokens(files: tuple[FoundFile, ...]) -> Iterator[FoundFile]:
    """The files; time-stamp tokens among them with the time that they claim, held against the list of hashes that they must be over.

    Whether an authority vouches for it is not asked here: that takes certificates, see :func:`skywitness.archive.stamps.verify_stamp`.
    """
    lists = [found for found in files if found.words.get("id") == TIMED_HASHES]
    for found in files:
        yield _look_at_token(found, lists) if found.words.get("tsa") else found


def _look_at_token(found: FoundFile, lists: list[FoundFile]) -> FoundFile:
    try:
        with found.path.open("rb") as file:
            claim, imprint = read_claim(read_response(file.read(LARGEST_BYTES + 1)))
    except (ArchiveError, MissingPart) as error:
        return replace(found, trouble=(*found.trouble, f"{found.name}: its time-stamp token was not read: {error}"))
    over = [each for each in lists if digest_by_file(each.path)(claim.algorithm) == imprint]
    if not over:
        trouble = f"{found.name}: its time-stamp token is over none of the lists of hashes in the folder"
        return replace(found, trouble=(*found.trouble, trouble))
    return replace(found, words={**found.words, "stamp_says": claim.at.isoformat(), "stamp_over": over[0].name})

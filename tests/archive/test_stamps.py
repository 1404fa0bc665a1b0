"""Time stamps: what an invented authority vouches for is believed only over the same bytes, whole, and with its root among those trusted."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skywitness.archive.authority import ask_authority
from skywitness.archive.auto_archiver import read_output
from skywitness.archive.stamps import digest_by_file, digest_of_head, make_request, read_certificates, read_response, verify_stamp
from skywitness.cli.app import DONE, WRONG_USE, answer
from skywitness.errors import ArchiveError, BadSettings

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl plays the authority")
BODY = b"a flash over the river"
DIGEST = hashlib.sha256(BODY).hexdigest()
SETTINGS = """
[tsa]
default_tsa = invented
[invented]
serial = serial
default_policy = 1.2.3.4.1
digests = sha256, sha512
signer_digest = sha256
ess_cert_id_alg = sha256
"""


class Authority:
    """An invented authority: a root, one in between, and a signer, made by OpenSSL in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "serial").write_text("01")
        (folder / "ts.cnf").write_text(SETTINGS)
        (folder / "between.ext").write_text("basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n")
        (folder / "signer.ext").write_text("extendedKeyUsage=critical,timeStamping\n")
        self.run("req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -days 9 -subj", "/CN=Invented Root")
        for name, by in (("between", "root"), ("signer", "between")):
            self.run(f"req -newkey rsa:2048 -nodes -keyout {name}.key -out {name}.csr -subj", f"/CN=Invented {name}")
            self.run(f"x509 -req -in {name}.csr -CA {by}.pem -CAkey {by}.key -CAcreateserial -out {name}.pem -days 9 -extfile {name}.ext")

    def run(self, words: str, last: str | None = None) -> None:
        subprocess.run(["openssl", *words.split(), *([last] if last else [])], cwd=self.folder, check=True, capture_output=True)  # noqa: S603, S607

    def stamp(self, request: bytes, *, bare: bool = False) -> bytes:
        (self.folder / "asked.tsq").write_bytes(request)
        bare_only = " -token_out" if bare else ""
        self.run(
            "ts -reply -config ts.cnf -section invented -queryfile asked.tsq -signer signer.pem -inkey signer.key -chain between.pem"
            f" -out told.tsr{bare_only}"
        )
        return (self.folder / "told.tsr").read_bytes()

    @property
    def roots(self) -> Path:
        return self.folder / "root.pem"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def told(authority: Authority) -> bytes:
    return authority.stamp(make_request(DIGEST, nonce=2**64 - 1))


@pytest.mark.parametrize("nonce", [0, 127, 128, 2**63, 2**64 - 1])
def test_openssl_reads_our_requests(authority: Authority, nonce: int) -> None:
    assert read_response(authority.stamp(make_request(DIGEST, nonce=nonce))).tst_info.nonce == nonce


def test_a_stamp_is_believed_over_the_same_bytes_and_a_trusted_root(authority: Authority, told: bytes, tmp_path: Path) -> None:
    file = tmp_path / "clip.mp4"
    file.write_bytes(BODY)
    stamp = verify_stamp(told, digest_by_file(file), read_certificates(authority.roots))
    assert (stamp.authority, stamp.algorithm) == ("CN=Invented signer", "sha256")
    assert stamp.at.utcoffset() is not None
    bare = authority.stamp(make_request(DIGEST, nonce=1), bare=True)
    assert verify_stamp(bare, digest_of_head(DIGEST), read_certificates(authority.roots)).serial > stamp.serial


def test_other_bytes_another_root_and_no_stamp_at_all_are_refused(authority: Authority, told: bytes, tmp_path: Path) -> None:
    roots = read_certificates(authority.roots)
    with pytest.raises(ArchiveError, match="over something else"):
        verify_stamp(told, digest_of_head("00" * 32), roots)
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    with pytest.raises(ArchiveError, match="not vouched for"):
        verify_stamp(told, digest_of_head(DIGEST), read_certificates(Authority(stranger).roots))
    for raw in (b"", b"0", b"\x30\x80", b"<html>", bytes(2_000_000), b"\x30\x05\x30\x03\x02\x01\x02"):
        with pytest.raises(ArchiveError):
            verify_stamp(raw, digest_of_head(DIGEST), roots)
    with pytest.raises(BadSettings):
        read_certificates(tmp_path / "none.pem")


def test_certificates_in_any_order_are_read(authority: Authority, told: bytes) -> None:
    signer, between = (
        subprocess.run(["openssl", "x509", "-in", authority.folder / name, "-outform", "DER"], check=True, capture_output=True).stdout  # noqa: S603, S607
        for name in ("signer.pem", "between.pem")
    )
    assert signer in told
    assert between in told
    for order in ((signer, between), (between, signer)):
        begin = min(told.index(signer), told.index(between))
        swapped = told[:begin] + b"".join(order) + told[begin + len(signer) + len(between) :]
        assert verify_stamp(swapped, digest_of_head(DIGEST), read_certificates(authority.roots)).algorithm == "sha256"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.data())
def test_no_damage_is_believed_to_be_another_time_or_breaks_the_reader(authority: Authority, told: bytes, data: st.DataObject) -> None:
    roots = read_certificates(authority.roots)
    sound = verify_stamp(told, digest_of_head(DIGEST), roots)
    at = data.draw(st.integers(0, len(told) - 1))
    damaged = told[:at] + bytes([told[at] ^ 1 << data.draw(st.integers(0, 7))]) + told[at + 1 :]
    try:
        assert verify_stamp(damaged, digest_of_head(DIGEST), roots) == sound  # in what no signature covers
    except ArchiveError as error:
        assert str(error)  # noqa: PT017 - either way is right


def test_stamps_are_asked_for_kept_and_held_again_from_the_command_line(
    authority: Authority, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clip, asked, told, ledger = tmp_path / "clip.mp4", tmp_path / "clip.tsq", tmp_path / "clip.tsr", str(tmp_path / "ledger")
    clip.write_bytes(BODY)
    assert answer(["archive", "add", str(clip), "--by", "Vera", "--ledger", ledger]) == DONE
    assert answer(["archive", "request-stamp", DIGEST[:8], "--to", str(asked), "--ledger", ledger]) == DONE
    told.write_bytes(authority.stamp(asked.read_bytes()))
    more = ["--roots", str(authority.roots), "--ledger", ledger]
    assert answer(["archive", "stamp", DIGEST[:8], str(told), "--by", "Vera", *more]) == DONE
    assert answer(["archive", "stamp", "ab" * 32, str(told), "--by", "Vera", *more]) == WRONG_USE
    assert "over something else" in capsys.readouterr().err
    assert answer(["archive", "stamps", *more]) == DONE
    assert "holds: " in capsys.readouterr().out
    assert answer(["archive", "show", DIGEST[:8], "--ledger", ledger]) == DONE
    assert "time-stamped as clip.tsr, by Vera" in capsys.readouterr().out
    assert answer(["doctor", "--archive", "--ledger", ledger]) == DONE
    head = capsys.readouterr().out.split()[-1]
    assert answer(["archive", "request-stamp", head, "--to", str(asked), "--ledger", ledger]) == DONE
    told.write_bytes(authority.stamp(asked.read_bytes()))
    assert answer(["archive", "stamp", head, str(told), "--by", "Vera", *more]) == DONE
    assert answer(["archive", "stamps", *more, "--json"]) == DONE
    assert answer(["archive", "stamp", DIGEST[:8], "--by", "Vera", *more]) == WRONG_USE
    assert "[archive] tsa" in capsys.readouterr().err
    assert answer(["archive", "erase", DIGEST[:8], "--why", "asked for", "--by", "Vera", "--ledger", ledger]) == DONE
    assert answer(["archive", "stamps", *more]) == WRONG_USE
    out = capsys.readouterr().out
    assert "DOES NOT HOLD" in out
    assert "holds: " in out


def test_only_a_configured_authority_is_asked(authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def play(url: str, request: bytes, *, timeout_s: float) -> bytes:
        asked.append(f"{url} {timeout_s}")
        return authority.stamp(request)

    monkeypatch.setattr("skywitness.cli.stamping.ask_authority", play)
    clip, ledger, config = tmp_path / "clip.mp4", str(tmp_path / "ledger"), tmp_path / "config.toml"
    clip.write_bytes(BODY)
    config.write_text('[archive]\ntsa = "https://tsa.example/tsr"\ntimeout_s = 5\n')
    answer(["archive", "add", str(clip), "--by", "Vera", "--ledger", ledger])
    arguments = ["archive", "stamp", DIGEST[:8], "--by", "Vera", "--roots", str(authority.roots), "--ledger", ledger]
    assert answer(arguments) == WRONG_USE
    assert asked == []
    assert answer([*arguments, "--config", str(config)]) == DONE
    assert asked == ["https://tsa.example/tsr 5.0"]


def test_an_authority_that_cannot_be_reached_is_told() -> None:
    with pytest.raises(ArchiveError, match="cannot be asked"):
        ask_authority("http://127.0.0.1:9/tsr", make_request(DIGEST, nonce=1), timeout_s=2)


def test_tokens_that_auto_archiver_kept_are_held_against_its_list_of_hashes(authority: Authority, tmp_path: Path) -> None:
    folder = tmp_path / "local_archive"
    folder.mkdir()
    (folder / "hashes.txt").write_text(DIGEST)
    (folder / "clip.mp4").write_bytes(BODY)
    over_list = hashlib.sha256(DIGEST.encode()).hexdigest()
    for name, digest in (("token", over_list), ("other_token", DIGEST)):
        (folder / name).write_bytes(authority.stamp(make_request(digest, nonce=3), bare=True))
    tokens = [
        {"filename": "x", "_key": f"local_archive/{name}", "properties": {"tsa": "https://tsa.example"}}
        for name in ("token", "other_token")
    ]
    listed = {
        "filename": "x",
        "_key": "local_archive/hashes.txt",
        "properties": {"id": "timestamped_hashes", "timestamp_authority_files": tokens},
    }
    clip = {"filename": "x", "_key": "local_archive/clip.mp4", "properties": {"hash": f"SHA-256:{DIGEST}"}}
    (folder / "metadata.json").write_text(json.dumps({"status": "ok", "metadata": {"url": "https://t.me/x/1"}, "media": [clip, listed]}))
    output = read_output(folder)
    found = {each.name: each for each in output.files}
    assert output.trouble == ()
    assert found["token"].words["stamp_over"] == "hashes.txt"
    assert found["token"].words["stamp_says"].endswith("+00:00")
    assert "over none of the lists" in found["other_token"].trouble[0]

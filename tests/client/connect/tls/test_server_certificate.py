"""What certificates say, and who could vouch for a server at all."""

import datetime as dt
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from tui_chat.client.connect.tls.server_certificate import is_self_signed, may_be_public


def made(owner: str, by: str) -> x509.Certificate:
    """A certificate of the owner that the other one issued."""
    secret = ec.generate_private_key(ec.SECP256R1())
    now = dt.datetime.now(dt.UTC)
    return x509.CertificateBuilder(
        subject_name=_named(owner),
        issuer_name=_named(by),
        public_key=secret.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - dt.timedelta(days=1),
        not_valid_after=now + dt.timedelta(days=1),
    ).sign(secret, hashes.SHA256())


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


WHOLE = made("tea", by="tea").public_bytes(Encoding.DER)


@pytest.mark.parametrize("host", ["irc.example.org", "irc.example.org.", "1.1.1.1", "2606:4700::1"])
def test_authorities_may_vouch_for_hosts_of_the_internet(host: str) -> None:
    assert may_be_public(host)


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "::1", "192.168.1.7", "10.0.0.1", "fe80::1%eth0", "nas"]
)
def test_no_public_authority_vouches_for_hosts_at_home(host: str) -> None:
    assert not may_be_public(host)


def test_a_certificate_may_be_issued_by_its_owner() -> None:
    assert is_self_signed(WHOLE)
    assert not is_self_signed(made("tea", by="The Tea Authority").public_bytes(Encoding.DER))


def test_one_that_this_machine_was_told_to_believe_is_an_authority_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    believed = made("tea", by="tea")
    bundle = tmp_path / "believed.pem"
    bundle.write_bytes(b"# Tea\n" + believed.public_bytes(Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    assert not is_self_signed(believed.public_bytes(Encoding.DER))


def test_where_it_is_not_known_what_is_believed_authorities_are_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "nothing.pem"))
    assert not is_self_signed(WHOLE)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_certificate_are_not_self_signed(der: bytes) -> None:
    assert is_self_signed(der) is False


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_certificate_cut_or_changed_raises_nothing(place: int, byte: int) -> None:
    at = place % len(WHOLE)
    is_self_signed(WHOLE[:at])
    is_self_signed(WHOLE[:at] + bytes([byte]) + WHOLE[at + 1 :])

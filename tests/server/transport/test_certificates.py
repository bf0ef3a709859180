import shutil
import ssl
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.server.certified import certificate
from tui_chat.server.cluster.network_certificates import new_authority
from tui_chat.server.transport.certificates import (
    CertificateError,
    configured,
    own,
    own_names,
    shared,
)

NAMES = ("irc.example", "192.0.2.1", "::1", "fe80::1%eth0", "bücher.example")


def complaint(chain: Path, key: Path) -> str:
    with pytest.raises(CertificateError) as caught:
        configured(chain, key)
    assert str(caught.value).endswith(".")
    return str(caught.value)


def test_one_is_made_for_all_names_and_for_ten_years(tmp_path: Path) -> None:
    made = own(tmp_path, NAMES)
    read = x509.load_pem_x509_certificate(made.chain.read_bytes())
    names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["irc.example", "xn--bcher-kva.example"]
    assert [str(one) for one in names.get_values_for_type(x509.IPAddress)] == [
        *("192.0.2.1", "::1", "fe80::1"),
    ]
    assert (read.not_valid_after_utc - read.not_valid_before_utc).days // 365 == 10
    key = read.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert key.curve.name == "secp256r1"
    assert made.fingerprint == read.fingerprint(hashes.SHA256()).hex()
    assert made.is_own


def test_its_files_are_ours_alone(tmp_path: Path) -> None:
    made = own(tmp_path, NAMES)
    assert [file.stat().st_mode & 0o777 for file in (made.chain, made.key)] == [0o600, 0o600]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["cert.pem", "key.pem"]


def test_it_stays_the_same(tmp_path: Path) -> None:
    assert own(tmp_path, NAMES) == own(tmp_path, ("other.example",))


@pytest.mark.parametrize("name", ["cert.pem", "key.pem"])
def test_half_of_it_is_not_replaced(tmp_path: Path, name: str) -> None:
    own(tmp_path, NAMES)
    (tmp_path / name).unlink()
    with pytest.raises(CertificateError, match=f"no .*{name}: restore it, or delete both"):
        own(tmp_path, NAMES)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CertificateError, match=r"^Cannot write .*: No such file or directory"):
        own(tmp_path / "none", NAMES)


def test_the_first_of_a_chain_counts(tmp_path: Path) -> None:
    first, second = certificate(tmp_path / "1"), certificate(tmp_path / "2")
    chain = tmp_path / "chain.pem"
    chain.write_text(f"A comment\n{first.chain.read_text()}{second.chain.read_text()}")
    found = configured(chain, first.key)
    assert found.fingerprint == first.fingerprint
    assert not found.is_own


def test_a_key_of_another_certificate_is_refused(tmp_path: Path) -> None:
    first, second = certificate(tmp_path / "1"), certificate(tmp_path / "2")
    assert "does not belong to the certificate" in complaint(first.chain, second.key)


def test_a_key_with_a_password_is_refused_without_asking_for_it(tmp_path: Path) -> None:
    made = certificate(tmp_path)
    key = serialization.load_pem_private_key(made.key.read_bytes(), None)
    secret = serialization.BestAvailableEncryption(b"word")
    form = serialization.PrivateFormat.PKCS8
    made.key.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, secret))
    assert "is protected by a password" in complaint(made.chain, made.key)


def test_what_is_no_certificate_is_named(tmp_path: Path) -> None:
    made = certificate(tmp_path)
    odd = tmp_path / "odd"
    odd.write_bytes(b"\xff odd")
    assert "are no certificate and key in PEM" in complaint(odd, made.key)
    assert "are no certificate and key in PEM" in complaint(made.chain, odd)
    assert complaint(tmp_path / "none", made.key).startswith(f"Cannot read {tmp_path}/none: ")


def test_this_machine_is_known_by_its_names() -> None:
    names = own_names("irc.example", "0.0.0.0")  # noqa: S104 - not bound
    assert names[0] == "irc.example"
    assert {"localhost", "127.0.0.1", "::1"} <= set(names)
    assert "0.0.0.0" not in names  # noqa: S104 - not bound


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not here")
def test_openssl_reads_it(tmp_path: Path) -> None:
    made = own(tmp_path, NAMES)
    command = ["openssl", "x509", "-in", str(made.chain), "-noout", "-fingerprint", "-sha256"]
    said = subprocess.run(command, check=True, capture_output=True, text=True)
    told = said.stdout.strip().partition("=")[2]
    assert told.replace(":", "").lower() == made.fingerprint
    assert ssl.create_default_context(cafile=str(made.chain))


def test_a_network_on_several_machines_shows_the_same_everywhere(tmp_path: Path) -> None:
    pair = new_authority(["a"])
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
    one, other = shared(tmp_path / "a", *pair), shared(tmp_path / "b", *pair)
    assert one.fingerprint == other.fingerprint
    assert [file.stat().st_mode & 0o777 for file in (one.chain, one.key)] == [0o600, 0o600]
    with pytest.raises(CertificateError, match=r"^Cannot write .*: No such file or directory"):
        shared(tmp_path / "none", *pair)

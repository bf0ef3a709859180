"""The server's certificate: one of its own, made on first start, or one that is configured."""

import datetime as dt
import hashlib
import ipaddress
import logging
import os
import socket
import ssl
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui_chat.private_files import read_file, write_draft
from tui_chat.server import SetupError
from tui_chat.server.transport.own_ip_addresses import route_addresses

if TYPE_CHECKING:
    from cryptography.x509 import GeneralName

_log: Final = logging.getLogger(__name__)
CERTIFICATE_FILE: Final = "cert.pem"
KEY_FILE: Final = "key.pem"
_SHARED_CERTIFICATE_FILE: Final = "network-cert.pem"
_SHARED_KEY_FILE: Final = "network-key.pem"
_YEARS: Final = 10
"""Clients remember the fingerprint: a new one frightens them."""


class CertificateError(SetupError):
    """There is no certificate that can be used; the text is one sentence that says why."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that fits its key, in PEM files; those that vouch for it may follow it."""

    chain: Path
    key: Path
    fingerprint: str
    """SHA-256 of the certificate, in lower-case hexadecimal; so it fits in a terminal's line."""
    is_own: bool
    """Made by ourselves: nobody vouches for it."""


def configured(chain: Path, key: Path) -> Certificate:
    """The certificate in these files. Raises CertificateError."""
    found = _read(chain, key, is_own=False)
    if os.name == "posix" and key.stat().st_mode & stat.S_IROTH:
        _log.warning(
            "%s can be read by every user of this machine, but is a secret: chmod 600", key
        )
    return found


def own(folder: Path, names: Iterable[str]) -> Certificate:
    """The certificate in the state folder, made for these host names if there is none.

    Raises CertificateError, also when one of its two files is missing: those who remember the
    fingerprint must not be frightened by an accident.
    """
    chain, key = folder / CERTIFICATE_FILE, folder / KEY_FILE
    if not chain.exists() and not key.exists():
        try:
            _make(chain, key, names)
        except OSError as error:
            file = error.filename or folder  # a disk that is full names none
            raise CertificateError(f"Cannot write {file}: {error.strerror}.") from error
    for file, other in ((chain, key), (key, chain)):
        if not file.exists():
            raise CertificateError(f"There is {other} but no {file}: restore it, or delete both.")
    return _read(chain, key, is_own=True)


def shared(folder: Path, certificate: str, key: str) -> Certificate:
    """The certificate, in PEM, of a network on several machines; it gets files in the folder.

    Raises CertificateError.
    """
    files = folder / _SHARED_CERTIFICATE_FILE, folder / _SHARED_KEY_FILE
    try:
        for file, text in zip(files, (certificate, key), strict=True):
            write_draft(file, text.encode()).replace(file)
    except OSError as error:
        raise CertificateError(
            f"Cannot write {error.filename or folder}: {error.strerror}."
        ) from error
    return _read(*files, is_own=True)


def own_names(*configured: str) -> tuple[str, ...]:
    """Under which names and addresses this machine is reached, those given first."""
    wild = {"", "0.0.0.0", "::"}  # noqa: S104 - compared, not bound
    here = (socket.gethostname(), "localhost", "127.0.0.1", "::1", *route_addresses())
    return tuple(dict.fromkeys(name for name in (*configured, *here) if name not in wild))


def _make(chain: Path, key: Path, names: Iterable[str]) -> None:
    # Only the very first start needs this: it takes a tenth of a second to import.
    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID  # noqa: PLC0415

    secret = ec.generate_private_key(ec.SECP256R1())
    names = tuple(names)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    now = dt.datetime.now(dt.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=365.25 * _YEARS))
        .add_extension(x509.SubjectAlternativeName(list(map(_general_name, names))), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(secret, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    drafts = (
        write_draft(key, secret.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)),
        write_draft(chain, built.public_bytes(pem)),
    )
    # Both or none, as far as that goes: half of it would keep us from starting again.
    for written, file in zip(drafts, (key, chain), strict=True):
        written.replace(file)


def _general_name(name: str) -> "GeneralName":
    from cryptography import x509  # noqa: PLC0415

    try:
        return x509.IPAddress(ipaddress.ip_address(name.partition("%")[0]))
    except ValueError:
        return x509.DNSName(name.encode("idna").decode() if not name.isascii() else name)


def _read(chain: Path, key: Path, *, is_own: bool) -> Certificate:
    for file in (chain, key):
        try:
            read_file(file)
        except OSError as error:
            raise CertificateError(f"Cannot read {file}: {error.strerror}.") from error
    try:
        # Without a password given, a protected key would ask for one on the terminal.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(chain, key, password="")
        first = chain.read_text("ascii", errors="ignore").partition(ssl.PEM_FOOTER)[0]
        start = first.rindex(ssl.PEM_HEADER)
        der = ssl.PEM_cert_to_DER_cert(f"{first[start:].strip()}\n{ssl.PEM_FOOTER}")
    except ssl.SSLError as error:
        raise CertificateError(_in_words(error, chain, key)) from error
    except ValueError as error:
        raise CertificateError(f"{chain} is not a PEM certificate.") from error
    return Certificate(chain, key, hashlib.sha256(der).hexdigest(), is_own)


def _in_words(error: ssl.SSLError, chain: Path, key: Path) -> str:
    if "MISMATCH" in (error.reason or ""):
        return f"The key {key} does not belong to the certificate {chain}."
    if b"ENCRYPTED" in key.read_bytes():
        return f"The key {key} is protected by a password: give one that is not."
    return f"{chain} and {key} are no certificate and key in PEM."

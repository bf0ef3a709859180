"""Reading a server's certificate, and whether an authority can have signed it at all."""

import hashlib
import ipaddress
import ssl
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui_chat.wire.text.sanitize import sanitize

if TYPE_CHECKING:
    from asyncio import StreamWriter

_Verified = dict[str, tuple[tuple[tuple[str, str], ...], ...]]
_LONG: Final = 0x80
"""Of the first byte of a length: the number of bytes that hold the length follows (X.690 8.1.3)."""
_VERSION: Final = 0xA0
"""The tag of the field that a certificate of the first version lacks."""


def shown_by(server: "StreamWriter") -> bytes:
    """The certificate, as DER, that was shown at the other end of an encrypted connection."""
    return server.get_extra_info("ssl_object").getpeercert(binary_form=True) or b""


def fingerprint(server: "StreamWriter") -> str:
    """SHA-256 of the certificate that was shown, in lower-case hexadecimal."""
    return hashlib.sha256(shown_by(server)).hexdigest()


def issuer(server: "StreamWriter") -> str:
    """The name of the authority that signed the certificate; "" if none was checked."""
    certificate: _Verified = server.get_extra_info("peercert") or {}
    words = {name: text for part in certificate.get("issuer", ()) for name, text in part}
    return sanitize(words.get("organizationName") or words.get("commonName", ""))


def may_be_public(host: str) -> bool:
    """Whether public authorities may vouch for a host of that name or address.

    They may for full domain names and addresses of the internet (CA/Browser Forum, Baseline
    Requirements 4.2.2).
    """
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_global
    except ValueError:
        return "." in host.rstrip(".")


def is_self_signed(certificate: bytes) -> bool:
    """Whether a certificate in DER is signed by its own key alone.

    It names its owner as its issuer, and this machine was not told to believe it.
    """
    return _issues_itself(certificate) and not _is_system_root(certificate)


def _issues_itself(certificate: bytes) -> bool:
    """RFC 5280 4.1: the issuer is the third field after the version, the subject the fifth."""
    try:
        fields = _fields(_content(_content(certificate)))
        names = list(islice((field for field in fields if field[0] != _VERSION), 2, 5, 2))
    except IndexError:
        return False
    return len(names) == 2 and names[0] == names[1]


def _is_system_root(certificate: bytes) -> bool:
    bundle = ssl.get_default_verify_paths().cafile
    if not bundle:
        return True
    try:
        return ssl.DER_cert_to_PEM_cert(certificate).strip().encode() in Path(bundle).read_bytes()
    except OSError:
        return True


def _content(element: bytes) -> bytes:
    """The content of the first element of some DER."""
    begin, end = _bounds(element, 0)
    return element[begin:end]


def _fields(der: bytes) -> Iterator[bytes]:
    """The elements of some DER, one after the other, each with its tag and length."""
    at = 0
    while at < len(der):
        _, end = _bounds(der, at)
        yield der[at:end]
        at = end


def _bounds(der: bytes, at: int) -> tuple[int, int]:
    """Where the content of the element at `at` begins and ends."""
    length, begin = der[at + 1], at + 2
    if length & _LONG:
        begin, count = begin + (length & ~_LONG), length & ~_LONG
        length = int.from_bytes(der[begin - count : begin])
    return begin, begin + length

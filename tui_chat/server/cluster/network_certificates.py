"""Certificates of a network on several machines: the network's own, and those of its engines.

The network's certificate is an authority that signs those of the engines and nothing else. It is
also the certificate that clients see.
"""

# The library takes a tenth of a second to import: it is imported where it is needed.

import datetime as dt
import ipaddress
from collections.abc import Iterable
from typing import Any, Final

_YEARS: Final = 20
"""Clients remember the network's certificate, so it is made once for the life of a network."""


def new_authority(hosts: Iterable[str]) -> tuple[str, str]:
    """A self-signed authority for these hosts, and its private key; both in PEM."""
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    key = ec.generate_private_key(ec.SECP256R1())
    return _signed(hosts, key.public_key(), key, None), _key_text(key)


def issued(authority: str, authority_key: str, hosts: Iterable[str]) -> tuple[str, str]:
    """A certificate for these hosts, signed by the authority, and its private key; all in PEM."""
    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    signer: Any = serialization.load_pem_private_key(authority_key.encode(), None)
    issuer = x509.load_pem_x509_certificate(authority.encode())
    own = ec.generate_private_key(ec.SECP256R1())
    return _signed(hosts, own.public_key(), signer, issuer.subject), _key_text(own)


def _signed(hosts: Iterable[str], public: Any, signer: Any, issuer: Any) -> str:
    """A certificate. Without an issuer, it is that of an authority."""
    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID  # noqa: PLC0415

    kind = "engine" if issuer is not None else "network"
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"tui-chat {kind}")])
    names = [_general_name(host) for host in sorted({*hosts, "localhost", "127.0.0.1", "::1"})]
    uses = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    now = dt.datetime.now(dt.UTC)
    # Python 3.13 refuses certificates without these three (RFC 5280 4.2.1.1 to 4.2.1.3).
    own = x509.SubjectKeyIdentifier.from_public_key(public)
    vouching = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer or name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        # The clocks of machines differ, which must not keep a machine out.
        .not_valid_before(now - dt.timedelta(days=30))
        .not_valid_after(now + dt.timedelta(days=365.25 * _YEARS))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage(uses), critical=False)
        .add_extension(_key_usage(vouches=issuer is None), critical=True)
        .add_extension(own, critical=False)
        .add_extension(vouching, critical=False)
        .sign(signer, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
        .decode()
    )


def _key_usage(*, vouches: bool) -> Any:
    from cryptography import x509  # noqa: PLC0415

    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=vouches,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _general_name(host: str) -> Any:
    from cryptography import x509  # noqa: PLC0415

    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _key_text(key: Any) -> str:
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415

    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    return str(key.private_bytes(serialization.Encoding.PEM, form, plain).decode())


def check_pair(certificate: str, key: str) -> None:
    """Raise ValueError unless the key belongs to the certificate."""
    from cryptography import x509  # noqa: PLC0415
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415

    try:
        found: Any = serialization.load_pem_private_key(key.encode(), None)
        public = x509.load_pem_x509_certificate(certificate.encode()).public_key()
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ValueError("its certificate or key cannot be read") from error
    if found.public_key() != public:
        raise ValueError("its key does not belong to its certificate")

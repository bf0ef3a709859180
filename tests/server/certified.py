"""Certificates for tests, and what clients need to use them."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tui_chat.server.transport import certificates
from tui_chat.server.transport.certificates import Certificate


def certificate(folder: Path, name: str = "irc.example") -> Certificate:
    """A certificate in a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    return certificates.own(folder, (name, "127.0.0.1"))


def lasting(folder: Path, days: int) -> Certificate:
    """A certificate that ends in so many days."""
    made = certificate(folder)
    key = serialization.load_pem_private_key(made.key.read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    now = datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "irc.example")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=30))
    built = builder.not_valid_after(now + timedelta(days=days, hours=1)).sign(key, hashes.SHA256())
    made.chain.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    return certificates.configured(made.chain, made.key)


def trusting(chain: Path) -> ssl.SSLContext:
    """A client that trusts this certificate and no other."""
    return ssl.create_default_context(cafile=str(chain))


def anyone() -> ssl.SSLContext:
    """A client that trusts whoever answers."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context

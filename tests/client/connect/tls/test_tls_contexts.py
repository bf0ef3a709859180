"""With what the client connects: minimum version, authorities, sessions, a certificate of ours."""

import ssl
from pathlib import Path

import pytest

from tests.client.peers import personal
from tui_chat.client.connect.known_servers import TrustError
from tui_chat.client.connect.tls.tls_contexts import TlsContexts


def ignore(_connection: ssl.SSLObject) -> None:
    """No handshake here."""


@pytest.mark.parametrize("certified", [True, False])
def test_a_context_is_made_once_for_its_sessions(certified: bool) -> None:
    contexts = TlsContexts(None, ignore)
    made = contexts.get(certified=certified)
    assert contexts.get(certified=certified) is made
    assert made.minimum_version is ssl.TLSVersion.TLSv1_2
    assert made.check_hostname is certified
    assert (made.verify_mode is ssl.CERT_REQUIRED) is certified


def test_a_certificate_of_ours_is_read_for_every_connection(tmp_path: Path) -> None:
    file = tmp_path / "ours.pem"
    personal(file)
    contexts = TlsContexts(file, ignore)
    assert contexts.get(certified=False) is not contexts.get(certified=False)
    file.write_text("none any more")
    with pytest.raises(TrustError, match="is not a certificate with its key"):
        contexts.get(certified=False)

import ssl

import pytest

from tui_chat.server.cluster.network_certificates import check_pair, issued, new_authority


def handshake(server: ssl.SSLContext, client: ssl.SSLContext, host: str) -> None:
    """A whole TLS handshake in memory. Raises ssl.SSLError."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        server.wrap_bio(to_server, to_client, server_side=True),
        client.wrap_bio(to_client, to_server, server_hostname=host),
    ]
    while ends:
        for end in list(ends):
            try:
                end.do_handshake()
                ends.remove(end)
            except ssl.SSLWantReadError:
                continue


def contexts(
    authority: str, certificate: tuple[str, str], folder: str
) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's and a client's side, that both show the certificate and trust the authority."""
    pair = f"{folder}/pair.pem"
    with open(pair, "w", encoding="ascii") as file:  # noqa: PTH123
        file.writelines(certificate)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    server.verify_mode = ssl.CERT_REQUIRED
    for side in (server, client):
        side.load_cert_chain(pair)
        side.load_verify_locations(cadata=authority)
        side.verify_flags |= ssl.VERIFY_X509_STRICT  # as Python 3.13 does by itself
    return server, client


def test_engines_trust_each_other_by_the_network(tmp_path: str) -> None:
    authority, key = new_authority(["a"])
    pair = issued(authority, key, ["a", "192.0.2.1", "::2"])
    server, client = contexts(authority, pair, tmp_path)
    for host in ("a", "192.0.2.1", "::2", "localhost", "127.0.0.1"):
        handshake(server, client, host)
    with pytest.raises(ssl.SSLError, match="mismatch"):
        handshake(server, client, "elsewhere")


def test_the_certificate_of_another_network_is_not_trusted(tmp_path: str) -> None:
    authority, _key = new_authority(["a"])
    stranger = new_authority(["a"])
    pair = issued(*stranger, ["a"])
    server, client = contexts(authority, pair, tmp_path)
    with pytest.raises(ssl.SSLError, match="verify failed"):
        handshake(server, client, "a")


def test_a_pair_is_known_from_two_halves() -> None:
    one, other = new_authority(["a"]), new_authority(["a"])
    check_pair(*one)
    for certificate, key in ((one[0], other[1]), (one[0], ""), ("", one[1]), ("x", "y")):
        with pytest.raises(ValueError, match="certificate"):
            check_pair(certificate, key)

import hashlib
import re
import ssl
from pathlib import Path
from typing import Final

import pytest

from tui_chat.server.cluster import ClusterError
from tui_chat.server.cluster.key_file import (
    ClusterKey,
    Peer,
    check_nats,
    key_text,
    own_node,
    parse_peers,
    read_key,
)

KEY: Final = ClusterKey.new(parse_peers("a,b:7101,[::1]:7102"))


def write(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "net.key"
    file.write_text(text)
    file.chmod(mode)
    return file


def refusal(folder: Path, text: str, mode: int = 0o600) -> str:
    """The sentence for a key file with this text, without its path."""
    file = write(folder, text, mode)
    with pytest.raises(ClusterError) as refused:
        read_key(file)
    return str(refused.value).replace(str(file), "net.key")


def test_a_key_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert read_key(write(tmp_path, key_text(KEY))) == KEY


def test_two_networks_share_nothing() -> None:
    other = ClusterKey.new(KEY.peers)
    kept = ("network", "secret", "cloak_key", "certificate", "key")
    assert [getattr(KEY, one) == getattr(other, one) for one in kept] == [False] * 5


def test_passwords_for_different_purposes_differ() -> None:
    assert KEY.password("engines") != KEY.password("clients")
    assert re.fullmatch("[0-9a-f]{64}", KEY.password("engines"))


def test_peers_have_a_port_and_may_be_of_any_kind() -> None:
    assert KEY.peers == (Peer("a", 7100), Peer("b", 7101), Peer("::1", 7102))
    assert [str(peer) for peer in KEY.peers] == ["a:7100", "b:7101", "[::1]:7102"]


@pytest.mark.parametrize("text", ["a b", "b:x", "b:0x1", "b:99999", "u@b", "a/b", "é", "[x]", ":1"])
def test_a_peer_that_is_no_host_is_told(text: str) -> None:
    with pytest.raises(ClusterError, match=r"is not a host, or a host and a port"):
        parse_peers(f"a,{text}")


def test_two_peers_at_one_place_are_told() -> None:
    with pytest.raises(ClusterError, match=r"a:7100 is named twice"):
        parse_peers("a,b,a:7100")


def test_a_node_that_the_key_does_not_name_is_told() -> None:
    assert KEY.peer(2) == Peer("b", 7101)
    for node in (0, 4):
        with pytest.raises(ClusterError, match=f"no node {node}: the key file names 3 machines"):
            KEY.peer(node)


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    for mode in (0o640, 0o604, 0o620):
        told = refusal(tmp_path, key_text(KEY), mode)
        assert told == (
            "Other users of this machine can read the key file net.key: chmod 600 net.key"
        )


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match=r"Cannot read the key file .*: No such file"):
        read_key(tmp_path / "net.key")
    with pytest.raises(ClusterError, match=r"Cannot read the key file .*: Not a regular file"):
        read_key(tmp_path)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (r"\A[\s\S]*\Z", ""),
        (r"\A[\s\S]*\Z", "\0\ud800"),
        (r"secret = .*\n", ""),
        (r"secret = .*\n", 'secret = "00"\n'),
        (r"secret = .*\n", 'secret = "not hexadecimal"\n'),
        (r"network = .*\n", 'network = "a.b >"\n'),
        (r"network = .*\n", "network = 7\n"),
        (r"peers = .*\n", "peers = []\n"),
        (r"BEGIN CERT", "BEGIN"),
        (r"(?s)-----BEGIN PRIVATE.*?\n-----END[^\n]*\n", ""),
        (r"(?s)key = \"\"\"\n-----.*", ""),
        (r"\Z", "surprise = 1\n"),
        (r"\Z", 'network = "again"\n'),
    ],
)
def test_a_damaged_file_is_told_in_one_sentence(tmp_path: Path, before: str, after: str) -> None:
    text = re.sub(before, lambda _found: after, key_text(KEY), count=1)
    file = write(tmp_path, "")
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(ClusterError) as refused:
        read_key(file)
    told = str(refused.value).replace(str(file), "net.key")
    assert re.fullmatch(
        r"The key file net\.key is damaged \(.+\): copy it again from another machine\.", told
    ), told
    assert "\n" not in told


def test_any_cut_of_the_file_is_damage(tmp_path: Path) -> None:
    text = key_text(KEY)
    end = text.index("\n# To use NATS")
    for cut in range(0, end - 3, 97):
        assert "is damaged" in refusal(tmp_path, text[:cut])


def test_the_key_of_another_certificate_is_told(tmp_path: Path) -> None:
    other = key_text(ClusterKey.new(KEY.peers))
    pem = r"(?s)-----BEGIN PRIVATE.*?-----END PRIVATE KEY-----"
    foreign = re.search(pem, other)
    assert foreign is not None
    mixed = re.sub(pem, lambda _found: foreign[0], key_text(KEY))
    assert "its key does not belong to its certificate" in refusal(tmp_path, mixed)


def test_an_existing_nats_may_be_named(tmp_path: Path) -> None:
    key = ClusterKey.new((), ["tls://user:pass@nats.example:4222"])
    text = key_text(key)
    assert read_key(write(tmp_path, text)) == key
    trusting = read_key(write(tmp_path, f'{text}nats_trust = "ca.pem"\n'))
    assert trusting.nats_trust == str(tmp_path / "ca.pem")


@pytest.mark.parametrize("url", ["nats.example", "http://x:1", "tls://", "tls://x:port", ""])
def test_an_address_that_is_no_nats_is_told(url: str) -> None:
    with pytest.raises(ClusterError, match=r"looks like"):
        check_nats(url)


def test_a_nats_elsewhere_must_be_encrypted() -> None:
    check_nats("nats://127.0.0.1:4222")
    with pytest.raises(ClusterError, match=r"at 192.0.2.1 would be reached without encryption"):
        check_nats("nats://192.0.2.1:4222")


def test_the_certificate_can_be_used_and_pinned() -> None:
    context = ssl.create_default_context(cadata=KEY.certificate)
    (authority,) = context.get_ca_certs(binary_form=True)
    der = ssl.PEM_cert_to_DER_cert(KEY.certificate)
    assert hashlib.sha256(authority).digest() == hashlib.sha256(der).digest()


class TestOwnNode:
    def test_it_is_found_by_an_address(self) -> None:
        key = ClusterKey.new(parse_peers("192.0.2.1,192.0.2.2,192.0.2.3"))
        assert own_node(key, ["10.0.0.1", "192.0.2.2"], "host") == 2

    def test_it_is_found_by_the_host_name(self) -> None:
        key = ClusterKey.new(parse_peers("192.0.2.1,b,192.0.2.3"))
        assert own_node(key, [], "b") == own_node(key, [], "b.example.invalid") == 2

    def test_several_on_one_machine_must_be_told_apart(self) -> None:
        key = ClusterKey.new(parse_peers("127.0.0.1:1,127.0.0.1:2,192.0.2.3"))
        with pytest.raises(ClusterError, match=r"on this machine \(1, 2\): say .* --node"):
            own_node(key, [], "host")

    def test_a_machine_that_is_not_named_must_say_which_it_is(self) -> None:
        key = ClusterKey.new(parse_peers("192.0.2.1,192.0.2.2,192.0.2.3"))
        with pytest.raises(ClusterError, match=r"does not name this machine .* with --node"):
            own_node(key, ["10.0.0.1"], "host")

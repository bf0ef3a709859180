"""The key by which ssh clients recognise the server."""

import stat
from pathlib import Path

import asyncssh
import pytest

from tui_chat.server.doors import HOST_KEY_FILE
from tui_chat.server.doors.ssh_host_key import HostKeyError, host_key


def test_it_is_made_once_and_for_the_server_alone(tmp_path: Path) -> None:
    first = host_key(tmp_path)
    assert host_key(tmp_path).get_fingerprint() == first.get_fingerprint()
    assert stat.S_IMODE((tmp_path / HOST_KEY_FILE).stat().st_mode) == 0o600


def test_without_a_folder_it_is_new_each_time() -> None:
    assert host_key(None).get_fingerprint() != host_key(None).get_fingerprint()


@pytest.mark.parametrize("written", [b"rubbish", b"\xff\x00", "locked"])
def test_what_is_no_key_is_left_alone(tmp_path: Path, written: bytes | str) -> None:
    if written == "locked":
        made = asyncssh.generate_private_key("ssh-ed25519")
        written = made.export_private_key("pkcs8-pem", passphrase="secret")
    assert isinstance(written, bytes)
    (tmp_path / HOST_KEY_FILE).write_bytes(written)
    with pytest.raises(HostKeyError, match="is not a private key"):
        host_key(tmp_path)
    assert (tmp_path / HOST_KEY_FILE).read_bytes() == written


def test_an_interrupted_start_is_made_good(tmp_path: Path) -> None:
    (tmp_path / HOST_KEY_FILE).touch()
    assert host_key(tmp_path).get_fingerprint() == host_key(tmp_path).get_fingerprint()


def test_the_nodes_of_a_network_have_the_same(tmp_path: Path) -> None:
    first = host_key(tmp_path, "secret")
    assert host_key(None, "secret").get_fingerprint() == first.get_fingerprint()
    assert host_key(None, "other").get_fingerprint() != first.get_fingerprint()
    assert not (tmp_path / HOST_KEY_FILE).exists()

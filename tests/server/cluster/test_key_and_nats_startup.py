from pathlib import Path

import pytest

from tests.server.cluster.engines import needs_engine, new_key
from tui_chat.server.cluster import ClusterError
from tui_chat.server.cluster.key_and_nats_startup import (
    Membership,
    check_membership,
    read_membership,
    take_part,
)
from tui_chat.server.cluster.key_file import ClusterKey, Peer, key_text, parse_peers
from tui_chat.server.cluster.nats.server_process import Engine
from tui_chat.server.config.config_schema import Cluster


def configured(folder: Path, key: ClusterKey, node: int = 1) -> Cluster:
    file = folder / "net.key"
    file.touch(mode=0o600)
    file.write_text(key_text(key))
    return Cluster(str(file), node)


def test_key_and_number_are_those_that_are_configured(tmp_path: Path) -> None:
    key = new_key(3)
    assert read_membership(configured(tmp_path, key, 2)) == (key, 2)
    with pytest.raises(ClusterError, match="There is no node 4"):
        read_membership(configured(tmp_path, key, 4))


def test_a_machine_that_is_named_once_needs_no_number(tmp_path: Path) -> None:
    key = ClusterKey.new([*new_key().peers, Peer("198.51.100.1", 7100)])
    assert read_membership(configured(tmp_path, key, 0))[1] == 1


def test_nodes_on_an_existing_nats_may_have_any_number(tmp_path: Path) -> None:
    key = ClusterKey.new((), ["nats://127.0.0.1:1"])
    assert read_membership(configured(tmp_path, key, 7)) == (key, 7)


@needs_engine
async def test_a_node_has_its_engine_meanwhile_and_a_check_starts_none(tmp_path: Path) -> None:
    settings = configured(tmp_path, new_key(3), 3)
    await check_membership(settings, runs=False)
    assert not (tmp_path / "engine").exists()
    async with take_part(settings, tmp_path) as member:
        assert (member.name, member.node) == ("node3", 3)
        assert member.engine.info["version"]
        await check_membership(settings, runs=True)
        with pytest.raises(ClusterError, match="cannot listen on"):
            await check_membership(settings, runs=False)


def test_clients_are_told_where_a_node_is(tmp_path: Path) -> None:
    key = ClusterKey.new(parse_peers("127.0.0.1:7101,chat.example,[2001:db8::1]"))

    def told(node: int, configured: str = "", *, is_local: bool = False) -> str:
        member = Membership(key, node, Engine(key, node, tmp_path))
        return member.address(configured, 6667, is_local=is_local)

    assert [told(node) for node in (1, 2, 3)] == [
        *("127.0.0.1:6667", "chat.example:6667", "[2001:db8::1]:6667"),
    ]
    assert (told(1, is_local=True), told(2, is_local=True)) == ("127.0.0.1:6667", "")
    assert told(2, "a.example", is_local=True) == "a.example:6667"
    assert told(2, "a.example:6697") == "a.example:6697"

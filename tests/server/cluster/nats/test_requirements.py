from typing import Any

import pytest

from tui_chat.server.cluster import ClusterError
from tui_chat.server.cluster.nats.requirements import check_engine, version_of

GOOD: dict[str, Any] = {"version": "2.15.1", "jetstream": True, "max_payload": 8 << 20}


@pytest.mark.parametrize("version", ["2.11.0", "2.11.0-preview.1", "2.15.1", "3.0.0"])
def test_an_engine_that_is_new_enough_is_taken(version: str) -> None:
    check_engine(GOOD | {"version": version})


@pytest.mark.parametrize("version", ["2.9.10", "2.10.26", "1.4.1", "", "unknown"])
def test_an_engine_that_is_too_old_is_told(version: str) -> None:
    with pytest.raises(ClusterError) as refused:
        check_engine(GOOD | {"version": version})
    assert str(refused.value) == (
        f"The engine is nats-server {version or 'of an unknown version'}, which is too old: it "
        "must be 2.11 or newer (pip install 'tui-chat[cluster]')."
    )


def test_an_engine_without_jetstream_is_told() -> None:
    with pytest.raises(ClusterError, match="runs without JetStream: add"):
        check_engine({"version": "2.15.1"})


def test_an_engine_that_takes_only_small_messages_is_told() -> None:
    with pytest.raises(ClusterError, match="of 65536 bytes at most: set its max_payload"):
        check_engine(GOOD | {"max_payload": 65536}, "The NATS at nats.example")


def test_versions_are_compared_as_numbers() -> None:
    assert version_of("nats-server: v2.9.10") < version_of("2.11.0-beta") < version_of("10.0")

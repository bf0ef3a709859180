"""What the engine, a NATS server, must be able to do, and the sentences if it is not."""

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tui_chat.server.cluster import ClusterError

OLDEST: Final = (2, 11)
"""The first version that lets nodes read a stream in batches without a consumer."""
LEAST_PAYLOAD: Final = 1 << 20
"""Bytes of one message: each batch of events and each part of a snapshot is one."""
INSTALL: Final = "pip install 'tui-chat[cluster]'"


def check_engine(info: Mapping[str, Any], name: str = "The engine") -> None:
    """Raise ClusterError unless an engine with this INFO can keep the network's log."""
    version = str(info.get("version", ""))
    if version_of(version) < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise ClusterError(
            f"{name} is nats-server {version or 'of an unknown version'}, which is too old: "
            f"it must be {oldest} or newer ({INSTALL})."
        )
    if not info.get("jetstream"):
        raise ClusterError(
            f"{name}, nats-server {version}, runs without JetStream: add jetstream {{}} to its "
            "configuration."
        )
    if int(info.get("max_payload", LEAST_PAYLOAD)) < LEAST_PAYLOAD:
        raise ClusterError(
            f"{name} takes messages of {info['max_payload']} bytes at most: set its max_payload "
            f"to {LEAST_PAYLOAD} or more."
        )


def check_program(program: Path) -> None:
    """Raise ClusterError unless this nats-server can keep the network's log."""
    try:
        said = subprocess.run(  # noqa: S603 - found where programs are
            [program, "--version"], capture_output=True, text=True, timeout=10, check=False
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise ClusterError(f"{program} cannot be run: {error}.") from error
    version = ".".join(map(str, version_of(said)))
    check_engine({"version": version, "jetstream": True}, str(program))


def version_of(text: str) -> tuple[int, ...]:
    """The numbers of a version like "2.11.0-beta.1" or "nats-server: v2.11.0"; () if none."""
    found = re.search(r"\d+(\.\d+)+", text)
    return tuple(map(int, found[0].split("."))) if found else ()

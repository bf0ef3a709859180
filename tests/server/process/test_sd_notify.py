import socket
from pathlib import Path

import pytest

from tui_chat.server.process import sd_notify


def test_the_service_manager_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(path)
        monkeypatch.setenv("NOTIFY_SOCKET", path)
        sd_notify.ready()
        sd_notify.reloading()
        sd_notify.stopping()
        heard = [manager.recv(1024).decode() for _ in range(3)]
    assert heard[0] == "READY=1"
    assert heard[1].startswith("RELOADING=1\nMONOTONIC_USEC=")
    assert heard[2] == "STOPPING=1"


def test_without_a_manager_nothing_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    sd_notify.ready()
    for nowhere in (str(tmp_path / "none"), "@tui-chat-nobody"):
        monkeypatch.setenv("NOTIFY_SOCKET", nowhere)
        sd_notify.ready()

"""The doctor from the command line."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.client.peers import certificate, peer
from tui_chat.client.config.connection_and_ui_options import ClientOptions, Encryption
from tui_chat.client.connect.known_servers import KnownServers
from tui_chat.client.doctor.run import _tell_server, run_doctor


@pytest.fixture(autouse=True)
def a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


def test_without_a_server_it_looks_at_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_doctor(None, None) == 0
    said = capsys.readouterr().out
    assert said.startswith("Terminal\n  --  Terminal: not a terminal")
    assert "\nFiles\n" in said


def test_trouble_is_the_exit_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "client.toml"
    file.write_text("x = 1")
    assert run_doctor(None, file) == 1
    assert "!!  Configuration:" in capsys.readouterr().out


def test_a_server_that_is_not_there_is_trouble(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_doctor(ClientOptions("127.0.0.1", 1, "ana"), None) == 1
    assert "127.0.0.1, port 1\n" in capsys.readouterr().out


@pytest.mark.parametrize("accept", [False, True])
async def test_a_server_that_is_examined_is_not_trusted_by_that(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, accept: bool
) -> None:
    known = KnownServers(tmp_path / "known.json")
    async with peer(tls=certificate(tmp_path / "tls")) as port:
        options = ClientOptions("127.0.0.1", port, "ana")
        options = replace(options, encryption=Encryption(known=known, accept=accept))
        await _tell_server("here", options)
    told = capsys.readouterr().out
    assert "Certificate" in told
    assert "Not a known server yet" in told
    assert "remembered" not in told
    assert known.count == 0
    assert not (tmp_path / "known.json").exists()

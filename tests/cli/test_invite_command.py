"""`tui-chat invite`."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.server.sockets import fast_config
from tui_chat.cli import invite_command
from tui_chat.cli.main import main
from tui_chat.server.config.config_schema import Listen
from tui_chat.server.process.server_thread import BackgroundServer
from tui_chat.wire.invitation_line import read_invitation_line


def run(state: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["invite", *words, "--state", str(state)])


def test_invitations_are_made_shown_and_revoked(tmp_path: Path) -> None:
    with BackgroundServer(fast_config(listen=Listen(port=0)), tmp_path) as running:
        made = run(tmp_path, "--uses", "2", "--hours", "3", "--account")
        assert made.exit_code == 0
        line = made.stdout.removeprefix("tui-chat connect ").strip()
        assert read_invitation_line(line) is not None
        (one,) = running.server.node.network.invitations.all()
        assert (one.uses, one.account) == (2, True)
        assert made.stderr.startswith(f"Invitation {one.id}: 2 people until ")
        assert run(tmp_path, "--list").output.startswith(f"{one.id}: 2 people until ")
        revoked = run(tmp_path, "--revoke", one.id)
        assert revoked.output == f"The invitation {one.id} was revoked.\n"
        assert run(tmp_path, "--list").output == "There are no invitations.\n"
        again = run(tmp_path, "--revoke", one.id)
        assert again.exit_code == 1
        assert f"There is no invitation {one.id}." in again.output


def test_without_a_server_they_can_only_be_listed_and_revoked(tmp_path: Path) -> None:
    refused = run(tmp_path)
    assert refused.exit_code == 1
    assert "No server runs there: start it first" in refused.output
    assert run(tmp_path, "--list").output == "There are no invitations.\n"


@pytest.mark.parametrize("words", [("--uses", "0"), ("--uses", "501"), ("--hours", "0")])
def test_odd_numbers_are_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert run(tmp_path, *words).exit_code == 2


def test_on_a_terminal_it_is_a_picture_too(capsys: pytest.CaptureFixture[str]) -> None:
    link = f"https://chat.example:6680/#{'T' * 22}"
    invite_command._show_code(("tui-chat connect x", link))
    shown = capsys.readouterr().out
    assert "▀" in shown
    assert all(row.endswith("\x1b[0m") for row in shown.splitlines())


def test_a_narrow_terminal_shows_no_broken_picture(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    invite_command._show_code(("tui-chat connect x" * 5,))
    assert capsys.readouterr().out == ""

"""send, tail, connect and doctor from a shell, against a real server."""

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.client.shell import PATIENCE, Shell, a_server, configure
from tui_chat.cli.client_commands import channel_names
from tui_chat.cli.main import main
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.server.config.config_schema import Server


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with a_server() as port:
        yield port


def _said(finished: subprocess.CompletedProcess[str]) -> tuple[int, str, str]:
    return finished.returncode, finished.stdout, finished.stderr


# send and tail


def test_what_is_sent_to_a_channel_stands_there(shell: Shell, port: int) -> None:
    sent = shell.run("send", "127.0.0.1", port, "#sent", "hello there", "--nick", "ana")
    read = shell.run("tail", "127.0.0.1", port, "#sent", "--no-follow")
    assert _said(sent) == (0, "", "")
    assert read.stdout[5:] == " ana: hello there\n"


@pytest.mark.parametrize(
    ("words", "place", "rest"),
    [
        (["irc.example", "7000"], ("irc.example", 7000), ("#tea", "hi")),
        (["irc.example:7000"], ("irc.example", 7000), ("#tea", "hi")),
        (["irc.example:7000", "7000"], ("irc.example", 7000), ("#tea", "hi")),
        (["--nick", "ana", "[::1]:7000"], ("::1", 7000), ("#tea", "hi")),
        (["ircs://irc.example"], ("irc.example", 6697), ("#tea", "hi")),
    ],
)
def test_the_port_may_be_written_behind_the_host(
    words: list[str],
    place: tuple[str, int],
    rest: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[object] = []

    def noted(options: ClientOptions, target: str, text: str, **_other: object) -> int:
        asked.extend([(options.host, options.port), (target, text)])
        return 0

    monkeypatch.setattr("tui_chat.client.headless.send.send_text", noted)
    result = CliRunner().invoke(main, ["send", *words, "#tea", "hi"])
    assert (result.exit_code, asked) == (0, [place, rest])


def test_each_line_of_a_pipe_is_a_message(shell: Shell, port: int) -> None:
    sent = shell.run("send", "127.0.0.1", port, "#lines", "--nick", "ana", typed="one\n\ntwo\n")
    read = shell.run("tail", "127.0.0.1", port, "#lines", "--no-follow", "--json")
    assert sent.returncode == 0
    assert [json.loads(line)["text"] for line in read.stdout.splitlines()] == ["one", "two"]


def test_a_pipe_may_be_one_message(shell: Shell, port: int) -> None:
    shell.run("send", "127.0.0.1", port, "#whole", "--as-one", "--nick", "ana", typed="one\ntwo\n")
    read = shell.run("tail", "127.0.0.1", port, "whole", "--no-follow", "--json")
    (message,) = map(json.loads, read.stdout.splitlines())
    assert (message["sender"], message["text"], message["kind"]) == ("ana", "one\ntwo", "message")


def test_nothing_to_send_is_told(shell: Shell, port: int) -> None:
    sent = shell.run("send", "127.0.0.1", port, "#lobby", "  ")
    assert _said(sent) == (1, "", "tui-chat: There is nothing to send.\n")


def test_a_message_to_nobody_fails(shell: Shell, port: int) -> None:
    sent = shell.run("send", "127.0.0.1", port, "nobody", "hello")
    assert _said(sent) == (1, "", "tui-chat: There is nobody called nobody here.\n")


def test_a_nickname_that_was_asked_for_is_insisted_on(shell: Shell, port: int) -> None:
    with shell.started("tail", "127.0.0.1", port, "#taken", "--nick", "bia") as bia:
        shell.run("send", "127.0.0.1", port, "#taken", "hello", "--nick", "ana")
        assert bia.stdout is not None
        assert "hello" in bia.stdout.readline()
        sent = shell.run("send", "127.0.0.1", port, "#taken", "hello", "--nick", "bia")
    assert _said(sent) == (1, "", 'tui-chat: "bia" is taken.\n')


def test_an_unreachable_server_is_told_in_a_sentence(shell: Shell) -> None:
    sent = shell.run("send", "127.0.0.1", 1, "#lobby", "hello")
    sentence = "tui-chat: Nobody answers at 127.0.0.1, port 1: is the server running?\n"
    assert _said(sent) == (1, "", sentence)


def test_the_password_may_come_from_the_environment(shell: Shell) -> None:
    with a_server(server=Server(password="open sesame")) as port:
        refused = shell.run("send", "127.0.0.1", port, "#lobby", "hello")
        shell.environment["TUI_CHAT_PASSWORD"] = "open sesame"
        sent = shell.run("send", "127.0.0.1", port, "#lobby", "hello")
    assert (refused.returncode, sent.returncode) == (1, 0)
    assert "asks for a password" in refused.stderr


def test_following_a_channel_shows_what_comes_until_it_is_interrupted(
    shell: Shell, port: int
) -> None:
    shell.run("send", "127.0.0.1", port, "#live", "before", "--nick", "ana")
    with shell.started("tail", "127.0.0.1", port, "#live", "--nick", "bia") as bia:
        assert bia.stdout is not None
        assert bia.stdout.readline().endswith(" ana: before\n")
        shell.run("send", "127.0.0.1", port, "#live", "now", "--nick", "ana")
        assert bia.stdout.readline().endswith(" ana: now\n")
        bia.send_signal(signal.SIGINT)
        rest = bia.communicate(timeout=PATIENCE)
    assert (bia.returncode, rest) == (
        130,
        ("", "tui-chat: Nobody else is in #live.\n"),
    )


def test_who_comes_and_goes_is_shown_on_demand(shell: Shell, port: int) -> None:
    shell.run("send", "127.0.0.1", port, "#door", "hello", "--nick", "ana")
    read = shell.run("tail", "127.0.0.1", port, "#door", "--no-follow", "--events", "--json")
    kinds = [json.loads(line)["kind"] for line in read.stdout.splitlines()]
    assert "event" in kinds


def test_as_many_lines_of_before_as_one_wants(shell: Shell, port: int) -> None:
    words = "".join(f"{number}\n" for number in range(150))
    shell.run("send", "127.0.0.1", port, "#many", "--nick", "ana", typed=words)
    read = shell.run("tail", "127.0.0.1", port, "#many", "--no-follow", "-n", 130, "--json")
    texts = [json.loads(line)["text"] for line in read.stdout.splitlines()]
    assert texts == [str(number) for number in range(20, 150)]


# Encryption


def test_a_server_is_recognised_and_one_that_changed_is_refused(
    shell: Shell, tmp_path: Path
) -> None:
    with a_server(tmp_path / "one") as port:
        first = shell.run("send", "127.0.0.1", port, "#lobby", "hello")
        again = shell.run("send", "127.0.0.1", port, "#lobby", "hello")
        clear = shell.run("send", "127.0.0.1", port, "#lobby", "hello", "--no-tls")
        file = shell.home / "data" / "tui-chat" / "known_servers.json"
        known = json.loads(file.read_text())
        known["servers"][f"127.0.0.1 {port}"]["fingerprint"] = "ab" * 32
        file.write_text(json.dumps(known))
        changed = shell.run("send", "127.0.0.1", port, "#lobby", "hello")
        accepted = shell.run(
            "send", "127.0.0.1", port, "#lobby", "hello", "--accept-new-certificate"
        )
        after = shell.run("send", "127.0.0.1", port, "#lobby", "hello")
    assert [each.returncode for each in (first, again, clear)] == [0, 0, 1]
    assert "must stay so" in clear.stderr
    assert changed.returncode == 1
    assert "THIS SERVER CHANGED" in changed.stderr
    assert (accepted.returncode, after.returncode) == (0, 0)


# connect --plain


def test_a_pipe_can_chat(shell: Shell, port: int) -> None:
    with shell.started("tail", "127.0.0.1", port, "#pipe", "--nick", "bia") as bia:
        chat = shell.run(
            "connect", "127.0.0.1", port, "--nick", "ana", "--channel", "pipe",
            typed="hello\n/nosuch\n/me waves\n",
        )  # fmt: skip
        assert bia.stdout is not None
        heard = [bia.stdout.readline()[6:] for _ in range(2)]
    assert heard == ["ana: hello\n", "* ana waves\n"]
    assert chat.returncode == 0
    assert "\x1b" not in chat.stdout
    assert "-- You joined #pipe." in chat.stdout
    assert "!! Unknown command /nosuch" in chat.stdout


def test_a_pipe_to_nowhere_fails(shell: Shell) -> None:
    chat = shell.run("connect", "127.0.0.1", 1, "--plain", typed="hello\n")
    assert chat.returncode == 1
    assert "Nobody answers at 127.0.0.1" in chat.stderr


# The configuration


def test_a_configured_server_is_found_by_its_name(shell: Shell, port: int) -> None:
    configure(
        shell,
        f'nick = "dani"\n[[servers]]\nname = "home"\nhost = "127.0.0.1"\nport = {port}\n'
        'channels = ["#kitchen"]\n',
    )
    chat = shell.run("connect", "home", typed="/quit\n")
    assert chat.returncode == 0
    assert "-- You are dani." in chat.stdout
    chat = shell.run("connect", "home", typed="hello\n")
    assert "-- You joined #kitchen." in chat.stdout


def test_servers_may_be_joined_by_themselves(shell: Shell, port: int) -> None:
    configure(
        shell,
        f'[[servers]]\nname = "home"\nhost = "127.0.0.1"\nport = {port}\nautoconnect = true\n',
    )
    chat = shell.run("connect", typed="hello\n")
    assert chat.returncode == 0


def test_what_is_wrong_in_the_file_is_told_and_left_out(shell: Shell, port: int) -> None:
    file = configure(shell, '[look]\nthem = "x"\n')
    sent = shell.run("send", "127.0.0.1", port, "#lobby", "hello")
    sentence = f'tui-chat: {file}, line 2: unknown key "look.them" (did you mean "theme"?).\n'
    assert _said(sent) == (0, "", sentence)


def test_a_named_file_must_be_there(shell: Shell) -> None:
    sent = shell.run("send", "127.0.0.1", 1, "#lobby", "hello", "--config", "nowhere.toml")
    assert _said(sent) == (1, "", "tui-chat: There is no file nowhere.toml.\n")


def test_the_configuration_can_be_printed() -> None:
    printed = CliRunner().invoke(main, ["connect", "--print-config"])
    assert printed.exit_code == 0
    assert '#theme = "quiet"' in printed.stdout


def test_without_a_server_it_says_what_to_type(shell: Shell) -> None:
    chat = shell.run("connect")
    sentence = "tui-chat: Name a server: tui-chat connect HOST [PORT].\n"
    assert _said(chat) == (2, "", sentence)


def test_the_doctor_looks_at_a_server(shell: Shell, tmp_path: Path) -> None:
    with a_server(tmp_path / "state") as port:
        seen = shell.run("doctor", "127.0.0.1", port)
    assert seen.returncode == 0
    assert "ok  Encryption: Encrypted. Not a known server yet" in seen.stdout
    assert "self-signed" in seen.stdout
    assert "ok  Server: tui-chat, tui-chat-" in seen.stdout


def test_the_doctor_fails_where_nobody_answers(shell: Shell) -> None:
    seen = shell.run("doctor", "127.0.0.1", 1)
    assert seen.returncode == 1
    assert "!!  Connection: Nobody answers at 127.0.0.1, port 1" in seen.stdout


def test_channels_are_meant_without_their_mark_too() -> None:
    assert channel_names(("tea,#coffee", "&local")) == ("#tea", "#coffee", "&local")


def test_a_configuration_is_checked_without_connecting(tmp_path: Path) -> None:
    file = tmp_path / "client.toml"
    words = ["connect", "--check-config", "--config", str(file)]
    file.write_text('nick = "two words"\nnik = 1\n')
    checked = CliRunner().invoke(main, words)
    assert checked.exit_code == 1
    assert checked.stdout == ""
    assert [line.split(": ")[1] for line in checked.stderr.splitlines()] == [
        f"{file}, line 1",
        f"{file}, line 2",
    ]
    file.write_text('nick = "ana"\n')
    checked = CliRunner().invoke(main, words)
    assert (checked.exit_code, checked.stdout) == (0, f"No problems found in {file}.\n")
    file.unlink()
    assert CliRunner().invoke(main, words).exit_code == 1

"""What a script says, and whether it was heard."""

import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Final

import pytest

from tests.client.files.file_servers import PNG, fetched, file_server
from tests.client.files.file_servers import options as file_options
from tests.client.peers import peer, welcoming
from tests.client.shell import a_server
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.connect import send_rate
from tui_chat.client.connect.reconnecting_link import Link
from tui_chat.client.events import Event
from tui_chat.client.headless import headless_client_base as visit_module
from tui_chat.client.headless import send as send_module
from tui_chat.client.headless.headless_client_base import HeadlessClient, HeadlessError
from tui_chat.client.headless.send import _only, _send, _send_file, send_text
from tui_chat.client.headless.stdin_lines import TypedLines
from tui_chat.client.headless.tail import tail_channel
from tui_chat.server.config.config_schema import History


@pytest.fixture(scope="module")
def options() -> Iterator[ClientOptions]:
    with a_server() as port:
        yield ClientOptions("127.0.0.1", port, "ana")


def test_a_text_is_one_message_if_the_server_can(
    options: ClientOptions, capsys: pytest.CaptureFixture[str]
) -> None:
    assert send_text(options, "#a", "one\ntwo") == 0
    tail_channel(options, "#a", count=5, follow=False)
    assert capsys.readouterr().out[5:] == " ana: one\n      two\n"


def test_one_line_needs_no_waiting_for_a_server_that_may_be_slow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(send_rate, "SECONDS_PER_LINE", 3600.0)
    with a_server(history=History(enabled="off")) as port:
        assert send_text(ClientOptions("127.0.0.1", port, "ana"), "#a", "one") == 0


def test_a_notice_is_one(options: ClientOptions, capsys: pytest.CaptureFixture[str]) -> None:
    assert send_text(options, "#b", "done", notice=True) == 0
    tail_channel(options, "#b", count=5, follow=False)
    assert capsys.readouterr().out[5:] == " [ana] done\n"


def test_a_text_that_is_very_long_arrives_whole(
    options: ClientOptions, capsys: pytest.CaptureFixture[str]
) -> None:
    text = " ".join(str(number) for number in range(5000))
    assert send_text(options, "#c", text) == 0
    tail_channel(options, "#c", count=100, follow=False)
    said = capsys.readouterr().out
    assert " ".join(line[11:] for line in said.splitlines()).split() == text.split()


def test_standard_input_may_be_one_message(
    options: ClientOptions, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(b"one\ntwo\n")))
    assert send_text(options, "#d", None, as_one=True) == 0
    tail_channel(options, "#d", count=5, follow=False)
    assert capsys.readouterr().out[5:] == " ana: one\n      two\n"


def test_what_the_server_does_not_take_is_a_failure(
    options: ClientOptions, capsys: pytest.CaptureFixture[str]
) -> None:
    assert send_text(options, "nobody", "hello") == 1
    assert capsys.readouterr().err == "tui-chat: There is nobody called nobody here.\n"


@pytest.mark.parametrize("target", ["#new channel", "#a,#b", ""])
def test_what_is_no_name_is_told_so(
    options: ClientOptions, capsys: pytest.CaptureFixture[str], target: str
) -> None:
    assert send_text(options, target, "hello") == 1
    assert capsys.readouterr().err == f"tui-chat: You can't write to {target}.\n"


def old_server(*refusal: str) -> Callable[[str], list[str]]:
    """One without echo or labels, which refuses what is said."""

    def talk(line: str) -> list[str]:
        command, _space, rest = line.partition(" ")
        if command in {"PRIVMSG", "NOTICE"}:
            return list(refusal)
        if command == "JOIN":
            return [f":ana!a@h JOIN {rest}"]
        if command in {"MODE", "WHO", "CAP", "MONITOR"}:
            return [f":irc 421 ana {command} :Unknown command"]
        return welcoming(line)

    return talk


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (":irc 404 ana {0} :no", "You can't post in {0}."),
        (":irc 401 ana {0} :no", None),
        (":irc 411 ana :no", "No recipient was given."),
        (":irc 412 ana :no", "There was nothing to send."),
        (":irc 477 ana {0} :no", None),
        (":irc 415 ana {0} :no", "You can't post in {0}: no"),
        (":irc 531 ana {0} :no", "You can't write to {0}."),
        (":irc 499 ana {0} :never heard of", "{0}: never heard of"),
        ("FAIL PRIVMSG X {0} :no", "no"),
    ],
)
@pytest.mark.parametrize("target", ["#tea", "bia"])
async def test_a_refusal_of_a_server_without_echo_is_a_failure(
    refusal: str, sentence: str | None, target: str
) -> None:
    async with peer(old_server(refusal.format(target))) as port:
        visit = HeadlessClient(ClientOptions("127.0.0.1", port, "ana"))
        with pytest.raises(HeadlessError) as failed:
            await _send(visit, target, _only("hello"), notice=False)
    if sentence is not None:
        assert str(failed.value) == sentence.format(target)


@pytest.mark.parametrize("target", ["#tea", "bia"])
async def test_what_a_server_without_echo_takes_is_sent(target: str) -> None:
    async with peer(old_server(":irc 301 ana bia :gone")) as port:
        visit = HeadlessClient(ClientOptions("127.0.0.1", port, "ana"))
        assert await _send(visit, target, _only("hello"), notice=False) == 0


async def test_nothing_is_late_while_our_own_lines_wait_to_be_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sending = [True, True, False]
    monkeypatch.setattr(visit_module, "PATIENCE", 0.0)
    monkeypatch.setattr(Link, "is_sending", property(lambda _link: sending.pop(0)))
    with pytest.raises(HeadlessError, match="does not answer"):
        await HeadlessClient(ClientOptions("127.0.0.1", 1, "ana")).until(Event)
    assert sending == []


# Text that is not UTF-8


LATIN: Final = "caf\u00e9".encode("latin-1")


@pytest.mark.parametrize("as_one", [True, False])
def test_input_that_is_not_utf_8_is_refused_in_words(
    options: ClientOptions,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    as_one: bool,
) -> None:
    read, write = os.pipe()
    os.write(write, b"fine\n" + LATIN + b"\nmore\n")
    os.close(write)
    monkeypatch.setattr(sys, "stdin", os.fdopen(read))
    monkeypatch.setattr(send_module, "TypedLines", partial(TypedLines, read))
    assert send_text(options, "#latin", None, as_one=as_one) == 1
    sentence = "Standard input is not UTF-8 (line 2). Convert it: iconv -f latin1 -t utf8"
    assert capsys.readouterr().err == f"tui-chat: {sentence}\n"
    tail_channel(options, "#latin", count=5, follow=False)
    assert [line[6:] for line in capsys.readouterr().out.splitlines()] == (
        [] if as_one else ["ana: fine"]
    )


def test_an_argument_that_is_not_utf_8_is_refused_in_words(
    options: ClientOptions, capsys: pytest.CaptureFixture[str]
) -> None:
    assert send_text(options, "#latin", LATIN.decode(errors="surrogateescape")) == 1
    assert "is not UTF-8" in capsys.readouterr().err


async def test_a_file_is_sent_and_its_address_said(tmp_path: Path) -> None:
    path = tmp_path / "cat.png"
    path.write_bytes(PNG)
    async with file_server(tmp_path / "state") as server:
        client = HeadlessClient(file_options(server, tmp_path))
        assert await _send_file(client, "#lobby", "look:", path, notice=False) == 0
        async with HeadlessClient(file_options(server, tmp_path, "bob")) as bob:
            lobby = await bob.join("#lobby")
            (line,) = [line for line in lobby.lines if line.text.startswith("look: https://")]
        assert await fetched(line.text.removeprefix("look: ")) == PNG


async def test_a_file_that_cannot_be_sent_is_told(tmp_path: Path) -> None:
    async with file_server(tmp_path / "state") as server:
        for path, words in ((tmp_path / "none", "There is no file"), (tmp_path / "empty", "empty")):
            (tmp_path / "empty").touch()
            client = HeadlessClient(file_options(server, tmp_path))
            with pytest.raises(HeadlessError, match=words):
                await _send_file(client, "#lobby", "", path, notice=False)

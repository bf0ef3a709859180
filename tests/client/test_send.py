"""What a script says, and whether it was heard."""

import sys
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper

import pytest

from tests.client.shell import a_server
from tui_chat.client.options import ClientOptions
from tui_chat.client.send import send_text
from tui_chat.client.tail import tail_channel


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
    assert capsys.readouterr().err == f"tui-chat: {target} is nobody to talk to.\n"

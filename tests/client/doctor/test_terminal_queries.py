"""What terminals answer, from one that can do all to one that says nothing."""

import os
import pty
import threading

import pytest

from tui_chat.client.doctor.finding import Health
from tui_chat.client.doctor.terminal_queries import Ask, asking, examine

CAN_ALL = (
    "\x1bP>|kitty(0.40)\x1b\\\x1b[?0u\x1b[?2026;2$y\x1b]99;i=1:p=?;p=title,body\x1b\\\x1b[?62;52;c"
)
CAN_LITTLE = "\x1b[?1;2c"


def terminal(answers: str, widths: dict[str, int] | None = None) -> Ask:
    """A terminal that answers so, and draws some texts at other widths than they have."""
    wide = {"\u4f60", "\U0001f600"}

    def ask(question: str, _end: str) -> str:
        if not question.endswith("\x1b[6n"):
            return answers
        text = question.removeprefix("\r").removesuffix("\x1b[6n")
        usual = 1 if text == "\u00e9" else 2 if text in wide or len(text) > 1 else 1
        return f"\x1b[1;{(widths or {}).get(text, usual) + 1}R"

    return ask


def health(ask: Ask) -> dict[str, Health]:
    return {finding.topic: finding.health for finding in examine(ask)}


def test_a_terminal_that_can_do_all() -> None:
    topics = ("Program", "Keys", "Clipboard", "Notifications", "Screen updates", "Widths")
    assert health(terminal(CAN_ALL)) == dict.fromkeys(topics, Health.GOOD)


def test_a_terminal_that_can_do_little() -> None:
    assert health(terminal(CAN_LITTLE)) == {
        "Keys": Health.KNOWN,
        "Clipboard": Health.KNOWN,
        "Notifications": Health.KNOWN,
        "Widths": Health.GOOD,
    }


def test_a_terminal_that_says_nothing() -> None:
    (finding,) = examine(lambda _question, _end: "")
    assert finding.text == "the terminal does not say what it can do"


def test_emoji_of_other_widths_are_named() -> None:
    heart = "\u2764\ufe0f"
    *_others, widths = examine(terminal(CAN_ALL, {heart: 1}))
    assert (widths.health, heart in widths.text) == (Health.BAD, True)


def test_a_real_terminal_is_asked_and_left_as_it_was() -> None:
    master, slave = pty.openpty()

    def answer() -> None:
        while b"\x1b[c" not in os.read(master, 1000):
            pass
        os.write(master, CAN_LITTLE.encode())

    answering = threading.Thread(target=answer)
    answering.start()
    with asking(slave) as ask:
        assert ask("\x1b[c", r"\x1b\[\?[\d;]*c") == CAN_LITTLE
    answering.join()
    os.close(master)
    os.close(slave)


def test_what_is_no_terminal_cannot_be_asked() -> None:
    reader, writer = os.pipe()
    with pytest.raises(Exception, match="ioctl"), asking(reader):
        pass
    os.close(reader)
    os.close(writer)

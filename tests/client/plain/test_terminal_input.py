"""Plain lines in a real terminal."""

import asyncio
import os
import pty
import signal
import sys
from pathlib import Path

import pytest

from tests.client.peers import peer, welcoming
from tests.client.terminals import terminal
from tui_chat.client.plain.terminal_input import TerminalInput, can_edit

WAY = ("--nick", "ana", "--channel", "#tea", "--no-tls", "--plain")


def answering(line: str) -> list[str]:
    """Lets everybody into #tea, where bia answers "first" while the next line is typed."""
    if line.startswith("JOIN"):
        return [":ana!a@h JOIN #tea", ":irc 353 ana = #tea :ana", ":irc 366 ana #tea :End"]
    if line.startswith("PRIVMSG") and line.endswith("first"):
        return [":bia!b@h PRIVMSG #tea :hi \x1b[2J"]
    return welcoming(line)


async def test_what_arrives_does_not_split_what_is_typed(tmp_path: Path) -> None:
    heard: list[str] = []
    async with (
        peer(answering, heard=heard) as port,
        terminal(tmp_path, "connect", "127.0.0.1", port, *WAY) as shown,
    ):
        await shown.until(lambda: b"#tea" in shown.shown)
        shown.type(b"first\rhalf a li")
        await shown.until(lambda: b"bia: hi" in shown.shown and b"half a li" in shown.shown)
        shown.type(b"nx\x7fe\r")
        await shown.until(lambda: any(line.endswith("half a line") for line in heard))
        assert b"lib" not in shown.shown
        assert b"\x1b" not in shown.shown
        shown.type(b"/quit\r")
        assert await shown.status() == 0
        assert shown.edits_as_before


async def test_a_terminal_that_is_gone_ends_the_input_and_nothing_else() -> None:
    faults: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, fault: faults.append(fault))
    ours, its = pty.openpty()
    terminal_input = TerminalInput(its)
    try:
        with terminal_input.editing():
            os.close(ours)
            assert await terminal_input.next() is None
            signal.raise_signal(signal.SIGCONT)  # as a shell does that ends with its terminal
            for _ in range(3):  # the loop reads the signal, plans the handler, calls it
                await asyncio.sleep(0)
    finally:
        os.close(its)
    assert faults == []


@pytest.mark.parametrize(("term", "expected"), [("xterm", True), ("dumb", False), ("", False)])
def test_a_terminal_that_edits_lines_itself_goes_on_to_do_so(
    monkeypatch: pytest.MonkeyPatch, term: str, *, expected: bool
) -> None:
    class Stream:
        encoding = "utf-8"

        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Stream())
    monkeypatch.setattr(sys, "stdout", Stream())
    if term:
        monkeypatch.setenv("TERM", term)
    else:
        monkeypatch.delenv("TERM", raising=False)
    assert can_edit() is expected

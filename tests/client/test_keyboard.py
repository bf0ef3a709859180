"""What is typed into the real program, byte by byte: it goes on, and leaves as it should."""

from pathlib import Path

import pytest

from tests.client.peers import peer, welcoming
from tests.client.terminals import Terminal, terminal
from tests.fuzz.targets import CORPUS

CTRL_Q = b"\x11"
WAY = ("--nick", "ana", "--channel", "#tea", "--no-tls")


def joining(line: str) -> list[str]:
    """Lets everybody in, and into #tea."""
    if line.startswith("JOIN"):
        return [":ana!a@h JOIN #tea", ":irc 353 ana = #tea :ana", ":irc 366 ana #tea :End"]
    return welcoming(line)


async def up(shown: Terminal) -> None:
    await shown.until(lambda: b"Ctrl+Q" in shown.shown)


def says(heard: list[str], text: str) -> bool:
    return any(line.startswith("PRIVMSG") and line.endswith(text) for line in heard)


async def test_a_key_that_is_not_utf8_is_a_key_like_others(tmp_path: Path) -> None:
    heard: list[str] = []
    async with (
        peer(joining, heard=heard) as port,
        terminal(tmp_path, "connect", "127.0.0.1", port, *WAY) as shown,
    ):
        await shown.until(lambda: b"#tea" in shown.shown)
        shown.type(b"caf\xe9a\xff\x1b[M \xc8!\r")
        await shown.until(lambda: says(heard, "caf\ufffda\ufffd"))
        shown.type(CTRL_Q)
        assert await shown.status() == 0
        await shown.until(lambda: any(line.startswith("QUIT") for line in heard))
        assert shown.is_restored


async def test_answers_of_the_terminal_are_not_said(tmp_path: Path) -> None:
    heard: list[str] = []
    async with (
        peer(joining, heard=heard) as port,
        terminal(tmp_path, "connect", "127.0.0.1", port, *WAY) as shown,
    ):
        await shown.until(lambda: b"#tea" in shown.shown)
        shown.type(b"hi\x1b[?62;4c\x1b]11;rgb:0/0/0\x1b\\\x1bP>|tmux\x1b\\ all\r")
        await shown.until(lambda: says(heard, ":hi all"))


async def test_a_paste_that_never_ends_leaves_the_keyboard_alone(tmp_path: Path) -> None:
    async with peer() as port, terminal(tmp_path, "connect", "127.0.0.1", port, *WAY) as shown:
        await up(shown)
        shown.type(b"\x1b[200~lorem")
        await shown.until(lambda: b"lorem" in shown.shown)  # it is text in the input by now
        shown.type(CTRL_Q)
        assert await shown.status() == 0


KEPT = {path.name: path.read_bytes()[1:] for path in sorted((CORPUS / "keyboard").iterdir())}
del KEPT["endless_paste"]  # Ctrl+Q is a part of it; see above


@pytest.mark.parametrize("kept", KEPT)
async def test_no_bytes_from_the_keyboard_end_the_client(tmp_path: Path, kept: str) -> None:
    heard: list[str] = []
    async with (
        peer(heard=heard) as port,
        terminal(tmp_path, "connect", "127.0.0.1", port, *WAY) as shown,
    ):
        await up(shown)
        shown.type(KEPT[kept])
        shown.type(CTRL_Q)
        assert await shown.status() == 0
        assert b"Traceback" not in shown.shown
        await shown.until(lambda: any(line.startswith("QUIT") for line in heard))
        assert shown.is_restored

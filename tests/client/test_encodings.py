"""A terminal that is not set to UTF-8."""

from pathlib import Path

from tests.client.peers import peer
from tests.client.terminals import terminal

LATIN_1 = {"PYTHONIOENCODING": "iso-8859-1"}
WAY = ("--nick", "ana", "--no-tls")


async def test_the_full_screen_says_so_and_plain_lines_take_its_place(tmp_path: Path) -> None:
    heard: list[str] = []
    async with (
        peer(heard=heard) as port,
        terminal(tmp_path, "connect", "127.0.0.1", port, *WAY, environment=LATIN_1) as shown,
    ):
        await shown.until(lambda: b"You are ana" in shown.shown)
        assert b"The full screen needs UTF-8, but this terminal is set to iso" in shown.shown
        shown.type(b"/msg bob caf\xe9\n")
        await shown.until(lambda: any(line.endswith(" café") for line in heard))
        shown.type(b"\x04")
        assert await shown.status() == 0


async def test_the_start_screen_says_so(tmp_path: Path) -> None:
    async with terminal(tmp_path, environment=LATIN_1) as shown:
        assert await shown.status() == 2
        assert b"The full screen needs UTF-8" in shown.shown

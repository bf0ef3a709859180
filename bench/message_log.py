"""What the message log costs: appending, painting, resizing, and memory, for N messages.

    python bench/message_log.py [1000 100000 1000000]

One process per row, headless; times are medians in milliseconds unless the column says otherwise.
"""

import asyncio
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from textual.app import App, ComposeResult

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.line import LineKind
from tui_chat.client.widgets.log.message_log import MessageLog
from tui_chat.wire.names import Folded

WORDS = ["the", "quick", "brown", "fox", "jumps", "over", "a", "lazy", "dog", "unobserved"]
SIZE = (110, 40)


class LogApp(App[None]):
    """Nothing but a log."""

    CSS = "MessageLog { width: 1fr; height: 1fr; }"

    def __init__(self, buffer: Buffer) -> None:
        super().__init__()
        self.shown = buffer

    def compose(self) -> ComposeResult:
        """The log."""
        yield MessageLog()

    def on_mount(self) -> None:
        """Show the buffer."""
        self.query_one(MessageLog).show(self.shown)


def say(buffer: Buffer, number: int) -> None:
    """One message; every eighth is long, every sixteenth is not ASCII."""
    length = 40 if number % 8 == 0 else 7
    text = " ".join(WORDS[(number + word) % len(WORDS)] for word in range(length))
    if number % 16 == 1:
        text += " 你好 😀"
    at = 1_790_000_000.0 + number
    buffer.append(LineKind.MESSAGE, text, at, sender=f"nick{number % 40}")


def paint(log: MessageLog) -> None:
    """What the compositor asks of the log for one frame."""
    for row in range(log.size.height):
        log.render_line(row)


def median_ms(action: Callable[[], None], rounds: int = 21) -> float:
    """The median time of `action`."""
    times = []
    for _ in range(rounds):
        begin = perf_counter()
        action()
        times.append(perf_counter() - begin)
    return statistics.median(times) * 1000


def resident_kb() -> int:
    """Memory of this process, now."""
    statm = Path("/proc/self/statm").read_text(encoding="ascii")
    return int(statm.split()[1]) * resource.getpagesize() // 1024


async def measure(count: int) -> str:
    """One row of the table."""
    buffer = Buffer("#bench", BufferKind.CHANNEL, Folded("#bench"))
    app = LogApp(buffer)
    async with app.run_test(size=SIZE) as pilot:
        log = app.query_one(MessageLog)
        before = resident_kb()
        begin = perf_counter()
        for number in range(count):
            say(buffer, number)
        append_us = (perf_counter() - begin) / count * 1e6
        begin = perf_counter()
        log.take_in()
        paint(log)
        first_frame = (perf_counter() - begin) * 1000
        per_line = (resident_kb() - before) * 1024 / count

        def one_more() -> None:
            say(buffer, 7)
            log.take_in()
            paint(log)

        one_more_ms = median_ms(one_more)
        begin = perf_counter()
        while not log.is_settled:
            await pilot.pause(0.01)
        settled = perf_counter() - begin
        begin = perf_counter()
        log.styles.width = 80
        while log.size.width != 80:  # noqa: ASYNC110 - the quickest way to see it
            await asyncio.sleep(0)
        paint(log)
        resized = (perf_counter() - begin) * 1000

        def jump() -> None:
            log.scroll_to(y=log.max_scroll_y // 3, animate=False)
            paint(log)
            log.go_to_end()

        jump_ms = median_ms(jump, rounds=5)
        per_line_settled = (resident_kb() - before) * 1024 / count
    return (
        f"{count:>9,} {append_us:>10.2f} {first_frame:>9.1f} {one_more_ms:>9.2f} "
        f"{resized:>9.1f} {jump_ms:>9.2f} {settled:>9.2f} {per_line:>7.0f} {per_line_settled:>7.0f}"
    )


def main() -> None:
    """Measure each N in a process of its own, so that memory is its own."""
    counts = [int(each) for each in sys.argv[1:]] or [1_000, 100_000, 1_000_000]
    if len(counts) == 1:
        print(asyncio.run(measure(counts[0])))
        return
    print(
        f"{'messages':>9} {'append us':>10} {'show':>9} {'+1, frame':>9} "
        f"{'resize':>9} {'jump':>9} {'settle s':>9} {'B/line':>7} {'B later':>7}"
    )
    for count in counts:
        subprocess.run([sys.executable, __file__, str(count)], check=True)


if __name__ == "__main__":
    main()

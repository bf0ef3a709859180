"""Pictures of the real client talking to a real server: `make screenshots`.

Each scene starts its own server, connects other people over plain sockets, drives the client by
keyboard, and saves its screen as SVG in this folder.
"""

import asyncio

from screenshots.clock import Clock, patched
from screenshots.doors import ways_in
from screenshots.scenes import a_busy_day, first_minute, portuguese


async def main() -> None:
    """Take all pictures."""
    for scene in (first_minute, a_busy_day, portuguese, ways_in):
        with patched(Clock(2026, 11, 20)) as clock:
            await scene(clock)


if __name__ == "__main__":
    asyncio.run(main())

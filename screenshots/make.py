"""Pictures of the real client talking to a real server: `make screenshots`.

Each scene starts a server of its own, lets people in who say lines over plain sockets, drives the
client by keyboard and saves what it shows as SVG beside this file.
"""

import asyncio

from screenshots.clock import Clock, told
from screenshots.scenes import a_busy_day, first_minute, portuguese


async def main() -> None:
    """Take all pictures, on a Friday."""
    for scene in (first_minute, a_busy_day, portuguese):
        with told(Clock(2026, 11, 20)) as clock:
            await scene(clock)


if __name__ == "__main__":
    asyncio.run(main())

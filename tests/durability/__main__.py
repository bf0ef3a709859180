"""Hundreds of kills: `python -m tests.durability --kills 300`; `--cuts` cuts at every byte too."""

import argparse
import asyncio
import sys
import tempfile
import time
from itertools import product
from pathlib import Path

from tests.durability.cuts import DOWN, UP, Conversation, talk, wrong_cuts
from tests.durability.process import Process
from tests.durability.rounds import Rounds, Tally


async def run(kills: int, seed: int) -> Tally:
    """Play that many rounds on one state folder."""
    with tempfile.TemporaryDirectory() as folder:
        rounds = Rounds(Process(Path(folder)), seed)
        for number in range(kills):
            await rounds.play(number)
            if rounds.tally.wrong:
                break
        return rounds.tally


def cut() -> None:
    """Cut a conversation at every byte of it, both ways, with and without a restart."""
    for direction, restart in product((UP, DOWN), (False, True)):
        wrong = wrong_cuts(direction, 1, restart=restart)
        number = talk(Conversation()).gone[direction]
        what = "to the client" if direction == DOWN else "to the server"
        after = " and the server killed" if restart else ""
        sys.stdout.write(f"{number} bytes {what} cut{after}: {len(wrong)} wrong\n")
        for sentence in wrong[:5]:
            sys.stdout.write(f"  {sentence}\n")
        if wrong:
            sys.exit(1)


def main() -> None:
    """Say what came of it; the exit status tells whether all was well."""
    parser = argparse.ArgumentParser(prog="python -m tests.durability", description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cuts", action="store_true", help="cut a conversation at every byte")
    options = parser.parse_args()
    if options.cuts:
        cut()
    began = time.monotonic()
    tally = asyncio.run(run(options.kills, options.seed))
    for sentence in tally.wrong[:20]:
        sys.stdout.write(f"{sentence}\n")
    sys.stdout.write(
        f"{tally.kills} kills under load and {tally.starts_killed} during a start in "
        f"{time.monotonic() - began:.0f} s: {tally.seen} messages seen, {tally.kept} in the "
        f"history, {len(tally.wrong)} wrong\n"
    )
    sys.exit(bool(tally.wrong))


main()

"""One round: a server under load is killed, started again, and asked what was said."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from random import Random

from tests.durability.process import Process
from tests.durability.sightings import Sighting, differences
from tests.durability.talkers import Line, Talker

TALKERS = 5
_PATIENCE = 60.0


@dataclass
class Tally:
    """What came of all rounds so far."""

    kills: int = 0
    starts_killed: int = 0
    seen: int = 0
    """Messages shown, counted once for each client."""
    kept: int = 0
    """Messages found in the history."""
    wrong: list[str] = field(default_factory=list)


class Rounds:
    """Kills over and over, on the same state. The server is down before and after each round."""

    def __init__(self, process: Process, seed: int) -> None:
        self._process = process
        self._random = Random(seed)
        self.tally = Tally()

    async def play(self, number: int) -> None:
        """Start, talk, kill, start again, compare, kill."""
        random, process = self._random, self._process
        await process.start()
        channels = (f"#a{number}", f"#b{number}")
        nicks = tuple(f"t{number}x{each}" for each in range(TALKERS))
        talkers = [
            Talker(random, channels, tuple(other for other in nicks if other != nick))
            for nick in nicks
        ]
        await asyncio.gather(
            *(
                talker.connect(process.port, nick)
                for talker, nick in zip(talkers, nicks, strict=True)
            )
        )
        await asyncio.gather(*(talker.make_account() for talker in talkers))
        talking = [asyncio.create_task(talker.talk()) for talker in talkers]
        # By what was seen, so that a slow machine is killed under load as well; then by time, so
        # that it is no special moment.
        enough = random.randrange(1, 400)
        async with asyncio.timeout(_PATIENCE):
            while sum(talker.count for talker in talkers) < enough:
                await talkers[0].noted.wait()
                talkers[0].noted.clear()
        await asyncio.sleep(random.random() * 0.02)
        await process.kill()
        await asyncio.gather(*talking)
        self.tally.kills += 1
        if random.random() < 0.1:
            await process.spawn()
            await asyncio.sleep(random.random() * 0.6)
            await process.kill()
            self.tally.starts_killed += 1
        await process.start()
        await self._compare(talkers)
        await process.kill()

    async def _compare(self, talkers: list[Talker]) -> None:
        seen: dict[str, dict[str, list[Sighting]]] = defaultdict(dict)
        for talker in talkers:
            for place, sightings in talker.seen.items():
                seen[place][talker.nick] = sightings
        taken_back = set().union(*(talker.taken_back for talker in talkers))
        gone = set().union(*(talker.gone for talker in talkers))
        for place, by_nick in seen.items():
            # Private talk is shown to those who were in it.
            me, _, other = place.partition(" ") if " " in place else ("reader", "", place)
            reader = Line()
            account = "" if me == "reader" else me
            await reader.connect(self._process.port, me, account=account)
            if place.startswith("#"):
                reader.send(f"JOIN {place}")
                await reader.until("366")
            kept = [
                one for one in await reader.history(other) if not one.source.startswith("reader!")
            ]
            await reader.quit()
            await self._is_gone(me)
            self.tally.wrong += [
                f"{place}: {one}"
                for one in differences(kept, by_nick, taken_back=taken_back, gone=gone)
            ]
            self.tally.seen += sum(map(len, by_nick.values()))
            self.tally.kept += len(kept)

    async def _is_gone(self, nick: str) -> None:
        """Wait until a nickname is free."""
        asker = Line()
        await asker.connect(self._process.port, "asker")
        while True:
            asker.send(f"ISON {nick}")
            if nick not in (await asker.until("303"))[-1].params[-1].split():
                break
        await asker.quit()

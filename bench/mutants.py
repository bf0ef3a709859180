"""Proof that the load generator finds what is wrong: a proxy that spoils one delivery of a server.

`python -m bench.mutants` prints, for each way of being wrong, what the generator says about it.
"""

import asyncio
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from bench.generator import Options, Outcome, drive
from bench.naive_server import NaiveServer

SPOILED: Final = 40
"""Which delivery is spoiled, counted over all connections: some right ones must come before."""
OPTIONS: Final[Options] = {
    "clients": 6,
    "channels": 2,
    "senders": 2,
    "window": 8,
    "seconds": 0.3,
    "patience": 0.5,
}
"""Clients 0, 2 and 4 are in one channel, 1, 3 and 5 in the other; 0 and 1 speak."""
DELIVERY: Final = re.compile(rb":(u\d+)!\S+ PRIVMSG (#c\d+) :(.*)\r\n")


@dataclass
class Connection:
    """One client's connection through the proxy."""

    to_client: asyncio.StreamWriter
    nick: bytes = b""
    held: bytes = b""
    """A line that is sent after the next one."""
    is_cut_off: bool = False


@dataclass(frozen=True)
class Delivery:
    """A message on its way to `connection`, with everybody who is there."""

    line: bytes
    sender: bytes
    channel: bytes
    text: bytes
    connection: Connection
    everybody: list[Connection]


def faithful(delivery: Delivery) -> bytes:
    """Spoils nothing."""
    return delivery.line


def drop(_: Delivery) -> bytes:
    """The message does not come."""
    return b""


def duplicate(delivery: Delivery) -> bytes:
    """It comes twice."""
    return delivery.line * 2


def reorder(delivery: Delivery) -> bytes:
    """It comes after the next."""
    delivery.connection.held = delivery.line
    return b""


def corrupt(delivery: Delivery) -> bytes:
    """One bit of its text is another."""
    last = bytes((delivery.text[-1] ^ 1,))
    return delivery.line.replace(delivery.text, delivery.text[:-1] + last)


def shorten(delivery: Delivery) -> bytes:
    """The end of its text is missing."""
    return delivery.line.replace(delivery.text, delivery.text[:-1])


def lengthen(delivery: Delivery) -> bytes:
    """Something stands before its text."""
    return delivery.line.replace(delivery.text, b" " + delivery.text)


def forge_source(delivery: Delivery) -> bytes:
    """It comes under another's name."""
    return delivery.line.replace(b":" + delivery.sender, b":u00005", 1)


def forge_target(delivery: Delivery) -> bytes:
    """It names a channel to which it was not sent."""
    other = b"#c00001" if delivery.channel == b"#c00000" else b"#c00000"
    return delivery.line.replace(delivery.channel, other, 1)


def decorate(delivery: Delivery) -> bytes:
    """It has tags, for which its receiver has not asked."""
    return b"@time=2030-01-01T00:00:00.000Z " + delivery.line


def misroute(delivery: Delivery) -> bytes:
    """It also comes to somebody who is not in the channel."""
    # Clients with an even number are in one channel, the others in the other.
    here = int(delivery.connection.nick[1:]) % 2
    stranger = next(one for one in delivery.everybody if int(one.nick[1:]) % 2 != here)
    stranger.to_client.write(delivery.line)
    return delivery.line


def echo(delivery: Delivery) -> bytes:
    """It also comes to its sender, who has not asked for that."""
    sender = next(one for one in delivery.everybody if one.nick == delivery.sender)
    sender.to_client.write(delivery.line)
    return delivery.line


def fall_silent(delivery: Delivery) -> bytes:
    """From this one on nothing comes."""
    delivery.connection.is_cut_off = True
    return b""


def close(delivery: Delivery) -> bytes:
    """The connection is closed."""
    delivery.connection.to_client.close()
    return b""


MUTANTS: Final[dict[Callable[[Delivery], bytes], frozenset[str]]] = {
    drop: frozenset({"skipped", "missing"}),
    duplicate: frozenset({"repeated"}),
    reorder: frozenset({"skipped"}),
    corrupt: frozenset({"corrupt"}),
    shorten: frozenset({"corrupt"}),
    lengthen: frozenset({"corrupt"}),
    forge_source: frozenset({"source"}),
    forge_target: frozenset({"target"}),
    decorate: frozenset({"tags"}),
    misroute: frozenset({"intruder"}),
    echo: frozenset({"own"}),
    fall_silent: frozenset({"missing"}),
    close: frozenset({"closed"}),
}
"""Each way to be wrong, and the faults of which the generator must find at least one."""


class Proxy:
    """Passes everything between clients and a server, but for the one delivery that it spoils."""

    def __init__(self, port: int, spoil: Callable[[Delivery], bytes]) -> None:
        self._upstream = port
        self._spoil = spoil
        self._deliveries = 0
        self._everybody: list[Connection] = []
        self._serving: set[asyncio.Task[None]] = set()

    async def serve(self, client: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client, until both sides have left."""
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self._upstream)
        connection = Connection(writer)
        self._everybody.append(connection)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._upwards(client, to_server, connection))
            group.create_task(self._downwards(from_server, connection))

    async def finish(self) -> None:
        """Waits until everybody has left."""
        await asyncio.gather(*self._serving)

    async def _upwards(
        self, client: asyncio.StreamReader, to_server: asyncio.StreamWriter, connection: Connection
    ) -> None:
        with suppress(OSError):  # a client may leave without reading to the end
            async for line in client:
                if line.startswith(b"NICK "):
                    connection.nick = line.split()[1]
                to_server.write(line)
        to_server.close()

    async def _downwards(self, server: asyncio.StreamReader, connection: Connection) -> None:
        with suppress(OSError):
            async for line in server:
                if not connection.is_cut_off and not connection.to_client.is_closing():
                    connection.to_client.write(self._passed(line, connection))
        connection.to_client.close()

    def _passed(self, line: bytes, connection: Connection) -> bytes:
        match = DELIVERY.fullmatch(line)
        if match is None:
            return line
        self._deliveries += 1
        if self._deliveries == SPOILED:
            sender, channel, text = match.groups()
            everybody = self._everybody
            return self._spoil(Delivery(line, sender, channel, text, connection, everybody))
        held, connection.held = connection.held, b""
        return line + held


async def outcome_of(spoil: Callable[[Delivery], bytes], options: Options = OPTIONS) -> Outcome:
    """What the generator says of the tutorial server behind a proxy that spoils one delivery."""
    server = NaiveServer(0)
    threading.Thread(target=server.run, daemon=True).start()
    proxy = Proxy(server.port, spoil)
    listener = await asyncio.start_server(proxy.serve, "127.0.0.1")
    try:
        async with listener:
            port = listener.sockets[0].getsockname()[1]
            outcome = await asyncio.to_thread(drive, port, options)
            await proxy.finish()
            return outcome
    finally:
        server.close()


async def main() -> None:
    """Prints what is found of every mutant."""
    for mutant in (faithful, *MUTANTS):
        fault = (await outcome_of(mutant)).fault
        print(f"{mutant.__name__}: {fault or 'all right'}")


if __name__ == "__main__":
    asyncio.run(main())

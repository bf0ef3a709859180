"""A small bouncer with the networks that a test gives it."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from tests.client.peers import serving
from tui_chat.wire.message import Message

_CAPABILITIES = "batch sasl=PLAIN soju.im/bouncer-networks soju.im/bouncer-networks-notify"


class FakeBouncer:
    """Each network has one channel, #tea, and everybody is in it.

    `said` has the messages to channels, each with the id of the network that it came to.
    `registered` has of each connection the account, and the id of the network, "" for none.
    """

    def __init__(self, networks: dict[str, str]) -> None:
        self.networks = networks
        self.said: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        self.registered: list[tuple[str, str]] = []
        self.port = 0
        self.clients: list[_Client] = []

    def changes(self, netid: str, attributes: str) -> None:
        """Tell of a network, as a bouncer does."""
        if attributes == "*":
            del self.networks[netid]
        else:
            self.networks[netid] = attributes
        for client in self.clients:
            if not client.bound:
                client.hears([f":irc BOUNCER NETWORK {netid} {attributes}"])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, to its end."""
        client = _Client(self, writer)
        self.clients.append(client)
        try:
            while (line := await reader.readline()) and not line.startswith(b"QUIT"):
                client.hears(client.answers(Message.parse(line.rstrip(b"\r\n"), "utf-8")))
        except OSError:
            pass
        self.clients.remove(client)
        writer.close()


class _Client:
    def __init__(self, bouncer: FakeBouncer, writer: asyncio.StreamWriter) -> None:
        self._bouncer = bouncer
        self._writer = writer
        self._account = ""
        self.bound = ""

    def hears(self, lines: Iterable[str]) -> None:
        self._writer.write("".join(f"{line}\r\n" for line in lines).encode())

    def answers(self, message: Message) -> Iterable[str]:
        params = message.params
        match message.command, *params[:1]:
            case "CAP", "LS" | "REQ":
                told = ("LS", _CAPABILITIES) if params[0] == "LS" else ("ACK", params[1])
                return [f":irc CAP * {told[0]} :{told[1]}"]
            case "CAP", "END":
                return self._welcome()
            case "AUTHENTICATE", "PLAIN":
                return ["AUTHENTICATE +"]
            case "AUTHENTICATE", _:
                self._account = "ana"
                return [":irc 903 ana :You are in"]
            case "PING", token:
                return [f":irc PONG irc {token}"]
        self._take(message)
        return []

    def _take(self, message: Message) -> None:
        if message.command == "BOUNCER" and message.params[0] == "BIND":
            self.bound = message.params[1]
        elif message.command == "PRIVMSG":
            self._bouncer.said.put_nowait((self.bound, message.params[1]))

    def _welcome(self) -> Iterable[str]:
        self._bouncer.registered.append((self._account, self.bound))
        token = f"BOUNCER_NETID={self.bound}" if self.bound else "BOUNCER_NETID"
        yield from (":irc 001 ana :Welcome", f":irc 005 ana {token} :are supported")
        yield ":irc 422 ana :No message of the day"
        if self.bound:
            yield from (":ana!a@b JOIN #tea", ":irc 353 ana = #tea :ana")
            yield ":irc 366 ana #tea :End"
            return
        yield ":irc BATCH +n soju.im/bouncer-networks"
        for netid, attributes in self._bouncer.networks.items():
            yield f"@batch=n :irc BOUNCER NETWORK {netid} {attributes}"
        yield ":irc BATCH -n"


@asynccontextmanager
async def bouncing(networks: dict[str, str]) -> AsyncIterator[FakeBouncer]:
    """A bouncer that runs, with these networks: their ids and attributes."""
    bouncer = FakeBouncer(networks)
    async with serving(bouncer.serve) as bouncer.port:
        yield bouncer

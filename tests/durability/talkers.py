"""Clients that talk as fast as they are heard, and note all that they are shown."""

import asyncio
import base64
from collections import defaultdict
from random import Random

from tests.durability.machines import Machine
from tests.durability.sightings import Sighting, is_kept
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.framing import LineBuffer
from tui_chat.wire.message import Message
from tui_chat.wire.nodes_capability import CUT_OFF

CAPABILITIES = (
    "batch message-tags server-time echo-message labeled-response extended-join "
    "draft/chathistory draft/event-playback draft/message-redaction draft/multiline "
    "sasl draft/account-registration"
)
_PASSWORD = "correct horse"
_PATIENCE = 30.0
_AHEAD = 8
"""Messages under way that have not come back yet."""


_HERE = Machine()


class Line:
    """A connection that speaks messages."""

    async def connect(
        self, port: int, nick: str, *, account: str = "", machine: Machine = _HERE
    ) -> None:
        """Connect on that machine, and register; logged in, if there is such an account."""
        self.nick = nick
        made = machine.socket()
        await asyncio.get_running_loop().sock_connect(made, ("127.0.0.1", port))
        self._reader, self._writer = await asyncio.open_connection(sock=made)
        self._lines = LineBuffer()
        self._waiting: list[Message] = []
        self.send(f"CAP REQ :{CAPABILITIES}")
        if account:
            words = f"\0{account}\0{_PASSWORD}".encode()
            self.send("AUTHENTICATE PLAIN")
            self.send(f"AUTHENTICATE {base64.b64encode(words).decode()}")
            await self.until("903")
        self.send(f"NICK {nick}")
        self.send(f"USER {nick} 0 * :{nick}")
        self.send("CAP END")
        await self.until("001")

    def send(self, line: str) -> None:
        """Say a line; nothing happens once the connection is lost."""
        if not self._writer.is_closing():
            self._writer.write(f"{line}\r\n".encode())

    async def make_account(self) -> None:
        """Have an account of its nickname: private talk is kept for those who can come back."""
        self.send(f"REGISTER * * :{_PASSWORD}")
        await self.until("REGISTER", "SUCCESS")

    async def next(self) -> Message | None:
        """The next whole message, None when the connection is lost."""
        while not self._waiting:
            try:
                data = await self._reader.read(1 << 16)
            except ConnectionError:
                return None
            if not data:
                return None
            self._waiting = [Message.parse(line) for line in self._lines.feed(data)][::-1]
        return self._waiting.pop()

    async def until(self, command: str, *params: str) -> list[Message]:
        """All messages up to the one with this command and these words in it."""
        heard: list[Message] = []
        async with asyncio.timeout(_PATIENCE):
            while message := await self.next():
                heard.append(message)
                if message.command == command and set(params) <= set(message.params):
                    return heard
        raise ProtocolError(f"no {command} before the connection was lost")

    async def history(self, target: str) -> list[Sighting]:
        """All that is kept of a conversation, page by page."""
        found: list[Sighting] = []
        place = "timestamp=2020-01-01T00:00:00.000Z"
        while True:
            self.send(f"CHATHISTORY AFTER {target} {place} 1000")
            page = await self._page()
            if not page:
                return found
            found += page
            place = f"msgid={page[-1].msgid}"

    async def _page(self) -> list[Sighting]:
        """The answer to CHATHISTORY, the pieces of messages of several lines put together."""
        page: list[Sighting] = []
        joining = Joiner()
        outer = ""
        async with asyncio.timeout(_PATIENCE):
            while message := await self.next():
                if message.command == "FAIL":
                    raise AssertionError(str(message))
                if message.command == "BATCH" and "chathistory" in message.params:
                    outer = message.params[0][1:]
                elif message.command == "BATCH" and message.params[0] == f"-{outer}":
                    return page
                elif outer and (whole := joining.take(message)) is not None and is_kept(whole):
                    page.append(Sighting.of(whole))
        raise AssertionError("the connection was lost over the history")

    async def quit(self) -> None:
        """Leave."""
        self._writer.close()


class Joiner:
    """Puts messages of several lines together; whole ones pass."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[Message, list[str]]] = {}

    def take(self, message: Message) -> Message | None:
        """The message that is complete now, if one is."""
        if message.command == "BATCH":
            name = message.params[0][1:]
            if message.params[0][0] == "+" and "draft/multiline" in message.params:
                self._open[name] = (message, [])
                return None
            if name not in self._open:
                return None
            start, lines = self._open.pop(name)
            text = "\n".join(lines)
            return Message("PRIVMSG", (start.params[2], text), start.source, start.tags)
        inside = self._open.get(message.tags.get("batch", ""))
        if inside is None:
            return message
        inside[1].append(message.params[-1])
        return None


class Talker(Line):
    """One of several who talk in the same channels and with each other, at random."""

    def __init__(self, random: Random, channels: tuple[str, ...], friends: tuple[str, ...]) -> None:
        self._random = random
        self._channels = channels
        self._friends = friends
        self.seen: dict[str, list[Sighting]] = defaultdict(list)
        """By conversation: a channel, or the two who talk."""
        self.taken_back: set[str] = set()
        """Messages that it asked to have deleted."""
        self.gone: set[str] = set()
        """Messages whose deletion it was shown."""
        self.count = 0
        self.noted = asyncio.Event()
        """Set with every message that is noted."""
        self.told_cut_off = False
        """Whether it was told that its node is cut off."""
        self.is_lost = False
        """Whether its connection has ended."""
        self._number = 0

    async def talk(self) -> None:
        """Talk until the connection is lost."""
        for channel in self._channels:
            self.send(f"JOIN {channel}")
        for _ in range(_AHEAD):
            self._say()
        joining = Joiner()
        while message := await self.next():
            whole = joining.take(message)
            if whole is not None:
                self._note(whole)
        self.is_lost = True

    def _note(self, message: Message) -> None:
        match message.command:
            case "REDACT":
                self.gone.add(message.params[1])
            case "NOTICE" | "ERROR" if CUT_OFF in message.params[-1]:
                self.told_cut_off = True
            case "401":  # whoever it was said to is gone
                self._say()
        if not is_kept(message):
            return
        self.count += 1
        self.noted.set()
        sighting = Sighting.of(message)
        for place in self._places(message):
            self.seen[place].append(sighting)
        if str(message.source).startswith(f"{self.nick}!"):
            self._say()
            if message.command == "PRIVMSG" and self._random.random() < 0.02:
                self.taken_back.add(sighting.msgid)
                self.send(f"REDACT {message.params[0]} {sighting.msgid}")

    def _places(self, message: Message) -> tuple[str, ...]:
        if message.command == "QUIT":
            return ()  # comes only as the server ends: of each channel in which one was
        if message.params[0].startswith("#"):
            return (message.params[0],)
        other = str(message.source).partition("!")[0]
        return (" ".join(sorted((other, message.params[0]))),)

    def _say(self) -> None:
        random, self._number = self._random, self._number + 1
        channel = random.choice(self._channels)
        text = f"{self.nick} {self._number} {'é' * random.randrange(120)}"
        match random.randrange(12):
            case 0:
                self.send(f"PART {channel} :{text}")
                self.send(f"JOIN {channel}")
            case 1:
                self.send(f"TOPIC {channel} :{text}")
                self.send(f"PRIVMSG {channel} :{text}")
            case 2 | 3 | 4:
                self.send(f"PRIVMSG {random.choice(self._friends)} :{text}")
            case 5:
                self.send(f"BATCH +b draft/multiline {channel}")
                self.send(f"@batch=b PRIVMSG {channel} :{text}")
                self.send(f"@batch=b PRIVMSG {channel} :and more")
                self.send("BATCH -b")
            case 6:
                self.send(f"PRIVMSG {channel},{random.choice(self._friends)} :{text}")
            case 7:
                self.send(f"@label=l{self._number} PRIVMSG {channel} :{text}")
            case _:
                self.send(f"PRIVMSG {channel} :{text}")

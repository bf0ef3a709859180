"""The plain client: events become lines of output, and typed lines become messages."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from itertools import islice
from typing import Any, Final

from msgspec.structs import replace

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.buffers.line import LineState
from tui_chat.client.chat_log.log_on_thread import ChatLog
from tui_chat.client.commands import is_leaving_word
from tui_chat.client.config.connection_and_ui_options import ClientOptions, Configured, login_name
from tui_chat.client.config.setting_changes import SettingsFile
from tui_chat.client.connect.hosting_interface import SharingError
from tui_chat.client.connect.join_instructions import Door, Invitation, words
from tui_chat.client.connect.password_sources import PasswordError
from tui_chat.client.connect.server_address import Address
from tui_chat.client.connected_server import Connection
from tui_chat.client.connections import Connections, only_server
from tui_chat.client.events import (
    BufferClosed,
    BufferOpened,
    Connected,
    Disconnected,
    Event,
    Joined,
    LagMeasured,
    LineChanged,
    MembersChanged,
    NetworksChanged,
    NickRefused,
    Reacted,
    Refused,
    Registered,
    SearchAnswered,
    TextReturned,
)
from tui_chat.client.files import FileError
from tui_chat.client.files.file_host import LocalFile, local_file, no_such_file, stripped_sentence
from tui_chat.client.headless.stdin_lines import NotTextError, TypedLines
from tui_chat.client.language.i18n import _
from tui_chat.client.memory.remembered_state_store import Memories
from tui_chat.client.plain import buffer_and_search_texts
from tui_chat.client.plain.command_context import PlainCommandContext
from tui_chat.client.plain.open_buffer_and_line_output import PlainOutput
from tui_chat.client.visitor_permissions import EVERYTHING, Abilities

_MOVING: Final = 1.0
"""Seconds in which those who join and leave are told in one line."""
_LAST_WORDS: Final = 30.0
"""Seconds for the server to take the last lines, once the pipe that they came from has ended."""


class PlainClient:
    """Talks with one server or more by lines; `run` it.

    `write` shows a line. `interactive` says that a person is at a terminal: they see what they
    type, are asked for a nickname, and leave with Ctrl+D. Without it the input is a pipe: its lines
    wait for the first channel, and all of them are sent before we leave. `memories` keep what the
    person finds again next time, `log` what is said on servers without history. `configured` finds
    servers of the configuration, `settings` changes it. `abilities` are what the client may do,
    `proposal` is the nickname to propose.
    """

    def __init__(
        self,
        options: ClientOptions,
        typed: TypedLines,
        write: Callable[[str], None],
        *,
        interactive: bool,
        also: tuple[ClientOptions, ...] = (),
        memories: Memories | None = None,
        log: ChatLog | None = None,
        configured: Configured | None = None,
        abilities: Abilities = EVERYTHING,
        proposal: str | None = None,
        settings: SettingsFile | None = None,
    ) -> None:
        self.settings = settings or SettingsFile()
        self._typed = typed
        self._interactive = interactive
        self._connections = Connections(
            self._hear, memories=memories, configured=configured, log=log
        )
        self._log = log
        if log is not None:
            log.listen(lambda error: write(f"!! {error}"))
        self._tasks: set[asyncio.Task[None]] = set()
        self._over = asyncio.Event()
        self._ready = asyncio.Event()
        self._news = asyncio.Event()
        self._moved: asyncio.TimerHandle | None = None
        self._answers = 0
        self._suggested = proposal
        self._proposal = ""
        self._leaving = False
        self._farewell = ""
        self.error = ""
        """A sentence that says why no server accepted us, "" if one did."""
        if not (options.nick or interactive):
            options = replace(options, nick=login_name())
        self._output = PlainOutput(write, self._connections.add(options))
        for other in also:
            nick = other.nick or options.nick or login_name()
            self._output.add(self._connections.add(replace(other, nick=nick)))
        self._abilities = abilities
        self._command_context = PlainCommandContext(self, abilities)

    @property
    def connection(self) -> Connection:
        """The connection that the open buffer belongs to."""
        return self._output.connection

    @property
    def buffer(self) -> Buffer:
        """The open buffer."""
        return self._output.buffer

    def write(self, text: str) -> None:
        """Write a line."""
        self._output.write(text)

    def go(self, buffer: Buffer) -> None:
        """Open another buffer."""
        self._output.go(buffer)

    async def run(self) -> None:
        """Run until the person leaves or no server is left."""
        first = self.connection
        if not first.options.nick:
            self._ask_nickname(self._suggested or first.memory.last_nick or login_name())
        for connection in self._connections.all:
            self._start(connection.link.run())
        self._start(self._read())
        try:
            await self._over.wait()
        finally:
            if self._moved is not None:
                self._moved.cancel()
            self._output.write_moved()
            farewells = (each.link.close(self._farewell) for each in self._connections.all)
            await asyncio.gather(*farewells)
            for connection in self._connections.all:
                connection.memory.close()
            if self._log is not None:
                await asyncio.to_thread(self._log.close)
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    # Servers

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            error = task.exception()
            self.write("!! " + _("error in tui-chat: {error!r}").format(error=error))

    def connect_to(self, address: Address) -> None:
        """Connect to one more server, or open its buffer if there is a connection already."""
        if not self._abilities.own_machine:
            return
        self._start(self._add_server(address))

    async def _add_server(self, address: Address) -> None:
        like, nick = self.connection.options, self.connection.session.nick
        try:
            connection, is_new = await self._connections.connection_to(address, like, nick)
        except PasswordError as error:
            self.write(f"!! {error}")
            return
        if is_new:
            self._output.add(connection)
        self.go(connection.session.buffers.server)
        if is_new:
            self._start(connection.link.run())

    def _follow_networks(self, bouncer: Connection, event: NetworksChanged) -> None:
        new, gone = self._connections.take_networks(bouncer, event.networks)
        for connection in new:
            self._output.add(connection)
            self._start(connection.link.run())
        self._leave_out(gone, instead=bouncer)

    def _leave_out(self, gone: Sequence[Connection], *, instead: Connection) -> None:
        for connection in gone:
            if self.connection is connection:
                self.go(instead.session.buffers.server)
            self._output.remove(connection)
            self._start(connection.close())

    def disconnect(self) -> None:
        """Leave the server of the open buffer, unless it is the first."""
        gone = self._connections.take_away(self.connection)
        if not gone:
            self.write(f"!! {only_server()}")
        self._leave_out(gone, instead=self._connections.first)

    def upload(self, path: str) -> None:
        """Send a file, and its address to the open buffer."""
        file = local_file(path)
        if file is None:
            self.write("!! " + no_such_file(path))
        else:
            self._start(self._upload(self.connection, self.buffer, file))

    async def _upload(self, connection: Connection, buffer: Buffer, file: LocalFile) -> None:
        try:
            uploaded = await connection.files.upload(file)
        except FileError as error:
            self.write(f"!! {error}")
            return
        if uploaded.is_stripped:
            self.write("-- " + stripped_sentence())
        connection.session.say(buffer, uploaded.address, time.time())
        self._output.write_new()

    def share(self, *, shared: bool, doors: Sequence[Door] = ()) -> None:
        """Let other computers join the server that runs in this program, or no longer."""
        self._start(self._share(shared=shared, doors=doors))

    async def _share(self, *, shared: bool, doors: Sequence[Door]) -> None:
        hosting = self.connection.options.hosting
        if hosting is None:
            self.write("!! " + _("Only the person who hosts this server can do that."))
            return
        try:
            await hosting.share(shared=shared, doors=doors)
        except SharingError as error:
            self.write(f"!! {error}")
        else:
            self.tell_invitation(hosting.invitation())

    def tell_invitation(self, invitation: Invitation) -> None:
        """Tell how others join, a line for each row."""
        for text in words(invitation):
            for row in text.splitlines():
                self.write(f"-- {row}")

    def reconnect(self) -> None:
        """Connect again now, without waiting for the next attempt."""
        if self.connection.is_given_up:
            self._start(self.connection.link.run())
        else:
            self.connection.link.retry_now()

    def leave(self, message: str) -> None:
        """Leave every server, and end."""
        self._farewell = message
        self._over.set()

    # What is typed

    async def _read(self) -> None:
        while (line := await self._next()) is not None:
            if not self._interactive:
                await self._ready.wait()
            self._take(line)
        if not self._interactive:
            await self._ready.wait()
            await self._last_words()
        self._over.set()

    async def _next(self) -> str | None:
        while True:
            try:
                return await self._typed.next()
            except NotTextError as error:  # it is not sent: half a word is another word
                if not self._interactive:
                    self.error = str(error)
                self.write(f"!! {error}")

    def _take(self, line: str) -> None:
        leaving, self._leaving = self._leaving, False
        if self._proposal and not line.startswith("/"):
            self._choose(line.strip() or self._proposal)
        elif not line.strip():
            if leaving:
                self._over.set()
        elif self._interactive and is_leaving_word(line) and not leaving:
            self._leaving = True
            self.write("-- " + _("Quit? Enter quits, anything else cancels."))
        else:
            self._command_context.take(line)
            self._output.write_new()

    def say(self, text: str) -> None:
        """Send a message to the open buffer."""
        self._output.write_new()
        self.connection.session.say(self.buffer, text, time.time())
        if not self._interactive:  # a person sees what they typed
            self._output.write_new()
        self._output.skip_new()

    async def _last_words(self) -> None:
        """Wait until the server has confirmed every message."""
        try:
            async with asyncio.timeout(_LAST_WORDS):
                await self._settle()
                while self._is_pending():
                    await self._something()
        except TimeoutError:
            self.error = _("Not everything was sent.")

    def _is_pending(self) -> bool:
        latest = islice(reversed(self.buffer.lines), 1000)
        return any(line.own and line.state is LineState.PENDING for line in latest)

    async def _something(self) -> None:
        self._news.clear()
        await self._news.wait()

    # Nicknames

    def _ask_nickname(self, proposal: str) -> None:
        self._proposal = proposal
        self.write("-- " + _("Your nickname? Enter for {nick}.").format(nick=proposal))

    def _choose(self, nick: str) -> None:
        self._proposal = ""
        self.connection.session.change_nick(nick)

    # What happens

    def _hear(self, connection: Connection, events: list[Event]) -> None:
        for event in events:
            self._follow(connection, event)
        self._output.write_new()
        if self._output.holds and self._moved is None:
            loop = asyncio.get_running_loop()
            self._moved = loop.call_later(_MOVING, self._write_moved)
        self._news.set()

    def _write_moved(self) -> None:
        self._moved = None
        self._output.write_moved()

    def _follow(self, connection: Connection, event: Event) -> None:
        match event:
            case Connected() | Disconnected() | NickRefused() | Registered() | LagMeasured():
                self._follow_connection(connection, event)
            case Joined(own=True) | MembersChanged() | BufferOpened() | BufferClosed():
                self._follow_buffers(connection, event)
            case LineChanged():
                self._output.write_all(buffer_and_search_texts.change(event.line))
            case SearchAnswered():
                self._output.write_all(buffer_and_search_texts.findings(event))
            case NetworksChanged():
                self._follow_networks(connection, event)
            case Reacted():
                self._output.write_reaction(connection, event)
            case Refused() if not event.kept:
                self._write_refusal(event.text, event.nick)
            case TextReturned():
                self.write("!! " + _("Not sent: {text}").format(text=event.text))

    def _write_refusal(self, reason: str, nick: str = "") -> None:
        """Write why something is refused; a refused nickname is named, if the reason does not."""
        self.write(f"!! {reason}" if nick in reason else f"!! {nick}: {reason}")

    def _follow_connection(self, connection: Connection, event: Event) -> None:
        """Tell what happens to the connection."""
        match event:
            case Connected():
                self.write("-- " + _("Connected to {address}.").format(address=connection.address))
                self.write("-- " + event.security.sentence)
            case LagMeasured():
                self._answers += 1
            case Disconnected(asked=False):
                self._lost(connection, event)
            case NickRefused() if self._interactive and connection is self.connection:
                self._write_refusal(event.reason, event.nick)
                self._ask_nickname(event.proposal)
            case NickRefused():
                connection.session.use_temporary_nick(event.proposal)
            case Registered() if not event.again:
                self.write("-- " + _("You are {nick}.").format(nick=event.nick))
                self._start(self._become_ready())
            case Registered():
                self._output.connection_news(connection, event.sentence)

    def _follow_buffers(self, connection: Connection, event: Event) -> None:
        """Open the buffer that the person asked for, and tell who is there."""
        server = connection.session.buffers.server
        match event:
            case Joined() if event.asked or self._is_destination(connection, event.buffer):
                self._output.go_to_joined(connection, event.buffer)
            case MembersChanged():
                self._output.members_known(event.buffer)
            case BufferOpened(asked=True):
                self.go(event.buffer)
            case BufferClosed() if event.buffer is self.buffer:
                self.go(server)

    def _is_destination(self, connection: Connection, buffer: Buffer) -> bool:
        """Whether a channel is to be opened first: one that the person named, or else any."""
        session, wanted = connection.session, connection.options.channels
        if connection.begins_on(self.buffer):
            return True
        return bool(wanted) and buffer is session.find(wanted[0]) and not self._ready.is_set()

    async def _become_ready(self) -> None:
        """Servers answer in order: once a ping is answered, the channels are joined."""
        await self._settle()
        self._ready.set()

    async def _settle(self) -> None:
        while not self.connection.session.ping(time.time()):
            await self._something()
        self.connection.link.flush()
        answers = self._answers
        while self._answers == answers:
            await self._something()

    def _lost(self, connection: Connection, event: Disconnected) -> None:
        session = connection.session
        self._output.connection_news(connection, event.reason)
        alone = len(self._connections.all) == 1
        if event.retry_in is None and alone and not (session.was_registered and self._interactive):
            self.error = connection.error
            self._over.set()
        elif event.told and not session.was_registered:
            self.write(f"!! {connection.error}")  # else it stands in the buffers

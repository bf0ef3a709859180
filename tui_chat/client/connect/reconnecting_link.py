"""The connection to a server: its socket, and another one when it is lost."""

import asyncio
import contextlib
import ssl
import struct
import time
from collections.abc import Callable
from socket import SO_LINGER, SOL_SOCKET
from typing import Final

from tui_chat.client.connect.connector_interface import Connector, DirectConnector, Opened, settled
from tui_chat.client.connect.error_text import in_words
from tui_chat.client.connect.keepalive_and_lag import PULSE, Keepalive
from tui_chat.client.connect.known_servers import TrustError, UntrustedError
from tui_chat.client.connect.node_connector import NodeConnector
from tui_chat.client.connect.retry_policy import RetryPolicy
from tui_chat.client.connect.send_rate import SendRate
from tui_chat.client.connect.tls.tls_attempt_beside_plaintext import LateEncryption
from tui_chat.client.connect.wake_from_sleep import watch
from tui_chat.client.connection_security import Security
from tui_chat.client.events import (
    CertificateRefused,
    Connected,
    ConnectionStarted,
    EncryptionDemanded,
    Event,
    LinkState,
)
from tui_chat.client.language.i18n import _
from tui_chat.client.session import Session
from tui_chat.client.session.model.sts_policy_and_cleartext_passwords import StsPolicy
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.framing import TOO_LONG, LineBuffer
from tui_chat.wire.message import Message
from tui_chat.wire.nodes_capability import Address

CONNECT_TIMEOUT: Final = 15.0
_CHUNK: Final = 4_096
"""Bytes read at a time. Handling their lines takes 1 ms, and a pressed key waits that long."""
_TURN: Final = 0.01
"""Seconds after which the other lines of a chunk wait until the keyboard had its turn."""
LONGEST_BODY: Final = 4_096
"""The longest line in bytes, without tags: servers may go past 512 (ISUPPORT LINELEN)."""
_PATIENCE: Final = 3.0
"""Seconds that a server has to list its capabilities. After that we register without them."""
_LOGIN_PATIENCE: Final = 20.0
"""Seconds that a server has to log us in. Servers close connections that take half a minute."""
_AT_ONCE: Final = struct.pack("ii", 1, 0)
"""SO_LINGER with a time of 0: closing resets the connection, and unsent data is dropped."""
_GOODBYE: Final = 1.0
"""Seconds that the server has to close the connection after our QUIT or its own ERROR."""


class Link:
    """Carries a session over as many connections as it takes. `run` it in a task.

    `on_events` is called in the task's loop with all events, also with those that actions of the
    person cause. `connector` makes the connections; without one they are encrypted with the context
    `tls`, or not at all if that is None. With `waits`, nothing is sent before it is certain whether
    the server encrypts; otherwise only passwords wait.
    """

    def __init__(
        self,
        session: Session,
        host: str,
        port: int,
        *,
        on_events: Callable[[list[Event]], None],
        tls: ssl.SSLContext | None = None,
        connector: Connector | None = None,
        waits: bool = False,
        connect_timeout: float = CONNECT_TIMEOUT,
        pulse: float = PULSE,
    ) -> None:
        self.session = session
        self.host = host
        self.port = self._asked = port
        self._on_events = on_events
        self._connector = connector or DirectConnector(host, port, tls)
        self._nodes = self._connector if isinstance(self._connector, NodeConnector) else None
        self._told_nodes: tuple[Address, ...] | None = None
        self._is_reached = False
        self._waits = waits
        self._late = LateEncryption()
        self._connect_timeout = connect_timeout
        self._pulse = pulse
        self._writer: asyncio.StreamWriter | None = None
        self.security = Security()
        """How safe the current connection is."""
        self._state = LinkState.OFFLINE
        self._closing = False
        self._policy: StsPolicy | None = None
        self._untrusted = False
        self._sent_on = False
        self._flush_planned = False
        self._send_rate = SendRate()
        self._later: asyncio.TimerHandle | None = None
        self._dismissal: asyncio.TimerHandle | None = None
        self._retries = RetryPolicy(session, self._nodes)
        self._keepalive = Keepalive(
            session,
            pulse,
            flush=self.flush,
            is_sending=lambda: self._send_rate.is_behind,
            cut=self._cut,
        )
        self._try_now = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        session.on_change = self._plan_flush

    @property
    def state(self) -> LinkState:
        """The state of the connection."""
        if self._state is LinkState.REGISTERING and self.session.registered:
            return LinkState.ONLINE
        return self._state

    @property
    def place(self) -> Address:
        """The host and port of the server, or of the other node of its network that we are at."""
        if self._nodes is not None and self._nodes.is_elsewhere:
            return self._nodes.place
        return self.host, self._asked

    @property
    def secured(self) -> bool:
        """Whether the current connection is encrypted."""
        return self.security.encrypted

    @property
    def is_sending(self) -> bool:
        """Whether messages wait because of the send rate."""
        return self._send_rate.is_behind

    def accept_certificate(self) -> None:
        """Accept the certificate of `CertificateRefused`; `run` again to connect."""
        self._connector.accept()

    # Running

    async def run(self) -> None:
        """Connect and stay connected, until `close`, or until trying again is no use.

        That is when the server never took us in, or said that it will not. May be run again.
        """
        self._loop = asyncio.get_running_loop()
        self._closing = False
        self._retries.start_over()
        sleeps = asyncio.create_task(watch(self._woke))
        try:
            await self._keep_connected()
        finally:
            sleeps.cancel()
            self._abort()
            self._late.give_up()
            self._state = LinkState.OFFLINE

    async def _keep_connected(self) -> None:
        while True:
            self._try_now.clear()
            reason = await self._connect_once(self._retries.next_attempt())
            if self._sent_on:
                self._sent_on = False
                self._abort()
                self._late.give_up()
                self._send_rate.clear()
                continue
            if not self._closing and await self._late.wait_until_possible() and not self._closing:
                if self.session.was_registered:
                    text = _("The server answers encrypted after all: connecting again.")
                    self._lose(text, 0.0)
                self._send_rate.clear()
                continue
            now = asyncio.get_running_loop().time()
            ended = self._closing or self._untrusted
            wait = self._retries.wait(now, ended=ended, is_reached=self._is_reached)
            self._lose(reason, wait)
            if wait is None:
                return
            await self._wait(wait)
            if self._closing:
                self._lose(reason, None)
                return

    async def _connect_once(self, attempt: int) -> str:
        """Open one connection and serve it to its end. Gives a sentence that says why it ended."""
        self._state = LinkState.CONNECTING
        self._untrusted = self._is_reached = False
        self._told_nodes = None
        host, asked = self.place
        port = self.port if asked == self._asked else asked
        self._tell([ConnectionStarted(host, port, attempt)])
        try:
            async with asyncio.timeout(self._connect_timeout):
                opened = await self._open()
        except (OSError, TimeoutError, UnicodeError) as error:
            return in_words(error, host, self._connector.port, asked=asked)
        except TrustError as error:
            self._untrusted = True
            return str(error)
        except UntrustedError as error:
            self._untrusted = True
            self._tell([CertificateRefused(str(error), error.fingerprint)])
            return str(error)
        reader, self._writer, self.security, self.port, upgrade = opened
        self._is_reached = True
        self._late.expect(upgrade)
        if self._closing:
            return ""
        self._state = LinkState.REGISTERING
        self._retries.opened(asyncio.get_running_loop().time())
        self._keepalive.start()
        loop = asyncio.get_running_loop()
        patience = loop.call_later(_PATIENCE, self._wait_no_longer)
        login_patience = loop.call_later(_LOGIN_PATIENCE, self._wait_for_login_no_longer)
        try:
            self._policy = self.session.sts = self._connector.policy
            trusted = self.security.trusted and not self._late.is_possible
            self.session.connected(secured=self.secured, trusted=trusted, port=self.port)
            self._tell([Connected(self.secured, self.security)])
            self.flush()
            self._late.when_certain(self._is_certain)
            return await self._read(reader)
        finally:
            patience.cancel()
            login_patience.cancel()
            self._keepalive.stop()
            if self._dismissal is not None:
                self._dismissal.cancel()
                self._dismissal = None

    # A server that may encrypt after all

    async def _open(self) -> Opened:
        """The next connection: the one that turned out to be possible, or a new one."""
        if (opened := await self._late.take()) is not None:
            return opened
        opened = await self._connector.open()
        waits = self._waits or self.session.has_secrets
        return await settled(opened) if waits else opened

    def _is_certain(self, encrypts: bool) -> None:
        """Go on in the clear, or end that and go on encrypted."""
        if not encrypts:
            if self.security.trusted:
                self.session.trust()
        elif self._writer is not None:
            self._writer.write(Message("QUIT").encode())
            self._abort()

    def _wait_no_longer(self) -> None:
        self.session.wait_no_longer()
        self.flush()

    def _wait_for_login_no_longer(self) -> None:
        self.session.wait_for_login_no_longer()
        self.flush()
        self._tell(self.session.take_events())

    async def _read(self, reader: asyncio.StreamReader) -> str:
        # Chunks, not lines: a line's own await costs five times its parsing.
        lines = LineBuffer(max_body=LONGEST_BODY)
        while True:
            try:
                data = await reader.read(_CHUNK)
            except (OSError, ssl.SSLError) as error:
                return self.session.farewell or in_words(error, self.host, self.port)
            if not data:
                if self._keepalive.is_silent:
                    return _("The server stopped responding.")
                return self.session.farewell or _("The server closed the connection.")
            self._keepalive.heard()
            await self._hear(lines.feed(data))
            if self._sent_on:
                return ""
            if not await self._is_read():
                return _("The server has stopped reading.")
            if len(data) == _CHUNK:
                # More is there already, and would be read without any waiting: a flood must not
                # keep the keyboard waiting.
                await asyncio.sleep(0)

    async def _is_read(self) -> bool:
        """Whether the server reads our lines. If it does not, we stop reading its lines too.

        Else it could make us keep answers without end.
        """
        if self._writer is None or not self._writer.transport.get_write_buffer_size():
            return True
        try:
            async with asyncio.timeout(self._pulse):
                await self._writer.drain()
        except TimeoutError:
            return False
        except OSError:
            pass  # reading tells it
        return True

    async def _hear(self, lines: list[bytes]) -> None:
        """Handle lines, with turns for others between them.

        A line may be dear, as one that concerns everybody in a large channel, and a chunk has room
        for hundreds.
        """
        arrived, end = time.time(), time.monotonic() + _TURN
        events: list[Event] = []
        for line in lines:
            if time.monotonic() > end:
                self._heard(events)
                events = []
                await asyncio.sleep(0)
                end = time.monotonic() + _TURN
            if line == TOO_LONG:
                continue
            try:
                message = Message.parse(line, fallback="cp1252")
            except ProtocolError:
                continue
            events += self.session.receive(message, arrived)
            if events and isinstance(events[-1], EncryptionDemanded):
                self._connector.demand(events[-1].port)
                self._sent_on = True
                return
        self._heard(events)

    def _heard(self, events: list[Event]) -> None:
        """Tell what came of lines, and send the answers to them."""
        self.flush()
        self._tell(self._keepalive.without_own_delay(events))
        if self.session.dismissed and self._dismissal is None and self._loop is not None:
            self._dismissal = self._loop.call_later(_GOODBYE, self._abort)
        if self._nodes is not None:
            told = () if self.session.registered and not self.session.nodes else self.session.nodes
            if told is not None and told != self._told_nodes:
                self._told_nodes = told
                self._nodes.learn(told)
        if self.secured and self.session.sts != self._policy:
            self._policy = self.session.sts
            self._connector.keep(self._policy)

    # Ending

    def _lose(self, reason: str, wait: float | None) -> None:
        self._abort()
        self._writer = None
        self.security = Security()
        self._state = LinkState.OFFLINE
        self.session.not_sent(self._send_rate.clear())
        asked = self._closing or (wait is not None and self._try_now.is_set())
        lost = self.session.disconnected(reason, time.time(), retry_in=wait, asked=asked)
        self._tell(lost)

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._try_now.wait()
        except TimeoutError:
            return

    def _woke(self) -> None:
        """The computer slept: look whether we are still connected, or try again now."""
        if self._state is LinkState.OFFLINE:
            self._retries.start_over()
            self._try_now.set()
        else:
            self._keepalive.woke()

    def retry_now(self) -> None:
        """Connect now, without waiting for the next attempt. A current connection is replaced."""
        self._try_now.set()
        self._late.give_up()
        self._cut()

    async def close(self, message: str = "") -> None:
        """Quit, wait a moment for the server to close the connection, and end `run`."""
        self._closing = True
        self._try_now.set()
        self._late.give_up()
        writer = self._writer
        if writer is None:
            return
        self.session.quit(message)
        try:
            async with asyncio.timeout(_GOODBYE):
                await writer.wait_closed()
        except (OSError, TimeoutError):
            self._abort()

    def _cut(self) -> None:
        """Reset the connection before another is made, so that the system drops its unsent data.

        Else that may arrive minutes later, when the other has said it again.
        """
        if self._writer is not None:
            with contextlib.suppress(OSError):
                self._writer.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, _AT_ONCE)
            self._abort()

    def _abort(self) -> None:
        if self._writer is not None:
            self._writer.transport.abort()

    # Out

    def flush(self) -> None:
        """Write the session's messages in one go, and later those that exceed the send rate."""
        self._send_rate.put(self.session.take_outgoing())
        if self._writer is None or self._loop is None:
            return
        messages = self._send_rate.take(self._loop.time(), freely=self.session.patient)
        if messages:
            self._writer.write(b"".join(message.encode() for message in messages))
            self._keepalive.written(self._loop, len(messages))
        if self._later is not None:
            self._later.cancel()
            self._later = None
        if (wait := self._send_rate.wait) is not None:
            self._later = self._loop.call_later(wait, self.flush)
        if not self._send_rate.is_behind:
            self._keepalive.confirm_soon(self._loop)

    def _plan_flush(self) -> None:
        # The person may do several things at once: write once, when all of them are done.
        if self._loop is not None and not self._flush_planned:
            self._flush_planned = True
            self._loop.call_soon(self._flush_planned_now)

    def _flush_planned_now(self) -> None:
        self._flush_planned = False
        self.flush()
        self._tell(self.session.take_events())

    def _tell(self, events: list[Event]) -> None:
        if events:
            self._on_events(events)

"""Finding the account that the Authorization header of an HTTP request proves.

An internal connection to the server logs in with IRC commands. So all rules of logins (waits after
wrong passwords, who may have an account) apply here, too.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from typing import Final

from tui_chat.server.core.accounts.sasl import CHUNK
from tui_chat.server.core.settings import Service
from tui_chat.server.core.state.records.network_bans import Origin
from tui_chat.server.engine.node import Node
from tui_chat.server.limits.command_rates import RatedWork
from tui_chat.server.limits.timeouts import Timeouts
from tui_chat.server.limits.token_bucket import Rate
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.message import Message

Told = Callable[[str, str], None]
"""Takes the account and a sentence; one of them is ""."""

PATIENCE: Final = 30.0
"""Seconds that a login takes at most."""
_THIS_MACHINE: Final = "127.0.0.1"
_TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/=-]{1,200}")
_NOT_UNDERSTOOD: Final = "The header Authorization must be Basic, or Bearer with a token."
_BEARER_ONLY: Final = "This server has a password, so files need a token (Bearer)."
_NO_ANSWER: Final = "The server cannot check that just now: try again later."


class Logins:
    """Finds out whose requests are."""

    def __init__(self, node: Node, schedule: Callable[[Callable[[], None]], object]) -> None:
        """`schedule` calls a function soon."""
        self._node = node
        self._schedule = schedule

    def find_account(self, host: str, authorization: str, service: Service, tell: Told) -> None:
        """The account of a header, for a request from this address to our service.

        `tell` is called once, later.
        """
        said = _lines(authorization, service)
        if said is None:
            self._schedule(lambda: tell("", _NOT_UNDERSTOOD))
            return
        lines, is_token = said
        password = self._node.network.settings.password
        if password and is_token:
            # Whoever has a token has joined: the server's password is not asked again.
            lines = (Message("PASS", (password,)), *lines)

        def found(account: str, sentence: str) -> None:
            if account and (refusal := self._refusal(account, host)):
                account, sentence = "", refusal
            tell(account, sentence)

        connection = LoginConnection(self._node, self._schedule, found)
        # Whose a token is, is for this machine to ask; for passwords the address counts, for
        # whoever guesses has to wait.
        connection.begin(_THIS_MACHINE if is_token else host, lines)

    def _refusal(self, account: str, host: str) -> str:
        """Why an account is kept off the network, "" if it is not: it sends no files either."""
        network = self._node.network
        folded = network.fold(account)
        ban = network.bans.find(Origin(account, "", (host,), folded), self._node.now())
        if ban is not None:
            return f"You are banned: {ban.reason.rstrip('.')}."
        allowed = network.settings.accounts.allow
        if allowed and folded not in map(network.fold, allowed):
            return "Your account is not on this server's list."
        return ""


def _lines(authorization: str, service: Service) -> tuple[tuple[Message, ...], bool] | None:
    """What to say, and whether it is about a token; None for a header that says nothing."""
    scheme, _, value = authorization.partition(" ")
    value = value.strip()
    if scheme.lower() == "basic":
        lines = tuple(_password_lines(value))
        return (lines, False) if lines else None
    if scheme.lower() == "bearer" and _TOKEN.fullmatch(value):
        validate = ("VALIDATE", service.key, service.url, value)
        return (Message("CAP", ("REQ", "batch")), Message("TOKEN", validate)), True
    return None


def _password_lines(value: str) -> Iterator[Message]:
    """The lines of SASL PLAIN; none without a name and a password. RFC 7617 2, RFC 4616 2."""
    try:
        name, colon, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return
    if not colon or "\0" in name + password:
        return
    said = base64.b64encode(f"\0{name}\0{password}".encode()).decode()
    yield Message("AUTHENTICATE", ("PLAIN",))
    for start in range(0, len(said), CHUNK):
        yield Message("AUTHENTICATE", (said[start : start + CHUNK],))
    if len(said) % CHUNK == 0:
        yield Message("AUTHENTICATE", ("+",))


class LoginConnection:
    """A connection without a socket that says some lines and reads whose they are."""

    shares_address = True
    waiting = 0

    def __init__(
        self, node: Node, schedule: Callable[[Callable[[], None]], object], tell: Told
    ) -> None:
        self._node = node
        self._schedule = schedule
        self._tell = tell
        self._is_told = False
        self._since: float | None = None

    def begin(self, host: str, lines: tuple[Message, ...]) -> None:
        """Connect, and say the lines."""
        node = self._node
        self.client = node.connect(self, host, secure=True)
        for line in lines:
            if self._is_told:
                return
            node.receive(self.client, line, node.now())

    def write(self, data: bytes) -> None:
        """Read what the server says."""
        for line in data.split(b"\r\n"):
            try:
                message = Message.parse(line) if line else None
            except ProtocolError:
                continue
            if message is not None and not self._is_told:
                self._read(message)

    def _read(self, message: Message) -> None:
        command, params = message.command, message.params
        if command == "900" or params[:2] == ("CLAIM", "account"):
            self._end(params[2] if len(params) > 2 else "", _NO_ANSWER)
        elif command == "464":  # the server's password
            self._end("", _BEARER_ONLY)
        elif command in {"FAIL", "ERROR", "902", "904", "905", "906", "908"}:
            self._end("", f"{params[-1].rstrip('.')}." if params else _NO_ANSWER)

    def _end(self, account: str, sentence: str) -> None:
        if not self._is_told:
            self._is_told = True
            # Later: this is the middle of a tick's writing.
            self._schedule(lambda: self._finish(account, "" if account else sentence))

    def _finish(self, account: str, sentence: str) -> None:
        self._node.disconnect(self.client, "It has logged in")
        self._tell(account, sentence)

    # As of any connection.

    def close(self) -> None:
        """The server has ended it."""
        self._end("", _NO_ANSWER)

    def stop_reading(self) -> None:
        """Nothing is read."""

    def suspend_input(self) -> None:
        """It says nothing more."""

    def resume_input(self) -> None:
        """The same."""

    def charge(self, kind: RatedWork, tokens: float) -> None:
        """It says a few lines."""

    def is_done(self) -> bool:
        """Nothing waits to be written."""
        return True

    def set_limits(self, rate: Rate, timeouts: Timeouts, now: float) -> None:
        """It has one of its own."""

    def check_alive(self, now: float) -> None:
        """End it if there is no answer."""
        self._since = now if self._since is None else self._since
        if now - self._since > PATIENCE:
            self._end("", _NO_ANSWER)

    def end_slow_reader(self) -> None:
        """It reads at once."""

    def probe(self, patience: float, done: Callable[[bool], None]) -> None:  # noqa: ARG002 - as there
        """It is alive."""
        done(True)

    def end_if_hung_up(self) -> None:
        """It has not."""

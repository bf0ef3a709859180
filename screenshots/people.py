"""Other people in the pictures: IRC lines over a plain socket."""

import asyncio
import re
import socket
from collections.abc import Sequence
from typing import Final, Self

from tui_chat.client.connect.hosting_interface import Hosting
from tui_chat.client.connect.join_instructions import Door, Invitation

_PATIENCE: Final = 10.0
"""Seconds to wait for the server before giving up."""
_CAPABILITIES: Final = "message-tags echo-message batch draft/multiline"
_MSGID: Final = re.compile(rb"@\S*\bmsgid=([^;\s]+)\S* :(\w+)!\S+ (?:PRIVMSG|BATCH) ")


class Person:
    """Somebody in #lobby. Every call waits until the server has dealt with it."""

    def __init__(self, port: int, nick: str, *channels: str) -> None:
        self.nick = nick
        self._socket = socket.create_connection(("127.0.0.1", port), _PATIENCE)
        self._send(
            *("CAP LS 302", f"CAP REQ :{_CAPABILITIES}", f"NICK {nick}"),
            *(f"USER {nick} 0 * :{nick.title()}", "CAP END"),
        )
        self._read_until(" 366 ")
        self.does(*(f"JOIN {channel}" for channel in channels))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._socket.close()

    def says(self, text: str, to: str = "#lobby", *, answers: str = "") -> str:
        """Say something, of one line or several; gives its msgid."""
        reply = f"@+draft/reply={answers} " if answers else ""
        lines = text.split("\n")
        if len(lines) == 1:
            heard = self.does(f"{reply}PRIVMSG {to} :{text}")
        else:
            heard = self.does(
                f"{reply}BATCH +t draft/multiline {to}",
                *(f"@batch=t PRIVMSG {to} :{line}" for line in lines),
                "BATCH -t",
            )
        own: list[bytes] = [
            msgid for msgid, nick in _MSGID.findall(heard) if nick == self.nick.encode()
        ]
        return own[-1].decode()

    def reacts(self, msgid: str, emoji: str, to: str = "#lobby") -> None:
        """Put an emoji under a message."""
        self.does(f"@+draft/react={emoji};+draft/reply={msgid} TAGMSG {to}")

    def types(self, to: str = "#lobby") -> None:
        """Start typing."""
        self.does(f"@+typing=active TAGMSG {to}")

    def hears(self, text: str) -> None:
        """Wait until somebody has said this."""
        self._read_until(text)

    def does(self, *lines: str) -> bytes:
        """Send lines; gives all that the server sent until it had handled them."""
        self._send(*lines, "PING :done")
        return self._read_until("PONG tui-chat.local done")

    def _send(self, *lines: str) -> None:
        self._socket.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def _read_until(self, text: str) -> bytes:
        heard = b""
        while text.encode() not in heard:
            more = self._socket.recv(65536)
            if not more:
                raise ConnectionError(f"the server closed before it said {text!r}")
            heard += more
        return heard


class PicturedHost(Hosting):
    """The server in the picture as its owner's program knows it, with an address."""

    @property
    def fingerprint(self) -> str:
        """Of no certificate: this server is not encrypted."""
        return ""

    def __init__(self, port: int) -> None:
        self._port = port

    async def connect(self) -> socket.socket:
        """As a guest: nothing in the picture needs more."""
        address = ("127.0.0.1", self._port)
        return await asyncio.to_thread(socket.create_connection, address, _PATIENCE)

    def others(self) -> int:
        """Nobody is asked before leaving."""
        return 0

    def invitation(self) -> Invitation:
        """An address as at home."""
        return Invitation((f"tui-chat connect 10.0.0.20 {self._port}",), is_open=True)

    async def share(self, *, shared: bool, doors: Sequence[Door] = ()) -> None:
        """It is shared all along."""

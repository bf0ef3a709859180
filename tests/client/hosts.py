"""A server that seems to run in this program, for screens that have no sockets."""

import socket

from tui_chat.client.connect.hosting import Invitation, SharingError


class FakeHost:
    """Notes whether it is shared; `trouble` is why that cannot be changed."""

    def __init__(self, others: int = 0, password: str = "", *, is_open: bool = True) -> None:
        self.count = others
        self.password = password
        self.is_open = is_open
        self.trouble = ""
        self.hosts: tuple[str, ...] = ("192.0.2.5", "198.51.100.7")

    async def connect(self) -> socket.socket:
        raise ConnectionRefusedError

    def others(self) -> int:
        return self.count

    def invitation(self) -> Invitation:
        if not self.is_open:
            return Invitation(("tui-chat connect 127.0.0.1 6667",), self.password)
        commands = tuple(f"tui-chat connect {host} 6667" for host in self.hosts)
        return Invitation(commands, self.password, is_open=True)

    async def share(self, *, shared: bool) -> None:
        if self.trouble:
            raise SharingError(self.trouble)
        self.is_open = shared

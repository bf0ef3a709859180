"""A fake server in this process, for tests of screens without sockets."""

import socket
from collections.abc import Sequence

from tui_chat.client.connect.hosting_interface import SharingError
from tui_chat.client.connect.join_instructions import Door, Invitation

WAYS = {
    Door.WEB: "https://192.0.2.5:6680/",
    Door.SSH: "ssh -p 2222 192.0.2.5",
    Door.NETCAT: "nc 192.0.2.5 2323",
}


class FakeHost:
    """Notes whether it is shared; `trouble` is why that cannot be changed."""

    def __init__(self, others: int = 0, password: str = "", *, is_open: bool = True) -> None:
        self.count = others
        self.password = password
        self.is_open = is_open
        self.trouble = ""
        self.doors: list[Door] = []
        """Those that were opened."""
        self.missing: tuple[Door, ...] = ()
        self.hosts: tuple[str, ...] = ("192.0.2.5", "198.51.100.7")

    fingerprint = "ab" * 32

    async def connect(self) -> socket.socket:
        raise ConnectionRefusedError

    def others(self) -> int:
        return self.count

    def invitation(self) -> Invitation:
        if not self.is_open:
            return Invitation(("tui-chat connect 127.0.0.1 6667",), self.password)
        commands = tuple(f"tui-chat connect {host} 6667" for host in self.hosts)
        closed = tuple(door for door in Door if door not in (*self.doors, *self.missing))
        ways = tuple((door, WAYS[door]) for door in self.doors)
        return Invitation(
            commands,
            self.password,
            is_open=True,
            ways=ways,
            closed=closed,
            missing=self.missing,
        )

    async def share(self, *, shared: bool, doors: Sequence[Door] = ()) -> None:
        if self.trouble:
            raise SharingError(self.trouble)
        self.is_open = shared
        self.doors += doors

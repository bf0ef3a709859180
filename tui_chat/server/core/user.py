"""Who is on the network: a user is an identity, a session is one connection of it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tui_chat.server.core.events import ClientId, Millis
from tui_chat.wire.capabilities import NO_CAPABILITIES, Capabilities
from tui_chat.wire.names import Folded
from tui_chat.wire.source import Source

if TYPE_CHECKING:
    from tui_chat.server.core.channel import Channel


@dataclass(slots=True)
class Registration:
    """What a connection has said so far of who it wants to be."""

    nick: str = ""
    username: str = ""
    realname: str = ""
    password: str = ""
    negotiating: bool = False
    """CAP LS or REQ was sent and CAP END was not: registration waits for it."""


@dataclass(slots=True, eq=False)
class Session:
    """One connection. `user` is set when it has registered, and `registration` then gone."""

    id: ClientId
    host: str
    secure: bool
    held: Capabilities = NO_CAPABILITIES
    cap_version: int = 301
    registration: Registration | None = field(default_factory=Registration)
    user: "User | None" = None

    @property
    def nick(self) -> str:
        """What replies call it: its nickname, `*` before it has one."""
        if self.user is not None:
            return self.user.nick
        return (self.registration and self.registration.nick) or "*"

    def snapshot(self) -> tuple[object, ...]:
        """Its state as plain data."""
        registration = self.registration
        known = registration and (registration.nick, registration.username, registration.realname)
        return (self.id, self.host, self.secure, self.held, self.nick, known)


@dataclass(slots=True, eq=False)
class User:
    """An identity. Compared by identity: the nickname may change, the user stays."""

    nick: str
    folded: Folded
    username: str
    host: str
    realname: str
    signed_on: Millis
    spoke_at: Millis
    account: str = ""
    away: str = ""
    modes: str = ""
    """Letters of its user modes, sorted."""
    clients: tuple[ClientId, ...] = ()
    """Its sessions, oldest first."""
    channels: "dict[Folded, Channel]" = field(default_factory=dict)
    invitations: "dict[Folded, Channel]" = field(default_factory=dict)
    source: Source = field(init=False)

    def __post_init__(self) -> None:
        self.rename(self.nick, self.folded)

    def rename(self, nick: str, folded: Folded) -> None:
        """Take another nickname."""
        self.nick = nick
        self.folded = folded
        self.source = Source.of(nick, self.username, self.host)

    def snapshot(self) -> tuple[object, ...]:
        """Its state as plain data."""
        return (
            *(self.source, self.realname, self.account, self.away, self.modes),
            *(self.signed_on, self.spoke_at, self.clients),
            *(tuple(self.channels), tuple(self.invitations)),
        )

    def peers(self) -> tuple[ClientId, ...]:
        """The clients of everybody who shares a channel with it, each once, its own left out."""
        found: dict[ClientId, None] = {}
        for channel in self.channels.values():
            for member in channel.members:
                if member is not self:
                    found.update(dict.fromkeys(member.clients))
        return tuple(found)

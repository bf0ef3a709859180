"""Who is on the network: a user is an identity, a session is one connection of it."""

from dataclasses import astuple, dataclass, field
from typing import TYPE_CHECKING, Final

from tui_chat.server.core.accounts.stored_passwords import ScramKeys
from tui_chat.server.core.events import ClientId, Millis
from tui_chat.server.core.state.address_keys import address_key
from tui_chat.wire.capabilities import NO_CAPABILITIES, Capabilities
from tui_chat.wire.names import Folded
from tui_chat.wire.source import Source

if TYPE_CHECKING:
    from tui_chat.server.core.messages.multiline import OpenBatch
    from tui_chat.server.core.state.channel import Channel


USER_MODES: Final = "BRTiow"
"""Bot, hears only who has an account, hears no CTCP, invisible, operator, reads WALLOPS."""


@dataclass(slots=True)
class Registration:
    """What a connection has said so far of who it wants to be."""

    nick: str = ""
    username: str = ""
    realname: str = ""
    password: str = ""
    guess: str | None = None
    """Why that is not the network's password, "" if it is; None before it was looked at."""
    account: str = ""
    """What it has logged in to."""
    refused: str = ""
    """A nickname that it wanted and could not have."""
    negotiating: bool = False
    """CAP LS or REQ was sent and CAP END was not: registration waits for it."""


@dataclass(slots=True)
class Exchange:
    """A SASL exchange under way."""

    mechanism: str
    said: str = ""
    """What has come so far of the client's message, in base64."""
    account: Folded | None = None
    """SCRAM: which account it wants to prove to be, its first message, our part of the nonce."""
    first: str = ""
    nonce: str = ""
    proven: ScramKeys | None = None
    """With what it has proven that."""


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
    batch: "OpenBatch | None" = None
    """The message of several lines that it is about to say."""
    shown: str = ""
    """What others see instead of its host."""
    fingerprint: str = ""
    """SHA-256 of its certificate, in lower-case hexadecimal."""
    exchange: Exchange | None = None
    away: str = ""
    """Why nobody sits at it."""
    asked_for: str = ""
    """A nickname that it wants, and whose holder was asked whether it still lives."""

    @property
    def address_key(self) -> str:
        """Under what is counted what is done from where it comes from."""
        return address_key(self.host)

    @property
    def account(self) -> str:
        """The name of the account that it has logged in to, "" for none."""
        if self.user is not None:
            return self.user.account
        return self.registration.account if self.registration is not None else ""

    @property
    def nick(self) -> str:
        """What replies call it: its nickname, `*` before it has one."""
        if self.user is not None:
            return self.user.nick
        return (self.registration and self.registration.nick) or "*"

    def snapshot(self) -> tuple[object, ...]:
        """Its state as plain data."""
        said = self.registration and astuple(self.registration)
        exchange = self.exchange and astuple(self.exchange)
        return (
            *(self.id, self.host, self.secure, self.held, self.cap_version, self.nick, said),
            *(self.fingerprint, exchange, self.away, self.shown, self.asked_for),
        )


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
    """Letters of its user modes, sorted; see USER_MODES."""
    clients: tuple[ClientId, ...] = ()
    """Its sessions, oldest first; there may be none."""
    channels: "dict[Folded, Channel]" = field(default_factory=dict)
    invitations: "dict[Folded, Channel]" = field(default_factory=dict)
    lasting: bool = False
    """It stays when its last session ends."""
    accepted: dict[str, str] | None = None
    """Identities of those whom it hears although its modes would not let them, with nicknames."""
    stay: str = ""
    """What this one stay on the network is called: `~` and a name that is never used again."""
    identity: str = ""
    """Who it is in what is kept: the id of its account; without one, its stay."""
    source: Source = field(init=False)
    address: str = field(init=False)
    """Where it came from, whatever host it shows."""

    def __post_init__(self) -> None:
        self.address = self.host
        self.identity = self.identity or self.stay
        self.rename(self.nick, self.folded)

    def rename(self, nick: str, folded: Folded) -> None:
        """Take another nickname."""
        self.nick = nick
        self.folded = Folded(nick) if nick == folded else folded  # mostly one text for both
        self.source = Source.of(nick, self.username, self.host)
        for channel in self.channels.values():
            channel.roll.forget()

    def snapshot(self) -> tuple[object, ...]:
        """Its state as plain data."""
        return (
            *(self.source, self.realname, self.account, self.away, self.modes),
            *(self.stay, self.identity, tuple(self.accepted or ())),
            *(self.signed_on, self.spoke_at, self.clients, self.lasting),
            *(tuple(self.channels), tuple(self.invitations)),
        )

    @property
    def shown_in(self) -> "tuple[Channel, ...]":
        """The channels whose members may all know that it is there."""
        return tuple(channel for channel in self.channels.values() if not channel.hides(self))

    def peers(self, besides: "Channel | None" = None) -> tuple[ClientId, ...]:
        """The clients of everybody who may know of it from a channel, each once, its own left out.

        And left out who is in the channel `besides`.
        """
        known = {self: ""} if besides is None else besides.members
        # A comprehension: when a thousand leave at once, half of the time goes into this.
        found = {
            client: None
            for channel in self.channels.values()
            if channel is not besides
            for member in channel.witnesses(self)
            if member not in known
            for client in member.clients
        }
        return tuple(found)

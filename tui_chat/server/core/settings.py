"""What the core is told once about the network it runs."""

import msgspec

from tui_chat.wire.names import Casemapping


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long and how many; lengths are in characters."""

    nick: int = 30
    channel: int = 64
    topic: int = 390
    kick: int = 390
    away: int = 390
    realname: int = 150
    key: int = 23
    channels: int = 100
    """Channels that one user may be in."""
    targets: int = 4
    """Receivers of one PRIVMSG, NOTICE or TAGMSG."""
    modes: int = 6
    """Mode changes with a parameter in one MODE."""


class Settings(msgspec.Struct, frozen=True):
    """The network's constants. Equal on every node: they are part of what a log replays to."""

    server: str = "tui-chat.local"
    """The server's name, as the source of its replies."""
    network: str = "tui-chat"
    version: str = "tui-chat"
    created: str = "today"
    password: str = ""
    motd: tuple[str, ...] = ()
    auto_join: tuple[str, ...] = ("#lobby",)
    casemapping: Casemapping = Casemapping.ASCII
    limits: Limits = Limits()

"""The commands, a file per family; importing this package fills the table."""

from tui_chat.server.core import capability_negotiation, registration, welcome
from tui_chat.server.core.commands import (
    channel_modes,
    connection,
    information,
    join,
    listing,
    messaging,
    moderation,
    presence,
    topic,
    who,
)
from tui_chat.server.core.registry import COMMANDS

__all__ = [
    "COMMANDS",
    "capability_negotiation",
    "channel_modes",
    "connection",
    "information",
    "join",
    "listing",
    "messaging",
    "moderation",
    "presence",
    "registration",
    "topic",
    "welcome",
    "who",
]

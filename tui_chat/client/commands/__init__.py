"""The slash commands: `TABLE` says how each is typed, what for, and does it."""

from tui_chat.client.commands import (
    accounts,
    channels,
    hosting,
    ignoring,
    message_actions,
    messages,
    moderation,
    people,
    program,
    settings,
)
from tui_chat.client.commands.command_context import CommandContext
from tui_chat.client.commands.registry import TABLE
from tui_chat.client.commands.table import (
    Argument,
    Command,
    Invoked,
    Mistaken,
    Said,
    is_leaving_word,
)

__all__ = [
    "TABLE",
    "Argument",
    "Command",
    "CommandContext",
    "Invoked",
    "Mistaken",
    "Said",
    "is_leaving_word",
]

MODULES = (
    channels,
    messages,
    message_actions,
    people,
    ignoring,
    moderation,
    accounts,
    hosting,
    settings,
    program,
)
"""Their commands come into the table by being imported."""

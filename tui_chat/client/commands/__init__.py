"""The slash commands: `TABLE` says how each is typed, what for, and does it."""

from tui_chat.client.commands import (
    accounts,
    connection_help_and_quit,
    ignoring_and_notifying,
    invite_links_and_sharing,
    joining_and_switching,
    message_actions,
    messages,
    moderation,
    people,
    settings,
)
from tui_chat.client.commands.command_context import CommandContext
from tui_chat.client.commands.command_table_and_parser import (
    TABLE,
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
    joining_and_switching,
    messages,
    message_actions,
    people,
    ignoring_and_notifying,
    moderation,
    accounts,
    invite_links_and_sharing,
    settings,
    connection_help_and_quit,
)
"""Their commands come into the table by being imported."""

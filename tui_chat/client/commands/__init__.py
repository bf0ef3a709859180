"""The slash commands: `TABLE` says how each is typed, what for, and does it."""

from tui_chat.client.commands import (
    answers,
    hearing,
    identity,
    order,
    people,
    places,
    program,
    words,
)
from tui_chat.client.commands.desk import Desk
from tui_chat.client.commands.registry import TABLE
from tui_chat.client.commands.table import (
    Argument,
    Command,
    Invoked,
    Mistaken,
    Said,
    is_leaving_word,
)

__all__ = ["TABLE", "Argument", "Command", "Desk", "Invoked", "Mistaken", "Said", "is_leaving_word"]

MODULES = (places, words, answers, people, hearing, order, identity, program)
"""Their commands come into the table by being imported."""

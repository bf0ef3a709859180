"""The keys of conversations in the history, and the identities that private ones are made of."""

from typing import Final

from tui_chat.server.core.events import Millis

NOBODY: Final = "?"
"""The identity of a name that stands for nobody: nothing is ever kept of it."""


def stay(signed_on: Millis, unique: object) -> str:
    """The identity of a user without an account, from connecting to leaving.

    A nickname is no identity: a later holder may not read messages to an earlier one. `unique`
    tells users apart who connect in the same millisecond.
    """
    return f"~{signed_on:x}.{unique}"


def conversation(one: str, other: str) -> str:
    """The target under which the talk of two identities is kept."""
    return f"{one} {other}" if one < other else f"{other} {one}"


def partner(target: str, own: str) -> str:
    """The other identity of a private conversation."""
    one, _, other = target.partition(" ")
    return other if one == own else one


def put_aside(channel: str, unique: object) -> str:
    """The key of a history whose channel has lost its name to another: no client can ask for it."""
    return f" {channel} {unique}"

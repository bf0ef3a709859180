"""The forms of text that people and small socket programs send and expect."""

import re
from typing import Final

import msgspec


class Dialect(msgspec.Struct, frozen=True):
    """How one kind of program talks. Its texts hold {nick}, {host} and {text}; "" says nothing.

    A dialect of `chunks` has no ends of lines: a short silence ends a text.
    """

    chunks: bool = True
    greeting: str = ""
    """The first text that the peer is sent."""
    is_asked: bool = True
    """Whether the first text is the name of whoever came."""
    prefix: str = ""
    """What stands in front of each text of theirs, and is no part of it."""
    named: re.Pattern[str] | None = None
    """Where each text says whose it is: the groups are the name and the text."""
    message: str = "{nick}: {text}"
    action: str = "* {nick} {text}"
    joined: str = ""
    left: str = ""
    renamed: str = ""
    welcome: str = ""
    """To whoever came, behind `joined`."""
    hears_self: bool = False
    """Whether people expect their own messages back."""
    leaving: frozenset[str] = frozenset()
    """Texts that mean to leave."""
    encoding: str = "utf-8"
    is_person: bool = False
    """Whether a person reads it, who can be asked again and told of problems."""


DIALECTS: Final = {
    "ask": Dialect(
        chunks=False,
        greeting="Your nickname? ",
        joined="* {nick} joined",
        left="* {nick} left",
        renamed="* {nick} is now {text}",
        welcome="You are {nick}. Type a line to say it; /help lists commands, /quit leaves.",
        leaving=frozenset({"exit", "/exit", "/quit", "sair", "/sair"}),
        is_person=True,
    ),
    "nick": Dialect(
        greeting="NICK",
        prefix="{nick}: ",
        joined="{nick} joined!",
        left="{nick} left!",
        welcome="Connected to server!",
        hears_self=True,
        encoding="ascii",
    ),
    "usr": Dialect(
        greeting="USR",
        prefix="{nick}: ",
        joined="{nick} ({host}) joined!",
        left="{nick} left!",
        welcome="Connected to server!",
        hears_self=True,
        encoding="ascii",
    ),
    "bracket": Dialect(
        is_asked=False,
        named=re.compile(r"<([^<>\s]{1,64})>\s?(.*)"),
        message="<{nick}> {text}",
        action="<{nick}> {text}",
    ),
    "name-first": Dialect(
        joined="{nick} entrou no chat!",
        left="{nick} saiu do chat.",
        leaving=frozenset({"sair"}),
    ),
}
"""By the names that the configuration has for them."""

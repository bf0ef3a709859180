"""What hostile connections send: each attack gives the lines of one connection, for ever."""

from collections.abc import Callable, Iterator
from typing import Final

from bench.people import PEOPLE

Attack = Callable[[int], Iterator[str]]
"""Given a connection's number, the lines that it sends for ever, as fast as it can."""


def talk(number: int) -> Iterator[str]:
    """Words for the channel where the people are."""
    yield "JOIN #people"
    while True:
        yield f"PRIVMSG #people :{number} {'x' * 300}"


def come_and_go(number: int) -> Iterator[str]:
    """Joins and parts."""
    while True:
        yield f"JOIN #c{number % 50},#people"
        yield "PART #people :bye"


def rename(number: int) -> Iterator[str]:
    """New nicknames, in the channel where all can see it."""
    yield "JOIN #people"
    for count in range(1 << 60):
        yield f"NICK h{number}x{count % 1000}"


def ask(number: int) -> Iterator[str]:
    """Questions with long answers."""
    while True:
        yield from ("WHO *", "LIST", "NAMES #people", f"WHOIS h{number}", "LUSERS", "MOTD")


def read(_number: int) -> Iterator[str]:
    """Requests to the history."""
    yield "JOIN #people"
    while True:
        yield "CHATHISTORY LATEST #people * 100"


def log_in(number: int) -> Iterator[str]:
    """Passwords, each of which must be hashed."""
    while True:
        yield f"PRIVMSG NickServ :IDENTIFY person{number % PEOPLE} wrong{number}"


def garble(_number: int) -> Iterator[str]:
    """Lines that are too long, or nothing at all."""
    while True:
        yield "x" * 2000
        yield "\x01\x02 : @;"
        yield f"MODE #people +b {'*a' * 70}"


def reconnect(_number: int) -> Iterator[str]:
    """Leaves and comes back at once."""
    yield "QUIT :again"


ATTACKS: Final[dict[str, Attack]] = {
    attack.__name__: attack
    for attack in (talk, come_and_go, rename, ask, read, log_in, garble, reconnect)
}

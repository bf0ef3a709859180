"""What hostile connections send, as fast as they can."""

import ssl
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Final, NamedTuple

from bench.people import PEOPLE

Lines = Callable[[int], Iterator[str]]
"""Given a connection's number, the lines that it says, mostly for ever."""


class Attack(NamedTuple):
    """What one connection does, given its number."""

    sends: Callable[[int], Iterator[bytes]]
    """Piece by piece. After the last it waits to be closed."""
    hangs_up: bool = False
    """It leaves as soon as it is answered, and comes again."""


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


def half_open(_number: int) -> Iterator[bytes]:
    """Half of what opens an encrypted connection; the rest never comes."""
    yield _hello()[:100]


def shake_hands(_number: int) -> Iterator[bytes]:
    """The same greeting each time: nothing here, a key and a signature for the server."""
    yield _hello()


def encrypt_nothing(_number: int) -> Iterator[bytes]:
    """A greeting, and then no handshake: what cannot be decrypted."""
    yield _hello()
    yield b"\x17\x03\x03\x40\x00" + bytes(1 << 14)


@cache
def _hello() -> bytes:
    """What a client sends first (RFC 8446 4.1.2)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    try:
        context.wrap_bio(incoming, outgoing, server_hostname="localhost").do_handshake()
    except ssl.SSLWantReadError:
        return outgoing.read()
    raise AssertionError("a handshake without an answer")


def _speak(lines: Lines, number: int) -> Iterator[bytes]:
    """Register, and say these lines."""
    yield f"NICK h{number}\r\nUSER h 0 * :h\r\n".encode()
    for line in lines(number):
        yield f"{line}\r\n".encode()


_SPOKEN: Final = (talk, come_and_go, rename, ask, read, log_in, garble, reconnect)
ATTACKS: Final[dict[str, Attack]] = {
    **{lines.__name__: Attack(partial(_speak, lines)) for lines in _SPOKEN},
    half_open.__name__: Attack(half_open),
    shake_hands.__name__: Attack(shake_hands, hangs_up=True),
    encrypt_nothing.__name__: Attack(encrypt_nothing),
}

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
    is_page: bool = False
    """It comes through the port for WebSockets."""


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


def log_in_by_lists(number: int) -> Iterator[str]:
    """The same, by a line that is not to NickServ alone."""
    while True:
        yield f"PRIVMSG z,NickServ,nickserv,NICKSERV :IDENTIFY person{number % PEOPLE} w{number}"


def register(number: int) -> Iterator[str]:
    """New accounts, whose passwords take longer to hash than to check."""
    for count in range(1 << 60):
        yield f"REGISTER a{number}x{count} * sesame{number}"


def list_masks(_number: int) -> Iterator[str]:
    """Channels that fit many slow masks."""
    masks = ",".join(f"*{letter}*" * 6 for letter in "abcdefghijklmnop")
    while True:
        yield f"LIST {masks}"


def search(_number: int) -> Iterator[str]:
    """Many words that are everywhere."""
    yield "JOIN #people"
    words = r"\s".join("abcdefghij" * 15)
    while True:
        yield f"SEARCH in=#people;text={words}"


def wander(number: int) -> Iterator[str]:
    """Always other channels, of which something is kept."""
    for count in range(0, 1 << 60, 10):
        channels = [f"#w{number}x{count + one}" for one in range(10)]
        yield f"JOIN {','.join(channels)}"
        yield f"PRIVMSG {channels[0]},{channels[1]},{channels[2]} :was here"
        yield "JOIN 0"


def say_nothing(_number: int) -> Iterator[bytes]:
    """Empty lines, and one that does not end."""
    while True:
        yield b"\r\n" * 2000
        yield b"x" * 4000


def post(_number: int) -> Iterator[bytes]:
    """What a web page has a browser say."""
    yield b"POST / HTTP/1.1\r\nHost: localhost\r\n\r\nNICK page\r\nUSER page 0 * :page\r\n"


def ping_frames(number: int) -> Iterator[bytes]:
    """A page that says little, in very many frames."""
    yield _OPENING
    yield _frame(_TEXT, f"NICK h{number}".encode()) + _frame(_TEXT, b"USER h 0 * :h")
    while True:
        yield _frame(_PING) * 500
        yield _frame(_TEXT) * 500
        yield _frame(_TEXT, b"PING x") * 10


_OPENING: Final = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
_TEXT: Final = 0x81
_PING: Final = 0x89


def _frame(kind: int, data: bytes = b"") -> bytes:
    """A short frame of a client (RFC 6455 5.2), under a mask of zeros."""
    return bytes((kind, 0x80 | len(data))) + bytes(4) + data


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


_SPOKEN: Final = (
    *(talk, come_and_go, rename, ask, read, log_in, log_in_by_lists, register, list_masks, search),
    *(wander, garble, reconnect),
)
ATTACKS: Final[dict[str, Attack]] = {
    **{lines.__name__: Attack(partial(_speak, lines)) for lines in _SPOKEN},
    half_open.__name__: Attack(half_open),
    shake_hands.__name__: Attack(shake_hands, hangs_up=True),
    encrypt_nothing.__name__: Attack(encrypt_nothing),
    say_nothing.__name__: Attack(say_nothing),
    post.__name__: Attack(post, hangs_up=True),
    ping_frames.__name__: Attack(ping_frames, is_page=True),
}

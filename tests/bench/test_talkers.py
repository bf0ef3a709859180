import socket
from collections.abc import Iterator
from typing import BinaryIO

import pytest

from bench.talkers import CHANNEL, FAREWELL, GREETING, TALKERS, Talkers, talkers


@pytest.fixture
def people(port: int) -> Iterator[Talkers]:
    with talkers(port) as here:
        yield here


@pytest.fixture
def newcomer(port: int, people: Talkers) -> Iterator[BinaryIO]:
    """What somebody hears who has entered after them."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as link:
        link.sendall(f"NICK carol\r\nUSER carol 0 * :c\r\nJOIN {CHANNEL}\r\n".encode())
        with link.makefile("rb") as heard:
            yield heard


def until(heard: BinaryIO, words: str) -> list[bytes]:
    lines = []
    for line in heard:
        lines.append(line)
        if words.encode() in line:
            break
    return lines


def test_a_newcomer_is_greeted(newcomer: BinaryIO) -> None:
    assert b" PRIVMSG #bench :first-words-here" in until(newcomer, GREETING)[-1]


def test_all_of_them_talk_and_say_farewell_at_the_end(people: Talkers, newcomer: BinaryIO) -> None:
    until(newcomer, GREETING)
    with people.talking(rate=2000):
        lines = until(newcomer, "message 50 ")
    for _ in range(TALKERS):
        lines += until(newcomer, FAREWELL)
    numbers = [int(line.split()[4]) for line in lines if b":message " in line]
    assert sorted(numbers) == list(range(len(numbers)))
    assert len({line.partition(b"!")[0] for line in lines}) == TALKERS
